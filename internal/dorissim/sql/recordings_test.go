// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

type recording struct {
	Steps []struct {
		SQL   string `json:"sql"`
		Error *struct {
			Message string `json:"message"`
		} `json:"error"`
	} `json:"steps"`
}

const detail = "errCode = 2, detailMessage = "

// place is where a parser error points. Recorded columns are off where a name was replaced.
var place = regexp.MustCompile(`\(line \d+, pos \d+\)`)

// Every recorded statement parses, and the texts of the recorded parser errors are these parsers' texts.
func TestRecordedStatements(t *testing.T) {
	dialects := map[string]Dialect{"3.0": Legacy, "4.1": Nereids}
	count := 0
	for profile, dialect := range dialects {
		files, err := filepath.Glob(filepath.Join("..", "testdata", "conformance", profile, "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no recordings of %s: %v", profile, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var r recording
			if err := json.Unmarshal(content, &r); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			for _, step := range r.Steps {
				if step.SQL == "" {
					continue
				}
				count++
				want := ""
				if step.Error != nil && place.MatchString(step.Error.Message) && strings.HasPrefix(step.Error.Message, detail+"\n") {
					want = strings.TrimPrefix(step.Error.Message, detail)
				}
				checkRecorded(t, profile+" "+step.SQL, step.SQL, dialect, want)
			}
		}
	}
	if count < 1000 {
		t.Errorf("only %d recorded statements were seen", count)
	}
}

func checkRecorded(t *testing.T, name, text string, dialect Dialect, want string) {
	t.Helper()
	statement, err := Parse(text, dialect)
	switch {
	case err == nil && statement == nil:
		t.Errorf("%s: no statement", name)
	case err == nil && want != "":
		t.Errorf("%s: parses, want %q", name, want)
	case err != nil && place.ReplaceAllString(err.Error(), "") != place.ReplaceAllString(want, ""):
		t.Errorf("%s: got %q, want %q", name, err, want)
	}
	if _, ok := statement.(*Other); ok {
		t.Errorf("%s: is *Other", name)
	}
	if s, ok := statement.(*Show); ok && s.Kind == ShowOther {
		t.Errorf("%s: is SHOW OTHER", name)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"SELECT a, 'x''y', \"q\\\"\" FROM `d`.`t` WHERE a IN (1, -2) AND b LIKE '%x' ORDER BY 1 LIMIT 2",
		"CREATE TABLE t (a INT SUM DEFAULT '0', b ARRAY<INT>) PARTITION BY RANGE(a) (PARTITION p VALUES [('1'), (MAXVALUE))) DISTRIBUTED BY HASH(a) BUCKETS 3",
		"BACKUP SNAPSHOT d.l TO r ON (t PARTITION (p) AS x, `v`) PROPERTIES(\"a\"=\"b\")",
		"GRANT LOAD_PRIV ON *.*.* TO 'u'@'%'", "SHOW SNAPSHOT ON r WHERE a = 'b'", "((((", "'", "/*", "--", "@@", "1.5e", ".5e", "SET @@global.x = -1;",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, dialect := range []Dialect{Nereids, Legacy} {
			statement, err := Parse(text, dialect)
			if err != nil && err.Error() == "" {
				t.Errorf("%q: an error without a text", text)
			}
			if err != nil && statement != nil {
				t.Errorf("%q: a statement beside an error", text)
			}
		}
		for _, part := range Split(text) {
			if strings.TrimSpace(part) == "" {
				t.Errorf("%q: Split gives an empty statement", text)
			}
		}
	})
}
