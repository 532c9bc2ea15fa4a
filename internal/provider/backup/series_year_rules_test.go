// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"slices"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// yearRules are the rules of a retention as the documentation tells them, read plainly and without the retention package.
type yearRules struct {
	last, daily, weekly, monthly, atLeast int
	maxAge                                time.Duration
}

func (r yearRules) block() providertest.Obj {
	block := providertest.Obj{}
	for name, n := range map[string]int{"keep_last": r.last, "keep_daily": r.daily, "keep_weekly": r.weekly, "keep_monthly": r.monthly, "keep_at_least": r.atLeast} {
		if n > 0 {
			block[name] = n
		}
	}
	if r.maxAge > 0 {
		block["max_age"] = r.maxAge.String()
	}
	return block
}

// expired are the names of what goes, sorted.
func (r yearRules) expired(now time.Time, snapshots map[string]time.Time) []string {
	var expired []string
	for name, at := range snapshots {
		newer := 0
		for _, other := range snapshots {
			if other.After(at) {
				newer++
			}
		}
		stays := newer < r.last ||
			r.inPeriods(snapshots, at, r.daily, func(t time.Time) [2]int { return [2]int{t.Year(), t.YearDay()} }) ||
			r.inPeriods(snapshots, at, r.weekly, func(t time.Time) [2]int { year, week := t.ISOWeek(); return [2]int{year, week} }) ||
			r.inPeriods(snapshots, at, r.monthly, func(t time.Time) [2]int { return [2]int{t.Year(), int(t.Month())} })
		if r.maxAge > 0 && at.Before(now.Add(-r.maxAge)) {
			stays = false
		}
		if newer < max(r.atLeast, 1) {
			stays = true
		}
		if !stays {
			expired = append(expired, name)
		}
	}
	slices.Sort(expired)
	return expired
}

// inPeriods reports whether a snapshot is the newest of its period, and its period one of the last n that have one.
func (r yearRules) inPeriods(snapshots map[string]time.Time, at time.Time, n int, period func(time.Time) [2]int) bool {
	mine := period(at.UTC())
	later := map[[2]int]bool{}
	for _, other := range snapshots {
		if !other.After(at) {
			continue
		}
		if period(other.UTC()) == mine {
			return false
		}
		later[period(other.UTC())] = true
	}
	return len(later) < n
}
