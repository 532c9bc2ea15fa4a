// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// three takes three snapshots of a series without retention, a day apart, and returns their names.
func (w *seriesWorld) three(x *seriesThing, config obj) (names []string) {
	w.t.Helper()
	for range 3 {
		x.succeeds(with(config, obj{"retention": nil}))
		names = append(names, x.latest("name"))
		w.pass(24 * time.Hour)
	}
	return names
}

var keepOne = with(nightlySeries, obj{"retention": obj{"keep_last": 1}})

func (w *seriesWorld) infoOf(label string) string {
	return "prod/__palo_repository_dr_main/__ss_" + label + "/__info_"
}

// TestSeriesSavedPlan: what happens between plan and apply neither breaks the apply nor widens what it deletes.
func TestSeriesSavedPlan(t *testing.T) {
	for name, story := range map[string]struct {
		meanwhile func(w *seriesWorld, names []string)
		jobs      int // in the end
		left      int
	}{
		"midnight":              {func(w *seriesWorld, _ []string) { w.pass(3 * time.Hour) }, 4, 1},
		"weeks later":           {func(w *seriesWorld, _ []string) { w.pass(30 * 24 * time.Hour) }, 4, 1},
		"another run was there": {func(w *seriesWorld, _ []string) { w.series().succeeds(nightlySeries) }, 4, 1},
		"another run pruned, too": {func(w *seriesWorld, _ []string) {
			other := w.series()
			other.succeeds(keepOne)
			other.succeeds(keepOne)
		}, 4, 1},
		"one was deleted by hand": {func(w *seriesWorld, names []string) {
			w.store.Delete("backups", "prod/__palo_repository_dr_main/__ss_"+names[0]+"/")
		}, 4, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newSeriesWorld(t)
			x := w.series()
			names := w.three(x, nightlySeries)
			wantText(t, x.look())
			response, result := x.plan(keepOne)
			expect(t, "planned", namesOf(t, result.values["pruned"]), names)
			story.meanwhile(w, names)
			wantText(t, x.applyPlan(t.Context(), keepOne, response))
			expect(t, "pruned", x.list("pruned"), names)
			is(t, "jobs", w.runs("backup"), story.jobs)
			is(t, "left", len(w.labels("dr_main", true)), story.left)
			x.idle(keepOne)
		})
	}
}

// TestSeriesMadeAnew: a snapshot that is not the one that the plan meant is not deleted, and the error says so.
func TestSeriesMadeAnew(t *testing.T) {
	w := newSeriesWorld(t)
	for _, name := range []string{"old_1", "old_2", "old_3"} {
		w.script(name)
		w.pass(24 * time.Hour)
	}
	config := with(keepOne, obj{"adopt_name_regex": "^old_.$", "paused": true})
	x := w.series()
	x.succeeds(config)
	wantText(t, x.look())
	response, result := x.plan(config)
	expect(t, "planned", namesOf(t, result.values["pruned"]), []string{"old_1", "old_2"})
	w.store.Delete("backups", "prod/__palo_repository_dr_main/__ss_old_2/")
	w.script("old_2")
	diags := x.applyPlan(t.Context(), config, response)
	wantText(t, diags, "Not all snapshots were deleted (nightly_)", "deleted: old_1", "Not deleted: old_2")
	expect(t, "pruned", x.list("pruned"), []string{"old_1"})
	expect(t, "left", w.labels("dr_main", false), []string{"old_2", "old_3"})
}

// TestSeriesOthersVanished: when what was to stay has vanished since the plan, nothing is deleted.
func TestSeriesOthersVanished(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, nightlySeries)
	config := with(keepOne, obj{"paused": true})
	wantText(t, x.look())
	response, result := x.plan(config)
	expect(t, "planned", namesOf(t, result.values["pruned"]), names[:2])
	w.store.Delete("backups", "prod/__palo_repository_dr_main/__ss_"+names[2]+"/")
	wantText(t, x.applyPlan(t.Context(), config, response), "Nothing was deleted (nightly_)")
	expect(t, "left", w.labels("dr_main", true), names[:2])
	expect(t, "pruned", x.list("pruned"), nil)
}

// TestSeriesInterrupted: Ctrl-C in create and update leaves the job running; the next apply waits for it.
func TestSeriesInterrupted(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	for _, night := range []string{"create", "update"} {
		gate := w.sim.HoldState("backup", "UPLOADING")
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			defer cancel()
			w.seen(gate, "SHOW BACKUP")
		}()
		wantText(t, x.nightUntil(ctx, nightlySeries), "Interrupted; the job goes on")
		x.wantState(map[string]string{"state": "UPLOADING"})
		gate.Release()
		w.finished(w.newest("shop"))
		before := w.runs("backup")
		x.succeeds(nightlySeries)
		is(t, night+": jobs", w.runs("backup"), before)
		x.wantState(map[string]string{"state": "FINISHED"})
		is(t, night+": latest", x.latest("name"), w.newest("shop"))
		x.idle(nightlySeries)
		w.pass(24 * time.Hour)
	}
}

// TestSeriesKilled: the apply was killed while the job ran, and nothing was written; the next one resumes the wait.
func TestSeriesKilled(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	gate := w.sim.HoldState("backup", "UPLOADING")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		w.seen(gate, "SHOW BACKUP")
	}()
	w.series().nightUntil(ctx, nightlySeries) // its state is lost
	x.applying = func() {                     // what the plans look at does not count
		go func() {
			w.seen(gate, "SHOW BACKUP")
			gate.Release()
		}()
	}
	wantText(t, x.night(nightlySeries), "A running backup was resumed")
	is(t, "jobs", w.runs("backup"), 1)
	x.idle(nightlySeries)
}

// TestSeriesFailedBackup: an update that fails keeps the state and prunes nothing; the next takes a new snapshot; what
// the failed one left goes after 48 hours.
func TestSeriesFailedBackup(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, nightlySeries)
	gate := w.sim.HoldState("backup", "UPLOADING")
	done := make(chan []*tfprotov6.Diagnostic)
	go func() { done <- x.night(keepOne) }()
	w.seen(gate, "SHOW BACKUP")
	failed := w.newest("shop")
	w.uploads(failed)
	w.exec("CANCEL BACKUP FROM `shop`")
	gate.Release()
	wantText(t, <-done, "The backup was cancelled", "apply again")
	is(t, "latest", x.latest("name"), names[2])
	expect(t, "left", w.labels("dr_main", true), append(slices.Clone(names), failed))

	w.pass(time.Minute)
	x.succeeds(keepOne)
	second := x.latest("name")
	expect(t, "pruned", x.list("pruned"), names)
	expect(t, "left", w.labels("dr_main", true), []string{failed, second})
	w.pass(24 * time.Hour)
	x.succeeds(keepOne)
	expect(t, "pruned", x.list("pruned"), []string{second})
	w.pass(25 * time.Hour)
	third := x.latest("name")
	x.succeeds(keepOne)
	expect(t, "pruned", x.list("pruned"), []string{failed, third})
	expect(t, "left", w.labels("dr_main", true), []string{x.latest("name")})
}

// TestSeriesLacksTables: a snapshot that lacks a dropped table is an error, never counts as good, and another is taken.
func TestSeriesLacksTables(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(nightlySeries)
	first := x.latest("name")
	w.pass(24 * time.Hour)
	lacking := func(config obj) []*tfprotov6.Diagnostic {
		w.table("shop", "tmp")
		gate := w.sim.HoldState("backup", "PENDING")
		done := make(chan []*tfprotov6.Diagnostic)
		go func() { done <- x.night(config) }()
		reached(t, gate)
		w.stands("shop", "PENDING")
		w.exec("DROP TABLE `shop`.`tmp` FORCE")
		gate.Release()
		return <-done
	}
	wantText(t, lacking(nightlySeries), "The snapshot is incomplete", "tmp")
	bad := w.newest("shop")
	is(t, "latest", x.latest("name"), first)
	other := w.series() // the state was lost: Doris's row still tells
	other.succeeds(nightlySeries)
	if good := other.latest("name"); good == bad || good == first {
		t.Errorf("latest is %s", good)
	}
	w.sim.EvictHistory("shop") // the row is gone, the note tells
	x.succeeds(nightlySeries)
	is(t, "latest", x.latest("name"), other.latest("name"))
	x.idle(nightlySeries)

	w.pass(24 * time.Hour)
	allowed := with(nightlySeries, obj{"allow_incomplete": true})
	for _, d := range lacking(allowed) {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			t.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}
	is(t, "latest", x.latest("name"), w.newest("shop"))
	x.idle(allowed)
}

// TestSeriesHalfDeleted: a deletion that was killed after the info file is finished by the next apply, whoever made the
// snapshot.
func TestSeriesHalfDeleted(t *testing.T) {
	w := newSeriesWorld(t)
	for _, name := range []string{"old_1", "old_2"} {
		w.script(name)
		w.pass(24 * time.Hour)
	}
	x := w.series()
	names := []string{"old_1", "old_2"}
	for range 2 {
		x.succeeds(with(nightlySeries, obj{"adopt_name_regex": "^old_.$", "retention": obj{"keep_last": 10}}))
		names = append(names, x.latest("name"))
		w.pass(24 * time.Hour)
	}
	for _, label := range []string{"old_1", names[2]} {
		is(t, "info files of "+label, w.store.Delete("backups", w.infoOf(label)), 1)
	}
	config := with(keepOne, obj{"adopt_name_regex": "^old_.$"})
	slices.Sort(names)
	x.succeeds(config)
	expect(t, "pruned", x.list("pruned"), names)
	expect(t, "left", w.labels("dr_main", true), []string{x.latest("name")})
	x.idle(config)
}

// TestSeriesBegunAnew: somebody writes under the name of a half-deleted snapshot; it is left alone.
func TestSeriesBegunAnew(t *testing.T) {
	w := newSeriesWorld(t)
	w.script("old_1")
	w.pass(24 * time.Hour)
	config := with(keepOne, obj{"adopt_name_regex": "^old_.$"})
	x := w.series()
	x.succeeds(config)
	w.store.Delete("backups", w.infoOf("old_1"))
	w.pass(time.Hour)
	if err := w.store.Put("backups", strings.TrimSuffix(w.infoOf("old_1"), "__info_")+"__ss_content/new", []byte("x")); err != nil {
		t.Fatal(err)
	}
	w.pass(23 * time.Hour)
	first := x.latest("name")
	x.succeeds(config)
	expect(t, "pruned", x.list("pruned"), []string{first})
	if !slices.Contains(w.labels("dr_main", true), "old_1") {
		t.Error("old_1 is gone")
	}
}

// TestSeriesBucketFaults: the snapshot does not depend on this machine's access to the bucket; what was deleted is told.
func TestSeriesBucketFaults(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, nightlySeries)
	w.keys = obj{"access_key": "wrong", "secret_key": "wrong"}
	diags := x.night(keepOne)
	wantText(t, diags, "warning at AttributeName(\"retention\"): The storage refuses the keys of this machine (nightly_)", "A snapshot that is due is taken all the same",
		"error: Not all snapshots were deleted (nightly_)", "none was deleted", "3 snapshots")
	latest := x.latest("name")
	is(t, "latest", latest, w.newest("shop"))
	expect(t, "pruned", x.list("pruned"), nil)
	w.keys = nil
	x.succeeds(keepOne)
	expect(t, "pruned", x.list("pruned"), names)
	is(t, "latest", x.latest("name"), latest)
	x.idle(keepOne)

	// A create finds out before anything is done.
	w.keys = obj{"access_key": "wrong", "secret_key": "wrong"}
	other := with(keepOne, obj{"name_prefix": "other_"})
	y := w.series()
	wantText(t, y.night(other), "error at AttributeName(\"retention\"): The storage refuses the keys of this machine")
	is(t, "jobs", w.runs("backup"), 4)
}

// TestSeriesUnreadableRepository: nothing is concluded, and a due snapshot is still due.
func TestSeriesUnreadableRepository(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(nightlySeries)
	w.store.Revoke(true)
	wantText(t, x.look(), "warning", "The repository cannot be read")
	_, result := x.plan(nightlySeries)
	expect(t, "plan", result.changed(), nil)
	w.pass(24 * time.Hour)
	x.look()
	_, result = x.plan(nightlySeries)
	is(t, "due", slices.Contains(result.changed(), "latest?"), true)
	wantText(t, x.night(nightlySeries), "error", "The repository cannot be read")
	w.store.Revoke(false)
	x.succeeds(nightlySeries)
	is(t, "jobs", w.runs("backup"), 2)
}

// TestSeriesLeavesOthersAlone: other clusters' snapshots, other repositories and other series in the same bucket stay
// byte by byte.
func TestSeriesLeavesOthersAlone(t *testing.T) {
	w := newSeriesWorld(t)
	second := joinSeriesWorld(t, w.store)
	w.repository("dr_other")
	theirs := second.series()
	second.three(theirs, nightlySeries)
	w.pass(72 * time.Hour)
	other := w.series()
	w.three(other, with(nightlySeries, obj{"repository": "dr_other"}))
	neighbour := w.series()
	w.three(neighbour, with(nightlySeries, obj{"name_prefix": "nightly_x_"}))
	w.script("nightly_by_hand")
	before := w.bucket("")

	x := w.series()
	mine := w.three(x, nightlySeries)
	x.succeeds(keepOne)
	expect(t, "pruned", x.list("pruned"), mine)
	x.succeeds(keepOne)
	x.idle(keepOne)
	after := w.bucket("__ss_" + x.latest("name") + "/")
	if !maps.EqualFunc(before, after, bytes.Equal) {
		t.Errorf("the bucket held %d objects of others, and holds %d", len(before), len(after))
	}
	second.ahead = w.ahead
	second.pass(0)
	theirs.look()
	is(t, "their latest", slices.Contains(second.labels("dr_main", false), theirs.latest("name")), true)
}

// bucket is the content of the bucket, without what holds a text in its key.
func (w *seriesWorld) bucket(without string) map[string][]byte {
	w.t.Helper()
	objects := map[string][]byte{}
	for _, key := range w.store.Objects("backups", "") {
		if without != "" && strings.Contains(key, without) {
			continue
		}
		content, err := w.store.Get("backups", key)
		if err != nil {
			w.t.Fatal(err)
		}
		objects[key] = content
	}
	return objects
}
