// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// report counts the tests of one or more runs of `go test -json` and prints what a reader wants to see.
//
// A test with subtests is not counted beside them: what is counted is what proves something. A parent that fails by its
// own word, and a package that fails without a failed test (it does not build, or it panics), count as one failure.
type report struct {
	out                     io.Writer
	passed, failed, skipped int
	tests                   map[string]*testRun
}

// testRun is one test, subtest or package (key without a test name) that has not ended yet.
type testRun struct {
	output      []string
	hasSubtests bool
	subFailed   bool
}

// event is the part of go test's JSON that matters here; see `go doc test2json`.
type event struct {
	Action, Package, Test, Output, ImportPath, FailedBuild string
}

func newReport(out io.Writer) *report {
	return &report{out: out, tests: map[string]*testRun{}}
}

// line is the last line of a run.
func (r *report) line() string {
	line := fmt.Sprintf("%d passed, %d failed", r.passed, r.failed)
	if r.skipped > 0 {
		line += fmt.Sprintf(", %d skipped", r.skipped)
	}
	return line
}

// read takes the events of one run of go test until its end.
func (r *report) read(stream io.Reader) error {
	lines := bufio.NewReader(stream)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil {
				fmt.Fprint(r.out, line)
			} else {
				r.take(e)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r *report) take(e event) {
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "run":
		r.markParents(e, func(parent *testRun) { parent.hasSubtests = true })
		r.of(e.Package, e.Test)
	case "output":
		t := r.of(e.Package, e.Test)
		t.output = append(t.output, e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e)
		} else {
			r.endTest(e)
		}
	}
}

func (r *report) endTest(e event) {
	t := r.of(e.Package, e.Test)
	delete(r.tests, key(e.Package, e.Test))
	switch {
	case e.Action == "fail":
		r.markParents(e, func(parent *testRun) { parent.subFailed = true })
		if !t.subFailed {
			r.failed++
		}
		fmt.Fprint(r.out, strings.Join(t.output, ""))
	case e.Action == "skip":
		r.skipped++
		r.printSkip(e, t)
	default:
		if !t.hasSubtests {
			r.passed++
		}
		r.printSaid(t)
	}
}

// endPackage prints the package's own line ("ok …", "FAIL …"). Tests that never ended were cut off by a panic or the
// time limit; the package counts as one failure then, with all that they said.
func (r *report) endPackage(e event) {
	own := r.of(e.Package, "")
	delete(r.tests, key(e.Package, ""))
	cut := false
	for k, t := range r.tests {
		if strings.HasPrefix(k, e.Package+"\x00") {
			fmt.Fprint(r.out, strings.Join(t.output, ""))
			delete(r.tests, k)
			cut = true
		}
	}
	if e.Action == "fail" && (cut || !own.subFailed) {
		r.failed++
	}
	if e.Action == "fail" {
		fmt.Fprint(r.out, strings.Join(own.output, ""))
		return
	}
	r.printSaid(own)
	for _, line := range own.output {
		if strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "? ") || strings.HasPrefix(line, "\t") {
			fmt.Fprint(r.out, line)
		}
	}
}

// printSkip shows the reason of a skipped test, because a skip without a reason hides what is not proved.
func (r *report) printSkip(e event, t *testRun) {
	reason := "no reason given"
	for _, line := range t.output {
		if m := loggedLine.FindStringSubmatch(line); m != nil {
			reason = strings.TrimSpace(m[1])
		}
	}
	fmt.Fprintf(r.out, "SKIP\t%s\t%s: %s\n", e.Package, e.Test, reason)
}

var (
	loggedLine = regexp.MustCompile(`^\s+\S+\.go:\d+: (.*)`)
	// goTestLine is what go test prints itself; logLine is what programs log by the way.
	goTestLine = regexp.MustCompile(`^(=== |--- |PASS$|FAIL|ok |\? |coverage: |testing: )`)
	logLine    = regexp.MustCompile(`^(\[|\d{4}[-/]\d\d[-/]|\{|time=)`)
)

// printSaid shows the lines that passed tests printed on purpose: neither indented (t.Log) nor go test's own, nor a log's.
func (r *report) printSaid(t *testRun) {
	for _, line := range strings.SplitAfter(strings.Join(t.output, ""), "\n") {
		bare := strings.TrimRight(line, "\n")
		if bare == "" || bare[0] == ' ' || bare[0] == '\t' || goTestLine.MatchString(bare) || logLine.MatchString(bare) {
			continue
		}
		fmt.Fprintln(r.out, bare)
	}
}

// markParents calls mark for the tests above this one and for its package.
func (r *report) markParents(e event, mark func(*testRun)) {
	name := e.Test
	for name != "" {
		cut := max(strings.LastIndex(name, "/"), 0)
		name = name[:cut]
		mark(r.of(e.Package, name))
	}
}

func (r *report) of(pkg, test string) *testRun {
	k := key(pkg, test)
	if r.tests[k] == nil {
		r.tests[k] = &testRun{}
	}
	return r.tests[k]
}

func key(pkg, test string) string { return pkg + "\x00" + test }
