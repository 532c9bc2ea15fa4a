// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const (
	registryPages = "https://registry.terraform.io/providers/terraform-doris/doris/latest/docs"
	githubTree    = "https://github.com/terraform-doris/terraform-provider-doris/"
)

var (
	markdownLink    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fencedBlock     = regexp.MustCompile("(?ms)^ *```.*?^ *```")
	markdownHeading = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	htmlAnchor      = regexp.MustCompile(`<a id="([^"]+)">`)
	notInAnchor     = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// documents are all files of Markdown, by their paths.
func documents(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "bin" || entry.Name() == "dist" || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(file, ".md") {
			content, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			found[filepath.ToSlash(file)] = string(content)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// anchors are the headings of a document as links name them.
func anchors(text string) map[string]bool {
	found := map[string]bool{}
	text = fencedBlock.ReplaceAllString(text, "")
	for _, match := range markdownHeading.FindAllStringSubmatch(text, -1) {
		heading := notInAnchor.ReplaceAllString(strings.ToLower(match[1]), "")
		found[strings.ReplaceAll(strings.TrimSpace(heading), " ", "-")] = true
	}
	for _, match := range htmlAnchor.FindAllStringSubmatch(text, -1) {
		found[match[1]] = true
	}
	return found
}

// Every link leads somewhere. In docs/ the registry must find it as well as GitHub, so there it is absolute: a registry
// serves the index page without a slash at its end, and relative links of it lead one level too high.
func TestLinks(t *testing.T) {
	all := documents(t)
	outside := map[string]string{}
	checked := 0
	for document, text := range all {
		if strings.HasPrefix(document, "templates/") || strings.HasPrefix(document, ".changes/") {
			continue // docs/ and CHANGELOG.md are made of them
		}
		text = fencedBlock.ReplaceAllString(text, "")
		for _, match := range markdownLink.FindAllStringSubmatch(text, -1) {
			checked++
			link := match[1]
			target, anchor, _ := strings.Cut(link, "#")
			switch {
			case strings.HasPrefix(target, registryPages):
				page := strings.TrimPrefix(strings.TrimPrefix(target, registryPages), "/")
				if page == "" {
					page = "index"
				}
				checkFile(t, all, document, link, "docs/"+page+".md", anchor)
			case strings.HasPrefix(target, githubTree+"tree/main/"), strings.HasPrefix(target, githubTree+"blob/main/"):
				checkFile(t, all, document, link, strings.SplitN(strings.TrimPrefix(target, githubTree), "/", 3)[2], anchor)
			case strings.HasPrefix(target, "https://"):
				outside[target] = document
			case target == "":
				checkFile(t, all, document, link, document, anchor)
			case strings.HasPrefix(document, "docs/"):
				t.Errorf("%s: the link %s is relative, which breaks in a registry; write %s/…", document, link, registryPages)
			case strings.HasPrefix(document, ".github/"):
				// GitHub shows these in other places than where they lie.
			default:
				checkFile(t, all, document, link, path.Join(path.Dir(document), target), anchor)
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d links found: does the pattern still fit?", checked)
	}
	if os.Getenv("LINKS_OUTSIDE") == "" {
		return // nobody's network is used unless it is asked for
	}
	client := &http.Client{Timeout: 30 * time.Second}
	for link, document := range outside {
		response, err := client.Get(link)
		if err != nil {
			t.Errorf("%s: %s: %v", document, link, err)
			continue
		}
		_ = response.Body.Close()
		if response.StatusCode == http.StatusNotFound || response.StatusCode == http.StatusGone {
			t.Errorf("%s: %s answers %s", document, link, response.Status)
		}
	}
}

func checkFile(t *testing.T, all map[string]string, document, link, file, anchor string) {
	t.Helper()
	if _, err := os.Stat(filepath.FromSlash(file)); err != nil {
		t.Errorf("%s: the link %s leads nowhere: there is no %s", document, link, file)
		return
	}
	if anchor == "" {
		return
	}
	if text, known := all[file]; known && !anchors(text)[anchor] {
		t.Errorf("%s: %s has no heading for the link %s", document, file, link)
	}
}

// A page of the registry has a subcategory, or it stands apart from all others.
func TestSubcategories(t *testing.T) {
	for document, text := range documents(t) {
		if !strings.HasPrefix(document, "docs/") || document == "docs/index.md" {
			continue
		}
		found := regexp.MustCompile(`(?m)^subcategory: "(Start|Operate|Reference)"$`).MatchString(text)
		if !found {
			t.Errorf("%s has no subcategory Start, Operate or Reference", document)
		}
	}
}

// destroys are the arguments that make a destroy, a retention or a restore take something away for good.
var destroys = regexp.MustCompile(`on_destroy += "(delete|drop_tables|drop_database)"|existing_tables += "overwrite"|retention \{|clean_(tables|partitions) += true`)

// A page whose examples can take something away says so in a callout that the registry paints red.
func TestCallouts(t *testing.T) {
	for document, text := range documents(t) {
		shown := strings.Join(fencedBlock.FindAllString(text, -1), "\n")
		if !strings.HasPrefix(document, "docs/") || !destroys.MatchString(shown) {
			continue
		}
		if !regexp.MustCompile(`(?m)^[!~]> `).MatchString(text) {
			t.Errorf("%s shows %s and has no callout", document, destroys.FindString(shown))
		}
	}
}

// The table of the arguments of doris_restore by what they are for names all of them, and nothing else.
func TestRestoreArgumentsAreGrouped(t *testing.T) {
	text, err := os.ReadFile("docs/resources/restore.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## Arguments by what they are for")
	table, _, _ = strings.Cut(table, "## Example Usage")
	_, schema, _ := strings.Cut(string(text), "### Required")
	schema, _, _ = strings.Cut(schema, "### Read-Only")
	arguments := map[string]bool{}
	for _, match := range regexp.MustCompile("(?m)^- `([a-z_]+)`").FindAllStringSubmatch(schema, -1) {
		arguments[match[1]] = true
	}
	if len(arguments) < 20 {
		t.Fatalf("only %d arguments found: does the pattern still fit?", len(arguments))
	}
	named := map[string]bool{}
	for _, match := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(table, -1) {
		named[match[1]] = true
		if !arguments[match[1]] {
			t.Errorf("the table names %s, which is no argument", match[1])
		}
	}
	for argument := range arguments {
		if !named[argument] {
			t.Errorf("the table in templates/resources/restore.md.tmpl does not name %s: say what it is for", argument)
		}
	}
}
