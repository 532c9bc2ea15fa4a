// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The fragments of this repository can be read, and CHANGELOG.md is what they and the released versions make.
func TestFragmentsOfThisRepository(t *testing.T) {
	if _, err := readFragments("../.."); err != nil {
		t.Error(err)
	}
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, ".changes"), os.DirFS("../../.changes")); err != nil {
		t.Fatal(err)
	}
	if err := writeChangelog(root); err != nil {
		t.Fatal(err)
	}
	want, _ := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if got, _ := os.ReadFile("../../CHANGELOG.md"); string(got) != string(want) {
		t.Errorf("CHANGELOG.md is written by `make changelog`, not by hand; it should be\n%s", want)
	}
}

func TestBadFragments(t *testing.T) {
	for name, c := range map[string]struct{ file, content, want string }{
		"unknown kind":  {"a.yaml", "kind: Improved\nbody: x\ntime: 2026-12-01T00:00:00Z\n", `kind is "Improved"`},
		"no body":       {"a.yaml", "kind: Fixed\ntime: 2026-12-01T00:00:00Z\n", "body is empty"},
		"no time":       {"a.yaml", "kind: Fixed\nbody: x\n", "time is missing"},
		"unknown key":   {"a.yaml", "kind: Fixed\nbodi: x\n", "bodi"},
		"no yaml":       {"a.yaml", "kind: [", "yaml"},
		"another file":  {"a.md", "- x\n", ".yaml"},
		"a bare colon":  {"a.yaml", "kind: Fixed\nbody: a: b\ntime: 2026-12-01T00:00:00Z\n", "mapping"},
		"time of words": {"a.yaml", "kind: Fixed\nbody: x\ntime: today\n", "today"},
	} {
		t.Run(name, func(t *testing.T) {
			root := tree(t, map[string]string{c.file: c.content})
			if _, err := readFragments(root); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.file) {
				t.Errorf("got %v, want the file and %q", err, c.want)
			}
		})
	}
}

func TestRelease(t *testing.T) {
	root := tree(t, map[string]string{
		"b.yaml": "kind: Fixed\nbody: |\n  A fault of\n  two lines.\ntime: 2026-12-02T00:00:00Z\n",
		"a.yaml": "kind: Fixed\nbody: The second fault.\ntime: 2026-12-03T00:00:00Z\n",
		"c.yaml": "kind: Added\nbody: A thing.\ntime: 2026-12-04T00:00:00Z\n",
	})
	for _, old := range []string{"0.9.0", "0.10.0", "0.10.0-rc1"} {
		write(t, filepath.Join(root, ".changes", old+".md"), "## "+old+"\n")
	}
	now := time.Date(2026, 12, 5, 23, 0, 0, 0, time.UTC)
	if err := run(root, "1.0.0", false, now); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := "# Changelog\n\n## 1.0.0 (2026-12-05)\n\n### Added\n\n- A thing.\n\n### Fixed\n\n- A fault of two lines.\n- The second fault.\n" +
		"\n## 0.10.0\n\n## 0.10.0-rc1\n\n## 0.9.0\n"
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if left, _ := readFragments(root); len(left) != 0 {
		t.Errorf("%d fragments are left", len(left))
	}
	if err := run(root, "1.0.0", false, now); err == nil {
		t.Error("a version without changes was made")
	}
}

func TestReleaseRefuses(t *testing.T) {
	root := tree(t, map[string]string{"a.yaml": "kind: Fixed\nbody: x\ntime: 2026-12-01T00:00:00Z\n"})
	write(t, filepath.Join(root, ".changes", "0.1.0.md"), "## 0.1.0\n")
	for _, version := range []string{"v0.2.0", "0.2", "next", "0.1.0"} {
		if err := run(root, version, false, time.Now()); err == nil {
			t.Errorf("%s was made", version)
		}
	}
	if left, _ := readFragments(root); len(left) != 1 {
		t.Errorf("%d fragments are left, want the one that was there", len(left))
	}
}

// tree is a root with fragments.
func tree(t *testing.T, fragments map[string]string) string {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, ".changes", "header.md"), "# Changelog\n")
	for name, content := range fragments {
		write(t, filepath.Join(root, ".changes", "unreleased", name), content)
	}
	return root
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
