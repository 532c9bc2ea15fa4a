// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	usedAction = regexp.MustCompile(`(?m)^ *-? *uses: (\S+)(.*)$`)
	pinned     = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40}$`)
)

// Actions are pinned by their commits, with the version beside it, in our own workflows and in those that people copy; no
// workflow may write more than it says.
func TestWorkflowsArePinned(t *testing.T) {
	ours, err := filepath.Glob(".github/workflows/*.yml")
	if err != nil || len(ours) == 0 {
		t.Fatal("no workflows found", err)
	}
	theirs, err := filepath.Glob("examples/ci/github/*.yml")
	if err != nil || len(theirs) == 0 {
		t.Fatal("no workflows to copy found", err)
	}
	for _, file := range append(ours, theirs...) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range usedAction.FindAllStringSubmatch(string(content), -1) {
			if !pinned.MatchString(match[1]) || !regexp.MustCompile(`^ # v\d`).MatchString(match[2]) {
				t.Errorf("%s: %s is not pinned by a commit with its version beside it", file, match[1])
			}
		}
		if !strings.Contains(string(content), "\npermissions:\n  contents: read\n") {
			t.Errorf("%s does not limit its permissions", file)
		}
	}
}

// What the index page says is tested is what the workflow tests, and the tools of workflows and GNUmakefile are the same.
func TestVersionsAgree(t *testing.T) {
	read := func(file string) string {
		t.Helper()
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	tests, index, makefile := read(".github/workflows/test.yml"), read("docs/index.md"), read("GNUmakefile")
	for cli, versions := range map[string][]string{"terraform": {"1.11", "1.12", "1.14", "1.15"}, "tofu": {"1.11", "1.12"}} {
		for _, version := range versions {
			if !regexp.MustCompile(`cli: ` + cli + `, version: ~?` + regexp.QuoteMeta(version) + `\.`).MatchString(tests) {
				t.Errorf("test.yml does not test %s %s", cli, version)
			}
			if !strings.Contains(index, version) {
				t.Errorf("the index page does not say that %s %s is tested", cli, version)
			}
		}
	}
	version := regexp.MustCompile(`(?m)^VERSION +\?= (\S+)$`).FindStringSubmatch(makefile)
	if version == nil || !strings.Contains(read("README.md"), `version = "`+version[1]+`"`) {
		t.Errorf("README.md does not ask for the version of GNUmakefile, %v", version)
	}
	minor := regexp.MustCompile(`^\d+\.\d+`).FindString(version[1])
	if !strings.Contains(index, `version = "~> `+minor+`"`) {
		t.Errorf("the index page does not ask for version ~> %s", minor)
	}
}
