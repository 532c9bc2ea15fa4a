// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"slices"
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	cases := map[string]struct {
		events []string
		line   string
		said   []string
	}{
		"passed": {
			events: []string{
				`{"Action":"run","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}`,
				`{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:1: chatter\n"}`,
				`{"Action":"output","Package":"p","Test":"TestA","Output":"[mysql] 2026/11/24 chatter\n"}`,
				`{"Action":"output","Package":"p","Test":"TestA","Output":"4.1: replayed 3 of 3 steps\n"}`,
				`{"Action":"output","Package":"p","Test":"TestA","Output":"--- PASS: TestA (0.00s)\n"}`,
				`{"Action":"pass","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Output":"PASS\n"}`,
				`{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}`,
				`{"Action":"pass","Package":"p"}`,
			},
			line: "1 passed, 0 failed",
			said: []string{"4.1: replayed 3 of 3 steps"},
		},
		"subtests are counted, not their parents": {
			events: []string{
				`{"Action":"run","Package":"p","Test":"TestA"}`,
				`{"Action":"run","Package":"p","Test":"TestA/one"}`,
				`{"Action":"run","Package":"p","Test":"TestA/two"}`,
				`{"Action":"output","Package":"p","Test":"TestA/two","Output":"    a_test.go:9: wrong\n"}`,
				`{"Action":"pass","Package":"p","Test":"TestA/one"}`,
				`{"Action":"fail","Package":"p","Test":"TestA/two"}`,
				`{"Action":"fail","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Output":"FAIL\tp\t0.1s\n"}`,
				`{"Action":"fail","Package":"p"}`,
			},
			line: "1 passed, 1 failed",
		},
		"a parent that fails alone": {
			events: []string{
				`{"Action":"run","Package":"p","Test":"TestA"}`,
				`{"Action":"run","Package":"p","Test":"TestA/one"}`,
				`{"Action":"pass","Package":"p","Test":"TestA/one"}`,
				`{"Action":"fail","Package":"p","Test":"TestA"}`,
				`{"Action":"fail","Package":"p"}`,
			},
			line: "1 passed, 1 failed",
		},
		"a skip says why": {
			events: []string{
				`{"Action":"run","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:7: needs a real cluster\n"}`,
				`{"Action":"skip","Package":"p","Test":"TestA"}`,
				`{"Action":"pass","Package":"p"}`,
			},
			line: "0 passed, 0 failed, 1 skipped",
		},
		"does not build": {
			events: []string{
				`{"ImportPath":"p","Action":"build-output","Output":"./a.go:3: undefined: x\n"}`,
				`{"ImportPath":"p","Action":"build-fail"}`,
				`{"Action":"start","Package":"p"}`,
				`{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}`,
				`{"Action":"fail","Package":"p","FailedBuild":"p"}`,
			},
			line: "0 passed, 1 failed",
		},
		"panics": {
			events: []string{
				`{"Action":"run","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Test":"TestA","Output":"panic: test timed out\n"}`,
				`{"Action":"fail","Package":"p"}`,
			},
			line: "0 passed, 1 failed",
		},
		"no tests": {
			events: []string{
				`{"Action":"output","Package":"p","Output":"?   \tp\t[no test files]\n"}`,
				`{"Action":"skip","Package":"p"}`,
			},
			line: "0 passed, 0 failed",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var r report
			if err := r.read(strings.NewReader(strings.Join(c.events, "\n") + "\n")); err != nil {
				t.Fatal(err)
			}
			if got := r.line(); got != c.line {
				t.Errorf("line: got %q, want %q", got, c.line)
			}
			if !slices.Equal(r.said, c.said) {
				t.Errorf("said %q, want %q", r.said, c.said)
			}
		})
	}
}

func TestTestEnvironment(t *testing.T) {
	caller := []string{"PATH=/bin", "DORIS_PASSWORD=x", "DORIS_TEST_ENDPOINTS=h:1", "TF_CLI_CONFIG_FILE=/x", "TF_VAR_a=b", "TF_LOG=TRACE"}
	got, err := testEnvironment(caller, "/opt/tofu")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"GOGC=400", "PATH=/bin", "DORIS_TEST_ENDPOINTS=h:1", "TF_LOG=TRACE", "TF_ACC=1", "CHECKPOINT_DISABLE=1",
		"TF_ACC_TERRAFORM_PATH=/opt/tofu", "TF_ACC_PROVIDER_HOST=registry.opentofu.org",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, _ := testEnvironment(nil, "/opt/terraform"); slices.Contains(got, "TF_ACC_PROVIDER_HOST=registry.opentofu.org") {
		t.Error("terraform must not get OpenTofu's registry host")
	}
}
