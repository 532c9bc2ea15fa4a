// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// recordedAt is when the recordings were made: dynamic partitions have its date.
var recordedAt = time.Date(2026, 11, 23, 7, 50, 57, 0, time.UTC)

func newCatalog(t *testing.T, version string) *Catalog {
	t.Helper()
	p, err := profile.Of(version)
	if err != nil {
		t.Fatal(err)
	}
	return New(Options{Profile: p, Now: func() time.Time { return recordedAt }})
}

// run executes statements and stops the test at an error.
func run(t *testing.T, c *Catalog, statements ...string) *result.Result {
	t.Helper()
	var answer *result.Result
	for _, text := range statements {
		var err error
		if answer, err = try(t, c, text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	return answer
}

func try(t *testing.T, c *Catalog, text string) (*result.Result, error) {
	t.Helper()
	statement := mustParse(t, text)
	if show, ok := statement.(*sql.Show); ok && show.Kind == sql.ShowProc {
		answer, _, err := c.ShowProc(show.Path, Session{})
		return answer, err
	}
	answer, handled, err := c.Execute(statement, Session{})
	if !handled {
		t.Fatalf("%s: not handled", text)
	}
	return answer, err
}

func mustParse(t *testing.T, text string) sql.Statement {
	t.Helper()
	statement, err := sql.Parse(text, sql.Nereids)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return statement
}

type recording struct {
	Steps []struct {
		SQL     string      `json:"sql"`
		Columns []string    `json:"columns"`
		Rows    [][]*string `json:"rows"`
		Error   *struct {
			Code    uint16 `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	} `json:"steps"`
}

func read(t *testing.T, version, scenario string) recording {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "testdata", "conformance", version, scenario+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var r recording
	if err := json.Unmarshal(content, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// computed are statements that need backends, which the recorded clusters had not.
var computed = regexp.MustCompile(`^SELECT |^SHOW TABLE STATUS|^SHOW TABLET STORAGE FORMAT`)

// What differs from run to run: times, ids, hashes, places of backends.
var (
	datetime = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`)
	number5  = regexp.MustCompile(`^\d{5,}$`)
	number9  = regexp.MustCompile(`^\d{9,}$`)
	url      = regexp.MustCompile(`http://[^/]+(/[^0-9<]+).*`)
)

func plain(rows [][]*string, ids bool) []string {
	var lines []string
	for _, row := range rows {
		var cells []string
		for i, cell := range row {
			s := nullText(cell)
			s = datetime.ReplaceAllString(s, "<datetime>")
			s = url.ReplaceAllString(s, "<url>$1")
			if ids && (number9.MatchString(s) || i < 3 && number5.MatchString(s)) {
				s = "<id>"
			}
			cells = append(cells, s)
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
	return lines
}

// The catalog answers as recorded wherever no backup, no restore and no backend is involved.
func TestRecordedAnswers(t *testing.T) {
	seen := 0
	for _, version := range []string{"3.0", "4.1"} {
		for _, scenario := range []string{"properties_read", "skipped_objects", "object_states", "identity", "database_recreated"} {
			c := newCatalog(t, version)
			for _, step := range read(t, version, scenario).Steps {
				if strings.HasPrefix(step.SQL, "RESTORE") {
					break // what follows shows what was restored
				}
				if step.SQL == "" || computed.MatchString(step.SQL) || strings.Contains(step.SQL, "<id>") {
					continue
				}
				dialect := sql.Legacy
				if c.profile.Nereids {
					dialect = sql.Nereids
				}
				statement, err := sql.Parse(step.SQL, dialect)
				if err != nil || statement == nil {
					continue
				}
				answer, handled, err := c.Execute(statement, Session{})
				if !handled {
					continue
				}
				seen++
				if step.Error != nil {
					e, ok := errors.AsType[*profile.Error](err)
					if !ok || e.Code != step.Error.Code || e.Message != step.Error.Message {
						t.Errorf("%s %s: %s: got %v, want %v", version, scenario, step.SQL, err, *step.Error)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s %s: %s: %v", version, scenario, step.SQL, err)
					continue
				}
				if step.Columns == nil {
					continue
				}
				if !slices.Equal(answer.Columns, step.Columns) {
					t.Errorf("%s %s: %s: columns %q, want %q", version, scenario, step.SQL, answer.Columns, step.Columns)
				}
				if got, want := plain(answer.Rows, true), plain(step.Rows, true); !slices.Equal(got, want) {
					t.Errorf("%s %s: %s:\n got %q\nwant %q", version, scenario, step.SQL, got, want)
				}
			}
		}
	}
	if seen < 60 {
		t.Errorf("only %d recorded steps were seen", seen)
	}
}
