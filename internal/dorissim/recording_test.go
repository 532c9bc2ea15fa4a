// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"testing"
	"time"
)

// recording is one file of testdata/conformance; its README.md explains the form.
type recording struct {
	Scenario string
	About    string
	Profile  string
	Steps    []step
}

// step is a statement, a wait, a look at the bucket or a note.
type step struct {
	SQL      string
	User     string
	Cluster  string
	Given    string
	Note     string
	Poll     string
	TimedOut bool `json:"timed_out"`

	Columns []string
	Rows    [][]*string
	Labels  []string
	Error   *recordedError

	ObjectsUnder string `json:"objects_under"`
	Objects      []recordedObject
}

type recordedError struct {
	Code    uint16
	Message string
}

type recordedObject struct {
	Key        string
	Text       *string
	FirstBytes string `json:"first_bytes_hex"`
	NamedByMD5 bool   `json:"name_ends_with_md5_of_content"`
}

var dynamicPartition = regexp.MustCompile(`"p(20\d{6})\\?"`)

// day is the day of the recording as far as it shows: dynamic partitions are named by it.
func (r recording) day() time.Time {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for _, s := range r.Steps {
		for _, row := range s.Rows {
			for _, value := range row {
				if value == nil {
					continue
				}
				if m := dynamicPartition.FindStringSubmatch(*value); m != nil {
					if first, err := time.Parse("20060102", m[1]); err == nil {
						return first
					}
				}
			}
		}
	}
	return day
}

// beforeCreating says whether restores were seen that ended and never were CREATING.
func (r recording) beforeCreating() bool {
	finished := false
	for _, s := range r.Steps {
		column := slices.Index(s.Columns, "State")
		if s.Poll == "" || column < 0 || !slices.Contains(s.Columns, "MetaPreparedTime") {
			continue
		}
		for _, row := range s.Rows {
			switch state := row[column]; {
			case state == nil:
			case *state == "CREATING":
				return false
			case *state == "FINISHED":
				finished = true
			}
		}
	}
	return finished
}

// conformanceDir holds one folder per profile.
func conformanceDir() string {
	if dir := os.Getenv("CONFORMANCE_DIR"); dir != "" {
		return dir
	}
	return filepath.Join("testdata", "conformance")
}

// readRecordings reads all scenarios of all profile folders, by profile.
func readRecordings(t *testing.T) map[string][]recording {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(conformanceDir(), "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no recordings in %s (%v)", conformanceDir(), err)
	}
	sort.Strings(files)
	recordings := map[string][]recording{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var r recording
		if err := json.Unmarshal(content, &r); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		folder := filepath.Base(filepath.Dir(file))
		recordings[folder] = append(recordings[folder], r)
	}
	return recordings
}
