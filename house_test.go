// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/terraform-doris/terraform-provider-doris"

// goFiles are all Go files of this module and of tools/.
func goFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != "." || entry.Name() == "testdata" || entry.Name() == "bin") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") {
			files = append(files, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("only %d Go files found", len(files))
	}
	return files
}

// Imports point one way: provider -> job -> doris. Only tests, the kit of the acceptance tests and the demo see the stand-in.
func TestImportsPointOneWay(t *testing.T) {
	forbidden := map[string][]string{
		"internal/doris/":       {"github.com/hashicorp/", module + "/internal/job", module + "/internal/provider", module + "/internal/objectstore"},
		"internal/job/":         {"github.com/hashicorp/", module + "/internal/provider"},
		"internal/retention/":   {"github.com/hashicorp/", module + "/internal/"},
		"internal/report/":      {"github.com/hashicorp/", module + "/internal/"},
		"internal/objectstore/": {"github.com/hashicorp/", module + "/internal/provider", module + "/internal/job"},
		"internal/dorissim/":    {"github.com/hashicorp/", module + "/internal/provider", module + "/internal/job"},
	}
	for _, file := range goFiles(t) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			continue
		}
		isTest := strings.HasSuffix(file, "_test.go")
		seesStandIn := isTest || strings.HasPrefix(file, "internal/acctest/") || strings.HasPrefix(file, "internal/demo/") || strings.HasPrefix(file, "internal/bench/") || strings.HasPrefix(file, "internal/dorissim/")
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if strings.HasPrefix(imported, module+"/internal/dorissim") && !seesStandIn {
				t.Errorf("%s imports %s: the stand-in is for tests and the demo", file, imported)
			}
			for directory, prefixes := range forbidden {
				for _, prefix := range prefixes {
					if strings.HasPrefix(file, directory) && !isTest && strings.HasPrefix(imported, prefix) {
						t.Errorf("%s imports %s", file, imported)
					}
				}
			}
		}
	}
}

func TestGoFilesCarryTheLicence(t *testing.T) {
	const header = "// Copyright (c) terraform-doris\n// SPDX-License-Identifier: MPL-2.0\n"
	for _, file := range goFiles(t) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(content), header) {
			t.Errorf("%s does not begin with the licence header", file)
		}
	}
}

// quotedSummary is a summary of an error or a warning in prose: a sentence in backquotes. Statements begin with capitals.
var quotedSummary = regexp.MustCompile("`([A-Z][a-z]+ [^`]+)`")

// What README.md and the guides say that users will read is what the provider says.
func TestQuotedSummariesExist(t *testing.T) {
	sources, err := filepath.Glob("internal/provider/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		content, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(content)
	}
	guides, err := filepath.Glob("templates/guides/*.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, document := range append(guides, "README.md") {
		content, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range quotedSummary.FindAllStringSubmatch(string(content), -1) {
			found++
			if !strings.Contains(code.String(), `"`+match[1]+`"`) {
				t.Errorf("%s quotes %q, which the provider never says", document, match[1])
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d summaries found: does the pattern still fit?", found)
	}
}
