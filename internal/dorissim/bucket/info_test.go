// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// samples are files that real frontends wrote.
func samples(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob("../testdata/conformance/*/samples/" + pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples %s: %v", pattern, err)
	}
	return files
}

func TestInfoIsWrittenAsRecorded(t *testing.T) {
	for _, file := range samples(t, "__info_*") {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		info, err := DecodeInfo(want)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		got, err := info.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s: wrote\n%s\nwant\n%s", file, got, want)
		}
		_, checksum, ok := SplitChecksum(filepath.Base(file))
		if !ok || checksum != Checksum(got) {
			t.Errorf("%s: checksum of the content is %s", file, Checksum(got))
		}
	}
}

func TestRepoInfoIsWrittenAsRecorded(t *testing.T) {
	for _, file := range samples(t, "__repo_info") {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		info, err := DecodeRepoInfo(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := info.Encode()
		if err != nil || string(got) != string(want) {
			t.Errorf("wrote %s (%v), want %s", got, err, want)
		}
	}
}

func TestMetaBeginsAsRecorded(t *testing.T) {
	meta := &Meta{Tables: []MetaTable{
		{Name: "v_orders", Class: "View", Definition: "SELECT `internal`.`shop`.`orders`.`id` FROM `x`", Body: []byte(`{"a":1}`)},
		{Name: "orders", Class: "OlapTable", Body: []byte(`{"b":[2]}`)},
	}}
	content, err := meta.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range samples(t, "__meta.*") {
		recorded, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(content[4:60]) != string(recorded[4:60]) {
			t.Errorf("begins %q, want %q", content[4:60], recorded[4:60])
		}
		if decoded, err := DecodeMeta(recorded); err != nil || decoded.Table("orders") == nil {
			t.Errorf("%s: tables of a real frontend are not seen: %v", file, err)
		}
	}
	got, err := DecodeMeta(content)
	if err != nil {
		t.Fatal(err)
	}
	if view := got.Table("v_orders"); view == nil || view.Definition != meta.Tables[0].Definition || string(view.Body) != `{"a":1}` {
		t.Errorf("read %+v", got.Tables)
	}
	if _, err := DecodeMeta(content[:len(content)-1]); err == nil {
		t.Error("a cut file was read")
	}
}

func TestBrief(t *testing.T) {
	info := &Info{
		Name: "l", Database: "d", BackupTime: 7, Content: ContentAll,
		Tables:  Tables{{Name: "orders", Partitions: Partitions{{Name: "p2"}, {Name: "p1"}}}},
		Objects: OtherObjects{Views: []NamedID{{ID: 9, Name: "v<1>"}}},
	}
	want := `{
  "name": "l",
  "database": "d",
  "backup_time": 7,
  "content": "ALL",
  "olap_table_list": [
    {
      "name": "orders",
      "partition_names": [
        "p2",
        "p1"
      ]
    }
  ],
  "view_list": [
    {
      "id": 9,
      "name": "v<1>"
    }
  ],
  "odbc_table_list": [],
  "odbc_resource_list": []
}`
	if got := info.Brief(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSplitChecksum(t *testing.T) {
	tests := []struct {
		file, name string
		ok         bool
	}{
		{"__meta." + strings.Repeat("a", 32), "__meta", true},
		{"__info_2026-01-01-00-00-00.part", "", false},
		{"__repo_info", "", false},
		{"1_0.dat." + strings.Repeat("0", 32), "1_0.dat", true},
	}
	for _, test := range tests {
		name, _, ok := SplitChecksum(test.file)
		if name != test.name || ok != test.ok {
			t.Errorf("%s: got %q, %v", test.file, name, ok)
		}
	}
}
