// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// three takes three snapshots of a series without retention, a day apart, and returns their names.
func (w *seriesWorld) three(x *seriesThing, config providertest.Obj) (names []string) {
	w.T.Helper()
	for range 3 {
		x.succeeds(providertest.With(config, providertest.Obj{"retention": nil}))
		names = append(names, x.latest("name"))
		w.pass(24 * time.Hour)
	}
	return names
}

var keepOne = providertest.With(providertest.NightlySeries, providertest.Obj{"retention": providertest.Obj{"keep_last": 1}})

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
		"another run was there": {func(w *seriesWorld, _ []string) { w.series().succeeds(providertest.NightlySeries) }, 4, 1},
		"another run pruned, too": {func(w *seriesWorld, _ []string) {
			other := w.series()
			other.succeeds(keepOne)
			other.succeeds(keepOne)
		}, 4, 1},
		"one was deleted by hand": {func(w *seriesWorld, names []string) {
			w.Store.Delete("backups", "prod/__palo_repository_dr_main/__ss_"+names[0]+"/")
		}, 4, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newSeriesWorld(t)
			x := w.series()
			names := w.three(x, providertest.NightlySeries)
			providertest.WantText(t, x.look())
			response, result := x.Plan(keepOne)
			compare.Lists(t, "planned", namesOf(t, result.Values["pruned"]), names)
			story.meanwhile(w, names)
			providertest.WantText(t, x.applyPlan(t.Context(), keepOne, response))
			compare.Lists(t, "pruned", x.list("pruned"), names)
			compare.Values(t, "jobs", w.Runs("backup"), story.jobs)
			compare.Values(t, "left", len(w.labels("dr_main", true)), story.left)
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
	config := providertest.With(keepOne, providertest.Obj{"adopt_name_regex": "^old_.$", "paused": true})
	x := w.series()
	x.succeeds(config)
	providertest.WantText(t, x.look())
	response, result := x.Plan(config)
	compare.Lists(t, "planned", namesOf(t, result.Values["pruned"]), []string{"old_1", "old_2"})
	w.Store.Delete("backups", "prod/__palo_repository_dr_main/__ss_old_2/")
	w.script("old_2")
	diags := x.applyPlan(t.Context(), config, response)
	providertest.WantText(t, diags, "Not all snapshots were deleted (nightly_)", "deleted: old_1", "Not deleted: old_2")
	compare.Lists(t, "pruned", x.list("pruned"), []string{"old_1"})
	compare.Lists(t, "left", w.labels("dr_main", false), []string{"old_2", "old_3"})
}

// TestSeriesOthersVanished: when what was to stay has vanished since the plan, nothing is deleted.
func TestSeriesOthersVanished(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, providertest.NightlySeries)
	config := providertest.With(keepOne, providertest.Obj{"paused": true})
	providertest.WantText(t, x.look())
	response, result := x.Plan(config)
	compare.Lists(t, "planned", namesOf(t, result.Values["pruned"]), names[:2])
	w.Store.Delete("backups", "prod/__palo_repository_dr_main/__ss_"+names[2]+"/")
	providertest.WantText(t, x.applyPlan(t.Context(), config, response), "Nothing was deleted (nightly_)")
	compare.Lists(t, "left", w.labels("dr_main", true), names[:2])
	compare.Lists(t, "pruned", x.list("pruned"), nil)
}

// TestSeriesInterrupted: Ctrl-C in create and update leaves the job running; the next apply waits for it.
func TestSeriesInterrupted(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	for _, night := range []string{"create", "update"} {
		gate := w.Sim.HoldState("backup", "UPLOADING")
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			defer cancel()
			w.Seen(gate, "SHOW BACKUP")
		}()
		providertest.WantText(t, x.nightUntil(ctx, providertest.NightlySeries), "Interrupted; the job goes on")
		x.WantState(map[string]string{"state": "UPLOADING"})
		gate.Release()
		w.finished(w.newest("shop"))
		before := w.Runs("backup")
		x.succeeds(providertest.NightlySeries)
		compare.Values(t, night+": jobs", w.Runs("backup"), before)
		x.WantState(map[string]string{"state": "FINISHED"})
		compare.Values(t, night+": latest", x.latest("name"), w.newest("shop"))
		x.idle(providertest.NightlySeries)
		w.pass(24 * time.Hour)
	}
}

// TestSeriesKilled: the apply was killed while the job ran, and nothing was written; the next one resumes the wait.
func TestSeriesKilled(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	gate := w.Sim.HoldState("backup", "UPLOADING")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		w.Seen(gate, "SHOW BACKUP")
	}()
	w.series().nightUntil(ctx, providertest.NightlySeries) // its state is lost
	x.applying = func() {                                  // what the plans look at does not count
		go func() {
			w.Seen(gate, "SHOW BACKUP")
			gate.Release()
		}()
	}
	providertest.WantText(t, x.night(providertest.NightlySeries), "A running backup was resumed")
	compare.Values(t, "jobs", w.Runs("backup"), 1)
	x.idle(providertest.NightlySeries)
}

// TestSeriesFailedBackup: an update that fails keeps the state and prunes nothing; the next takes a new snapshot; what
// the failed one left goes after 48 hours.
func TestSeriesFailedBackup(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, providertest.NightlySeries)
	gate := w.Sim.HoldState("backup", "UPLOADING")
	done := make(chan []*tfprotov6.Diagnostic)
	go func() { done <- x.night(keepOne) }()
	w.Seen(gate, "SHOW BACKUP")
	failed := w.newest("shop")
	w.uploads(failed)
	w.Exec("CANCEL BACKUP FROM `shop`")
	gate.Release()
	providertest.WantText(t, <-done, "The backup was cancelled", "apply again")
	compare.Values(t, "latest", x.latest("name"), names[2])
	compare.Lists(t, "left", w.labels("dr_main", true), append(slices.Clone(names), failed))

	w.pass(time.Minute)
	x.succeeds(keepOne)
	second := x.latest("name")
	compare.Lists(t, "pruned", x.list("pruned"), names)
	compare.Lists(t, "left", w.labels("dr_main", true), []string{failed, second})
	w.pass(24 * time.Hour)
	x.succeeds(keepOne)
	compare.Lists(t, "pruned", x.list("pruned"), []string{second})
	w.pass(25 * time.Hour)
	third := x.latest("name")
	x.succeeds(keepOne)
	compare.Lists(t, "pruned", x.list("pruned"), []string{failed, third})
	compare.Lists(t, "left", w.labels("dr_main", true), []string{x.latest("name")})
}

// TestSeriesLacksTables: a snapshot that lacks a dropped table is an error, never counts as good, and another is taken.
func TestSeriesLacksTables(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(providertest.NightlySeries)
	first := x.latest("name")
	w.pass(24 * time.Hour)
	lacking := func(config providertest.Obj) []*tfprotov6.Diagnostic {
		w.table("shop", "tmp")
		gate := w.Sim.HoldState("backup", "PENDING")
		done := make(chan []*tfprotov6.Diagnostic)
		go func() { done <- x.night(config) }()
		providertest.Reached(t, gate)
		w.stands("shop", "PENDING")
		w.Exec("DROP TABLE `shop`.`tmp` FORCE")
		gate.Release()
		return <-done
	}
	providertest.WantText(t, lacking(providertest.NightlySeries), "The snapshot is incomplete", "tmp")
	bad := w.newest("shop")
	compare.Values(t, "latest", x.latest("name"), first)
	other := w.series() // the state was lost: Doris's row still tells
	other.succeeds(providertest.NightlySeries)
	if good := other.latest("name"); good == bad || good == first {
		t.Errorf("latest is %s", good)
	}
	w.Sim.EvictHistory("shop") // the row is gone, the note tells
	x.succeeds(providertest.NightlySeries)
	compare.Values(t, "latest", x.latest("name"), other.latest("name"))
	x.idle(providertest.NightlySeries)

	w.pass(24 * time.Hour)
	allowed := providertest.With(providertest.NightlySeries, providertest.Obj{"allow_incomplete": true})
	for _, d := range lacking(allowed) {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			t.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}
	compare.Values(t, "latest", x.latest("name"), w.newest("shop"))
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
		x.succeeds(providertest.With(providertest.NightlySeries, providertest.Obj{"adopt_name_regex": "^old_.$", "retention": providertest.Obj{"keep_last": 10}}))
		names = append(names, x.latest("name"))
		w.pass(24 * time.Hour)
	}
	for _, label := range []string{"old_1", names[2]} {
		compare.Values(t, "info files of "+label, w.Store.Delete("backups", w.infoOf(label)), 1)
	}
	config := providertest.With(keepOne, providertest.Obj{"adopt_name_regex": "^old_.$"})
	slices.Sort(names)
	x.succeeds(config)
	compare.Lists(t, "pruned", x.list("pruned"), names)
	compare.Lists(t, "left", w.labels("dr_main", true), []string{x.latest("name")})
	x.idle(config)
}

// TestSeriesBegunAnew: somebody writes under the name of a half-deleted snapshot; it is left alone.
func TestSeriesBegunAnew(t *testing.T) {
	w := newSeriesWorld(t)
	w.script("old_1")
	w.pass(24 * time.Hour)
	config := providertest.With(keepOne, providertest.Obj{"adopt_name_regex": "^old_.$"})
	x := w.series()
	x.succeeds(config)
	w.Store.Delete("backups", w.infoOf("old_1"))
	w.pass(time.Hour)
	if err := w.Store.Put("backups", strings.TrimSuffix(w.infoOf("old_1"), "__info_")+"__ss_content/new", []byte("x")); err != nil {
		t.Fatal(err)
	}
	w.pass(23 * time.Hour)
	first := x.latest("name")
	x.succeeds(config)
	compare.Lists(t, "pruned", x.list("pruned"), []string{first})
	if !slices.Contains(w.labels("dr_main", true), "old_1") {
		t.Error("old_1 is gone")
	}
}

// TestSeriesBucketFaults: the snapshot does not depend on this machine's access to the bucket; what was deleted is told.
func TestSeriesBucketFaults(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, providertest.NightlySeries)
	w.keys = providertest.Obj{"access_key": "wrong", "secret_key": "wrong"}
	diags := x.night(keepOne)
	providertest.WantText(t, diags, "warning at AttributeName(\"retention\"): The storage refuses the keys of this machine (nightly_)", "A snapshot that is due is taken all the same",
		"error: Not all snapshots were deleted (nightly_)", "none was deleted", "3 snapshots")
	latest := x.latest("name")
	compare.Values(t, "latest", latest, w.newest("shop"))
	compare.Lists(t, "pruned", x.list("pruned"), nil)
	w.keys = nil
	x.succeeds(keepOne)
	compare.Lists(t, "pruned", x.list("pruned"), names)
	compare.Values(t, "latest", x.latest("name"), latest)
	x.idle(keepOne)

	// A create finds out before anything is done.
	w.keys = providertest.Obj{"access_key": "wrong", "secret_key": "wrong"}
	other := providertest.With(keepOne, providertest.Obj{"name_prefix": "other_"})
	y := w.series()
	providertest.WantText(t, y.night(other), "error at AttributeName(\"retention\"): The storage refuses the keys of this machine")
	compare.Values(t, "jobs", w.Runs("backup"), 4)
}

// TestSeriesUnreadableRepository: nothing is concluded, and a due snapshot is still due.
func TestSeriesUnreadableRepository(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(providertest.NightlySeries)
	w.Store.Revoke(true)
	providertest.WantText(t, x.look(), "warning", "The repository cannot be read")
	_, result := x.Plan(providertest.NightlySeries)
	compare.Lists(t, "plan", result.Changed(), nil)
	w.pass(24 * time.Hour)
	x.look()
	_, result = x.Plan(providertest.NightlySeries)
	compare.Values(t, "due", slices.Contains(result.Changed(), "latest?"), true)
	providertest.WantText(t, x.night(providertest.NightlySeries), "error", "The repository cannot be read")
	w.Store.Revoke(false)
	x.succeeds(providertest.NightlySeries)
	compare.Values(t, "jobs", w.Runs("backup"), 2)
}

// TestSeriesLeavesOthersAlone: other clusters' snapshots, other repositories and other series in the same bucket stay
// byte by byte.
func TestSeriesLeavesOthersAlone(t *testing.T) {
	w := newSeriesWorld(t)
	second := joinSeriesWorld(t, w.Store)
	w.repository("dr_other")
	theirs := second.series()
	second.three(theirs, providertest.NightlySeries)
	w.pass(72 * time.Hour)
	other := w.series()
	w.three(other, providertest.With(providertest.NightlySeries, providertest.Obj{"repository": "dr_other"}))
	neighbour := w.series()
	w.three(neighbour, providertest.With(providertest.NightlySeries, providertest.Obj{"name_prefix": "nightly_x_"}))
	w.script("nightly_by_hand")
	before := w.bucket("")

	x := w.series()
	mine := w.three(x, providertest.NightlySeries)
	x.succeeds(keepOne)
	compare.Lists(t, "pruned", x.list("pruned"), mine)
	x.succeeds(keepOne)
	x.idle(keepOne)
	after := w.bucket("__ss_" + x.latest("name") + "/")
	if !maps.EqualFunc(before, after, bytes.Equal) {
		t.Errorf("the bucket held %d objects of others, and holds %d", len(before), len(after))
	}
	second.ahead = w.ahead
	second.pass(0)
	theirs.look()
	compare.Values(t, "their latest", slices.Contains(second.labels("dr_main", false), theirs.latest("name")), true)
}

// bucket is the content of the bucket, without what holds a text in its key.
func (w *seriesWorld) bucket(without string) map[string][]byte {
	w.T.Helper()
	objects := map[string][]byte{}
	for _, key := range w.Store.Objects("backups", "") {
		if without != "" && strings.Contains(key, without) {
			continue
		}
		content, err := w.Store.Get("backups", key)
		if err != nil {
			w.T.Fatal(err)
		}
		objects[key] = content
	}
	return objects
}
