// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/backup"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// What happens in a night of the simulated year.
const (
	nightGood      = "good"
	nightMissed    = "missed"        // the scheduler did not run
	nightCancelled = "cancelled"     // somebody cancels the backups; their leftovers stay
	nightKilled    = "killed"        // while the backups upload; they end by themselves
	nightUnsaved   = "killed late"   // when all was done, before the state was written
	nightHalf      = "half deleted"  // killed after the first info file was deleted
	nightKeys      = "revoked keys"  // this machine may not delete
	nightTable     = "dropped table" // while the backup runs: a snapshot that lacks it
)

// TestSimulatedYear runs two series in one repository for 365 nights. After each the snapshots must be those that a plain
// reading of the rules leaves.
func TestSimulatedYear(t *testing.T) {
	const nights = 365
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a year is many small objects
	w := newSeriesWorld(t)
	w.one = true
	w.Exec("DROP VIEW `shop`.`v_orders`; DROP TABLE `shop`.`customers`; CREATE DATABASE `logs`")
	w.table("logs", "events")
	all := []*yearSeries{
		newYearSeries(w, "shop", "nightly_", yearRules{last: 2, daily: 3, weekly: 2, monthly: 2, atLeast: 2}),
		newYearSeries(w, "logs", "nightly_logs_", yearRules{daily: 9, maxAge: 5 * 24 * time.Hour, atLeast: 3}),
	}
	random := rand.New(rand.NewPCG(365, 2026))
	fates := []string{nightMissed, nightCancelled, nightKilled, nightUnsaved, nightHalf, nightKeys, nightTable}
	passed := 0
	defer func() { fmt.Printf("simulated year: %d of %d nights\n", passed, nights) }()
	start := time.Now().UTC().Truncate(24 * time.Hour).Add(26 * time.Hour)
	for night := range nights {
		// The hour varies by 75 minutes, so that no two nights that a rule compares are a whole number of days apart.
		w.pass(start.AddDate(0, 0, night).Add(time.Duration(night*7%26*6-75) * time.Minute).Sub(time.Now().Add(w.ahead)))
		switch night {
		case 100:
			w.Exec("SET GLOBAL time_zone = '+09:00'")
		case 220:
			w.Exec("SET GLOBAL time_zone = '-08:00'")
		}
		fate := nightGood
		if night > 0 && random.IntN(3) == 0 {
			fate = fates[random.IntN(len(fates))]
		}
		w.yearNight(all, fate)
		complete, names := w.listing("dr_main")
		for _, s := range all {
			s.compare(fmt.Sprintf("night %d (%s) of %s", night, fate, s.database), complete, names)
		}
		if t.Failed() {
			return
		}
		passed++
	}
}

// yearNight lets one night pass for all series at the same time.
func (w *seriesWorld) yearNight(all []*yearSeries, fate string) {
	w.keys = nil
	if fate == nightKeys || fate == nightHalf {
		w.keys = providertest.Obj{"access_key": "wrong", "secret_key": "wrong"}
	}
	if fate == nightMissed {
		return
	}
	w.again()
	ctx, kill := context.WithCancel(w.T.Context())
	defer kill()
	holds := fate == nightCancelled || fate == nightKilled || fate == nightTable
	state := "UPLOADING"
	if fate == nightTable {
		state = "PENDING"
		w.table("shop", "tmp")
	}
	release := func() {}
	if holds {
		release = w.Sim.HoldState("backup", state).Release
	}
	var running sync.WaitGroup
	for _, s := range all {
		running.Go(func() { s.night(ctx, fate) })
	}
	if holds {
		for _, s := range all {
			w.stands(s.database, state)
		}
		switch fate {
		case nightCancelled:
			for _, s := range all {
				w.uploads(w.newest(s.database)) // else nothing of it would be left
				w.Exec("CANCEL BACKUP FROM `" + s.database + "`")
			}
		case nightKilled:
			kill()
			running.Wait()
		case nightTable:
			w.Exec("DROP TABLE `shop`.`tmp` FORCE")
		}
		release()
	}
	running.Wait()
	for _, s := range all {
		w.finished(w.newest(s.database))
	}
}

// stands waits until the newest backup of a database is in a state.
func (w *seriesWorld) stands(database, state string) {
	if !providertest.Eventually(func() bool {
		return slices.ContainsFunc(w.Sim.Journal(), func(j dorissim.JobRecord) bool { return j.Database == database && j.State == state })
	}) {
		w.T.Errorf("no backup of %s is %s", database, state)
	}
}

// uploads waits until files lie under a label.
func (w *seriesWorld) uploads(label string) {
	if !providertest.Eventually(func() bool {
		return len(w.Store.Objects("backups", "prod/__palo_repository_dr_main/__ss_"+label+"/")) > 0
	}) {
		w.T.Errorf("nothing is uploaded of %s", label)
	}
}

// newest is the label of the newest backup of a database.
func (w *seriesWorld) newest(database string) string {
	label := ""
	for _, job := range w.Sim.Journal() {
		if job.Database == database {
			label = job.Label
		}
	}
	return label
}

// yearSeries is a series and what must be in the repository of it.
type yearSeries struct {
	*seriesThing
	config           providertest.Obj
	database, prefix string
	rules            yearRules
	complete         map[string]time.Time // snapshots, by label
	lacking          map[string]time.Time // those that lack tables
	leftovers        map[string]time.Time // of cancelled backups
	half             map[string]bool      // half deleted
}

func newYearSeries(w *seriesWorld, database, prefix string, rules yearRules) *yearSeries {
	return &yearSeries{
		seriesThing: w.series(), database: database, prefix: prefix, rules: rules,
		config:   providertest.Obj{"repository": "dr_main", "database": database, "name_prefix": prefix, "retention": rules.block()},
		complete: map[string]time.Time{}, lacking: map[string]time.Time{}, leftovers: map[string]time.Time{}, half: map[string]bool{},
	}
}

// night is one run of the scheduler and what it must leave.
func (s *yearSeries) night(ctx context.Context, fate string) {
	state, private := s.State, s.Private
	now := time.Now().Add(s.world.ahead)
	victims := s.rules.expired(now, withDue(s.complete, "due", now))
	rest := len(victims) + len(s.half) + len(s.old(s.leftovers, now)) + len(s.old(s.lacking, now))
	diags := s.nightUntil(ctx, s.config)
	label := s.world.newest(s.database)
	taken := s.takenAt(label)
	fails := fate == nightCancelled || fate == nightTable && s.database == "shop" || (fate == nightKeys || fate == nightHalf) && rest > 0
	if fate != nightKilled && hasError(diags) != fails {
		s.T.Errorf("%s night of %s: %s", fate, s.database, providertest.DiagnosticsText(diags))
	}
	switch {
	case fate == nightCancelled:
		s.leftovers[label] = taken
		return
	case fate == nightTable && s.database == "shop":
		s.lacking[label] = taken
		return
	}
	s.complete[label] = taken
	if fate == nightKilled || fate == nightUnsaved || fate == nightHalf {
		s.State, s.Private = state, private
	}
	switch {
	case fate == nightHalf && len(victims) > 0:
		s.halfDelete(victims[0])
	case fate == nightKilled || fate == nightHalf || fate == nightKeys:
	default:
		s.expire(now, victims)
	}
}

// expire takes out of the books what a good night deletes.
func (s *yearSeries) expire(now time.Time, victims []string) {
	for _, name := range victims {
		delete(s.complete, name)
	}
	for _, name := range s.old(s.leftovers, now) {
		delete(s.leftovers, name)
	}
	for _, name := range s.old(s.lacking, now) {
		delete(s.lacking, name)
	}
	clear(s.half)
}

// old are the names that were written more than 48 hours ago.
func (s *yearSeries) old(of map[string]time.Time, now time.Time) (names []string) {
	for name, at := range of {
		if now.Sub(at) > 48*time.Hour {
			names = append(names, name)
		}
	}
	return names
}

func (s *yearSeries) takenAt(label string) time.Time {
	for _, job := range s.world.Sim.Journal() {
		if job.Label == label {
			return job.Created
		}
	}
	return time.Time{}
}

// halfDelete leaves of a snapshot what a killed deletion leaves.
func (s *yearSeries) halfDelete(label string) {
	if s.world.Store.Delete("backups", "prod/__palo_repository_dr_main/__ss_"+label+"/__info_") != 1 {
		s.T.Errorf("%s has no info file", label)
	}
	delete(s.complete, label)
	s.half[label] = true
}

// compare fails unless the repository holds what the books say.
func (s *yearSeries) compare(night string, complete, names []string) {
	mine := func(labels []string) []string {
		return slices.DeleteFunc(slices.Clone(labels), func(label string) bool { return !backup.GeneratedFrom(s.prefix, label) })
	}
	want := slices.AppendSeq(slices.Collect(maps.Keys(s.complete)), maps.Keys(s.lacking))
	slices.Sort(want)
	compare.Lists(s.T, night+", snapshots", mine(complete), want)
	want = slices.AppendSeq(slices.AppendSeq(want, maps.Keys(s.leftovers)), maps.Keys(s.half))
	slices.Sort(want)
	compare.Lists(s.T, night+", names", mine(names), want)
}

func withDue(of map[string]time.Time, name string, at time.Time) map[string]time.Time {
	of = maps.Clone(of)
	of[name] = at
	return of
}
