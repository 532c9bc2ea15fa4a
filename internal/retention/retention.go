// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package retention says which snapshots of a series go. It is pure: the time, the rules and the snapshots are
// arguments, and nothing is looked up.
//
// Days, ISO weeks and months are those of UTC, over the instants of the snapshots. The timestamps that Doris writes have
// no zone and change their meaning with the time zone of the frontend (recorded: time_zones), so they play no part.
package retention

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// FailedAfter is how long leftovers of a failed backup, and snapshots that lack tables, stay at least.
const FailedAfter = 48 * time.Hour

// Rules say what stays. A number of 0 is a rule that was not given; without any Keep rule everything stays that MaxAge
// does not take.
type Rules struct {
	KeepLast    int           // the newest N
	KeepDaily   int           // the newest of each of the last N days that have one
	KeepWeekly  int           // the newest of each of the last N ISO weeks that have one
	KeepMonthly int           // the newest of each of the last N months that have one
	MaxAge      time.Duration // older ones go, whatever the rules above say; 0 = never
	KeepAtLeast int           // the newest N good ones stay, whatever all other rules say; less than 1 counts as 1
}

// Given reports whether there is a rule that lets anything go.
func (r Rules) Given() bool { return r.keeps() || r.MaxAge > 0 }

func (r Rules) keeps() bool {
	return r.KeepLast > 0 || r.KeepDaily > 0 || r.KeepWeekly > 0 || r.KeepMonthly > 0
}

// State is what a snapshot is worth.
type State int

// States of snapshots.
const (
	// Good can be restored and holds what was asked for.
	Good State = iota
	// Lacking can be restored, but misses tables that existed when it was taken. It never counts as good, and goes like
	// Leftovers do once a good one is newer.
	Lacking
	// Leftovers have no info file: a backup failed, or a deletion was not finished. TakenAt is the last sign of life.
	Leftovers
	// HalfDeleted had an info file that a deletion of ours removed; its leftovers go at once.
	HalfDeleted
	// Untouchable is never deleted and never counts as good: two backups under one name, a job that still writes, a
	// snapshot that is not of the series.
	Untouchable
)

// Snapshot is one entry of the repository.
type Snapshot struct {
	Name    string
	TakenAt time.Time
	State   State
}

// Expired returns the names of what goes, sorted. The result does not depend on the order of the snapshots; of two with
// one instant the greater name counts as the newer one. Without a rule nothing goes, leftovers included.
func Expired(rules Rules, now time.Time, snapshots []Snapshot) []string {
	if !rules.Given() {
		return nil
	}
	good := newestFirst(snapshots)
	kept := rules.kept(now, good)
	var expired []string
	for _, s := range snapshots {
		if goes(s, now, good, kept) {
			expired = append(expired, s.Name)
		}
	}
	slices.Sort(expired)
	return slices.Compact(expired)
}

func goes(s Snapshot, now time.Time, good []Snapshot, kept map[string]bool) bool {
	old := now.Sub(s.TakenAt) > FailedAfter
	switch s.State {
	case Good:
		return !kept[s.Name]
	case Lacking:
		return old && len(good) > 0 && good[0].TakenAt.After(s.TakenAt)
	case Leftovers:
		return old
	case HalfDeleted:
		return true
	}
	return false
}

// newestFirst are the good ones.
func newestFirst(snapshots []Snapshot) []Snapshot {
	var good []Snapshot
	for _, s := range snapshots {
		if s.State == Good {
			good = append(good, s)
		}
	}
	slices.SortFunc(good, func(a, b Snapshot) int {
		return cmp.Or(b.TakenAt.Compare(a.TakenAt), cmp.Compare(b.Name, a.Name))
	})
	return good
}

// kept are the names that stay of good snapshots, which come newest first.
func (r Rules) kept(now time.Time, good []Snapshot) map[string]bool {
	kept := map[string]bool{}
	for _, s := range good {
		kept[s.Name] = !r.keeps()
	}
	keepFirst(kept, good, r.KeepLast)
	keepPeriods(kept, good, r.KeepDaily, day)
	keepPeriods(kept, good, r.KeepWeekly, week)
	keepPeriods(kept, good, r.KeepMonthly, month)
	if r.MaxAge > 0 {
		for _, s := range good {
			if now.Sub(s.TakenAt) > r.MaxAge {
				kept[s.Name] = false
			}
		}
	}
	keepFirst(kept, good, max(r.KeepAtLeast, 1)) // after MaxAge: it yields to nothing
	return kept
}

func keepFirst(kept map[string]bool, good []Snapshot, n int) {
	for _, s := range good[:min(n, len(good))] {
		kept[s.Name] = true
	}
}

// keepPeriods keeps the newest of each of the last n periods that have one.
func keepPeriods(kept map[string]bool, good []Snapshot, n int, period func(time.Time) string) {
	seen := map[string]bool{}
	for _, s := range good {
		p := period(s.TakenAt.UTC())
		if seen[p] {
			continue
		}
		if len(seen) == n {
			return
		}
		seen[p] = true
		kept[s.Name] = true
	}
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

func week(t time.Time) string {
	year, week := t.ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, week)
}

func month(t time.Time) string { return t.Format("2006-01") }
