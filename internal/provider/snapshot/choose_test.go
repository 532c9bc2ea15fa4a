// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package snapshot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// repositoryFixture is a listing with the true instants of its snapshots, which only a look inside tells.
type repositoryFixture struct {
	list   []doris.Snapshot
	inside map[string]doris.SnapshotDetails
	looked []string
}

// add lists a snapshot that was taken at an instant in a zone (hours east of UTC).
func (f *repositoryFixture) add(name, database string, at time.Time, zone int, tables ...string) {
	stamp := at.Add(time.Duration(zone) * time.Hour).Format("2006-01-02-15-04-05")
	f.list = append(f.list, doris.Snapshot{Name: name, Timestamps: []string{stamp}, Status: "OK"})
	details := doris.SnapshotDetails{Name: name, Database: database, BackupTime: at}
	for _, table := range tables {
		details.Tables = append(details.Tables, doris.SnapshotTable{Name: table})
	}
	if f.inside == nil {
		f.inside = map[string]doris.SnapshotDetails{}
	}
	f.inside[name+" "+stamp] = details
}

func (f *repositoryFixture) look(_ context.Context, name, timestamp string) (*doris.SnapshotDetails, error) {
	f.looked = append(f.looked, name)
	details, ok := f.inside[name+" "+timestamp]
	if !ok {
		return nil, nil
	}
	return &details, nil
}

func TestChooseSnapshots(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 9, n, 1, 0, 0, 0, time.UTC) }
	fixture := func() *repositoryFixture {
		f := &repositoryFixture{}
		f.add("ods_07", "ods", day(7), 8, "orders")
		f.add("dwd_09", "dwd", day(9), 8, "facts", "dims")
		f.add("ods_10", "ods", day(10), 8, "orders", "items")
		f.add("dwd_11", "dwd", day(11), 8, "facts")
		f.list = append(f.list,
			doris.Snapshot{Name: "broken", Status: "ERROR: No info file found"},
			doris.Snapshot{Name: "twins", Timestamps: []string{"2026-09-08-01-00-00", "2026-09-08-02-00-00"}, Status: "OK"})
		return f
	}
	for name, test := range map[string]struct {
		filter snapshotFilter
		want   string
		looked string // Names looked into, in order
	}{
		"everything":              {snapshotFilter{}, "dwd_11 ods_10 dwd_09 ods_07", "dwd_11 ods_10"},
		"by name":                 {snapshotFilter{name: regexp.MustCompile("^ods_")}, "ods_10 ods_07", "ods_10"},
		"limit":                   {snapshotFilter{limit: 1}, "dwd_11", "dwd_11 ods_10"},
		"after, far away":         {snapshotFilter{after: day(5)}, "dwd_11 ods_10 dwd_09 ods_07", "dwd_11 ods_10"},
		"after, in doubt":         {snapshotFilter{after: day(9).Add(time.Hour)}, "dwd_11 ods_10", "dwd_11 ods_10 dwd_09"},
		"before, in doubt":        {snapshotFilter{before: day(10)}, "dwd_09 ods_07", "ods_10 dwd_09"},
		"of a database":           {snapshotFilter{database: "dwd"}, "dwd_11 dwd_09", "dwd_11 ods_10 dwd_09 ods_07"},
		"of a database, limit":    {snapshotFilter{database: "ods", limit: 1}, "ods_10", "dwd_11 ods_10 dwd_09"},
		"with a table":            {snapshotFilter{containsTable: "dims"}, "dwd_09", "dwd_11 ods_10 dwd_09 ods_07"},
		"with what is unfinished": {snapshotFilter{includeUnfinished: true}, "broken dwd_11 ods_10 dwd_09 twins ods_07", "dwd_11 ods_10"},
		"nothing":                 {snapshotFilter{name: regexp.MustCompile("none")}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture()
			got, err := chooseSnapshots(t.Context(), f.list, test.filter, f.look)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, found := range got {
				names = append(names, found.Name)
			}
			if strings.Join(names, " ") != test.want {
				t.Errorf("chose %q, want %q", names, test.want)
			}
			if strings.Join(f.looked, " ") != test.looked {
				t.Errorf("looked into %q, want %q", f.looked, test.looked)
			}
		})
	}
}

// Two clusters write their timestamps in different zones: the older one reads as the newer.
func TestMostRecentAcrossZones(t *testing.T) {
	f := &repositoryFixture{}
	at := time.Date(2026, 9, 11, 1, 0, 0, 0, time.UTC)
	f.add("older_in_the_east", "d", at, 12)
	f.add("newer_in_the_west", "d", at.Add(time.Hour), -8)
	got, err := chooseSnapshots(t.Context(), f.list, snapshotFilter{}, f.look)
	if err != nil {
		t.Fatal(err)
	}
	if newest := mostRecent(got); newest == nil || newest.Name != "newer_in_the_west" {
		t.Errorf("most recent is %+v, want newer_in_the_west", newest)
	}
	if !slices.Contains(f.looked, "older_in_the_east") {
		t.Error("the one that reads as newest was not looked into")
	}
}

// So does one cluster in the hour that comes twice when summer time ends; a limit must not stop before the newer one.
func TestLimitAcrossZones(t *testing.T) {
	at := time.Date(2026, 10, 25, 0, 50, 0, 0, time.UTC)
	for name, filter := range map[string]snapshotFilter{
		"all":           {},
		"limit":         {limit: 1},
		"of a database": {database: "d", limit: 1},
		"with a table":  {containsTable: "orders", limit: 1},
		"before":        {before: at.Add(24 * time.Hour), limit: 1},
		"after":         {after: at.Add(-24 * time.Hour), limit: 1},
	} {
		f := &repositoryFixture{}
		f.add("summer_time", "d", at, 2, "orders")                     // Written 02:50
		f.add("winter_time", "d", at.Add(20*time.Minute), 1, "orders") // Written 02:10
		f.add("long_ago", "d", at.Add(-200*time.Hour), 1, "orders")
		got, err := chooseSnapshots(t.Context(), f.list, filter, f.look)
		if err != nil || len(got) == 0 || got[0].Name != "winter_time" || filter.limit > 0 && len(got) != 1 {
			t.Errorf("%s: chose %+v, %v, want winter_time first", name, got, err)
		}
		if filter.limit > 0 && slices.Contains(f.looked, "long_ago") {
			t.Errorf("%s: looked into %v, more than the answer depends on", name, f.looked)
		}
	}
}

// Near a limit the true instants decide the order too: here of the two that are older than it.
func TestBeforeAcrossZones(t *testing.T) {
	limit := time.Date(2026, 9, 11, 0, 0, 0, 0, time.UTC)
	f := &repositoryFixture{}
	f.add("too_new", "d", limit.Add(time.Hour), -12)
	f.add("second", "d", limit.Add(-3*time.Hour), 14)
	f.add("first", "d", limit.Add(-2*time.Hour), -12)
	got, err := chooseSnapshots(t.Context(), f.list, snapshotFilter{before: limit}, f.look)
	if err != nil || len(got) != 2 || got[0].Name != "first" || mostRecent(got).Name != "first" {
		t.Errorf("chose %+v, %v, want first and second", got, err)
	}
}

// A snapshot that is deleted between the listing and the look is not an error, and not the newest.
func TestChooseSnapshotsDeletedMeanwhile(t *testing.T) {
	for name, filter := range map[string]snapshotFilter{"all": {}, "limit": {limit: 1}, "of a database": {database: "d"}} {
		f := &repositoryFixture{}
		f.add("kept", "d", time.Date(2026, 9, 1, 1, 0, 0, 0, time.UTC), 0)
		f.list = append(f.list, doris.Snapshot{Name: "gone", Timestamps: []string{"2026-09-11-01-00-00"}, Status: "OK"})
		got, err := chooseSnapshots(t.Context(), f.list, filter, f.look)
		if err != nil || len(got) != 1 || got[0].Name != "kept" {
			t.Errorf("%s: chose %+v, %v, want kept alone", name, got, err)
		}
	}
}

func TestMostRecentIsNullWithoutACompleteOne(t *testing.T) {
	f := &repositoryFixture{list: []doris.Snapshot{{Name: "broken", Status: "ERROR: No info file found"}}}
	got, err := chooseSnapshots(t.Context(), f.list, snapshotFilter{includeUnfinished: true}, f.look)
	if err != nil || len(got) != 1 || mostRecent(got) != nil {
		t.Errorf("chose %+v, %v", got, err)
	}
}
