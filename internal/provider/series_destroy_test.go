// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// destroy is terraform destroy.
func (x *seriesThing) destroy() []*tfprotov6.Diagnostic {
	x.t.Helper()
	diags := x.look()
	response, result := x.plan(nil)
	diags = append(diags, result.diags...)
	applied, err := x.server.server.ApplyResourceChange(x.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: x.name, PriorState: x.state, Config: x.value(nil), PlannedState: response.PlannedState, PlannedPrivate: x.private,
	})
	if err != nil {
		x.t.Fatal(err)
	}
	x.state, x.private = applied.NewState, applied.Private
	return append(diags, applied.Diagnostics...)
}

// TestSeriesDestroy: the snapshots stay, unless the configuration says otherwise; the plan tells which.
func TestSeriesDestroy(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, nightlySeries)
	wantText(t, x.destroy(), "warning: The snapshots of the series stay (nightly_)",
		`on_destroy is "keep": 3 snapshots stay in repository "dr_main", the newest is `+names[2]+`; nothing prunes them any more.`)
	expect(t, "left", w.labels("dr_main", true), names)

	config := with(nightlySeries, obj{"on_destroy": "delete", "paused": true})
	x = w.series()
	x.succeeds(config)
	other := w.series()
	other.succeeds(with(nightlySeries, obj{"name_prefix": "other_"}))
	w.store.Delete("backups", w.infoOf(names[1])) // a deletion that was cut short
	wantText(t, x.destroy(), "warning: The snapshots of the series will be deleted (nightly_)",
		`on_destroy is "delete": 3 snapshots are deleted from repository "dr_main": `+names[0]+", "+names[1]+", "+names[2]+". This cannot be undone.")
	expect(t, "left", w.labels("dr_main", true), []string{other.latest("name")})
	is(t, "exists", x.exists(), false)
}

// TestSeriesDestroyFails: the series stays in state until its snapshots are gone.
func TestSeriesDestroyFails(t *testing.T) {
	w := newSeriesWorld(t)
	config := with(nightlySeries, obj{"on_destroy": "delete"})
	x := w.series()
	x.succeeds(config)
	w.keys = obj{"access_key": "wrong", "secret_key": "wrong"}
	wantText(t, x.destroy(), "error: Not all snapshots were deleted (nightly_)", "The storage refuses the keys of this machine")
	is(t, "exists", x.exists(), true)
	w.keys = nil

	gate := w.sim.HoldState("backup", "UPLOADING")
	w.pass(24 * time.Hour)
	done := make(chan []*tfprotov6.Diagnostic)
	w.again()
	w.one = true // a new command would end the connections of the one that waits
	y := w.series()
	go func() { done <- y.night(config) }()
	w.seen(gate, "SHOW BACKUP")
	wantText(t, x.destroy(), "error: A backup of the series runs (nightly_)", "CANCEL BACKUP FROM `shop`;")
	is(t, "exists", x.exists(), true)
	gate.Release()
	wantText(t, <-done)
	w.one = false
	wantText(t, x.destroy(), "2 snapshots are deleted")
	expect(t, "left", w.labels("dr_main", true), nil)
}

// TestSeriesInUse: what a job of this cluster restores from is not deleted; the rest is.
func TestSeriesInUse(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, nightlySeries)
	wantText(t, x.look())
	note := x.note().find(names[1])
	w.exec("CREATE DATABASE `copy`")
	gate := w.sim.HoldState("restore", "DOWNLOADING")
	t.Cleanup(gate.Release)
	w.exec("RESTORE SNAPSHOT `copy`.`" + names[1] + "` FROM `dr_main` PROPERTIES(\"backup_timestamp\"=\"" + note.Timestamp + "\",\"replication_num\"=\"1\")")
	reached(t, gate)
	config := with(keepOne, obj{"paused": true})
	wantText(t, x.night(config), "error: Not all snapshots were deleted (nightly_)", "deleted: "+names[0], "Not deleted: "+names[1])
	expect(t, "left", w.labels("dr_main", true), names[1:])
	expect(t, "pruned", x.list("pruned"), names[:1])
	gate.Release()
	w.finished(names[1])
	w.ended()
	x.succeeds(config)
	expect(t, "pruned", x.list("pruned"), names[1:2])
	x.idle(config)
}

// TestSeriesBelongs: what does not belong to a series is neither counted nor deleted, whatever adopt_name_regex matches.
func TestSeriesBelongs(t *testing.T) {
	w := newSeriesWorld(t)
	w.exec("CREATE DATABASE `other`")
	w.table("other", "orders")
	w.exec("BACKUP SNAPSHOT `other`.`all_1` TO `dr_main`") // of another database
	w.finished("all_1")
	w.script("all_2")
	gate := w.sim.HoldState("backup", "PENDING")
	for _, database := range []string{"shop", "other"} { // twins: two backups under one name
		w.exec("BACKUP SNAPSHOT `" + database + "`.`all_3` TO `dr_main`")
	}
	gate.Release()
	w.ended()
	w.pass(30 * 24 * time.Hour)
	config := with(keepOne, obj{"adopt_name_regex": "^all_.$"})
	x := w.series()
	x.succeeds(config)
	x.succeeds(config)
	expect(t, "pruned", x.list("pruned"), []string{"all_2"})
	left := []string{"all_1", "all_3", x.latest("name")}
	slices.Sort(left)
	expect(t, "left", w.labels("dr_main", true), left)
	x.idle(config)
}

// TestSeriesStrangersJob: a name that a script used within the hour may be another object's that was killed; it stays.
func TestSeriesStrangersJob(t *testing.T) {
	w := newSeriesWorld(t)
	w.script("old_1")
	w.pass(2 * time.Minute)
	config := with(keepOne, obj{"adopt_name_regex": "^old_.$", "due_after": "1m"})
	x := w.series()
	x.succeeds(config)
	x.succeeds(config)
	is(t, "left", len(w.labels("dr_main", true)), 2)
	w.pass(time.Hour)
	x.succeeds(config)
	expect(t, "left", w.labels("dr_main", true), []string{x.latest("name")})
}

// TestSeriesImport: by id, without and with snapshots there; then what the configuration says is recorded in place.
func TestSeriesImport(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, nightlySeries)
	for id, latest := range map[string]string{"dr_main/shop/nightly_": names[2], "dr_main/shop/none_": ""} {
		y := w.series()
		imported, err := y.server.server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: y.name, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, imported.Diagnostics)
		y.state, y.private = imported.ImportedResources[0].State, imported.ImportedResources[0].Private
		y.wantState(map[string]string{"id": id, "due_after": "20h", "on_destroy": "keep"})
		is(t, "latest", y.latest("name"), latest)
		expect(t, "pruned", y.list("pruned"), nil)
		if latest == "" {
			continue
		}
		config := with(keepOne, obj{"stall_timeout": "1h", "allow_incomplete": true})
		y.succeeds(config)
		expect(t, "pruned", y.list("pruned"), names)
		y.idle(config)
	}
	for id, want := range map[string]string{
		"dr_main/shop":         "does not have the form repository/database/name_prefix",
		"dr_main/shop/":        "The import id is not valid",
		"dr_mian/shop/nightly": "The repository",
	} {
		imported, err := x.server.server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: x.name, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, imported.Diagnostics, want)
	}
}

// TestSeriesSideBySide: several databases are backed up at the same time.
func TestSeriesSideBySide(t *testing.T) {
	w := newSeriesWorld(t)
	w.one = true
	databases := []string{"shop", "ods", "dwd"}
	gate := w.sim.HoldState("backup", "UPLOADING")
	t.Cleanup(gate.Release)
	done := make(chan []*tfprotov6.Diagnostic)
	// All are there before the first plan: the plans share one look at the list of databases.
	for _, database := range databases[1:] {
		w.exec("CREATE DATABASE `" + database + "`")
		w.table(database, "facts")
	}
	for _, database := range databases {
		x := w.series()
		go func() {
			done <- x.night(obj{"repository": "dr_main", "database": database, "name_prefix": "nightly_"})
		}()
	}
	for _, database := range databases {
		w.stands(database, "UPLOADING")
	}
	gate.Release()
	for range databases {
		wantText(t, <-done)
	}
}

// TestSeriesDeadline: the job goes on after timeouts.update, the state is kept, and the next apply resumes.
func TestSeriesDeadline(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(nightlySeries)
	w.pass(24 * time.Hour)
	gate := w.sim.HoldState("backup", "UPLOADING")
	short := with(nightlySeries, obj{"timeouts": obj{"update": "2s"}})
	wantText(t, x.night(short), "error: The job did not finish in time", "apply again to resume the wait")
	wantText(t, x.look())
	_, result := x.plan(nightlySeries)
	wantText(t, result.diags, "warning: A job will be resumed (nightly_)", "was UPLOADING at the last look")
	gate.Release()
	w.finished(w.newest("shop"))
	x.succeeds(nightlySeries)
	is(t, "latest", x.latest("name"), w.newest("shop"))
	is(t, "jobs", w.runs("backup"), 2)
}
