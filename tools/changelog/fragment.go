// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// kinds are those of .changie.yaml, in the order in which a section lists them.
var kinds = []string{"Added", "Changed", "Fixed", "Security"}

// fragment is one change that a user would notice.
type fragment struct {
	Kind string    `yaml:"kind"`
	Body string    `yaml:"body"`
	Time time.Time `yaml:"time"`

	file string
}

// readFragments reads what is not released, oldest first; all that is wrong with any of them is one error.
func readFragments(root string) ([]fragment, error) {
	files, err := filepath.Glob(filepath.Join(root, ".changes", "unreleased", "*"))
	if err != nil {
		return nil, err
	}
	var fragments []fragment
	var wrong []error
	for _, file := range files {
		f, err := readFragment(file)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", filepath.Base(file), err))
			continue
		}
		fragments = append(fragments, f)
	}
	slices.SortStableFunc(fragments, func(a, b fragment) int { return a.Time.Compare(b.Time) })
	return fragments, errors.Join(wrong...)
}

func readFragment(file string) (fragment, error) {
	f := fragment{file: file}
	if filepath.Ext(file) != ".yaml" {
		return f, errors.New("a fragment is a .yaml file")
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return f, err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&f); err != nil {
		return f, err
	}
	f.Body = strings.TrimSpace(f.Body)
	switch {
	case !slices.Contains(kinds, f.Kind):
		return f, fmt.Errorf("kind is %q, want one of %s", f.Kind, strings.Join(kinds, ", "))
	case f.Body == "":
		return f, errors.New("body is empty")
	case f.Time.IsZero():
		return f, errors.New("time is missing")
	}
	return f, nil
}

// section is the text of a version.
func section(title string, fragments []fragment) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n", title)
	for _, kind := range kinds {
		first := true
		for _, f := range fragments {
			if f.Kind != kind {
				continue
			}
			if first {
				fmt.Fprintf(&b, "\n### %s\n\n", kind)
				first = false
			}
			fmt.Fprintf(&b, "- %s\n", strings.Join(strings.Fields(f.Body), " "))
		}
	}
	return b.String()
}

var versionFile = regexp.MustCompile(`^(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?$`)

// release makes the section of a version and writes the changelog anew.
func release(root, version string, now time.Time, fragments []fragment) error {
	if !versionFile.MatchString(version) {
		return fmt.Errorf("%q is no version: write it as 0.2.0, without v", version)
	}
	if len(fragments) == 0 {
		return errors.New(".changes/unreleased is empty: there is nothing to release")
	}
	file := filepath.Join(root, ".changes", version+".md")
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s is there already: a version is never made twice", filepath.Base(file))
	}
	text := section(fmt.Sprintf("%s (%s)", version, now.UTC().Format(time.DateOnly)), fragments)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return err
	}
	for _, f := range fragments {
		if err := os.Remove(f.file); err != nil {
			return err
		}
	}
	return writeChangelog(root)
}

// writeChangelog puts the header and the sections of all versions together, newest first.
func writeChangelog(root string) error {
	text, err := os.ReadFile(filepath.Join(root, ".changes", "header.md"))
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(root, ".changes", "*.md"))
	if err != nil {
		return err
	}
	var versions []string
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".md"); versionFile.MatchString(name) {
			versions = append(versions, name)
		}
	}
	slices.SortFunc(versions, func(a, b string) int { return -compareVersions(a, b) })
	for _, version := range versions {
		content, err := os.ReadFile(filepath.Join(root, ".changes", version+".md"))
		if err != nil {
			return err
		}
		text = append(append(text, '\n'), content...)
	}
	return os.WriteFile(filepath.Join(root, "CHANGELOG.md"), text, 0o644)
}
