// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recordings are answers of real frontends; the stand-in's package keeps them.
const recordings = "../dorissim/testdata/conformance"

var profiles = []string{"3.0", "4.1"}

type recording struct {
	Scenario string `json:"scenario"`
	Steps    []step `json:"steps"`
}

type step struct {
	SQL     string      `json:"sql"`
	User    string      `json:"user"`
	Poll    string      `json:"poll"`
	Columns []string    `json:"columns"`
	Rows    [][]*string `json:"rows"`
	Error   *struct {
		Code    uint16 `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// result is the recorded answer as a statement would have read it.
func (s step) result() *result {
	answer := newResult(s.Columns)
	for _, cells := range s.Rows {
		values := make([]sql.NullString, len(cells))
		for i, cell := range cells {
			if cell != nil {
				values[i] = sql.NullString{String: *cell, Valid: true}
			}
		}
		answer.add(values)
	}
	return answer
}

// eachStep visits every recorded step of a profile.
func eachStep(t *testing.T, profile string, visit func(scenario string, s step)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(recordings, profile, "*.json"))
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
		for _, s := range r.Steps {
			visit(strings.TrimSuffix(filepath.Base(file), ".json"), s)
		}
	}
}

// recorded returns the answers to the statements that begin with a text in a scenario.
func recorded(t *testing.T, profile, scenario, prefix string) []step {
	t.Helper()
	var steps []step
	eachStep(t, profile, func(name string, s step) {
		if name == scenario && strings.HasPrefix(s.SQL, prefix) {
			steps = append(steps, s)
		}
	})
	if len(steps) == 0 {
		t.Fatalf("no %q in %s/%s", prefix, profile, scenario)
	}
	return steps
}
