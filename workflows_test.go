// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
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

// Issue forms are YAML that GitHub takes, and ask for what a fault cannot be found without.
func TestIssueForms(t *testing.T) {
	files, err := filepath.Glob(".github/ISSUE_TEMPLATE/*.yml")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d forms found, %v", len(files), err)
	}
	for _, file := range append(files, ".github/dependabot.yml", ".github/actionlint.yaml", ".changie.yaml") {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var form struct {
			Name        string `yaml:"name"`
			Description string `yaml:"description"`
			Body        []struct {
				Type string `yaml:"type"`
				ID   string `yaml:"id"`
			} `yaml:"body"`
		}
		if err := yaml.Unmarshal(content, &form); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if form.Body == nil {
			continue // no form
		}
		ids := map[string]bool{}
		for _, field := range form.Body {
			if field.Type != "markdown" && (field.ID == "" || ids[field.ID]) {
				t.Errorf("%s: the field %q has no id of its own", file, field.ID)
			}
			ids[field.ID] = true
		}
		if form.Name == "" || form.Description == "" {
			t.Errorf("%s has no name or description", file)
		}
	}
	bug, err := os.ReadFile(".github/ISSUE_TEMPLATE/bug.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"terraform version", "version_comment", "TF_LOG_PROVIDER", "SHOW BACKUP"} {
		if !strings.Contains(string(bug), want) {
			t.Errorf("a report of a fault is not asked for %s", want)
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
