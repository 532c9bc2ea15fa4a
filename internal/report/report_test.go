// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package report

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
)

type obj = map[string]any

func backup(change obj) obj {
	return with(obj{
		"id": "dr_main/nightly_x", "name": "before_migration", "name_prefix": nil, "repository": "dr_main", "database": "shop",
		"state": "FINISHED", "taken_at": "2026-09-11T01:15:02Z", "finished_at": "2026-09-11T01:41:12Z", "duration_seconds": 1570.0,
		"phase_seconds": obj{"queue": 12.0, "snapshot": 20.0, "upload": 1540.0, "save": 10.0},
		"objects": obj{
			"tables": []any{obj{"name": "orders", "partition_count": 36.0}, obj{"name": "customers", "partition_count": 1.0}},
			"views":  []any{"v_orders"},
		},
		"skipped_objects": []any{obj{"name": "mv_daily", "reason": "asynchronous materialized view"}},
		"missing_objects": []any{},
	}, change)
}

func series(change obj) obj {
	return with(obj{
		"repository": "dr_main", "database": "dwd", "name_prefix": "nightly_dwd_", "state": "FINISHED", "next_due_at": "2026-09-11T21:15:02Z",
		"latest": obj{"name": "nightly_dwd_20260911_011502_k3v7qm2a_x4f2", "taken_at": "2026-09-11T01:15:02Z", "table_count": 41.0, "view_count": 0.0},
		"pruned": []any{"nightly_dwd_20260828_011459_k3v7qm2a_x4f2"},
	}, change)
}

func restore(change obj) obj {
	return with(obj{
		"repository": "dr_main", "snapshot": "nightly_dwd_20260911_011502_k3v7qm2a_x4f2", "database": "drill_ci", "state": "FINISHED",
		"submitted_at": "2026-09-11T06:00:00Z", "finished_at": "2026-09-11T06:31:00Z", "duration_seconds": 1860.0, "rpo_seconds": 17098.0,
		"rto_seconds": 1905.0, "phase_seconds": obj{"queue": 0.0, "prepare": 30.0, "snapshot": 10.0, "download": 1700.0, "commit": 120.0, "verify": 45.0},
		"objects": obj{"tables": []any{obj{"name": "fact_orders", "partition_count": 36.0}}, "views": []any{}},
		"verification": obj{
			"passed": true, "row_counts": obj{"fact_orders": 120000.0},
			"queries": []any{obj{"sql": "SELECT count(*) > 0 FROM fact_orders\nWHERE a | b", "expect": "1", "actual": "1", "passed": true}},
		},
	}, change)
}

func with(base, change obj) obj {
	for key, value := range change {
		base[key] = value
	}
	return base
}

func TestMarkdown(t *testing.T) {
	for name, value := range map[string]any{
		"backup.md":  backup(nil),
		"series.md":  series(nil),
		"restore.md": restore(obj{"rpo_limit_seconds": 86400.0, "rto_limit_seconds": 2700.0}),
		"breach.md": restore(obj{
			"rpo_limit_seconds": 3600.0, "rto_limit_seconds": 600.0,
			"verification": obj{"passed": false, "row_counts": nil, "queries": []any{obj{"sql": "SELECT `x`", "expect": "1", "actual": "NULL", "passed": false}}},
		}),
		"several.md": obj{"dwd": series(nil), "ods": series(obj{"database": "ods", "name_prefix": "nightly_ods_", "latest": nil, "state": "CANCELLED", "pruned": nil})},
	} {
		got, err := Markdown(value)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		compare.File(t, filepath.Join("testdata", name), got)
	}
}

// What is null, missing or strange ends in no crash, no broken table and no lie.
func TestMarkdownOfWhatIsNotThere(t *testing.T) {
	bare := map[string]any{"name": nil, "taken_at": nil, "state": nil}
	hostile := backup(obj{"name": "a|b`c\n# d", "skipped_objects": []any{obj{"name": "``|", "reason": "x | y\n<b>"}}})
	for name, value := range map[string]any{
		"null": nil, "empty map": obj{}, "empty list": []any{}, "bare": bare, "hostile": hostile, "null element": obj{"a": nil, "b": backup(nil)},
		"list": []any{backup(nil), backup(nil)}, "running": backup(obj{"state": "RUNNING", "finished_at": nil, "duration_seconds": nil, "phase_seconds": nil, "objects": nil}),
		"no instant": backup(obj{"taken_at": nil}),
	} {
		got, err := Markdown(value)
		if err != nil || got == "" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		columns := 0
		for line := range strings.SplitSeq(got, "\n") {
			cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
			switch {
			case !strings.HasPrefix(line, "|"):
				columns = 0
			case columns == 0:
				columns = cells
			case cells != columns:
				t.Errorf("%s: a row has %d columns, its heading %d: %s", name, cells-1, columns-1, line)
			}
		}
		if strings.Contains(got, "\n# d") {
			t.Errorf("%s: a name became a heading: %s", name, got)
		}
	}
	for name, value := range map[string]any{"text": "x", "number": 1.0, "other object": obj{"id": "x"}, "list of text": []any{"x"}} {
		for _, write := range []func(any) (string, error){Markdown, OpenMetrics} {
			if _, err := write(value); !errors.Is(err, ErrSubject) {
				t.Errorf("%s: %v, want ErrSubject", name, err)
			}
		}
	}
}

func TestMarkdownShortens(t *testing.T) {
	var skipped []any
	for range 70 {
		skipped = append(skipped, obj{"name": "t", "reason": "r"})
	}
	got, err := Markdown(backup(obj{"skipped_objects": skipped}))
	if err != nil || !strings.Contains(got, "and 20 more objects") || strings.Count(got, "| `t` |") != 50 {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestOpenMetrics(t *testing.T) {
	got, err := OpenMetrics(obj{
		"before": backup(nil), "dwd": series(nil), "drill": restore(nil),
		"look":             obj{"name": "x", "repository": "dr_main", "database": "shop", "taken_at": "2026-09-11T01:15:02Z", "age_seconds": 60.0, "finished": true, "status": "OK", "size_bytes": 1e13},
		"odd \"name\"\\\n": backup(obj{"state": "CANCELLED", "taken_at": nil}),
	})
	if err != nil {
		t.Fatal(err)
	}
	compare.File(t, filepath.Join("testdata", "metrics.txt"), got)
}

// The rules of the format: each family once with its TYPE before its samples, units as endings, no sample twice, # EOF last.
func TestOpenMetricsFormat(t *testing.T) {
	got, err := OpenMetrics([]any{backup(nil), backup(obj{"name": "other"}), restore(nil), series(nil)})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	if lines[len(lines)-1] != "# EOF" {
		t.Errorf("the last line is %q", lines[len(lines)-1])
	}
	family, seen, samples := "", map[string]bool{}, map[string]bool{}
	for _, line := range lines[:len(lines)-1] {
		word := strings.Fields(line)
		switch {
		case word[0] == "#" && word[1] == "TYPE":
			family = word[2]
			if seen[family] {
				t.Errorf("%s is described twice", family)
			}
			seen[family] = true
		case word[0] == "#" && word[1] == "UNIT":
			if !strings.HasSuffix(family, "_"+word[3]) {
				t.Errorf("%s does not end with its unit %s", family, word[3])
			}
		case word[0] == "#":
		default:
			name, _, _ := strings.Cut(line, "{")
			series, _, _ := strings.Cut(line, "} ")
			if name != family || samples[series] {
				t.Errorf("%q stands under %s, or twice", line, family)
			}
			samples[series] = true
		}
	}
}

func TestInstant(t *testing.T) {
	for _, c := range []struct {
		timestamp, zone, want string
		wrong                 error
	}{
		{"2026-09-11-01-15-02", "UTC", "2026-09-11T01:15:02Z", nil},
		{"2026-09-11-01-15-02", "Asia/Shanghai", "2026-09-10T17:15:02Z", nil},
		{"2026-09-11-01-15-02", "CST", "2026-09-10T17:15:02Z", nil},
		{"2026-09-11-01-15-02", "+05:30", "2026-09-10T19:45:02Z", nil},
		{"2026-09-11-01-15-02", "-3:00", "2026-09-11T04:15:02Z", nil},
		{"2026-10-25-02-30-00", "Europe/Berlin", "2026-10-25T00:30:00Z", nil}, // came twice: the first
		{"2026-03-29-02-30-00", "Europe/Berlin", "", ErrSkipped},
		{"2026-09-11 01:15:02", "UTC", "", ErrTimestamp},
		{"2026-13-11-01-15-02", "UTC", "", ErrTimestamp},
		{"", "UTC", "", ErrTimestamp},
		{"2026-09-11-01-15-02", "", "", ErrZone},
		{"2026-09-11-01-15-02", "Local", "", ErrZone},
		{"2026-09-11-01-15-02", "Mars/Olympus", "", ErrZone},
		{"2026-09-11-01-15-02", "+15:00", "", ErrZone},
	} {
		at, err := Instant(c.timestamp, c.zone)
		if !errors.Is(err, c.wrong) || err == nil && at.Format("2006-01-02T15:04:05Z07:00") != c.want {
			t.Errorf("%s in %q: %v, %v, want %s, %v", c.timestamp, c.zone, at, err, c.want, c.wrong)
		}
	}
}
