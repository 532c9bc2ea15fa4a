// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// destroy is terraform destroy.
func (x *seriesThing) destroy() []*tfprotov6.Diagnostic {
	x.T.Helper()
	diags := x.look()
	response, result := x.Plan(nil)
	diags = append(diags, result.Diags...)
	applied, err := x.Server.Server.ApplyResourceChange(x.T.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: x.Name, PriorState: x.State, Config: x.Value(nil), PlannedState: response.PlannedState, PlannedPrivate: x.Private,
	})
	if err != nil {
		x.T.Fatal(err)
	}
	x.State, x.Private = applied.NewState, applied.Private
	return append(diags, applied.Diagnostics...)
}

// TestSeriesDestroy: the snapshots stay, unless the configuration says otherwise; the plan tells which.
func TestSeriesDestroy(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, providertest.NightlySeries)
	providertest.WantText(t, x.destroy(), "warning: The snapshots of the series stay (nightly_)",
		`on_destroy is "keep": 3 snapshots stay in repository "dr_main", the newest is `+names[2]+`; nothing prunes them any more.`)
	compare.Lists(t, "left", w.labels("dr_main", true), names)

	config := providertest.With(providertest.NightlySeries, providertest.Obj{"on_destroy": "delete", "paused": true})
	x = w.series()
	x.succeeds(config)
	other := w.series()
	other.succeeds(providertest.With(providertest.NightlySeries, providertest.Obj{"name_prefix": "other_"}))
	w.Store.Delete("backups", w.infoOf(names[1])) // a deletion that was cut short
	providertest.WantText(t, x.destroy(), "warning: The snapshots of the series will be deleted (nightly_)",
		`on_destroy is "delete": 3 snapshots are deleted from repository "dr_main": `+names[0]+", "+names[1]+", "+names[2]+". This cannot be undone.")
	compare.Lists(t, "left", w.labels("dr_main", true), []string{other.latest("name")})
	compare.Values(t, "exists", x.Exists(), false)
}

// TestSeriesDestroyFails: the series stays in state until its snapshots are gone.
func TestSeriesDestroyFails(t *testing.T) {
	w := newSeriesWorld(t)
	config := providertest.With(providertest.NightlySeries, providertest.Obj{"on_destroy": "delete"})
	x := w.series()
	x.succeeds(config)
	w.keys = providertest.Obj{"access_key": "wrong", "secret_key": "wrong"}
	providertest.WantText(t, x.destroy(), "error: Not all snapshots were deleted (nightly_)", "The storage refuses the keys of this machine")
	compare.Values(t, "exists", x.Exists(), true)
	w.keys = nil

	gate := w.Sim.HoldState("backup", "UPLOADING")
	w.pass(24 * time.Hour)
	done := make(chan []*tfprotov6.Diagnostic)
	w.again()
	w.one = true // a new command would end the connections of the one that waits
	y := w.series()
	go func() { done <- y.night(config) }()
	w.Seen(gate, "SHOW BACKUP")
	providertest.WantText(t, x.destroy(), "error: A backup of the series runs (nightly_)", "CANCEL BACKUP FROM `shop`;")
	compare.Values(t, "exists", x.Exists(), true)
	gate.Release()
	providertest.WantText(t, <-done)
	w.one = false
	providertest.WantText(t, x.destroy(), "2 snapshots are deleted")
	compare.Lists(t, "left", w.labels("dr_main", true), nil)
}

// TestSeriesInUse: what a job of this cluster restores from is not deleted; the rest is.
func TestSeriesInUse(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, providertest.NightlySeries)
	providertest.WantText(t, x.look())
	note := x.note().Find(names[1])
	w.Exec("CREATE DATABASE `copy`")
	gate := w.Sim.HoldState("restore", "DOWNLOADING")
	t.Cleanup(gate.Release)
	w.Exec("RESTORE SNAPSHOT `copy`.`" + names[1] + "` FROM `dr_main` PROPERTIES(\"backup_timestamp\"=\"" + note.Timestamp + "\",\"replication_num\"=\"1\")")
	providertest.Reached(t, gate)
	config := providertest.With(keepOne, providertest.Obj{"paused": true})
	providertest.WantText(t, x.night(config), "error: Not all snapshots were deleted (nightly_)", "deleted: "+names[0], "Not deleted: "+names[1])
	compare.Lists(t, "left", w.labels("dr_main", true), names[1:])
	compare.Lists(t, "pruned", x.list("pruned"), names[:1])
	gate.Release()
	w.finished(names[1])
	w.Ended()
	x.succeeds(config)
	compare.Lists(t, "pruned", x.list("pruned"), names[1:2])
	x.idle(config)
}

// TestSeriesBelongs: what does not belong to a series is neither counted nor deleted, whatever adopt_name_regex matches.
func TestSeriesBelongs(t *testing.T) {
	w := newSeriesWorld(t)
	w.Exec("CREATE DATABASE `other`")
	w.table("other", "orders")
	w.Exec("BACKUP SNAPSHOT `other`.`all_1` TO `dr_main`") // of another database
	w.finished("all_1")
	w.script("all_2")
	gate := w.Sim.HoldState("backup", "PENDING")
	for _, database := range []string{"shop", "other"} { // twins: two backups under one name
		w.Exec("BACKUP SNAPSHOT `" + database + "`.`all_3` TO `dr_main`")
	}
	gate.Release()
	w.Ended()
	w.pass(30 * 24 * time.Hour)
	config := providertest.With(keepOne, providertest.Obj{"adopt_name_regex": "^all_.$"})
	x := w.series()
	x.succeeds(config)
	x.succeeds(config)
	compare.Lists(t, "pruned", x.list("pruned"), []string{"all_2"})
	left := []string{"all_1", "all_3", x.latest("name")}
	slices.Sort(left)
	compare.Lists(t, "left", w.labels("dr_main", true), left)
	x.idle(config)
}

// TestSeriesStrangersJob: a name that a script used within the hour may be another object's that was killed; it stays.
func TestSeriesStrangersJob(t *testing.T) {
	w := newSeriesWorld(t)
	w.script("old_1")
	w.pass(2 * time.Minute)
	config := providertest.With(keepOne, providertest.Obj{"adopt_name_regex": "^old_.$", "due_after": "1m"})
	x := w.series()
	x.succeeds(config)
	x.succeeds(config)
	compare.Values(t, "left", len(w.labels("dr_main", true)), 2)
	w.pass(time.Hour)
	x.succeeds(config)
	compare.Lists(t, "left", w.labels("dr_main", true), []string{x.latest("name")})
}

// TestSeriesImport: by id, without and with snapshots there; then what the configuration says is recorded in place.
func TestSeriesImport(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, providertest.NightlySeries)
	for id, latest := range map[string]string{"dr_main/shop/nightly_": names[2], "dr_main/shop/none_": ""} {
		y := w.series()
		imported, err := y.Server.Server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: y.Name, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		providertest.WantText(t, imported.Diagnostics)
		y.State, y.Private = imported.ImportedResources[0].State, imported.ImportedResources[0].Private
		y.WantState(map[string]string{"id": id, "due_after": "20h", "on_destroy": "keep"})
		compare.Values(t, "latest", y.latest("name"), latest)
		compare.Lists(t, "pruned", y.list("pruned"), nil)
		if latest == "" {
			continue
		}
		config := providertest.With(keepOne, providertest.Obj{"stall_timeout": "1h", "allow_incomplete": true})
		y.succeeds(config)
		compare.Lists(t, "pruned", y.list("pruned"), names)
		y.idle(config)
	}
	for id, want := range map[string]string{
		"dr_main/shop":         "does not have the form repository/database/name_prefix",
		"dr_main/shop/":        "The import id is not valid",
		"dr_mian/shop/nightly": "The repository",
	} {
		imported, err := x.Server.Server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: x.Name, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		providertest.WantText(t, imported.Diagnostics, want)
	}
}

// TestSeriesSideBySide: several databases are backed up at the same time.
func TestSeriesSideBySide(t *testing.T) {
	w := newSeriesWorld(t)
	w.one = true
	databases := []string{"shop", "ods", "dwd"}
	gate := w.Sim.HoldState("backup", "UPLOADING")
	t.Cleanup(gate.Release)
	done := make(chan []*tfprotov6.Diagnostic)
	// All are there before the first plan: the plans share one look at the list of databases.
	for _, database := range databases[1:] {
		w.Exec("CREATE DATABASE `" + database + "`")
		w.table(database, "facts")
	}
	for _, database := range databases {
		x := w.series()
		go func() {
			done <- x.night(providertest.Obj{"repository": "dr_main", "database": database, "name_prefix": "nightly_"})
		}()
	}
	for _, database := range databases {
		w.stands(database, "UPLOADING")
	}
	gate.Release()
	for range databases {
		providertest.WantText(t, <-done)
	}
}

// TestSeriesDeadline: the job goes on after timeouts.update, the state is kept, and the next apply resumes.
func TestSeriesDeadline(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(providertest.NightlySeries)
	w.pass(24 * time.Hour)
	gate := w.Sim.HoldState("backup", "UPLOADING")
	short := providertest.With(providertest.NightlySeries, providertest.Obj{"timeouts": providertest.Obj{"update": "2s"}})
	providertest.WantText(t, x.night(short), "error: The job did not finish in time", "apply again to resume the wait")
	providertest.WantText(t, x.look())
	_, result := x.Plan(providertest.NightlySeries)
	providertest.WantText(t, result.Diags, "warning: A job will be resumed (nightly_)", "was UPLOADING at the last look")
	gate.Release()
	w.finished(w.newest("shop"))
	x.succeeds(providertest.NightlySeries)
	compare.Values(t, "latest", x.latest("name"), w.newest("shop"))
	compare.Values(t, "jobs", w.Runs("backup"), 2)
}
