// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// books are the documents that comments cite, by the name that they are cited under.
var books = map[string]string{
	"DORIS.md":     "internal/doris/DORIS.md",
	"LIFECYCLE.md": "internal/job/LIFECYCLE.md",
}

var (
	// citation is a book with the headings that are meant: DORIS.md "Names", "Quoting".
	citation = regexp.MustCompile(`\b([A-Z]+\.md)((?:,? "[^"]+")+)`)
	quoted   = regexp.MustCompile(`"([^"]+)"`)
	// recordedIn names recordings: recorded: restart, time_zones.
	recordedIn = regexp.MustCompile(`\brecorded: ((?:[a-z]+(?:_[a-z]+)+|restart|history|identity|privileges)(?:, (?:[a-z]+(?:_[a-z]+)+|restart|history|identity|privileges))*)`)
	// nowhere is a number of a document, or of a list, that is not in the repository.
	nowhere = regexp.MustCompile(`(?i)\b(?:doris-reference|reference|ref|lifecycle|schema|design|house|incremental|measured-schema-rules|terraform-craft|issue)(?:\.md)?(?: section)? #?[0-9]+(?:\.[0-9]+)*\b`)
	// publicly is a report or a change of a public project: those may be numbered.
	publicly = regexp.MustCompile(`[a-z-]+/[a-z-]+#[0-9]+`)
)

// comments are the comments of a Go file, each block joined to one line, as far as lines that begin with // go.
func comments(content string) []string {
	var blocks []string
	var block []string
	for _, line := range append(strings.Split(content, "\n"), "") {
		_, comment, found := strings.Cut(line, "// ")
		switch {
		case found && strings.HasPrefix(strings.TrimSpace(line), "//"):
			block = append(block, comment)
			continue
		case found:
			blocks = append(blocks, comment)
		}
		if len(block) > 0 {
			blocks = append(blocks, strings.Join(block, " "))
			block = nil
		}
	}
	return blocks
}

// headings are the titles of a document's sections.
func headings(t *testing.T, path string) []string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for line := range strings.SplitSeq(string(content), "\n") {
		if title, found := strings.CutPrefix(line, "## "); found {
			titles = append(titles, title)
		}
	}
	return titles
}

// A comment that cites a rule or a fact can be followed: to a heading of a document in the repository, or to a recording.
func TestCitationsResolve(t *testing.T) {
	titles := map[string][]string{}
	for name, path := range books {
		titles[name] = headings(t, path)
	}
	found := 0
	for _, file := range goFiles(t) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, comment := range comments(string(content)) {
			for _, match := range citation.FindAllStringSubmatch(comment, -1) {
				known, cited := titles[match[1]]
				if !cited {
					continue
				}
				for _, heading := range quoted.FindAllStringSubmatch(match[2], -1) {
					found++
					if !slices.Contains(known, heading[1]) {
						t.Errorf("%s cites %s %q, which is no heading there", file, match[1], heading[1])
					}
				}
			}
			for _, match := range recordedIn.FindAllStringSubmatch(comment, -1) {
				for scenario := range strings.SplitSeq(match[1], ", ") {
					found++
					if recordings, _ := filepath.Glob("internal/dorissim/testdata/conformance/*/" + scenario + ".json"); len(recordings) == 0 {
						t.Errorf("%s cites the recording %q, which is not there", file, scenario)
					}
				}
			}
			if number := nowhere.FindString(publicly.ReplaceAllString(comment, "")); number != "" {
				t.Errorf("%s cites %q: name a heading of %s or LIFECYCLE.md, a recording, or a public change", file, number, "DORIS.md")
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d citations found: do the patterns still fit?", found)
	}
}

// What the documents themselves cite is there, too.
func TestRecordingsOfDocumentsExist(t *testing.T) {
	bracketed := regexp.MustCompile(`[^\x60]\[([a-z_]+(?:, [a-z_]+)*)\](?:[^(]|$)`)
	content, err := os.ReadFile(books["DORIS.md"])
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, match := range bracketed.FindAllStringSubmatch(string(content), -1) {
		for scenario := range strings.SplitSeq(match[1], ", ") {
			found++
			if recordings, _ := filepath.Glob("internal/dorissim/testdata/conformance/*/" + scenario + ".json"); len(recordings) == 0 {
				t.Errorf("DORIS.md cites the recording %q, which is not there", scenario)
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d recordings are cited: does the pattern still fit?", found)
	}
}

// The map in CONTRIBUTING.md names files that are there.
func TestTheMapIsRight(t *testing.T) {
	content, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, questions, _ := strings.Cut(string(content), "### Where is …?")
	questions, _, _ = strings.Cut(questions, "\n## ")
	named := regexp.MustCompile("`([A-Za-z_/]+(?:\\.(?:go|md))?)`")
	found := 0
	for line := range strings.Lines(questions) {
		directory := ""
		for _, match := range named.FindAllStringSubmatch(line, -1) {
			path := match[1]
			switch {
			case strings.HasPrefix(path, "internal/"):
				directory = path
				if strings.Contains(filepath.Base(path), ".") {
					directory = filepath.Dir(path)
				}
			case strings.HasSuffix(path, ".go") && directory != "":
				path = directory + "/" + path
			default:
				continue // a name, or a kind of file that many directories have
			}
			found++
			if _, err := os.Stat(path); err != nil {
				t.Errorf("CONTRIBUTING.md sends people to %s, which is not there", path)
			}
		}
	}
	if found < 25 {
		t.Errorf("only %d places found: does the pattern still fit?", found)
	}
}
