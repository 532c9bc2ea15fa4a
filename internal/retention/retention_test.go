// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package retention

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	instant, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

// nightly are good snapshots, one a night at 01:15 UTC, the last on the day given, named by their day ("0911").
func nightly(last time.Time, nights int) []Snapshot {
	var list []Snapshot
	for i := range nights {
		taken := last.AddDate(0, 0, -i)
		list = append(list, Snapshot{Name: taken.Format("0102"), TakenAt: taken})
	}
	return list
}

// stays are the names that are not expired, sorted.
func stays(rules Rules, now time.Time, list []Snapshot) string {
	expired := Expired(rules, now, list)
	var names []string
	for _, s := range list {
		if !slices.Contains(expired, s.Name) {
			names = append(names, s.Name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func TestRules(t *testing.T) {
	last := at(t, "2026-09-11 01:15")
	now := last.Add(time.Minute)
	list := nightly(last, 60) // back to July 14
	for name, test := range map[string]struct {
		rules Rules
		want  string
	}{
		"keep_last":                       {Rules{KeepLast: 3}, "0909 0910 0911"},
		"keep_last, more than there are":  {Rules{KeepLast: 1000}, stays(Rules{}, now, list)},
		"keep_daily":                      {Rules{KeepDaily: 2}, "0910 0911"},
		"keep_weekly: Sundays and today":  {Rules{KeepWeekly: 4}, "0823 0830 0906 0911"},
		"keep_monthly":                    {Rules{KeepMonthly: 3}, "0731 0831 0911"},
		"all together":                    {Rules{KeepLast: 2, KeepDaily: 3, KeepWeekly: 2, KeepMonthly: 2}, "0831 0906 0909 0910 0911"},
		"max_age alone":                   {Rules{MaxAge: 48*time.Hour + time.Hour}, "0909 0910 0911"},
		"max_age wins over keep":          {Rules{KeepMonthly: 3, MaxAge: 15 * 24 * time.Hour}, "0831 0911"},
		"keep_at_least wins over max_age": {Rules{MaxAge: time.Hour, KeepAtLeast: 3}, "0909 0910 0911"},
		"keep_at_least alone is no rule":  {Rules{KeepAtLeast: 3}, stays(Rules{}, now, list)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := stays(test.rules, now, list); got != test.want {
				t.Errorf("stay: %s\nwant: %s", got, test.want)
			}
		})
	}
}

// A series whose nights all failed keeps its newest good one, however old.
func TestNewestGoodStaysForEver(t *testing.T) {
	last := at(t, "2026-01-11 01:15")
	if got := stays(Rules{KeepDaily: 1, MaxAge: time.Hour}, last.AddDate(5, 0, 0), nightly(last, 3)); got != "0111" {
		t.Error(got)
	}
}

// Missed nights do not count: the last N days that have a snapshot.
func TestDaysWithoutSnapshot(t *testing.T) {
	var list []Snapshot
	for _, day := range []string{"2026-03-01", "2026-03-02", "2026-03-20", "2026-03-30"} {
		list = append(list, Snapshot{Name: day, TakenAt: at(t, day+" 02:00")})
	}
	if got := stays(Rules{KeepDaily: 3}, at(t, "2026-04-20 00:00"), list); got != "2026-03-02 2026-03-20 2026-03-30" {
		t.Error(got)
	}
}

// ISO weeks do not end with the year: December 29, 2025 to January 4, 2026 is one week.
func TestWeeksAcrossTheYear(t *testing.T) {
	list := nightly(at(t, "2026-01-06 01:15"), 12) // December 26 to January 6
	if got := stays(Rules{KeepWeekly: 3}, at(t, "2026-01-06 02:00"), list); got != "0104 0106 1228" {
		t.Error(got)
	}
}

// States other than good never take the place of a good one.
func TestStates(t *testing.T) {
	now := at(t, "2026-09-11 02:00")
	list := append(nightly(at(t, "2026-09-08 01:15"), 3), // 0906 to 0908
		Snapshot{"fresh_lacking", now.Add(-time.Hour), Lacking},
		Snapshot{"newest_lacking", now.Add(-60 * time.Hour), Lacking}, // newer than every good one
		Snapshot{"old_lacking", at(t, "2026-09-07 12:00"), Lacking},
		Snapshot{"fresh_leftovers", now.Add(-47 * time.Hour), Leftovers},
		Snapshot{"old_leftovers", now.Add(-49 * time.Hour), Leftovers},
		Snapshot{"half_deleted", now.Add(-time.Hour), HalfDeleted},
		Snapshot{"twins", at(t, "2020-01-01 00:00"), Untouchable},
	)
	want := "0907 0908 fresh_lacking fresh_leftovers newest_lacking twins"
	if got := stays(Rules{KeepLast: 2}, now, list); got != want {
		t.Errorf("stay: %s\nwant: %s", got, want)
	}
	if got := Expired(Rules{}, now, list); got != nil {
		t.Errorf("without a rule nothing goes, but %v does", got)
	}
	if got := Expired(Rules{KeepLast: 1}, now, list[5:6]); got != nil {
		t.Errorf("without a good one what lacks tables is better than nothing, but %v goes", got)
	}
}

// Equal instants are told apart by their names, whatever their order.
func TestEqualInstants(t *testing.T) {
	taken := at(t, "2026-09-11 01:15")
	list := []Snapshot{{"a", taken, Good}, {"c", taken, Good}, {"b", taken, Good}}
	for range 6 {
		list = append(list[1:], list[0])
		if got := stays(Rules{KeepDaily: 1}, taken, list); got != "c" {
			t.Error(got)
		}
	}
}

// The zone that an instant is written in changes nothing, also in the nights when clocks are changed: 00:30 in Berlin is
// the day before in UTC.
func TestZones(t *testing.T) {
	berlin := time.FixedZone("CEST", 2*3600)
	for _, changes := range []string{"2026-03-29", "2026-10-25"} {
		start := at(t, changes+" 00:00").AddDate(0, 0, -3)
		var utc, local []Snapshot
		for i := range 40 { // every four hours
			taken := start.Add(time.Duration(i) * 4 * time.Hour)
			name := fmt.Sprintf("s%02d", i)
			utc = append(utc, Snapshot{name, taken, Good})
			zone := berlin
			if i > 18 {
				zone = time.FixedZone("PST", -8*3600) // the cluster's zone is changed in between
			}
			local = append(local, Snapshot{name, taken.In(zone), Good})
		}
		now := start.AddDate(0, 0, 8)
		rules := Rules{KeepDaily: 5, KeepWeekly: 2, MaxAge: 7 * 24 * time.Hour}
		if a, b := stays(rules, now, utc), stays(rules, now.In(berlin), local); a != b {
			t.Errorf("UTC:   %s\nlocal: %s", a, b)
		}
		if got := stays(Rules{KeepDaily: 2}, now, local); got != "s35 s39" {
			t.Errorf("the last of each day in UTC: %s", got)
		}
	}
}
