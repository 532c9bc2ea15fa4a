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
		shows  []string
		hides  []string
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
			line:  "1 passed, 0 failed",
			shows: []string{"4.1: replayed 3 of 3 steps\n", "ok  \tp\t0.1s\n"},
			hides: []string{"chatter", "=== RUN", "PASS"},
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
			line:  "1 passed, 1 failed",
			shows: []string{"a_test.go:9: wrong\n", "FAIL\tp"},
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
			line:  "0 passed, 0 failed, 1 skipped",
			shows: []string{"TestA: needs a real cluster\n"},
		},
		"does not build": {
			events: []string{
				`{"ImportPath":"p","Action":"build-output","Output":"./a.go:3: undefined: x\n"}`,
				`{"ImportPath":"p","Action":"build-fail"}`,
				`{"Action":"start","Package":"p"}`,
				`{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}`,
				`{"Action":"fail","Package":"p","FailedBuild":"p"}`,
			},
			line:  "0 passed, 1 failed",
			shows: []string{"undefined: x", "[build failed]"},
		},
		"panics": {
			events: []string{
				`{"Action":"run","Package":"p","Test":"TestA"}`,
				`{"Action":"output","Package":"p","Test":"TestA","Output":"panic: test timed out\n"}`,
				`{"Action":"fail","Package":"p"}`,
			},
			line:  "0 passed, 1 failed",
			shows: []string{"panic: test timed out"},
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
			var out strings.Builder
			r := newReport(&out)
			if err := r.read(strings.NewReader(strings.Join(c.events, "\n") + "\n")); err != nil {
				t.Fatal(err)
			}
			if got := r.line(); got != c.line {
				t.Errorf("line: got %q, want %q", got, c.line)
			}
			for _, want := range c.shows {
				if !strings.Contains(out.String(), want) {
					t.Errorf("not shown: %q in\n%s", want, out.String())
				}
			}
			for _, unwanted := range c.hides {
				if strings.Contains(out.String(), unwanted) {
					t.Errorf("shown: %q in\n%s", unwanted, out.String())
				}
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
