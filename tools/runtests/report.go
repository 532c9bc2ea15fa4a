// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"gotest.tools/gotestsum/testjson"
)

// report counts the tests of one or more runs. gotestsum counts a test beside its subtests; here what is counted is what
// proves something. A parent that fails by its own word, and a package that fails without a failed test (it does not
// build, or its TestMain fails), count as one failure.
type report struct {
	passed, failed, skipped int
	// said are the lines that passed tests printed on purpose, such as "4.1: replayed 310 of 312 steps".
	said []string
	// saying are those of tests that have not ended yet.
	saying map[testKey][]string
}

type testKey struct{ pkg, test string }

// line is the last line of a run.
func (r *report) line() string {
	line := fmt.Sprintf("%d passed, %d failed", r.passed, r.failed)
	if r.skipped > 0 {
		line += fmt.Sprintf(", %d skipped", r.skipped)
	}
	return line
}

// read takes the events of one run of go test -json.
func (r *report) read(events io.Reader) error {
	r.saying = map[testKey][]string{}
	run, err := testjson.ScanTestOutput(testjson.ScanConfig{Stdout: events, Handler: r, IgnoreNonJSONOutputLines: true})
	if err != nil {
		return err
	}
	for _, name := range run.Packages() {
		p := run.Package(name)
		passed, failed := leaves(p.Passed, p.TestCases()), leaves(p.Failed, p.Failed)
		if p.Result() == testjson.ActionFail && failed == 0 {
			failed = 1
		}
		r.passed, r.failed, r.skipped = r.passed+passed, r.failed+failed, r.skipped+len(p.Skipped)
	}
	return nil
}

// leaves counts the tests that are above none of the others.
func leaves(tests, others []testjson.TestCase) int {
	above := map[string]bool{}
	for _, other := range others {
		for name := other.Test.Name(); strings.Contains(name, "/"); {
			name = name[:strings.LastIndex(name, "/")]
			above[name] = true
		}
	}
	count := 0
	for _, test := range tests {
		if !above[test.Test.Name()] {
			count++
		}
	}
	return count
}

var (
	// goTestLine is what go test prints itself; logLine is what programs log by the way.
	goTestLine = regexp.MustCompile(`^(=== |--- |PASS$|FAIL|ok |\? |coverage: |testing: )`)
	logLine    = regexp.MustCompile(`^(\[|\d{4}[-/]\d\d[-/]|\{|time=)`)
)

// Event keeps what passed tests print on purpose: neither indented (t.Log) nor go test's own, nor a log's. It is part of
// [testjson.EventHandler].
func (r *report) Event(event testjson.TestEvent, _ *testjson.Execution) error {
	key := testKey{event.Package, event.Test}
	switch event.Action {
	case testjson.ActionOutput:
		if line := strings.TrimRight(event.Output, "\n"); onPurpose(line) {
			r.saying[key] = append(r.saying[key], line)
		}
	case testjson.ActionPass:
		r.said = append(r.said, r.saying[key]...)
	}
	return nil
}

func onPurpose(line string) bool {
	return line != "" && line[0] != ' ' && line[0] != '\t' && !goTestLine.MatchString(line) && !logLine.MatchString(line)
}

// Err is part of [testjson.EventHandler]; gotestsum has shown such lines already.
func (r *report) Err(string) error { return nil }
