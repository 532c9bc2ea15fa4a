// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
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

// Imports point one way: provider -> job -> doris. Only tests, the kit of the acceptance tests, the demo and the benchmark see
// the stand-in and what runs the CLI.
func TestImportsPointOneWay(t *testing.T) {
	forbidden := map[string][]string{
		"internal/doris/":       {"github.com/hashicorp/", module + "/internal/job", module + "/internal/provider", module + "/internal/objectstore"},
		"internal/job/":         {"github.com/hashicorp/", module + "/internal/provider"},
		"internal/retention/":   {"github.com/hashicorp/", module + "/internal/"},
		"internal/report/":      {"github.com/hashicorp/", module + "/internal/"},
		"internal/objectstore/": {"github.com/hashicorp/", module + "/internal/provider", module + "/internal/job"},
		"internal/explain/":     {"github.com/hashicorp/", module + "/internal/provider"},
		"internal/objectid/":    {"github.com/hashicorp/", module + "/internal/provider", module + "/internal/job", module + "/internal/doris"},
		"internal/redact/":      {"github.com/hashicorp/", module + "/internal/"},
		"internal/dorissim/":    {"github.com/hashicorp/", module + "/internal/provider", module + "/internal/job"},
	}
	for _, file := range goFiles(t) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			continue
		}
		isTest := strings.HasSuffix(file, "_test.go")
		seesStandIn := isTest || slices.ContainsFunc([]string{"acctest", "bench", "demo", "dorissim", "provider/providertest"}, func(name string) bool {
			return strings.HasPrefix(file, "internal/"+name+"/")
		})
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if strings.HasPrefix(imported, module+"/internal/dorissim") && !seesStandIn {
				t.Errorf("%s imports %s: the stand-in is for tests and the demo", file, imported)
			}
			if imported == module+"/internal/terraform" && !seesStandIn {
				t.Errorf("%s imports %s: running the CLI is for tests, the demo and the benchmark", file, imported)
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

// rooms are the packages below internal/provider, from the bottom up: each sees those of the rows above its own. What stands
// in one row does not see each other, so that nothing of a backup hides in a restore.
var rooms = [][]string{
	{"tfvalue"},
	{"validate"},
	{"guard", "group", "instance"},
	{"repository", "backup", "restore", "snapshot", "cluster", "function"},
	{""},
	{"providertest"},
}

func TestRoomsOfTheProvider(t *testing.T) {
	floors := map[string]int{}
	for floor, row := range rooms {
		for _, room := range row {
			floors[room] = floor
		}
	}
	const provider = "internal/provider"
	for _, file := range goFiles(t) {
		below, ok := strings.CutPrefix(path.Dir(file), provider)
		if !ok || strings.HasSuffix(file, "_test.go") {
			continue
		}
		room := strings.TrimPrefix(below, "/")
		floor, known := floors[room]
		if !known {
			t.Errorf("%s: give package %q its place in rooms", file, room)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if below, ok := strings.CutPrefix(imported, module+"/"+provider); ok && floors[strings.TrimPrefix(below, "/")] >= floor {
				t.Errorf("%s imports %s, which is not below it", file, imported)
			}
		}
	}
}

// Terraform's types stay in the provider, and with what serves or tests it.
func TestTerraformTypesStayInTheProvider(t *testing.T) {
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") || slices.ContainsFunc([]string{
			"internal/provider/", "internal/acctest/", "internal/bench/", "internal/compare/", "internal/demo/", "internal/schemajson/", "main.go", "tools/",
		}, func(place string) bool { return strings.HasPrefix(file, place) }) {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, spec := range parsed.Imports {
			if imported, _ := strconv.Unquote(spec.Path.Value); strings.HasPrefix(imported, "github.com/hashicorp/") {
				t.Errorf("%s imports %s", file, imported)
			}
		}
	}
}

// A file of the product says one thing.
func TestFilesStaySmall(t *testing.T) {
	const most = 400
	for _, file := range goFiles(t) {
		if !strings.HasPrefix(file, "internal/provider/") && !strings.HasPrefix(file, "internal/explain/") {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(content), "\n"); lines > most {
			t.Errorf("%s has %d lines, more than %d: it says more than one thing", file, lines, most)
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
	var code strings.Builder
	for _, source := range goFiles(t) {
		if strings.HasSuffix(source, "_test.go") || !strings.HasPrefix(source, "internal/provider/") && !strings.HasPrefix(source, "internal/explain/") {
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
