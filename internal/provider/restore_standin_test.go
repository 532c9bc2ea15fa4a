// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

var stageRestore = obj{"repository": "dr_main", "snapshot": "monday", "database": "stage", "create_database": true, "replication_num": 1}

// newSnapshots is a stand-in whose repository holds snapshots monday and tuesday of shop.
func newSnapshots(t *testing.T) *standIn {
	t.Helper()
	s := newStandIn(t)
	for _, name := range []string{"monday", "tuesday"} {
		if diags := s.thing("doris_backup").apply(t.Context(), with(shopBackup, obj{"name": name})); len(diags) > 0 {
			t.Fatal(diagnosticsText(diags))
		}
	}
	return s
}

// succeeds applies without any diagnostics.
func (x *thing) succeeds(config obj) {
	x.t.Helper()
	if diags := x.apply(x.t.Context(), config); len(diags) > 0 {
		x.t.Fatal(diagnosticsText(diags))
	}
}

// TestRestorePlanLooks shows what a plan says of the cluster; the golden files hold the texts.
func TestRestorePlanLooks(t *testing.T) {
	s := newSnapshots(t)
	s.exec("CREATE DATABASE `half`")
	s.exec("CREATE TABLE `half`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
	s.exec("CREATE DATABASE `colo`")
	s.exec("CREATE TABLE `colo`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\",\"colocate_with\"=\"g1\")")
	for name, change := range map[string]obj{
		"nothing_to_say":      {},
		"unknown_snapshot":    {"snapshot": "mondy"},
		"unknown_repository":  {"repository": "dr_mian"},
		"unknown_database":    {"create_database": false},
		"near_database":       {"database": "hlaf", "create_database": false},
		"unknown_table":       {"tables": []string{"ordrs"}},
		"unknown_partition":   {"tables": []string{"orders"}, "partitions": obj{"orders": []string{"p2030"}}},
		"tables_in_the_way":   {"database": "half"},
		"renamed":             {"database": "half", "tables": []string{"customers", "orders"}, "rename": obj{"customers": "customers_monday"}},
		"overwrite_all":       {"database": "shop", "existing_tables": "overwrite"},
		"overwrite_partition": {"database": "shop", "existing_tables": "overwrite", "tables": []string{"orders"}, "partitions": obj{"orders": []string{"p2025"}}},
		"overwrite_colocated": {"database": "colo", "existing_tables": "overwrite", "tables": []string{"customers"}},
		"too_many_replicas":   {"replication_num": 4},
		"too_many_by_tag":     {"replication_num": nil, "replication_allocation": "tag.location.default: 1, tag.location.b: 2"},
		"timestamp_not_there": {"backup_timestamp": "2020-01-01-00-00-00"},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.thing("doris_restore")
			x.again()
			_, result := x.plan(with(stageRestore, change))
			golden(t, "look_restore_"+name, plain(diagnosticsText(result.diags)))
		})
	}
	t.Run("overwrite_busy", func(t *testing.T) {
		gate := s.sim.HoldState("restore", "DOWNLOADING")
		defer gate.Release()
		s.exec("CREATE DATABASE `busy`")
		_, rows, err := s.sim.Query("SHOW SNAPSHOT ON `dr_main` WHERE SNAPSHOT = \"tuesday\"")
		if err != nil {
			t.Fatal(err)
		}
		s.exec("RESTORE SNAPSHOT `busy`.`tuesday` FROM `dr_main` PROPERTIES(\"backup_timestamp\"=\"" + rows[0][1] + "\",\"replication_num\"=\"1\")")
		reached(t, gate)
		x := s.thing("doris_restore")
		x.again()
		_, result := x.plan(with(stageRestore, obj{"database": "busy", "existing_tables": "overwrite", "tables": []string{"customers"}}))
		golden(t, "look_restore_overwrite_busy", plain(diagnosticsText(result.diags)))
	})
	t.Run("behind_another_job", func(t *testing.T) {
		gate := s.sim.HoldState("backup", "UPLOADING")
		defer gate.Release()
		s.exec("CREATE DATABASE `stage`")
		s.exec("BACKUP SNAPSHOT `half`.`other` TO `dr_main`")
		reached(t, gate)
		x := s.thing("doris_restore")
		x.again()
		_, result := x.plan(with(stageRestore, obj{"database": "half"}))
		golden(t, "look_restore_behind_another_job", plain(diagnosticsText(result.diags)))
	})
}

// TestPlanOfNewNames: what the same plan creates is not missing.
func TestPlanOfNewNames(t *testing.T) {
	s := newStandIn(t)
	if diags := texts(s.server.plan(t.Context(), "doris_repository", nil, obj{"name": "new", "location": "s3://backups/new", "s3": obj{
		"endpoint": "http://127.0.0.1:1", "region": "us-east-1", "use_path_style": true, "access_key": "a", "secret_key_wo": "b", "secret_key_wo_version": 1,
	}}).Diagnostics); strings.Contains(diags, "error") {
		t.Fatal(diags)
	}
	backup := s.thing("doris_backup")
	_, result := backup.plan(with(shopBackup, obj{"repository": "new"}))
	expect(t, "backup", result.summaries(), nil)
	restore := s.thing("doris_restore")
	_, result = restore.plan(with(stageRestore, obj{"repository": "new", "snapshot": "before_migration"}))
	expect(t, "restore", result.summaries(), nil)
	_, result = restore.plan(with(stageRestore, obj{"repository": "new", "snapshot": "before_migration", "create_database": false, "tables": []string{"orders"}}))
	expect(t, "second restore into the new database", result.summaries(), nil)
	copied := obj{"repository": "new", "name": "later", "tables": []string{"orders_then"}}
	_, result = backup.plan(with(shopBackup, copied))
	expect(t, "backup of what nothing makes", result.summaries(), []string{"ERROR: The selection matches nothing"})
	_, result = restore.plan(with(stageRestore, obj{"repository": "new", "snapshot": "before_migration", "database": "shop", "rename": obj{"orders": "orders_then"}, "tables": []string{"orders"}}))
	expect(t, "restore beside what is there", result.summaries(), nil)
	_, result = s.thing("doris_backup").plan(with(shopBackup, with(copied, obj{"name": "last"})))
	expect(t, "backup of what a restore may make", result.summaries(), []string{"WARNING: The selection matches nothing"})
}

func TestRestoreInterrupted(t *testing.T) {
	s := newSnapshots(t)
	gate := s.sim.HoldState("restore", "DOWNLOADING")
	x := s.thing("doris_restore")
	diags := x.applyUntil(gate, "SHOW RESTORE", stageRestore)
	golden(t, "interrupted_restore", plain(diagnosticsText(diags)))
	x.wantState(map[string]string{"state": "DOWNLOADING", "id": "dr_main/monday/stage", "finished_at": ""})
	x.refresh()
	_, result := x.plan(stageRestore)
	expect(t, "plan", result.changed(), restoreResults)
	expect(t, "warning", result.summaries(), []string{"WARNING: A job will be resumed"})
	gate.Release()
	x.succeeds(stageRestore)
	x.wantState(map[string]string{"state": "FINISHED"})
	if n := s.runs("restore"); n != 1 {
		t.Errorf("%d jobs", n)
	}
	x.refresh()
	_, result = x.plan(stageRestore)
	expect(t, "second plan", result.changed(), nil)
}

// TestRestoreKilled: the apply was killed after the job was done, so nothing is in state; the next one takes it over.
func TestRestoreKilled(t *testing.T) {
	s := newSnapshots(t)
	s.thing("doris_restore").succeeds(stageRestore)
	x := s.thing("doris_restore")
	x.again()
	diags := x.apply(t.Context(), stageRestore)
	golden(t, "adopted_restore", plain(diagnosticsText(diags)))
	x.wantState(map[string]string{"state": "FINISHED"})
	if n := s.runs("restore"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// TestRestoreInterruptedAndEvicted: after ten later jobs nothing but the tables tells that the interrupted restore ended
// well; this resource knows that they were absent before.
func TestRestoreInterruptedAndEvicted(t *testing.T) {
	s := newSnapshots(t)
	gate := s.sim.HoldState("restore", "DOWNLOADING")
	x := s.thing("doris_restore")
	x.applyUntil(gate, "SHOW RESTORE", stageRestore)
	gate.Release()
	s.ended()
	for i := range 10 {
		s.exec(fmt.Sprintf("BACKUP SNAPSHOT `stage`.`later_%d` TO `dr_main` ON (`customers`)", i))
		s.ended()
	}
	x.refresh()
	if diags := x.apply(t.Context(), stageRestore); hasErrors(diags) {
		t.Fatal(diagnosticsText(diags))
	}
	x.wantState(map[string]string{"state": "FINISHED"})
	if n := s.runs("restore"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

func hasErrors(diags []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}

// TestRestoreAgain: triggers run it once more, in place, under the rule of existing_tables.
func TestRestoreAgain(t *testing.T) {
	s := newSnapshots(t)
	x := s.thing("doris_restore")
	x.succeeds(stageRestore)
	x.refresh()
	_, result := x.plan(with(stageRestore, obj{"snapshot": "tuesday", "triggers": obj{"run": "2"}}))
	golden(t, "again_in_the_way", plain(diagnosticsText(result.diags)))

	again := with(stageRestore, obj{"snapshot": "tuesday", "existing_tables": "overwrite", "triggers": obj{"run": "2"}})
	x.refresh()
	_, result = x.plan(again)
	golden(t, "again_overwrite", plain(diagnosticsText(result.diags)))
	x.succeeds(again)
	x.wantState(map[string]string{"state": "FINISHED", "snapshot": "tuesday", "id": "dr_main/tuesday/stage"})
	if n := s.runs("restore"); n != 2 {
		t.Errorf("%d jobs", n)
	}
	x.refresh()
	_, result = x.plan(again)
	expect(t, "second plan", result.changed(), nil)

	// Dropped tables are no reason to run; "error" has nothing to refuse once they are gone.
	s.exec("DROP DATABASE `stage` FORCE")
	x.refresh()
	third := with(stageRestore, obj{"triggers": obj{"run": "3"}})
	_, result = x.plan(third)
	expect(t, "into nothing", result.summaries(), nil)
	x.succeeds(third)
	x.wantState(map[string]string{"state": "FINISHED", "snapshot": "monday"})
	if n := s.runs("restore"); n != 3 {
		t.Errorf("%d jobs", n)
	}
}

// TestRestoreAgainBesideAnother: another restore of the same snapshot into the same database is no run of this one, so
// the plan still says what is overwritten.
func TestRestoreAgainBesideAnother(t *testing.T) {
	s := newSnapshots(t)
	x, y := s.thing("doris_restore"), s.thing("doris_restore")
	orders := with(stageRestore, obj{"tables": []string{"orders"}, "existing_tables": "overwrite"})
	x.succeeds(orders)
	s.waitForNextSecond()
	y.succeeds(with(stageRestore, obj{"tables": []string{"customers"}}))
	x.refresh()
	_, result := x.plan(with(orders, obj{"triggers": obj{"run": "2"}}))
	golden(t, "again_beside_another", plain(diagnosticsText(result.diags)))
}

// TestRestoreAgainKilled: the second run finished, but the apply could not say so. The next one submits nothing.
func TestRestoreAgainKilled(t *testing.T) {
	s := newSnapshots(t)
	x := s.thing("doris_restore")
	x.succeeds(stageRestore)
	x.refresh()
	state, private := x.state, x.private
	again := with(stageRestore, obj{"existing_tables": "overwrite", "triggers": obj{"run": "2"}})
	s.waitForNextSecond()
	x.succeeds(again)
	x.state, x.private = state, private // what is left after SIGKILL
	x.refresh()
	_, result := x.plan(again)
	golden(t, "again_killed", plain(diagnosticsText(result.diags)))
	diags := x.apply(t.Context(), again)
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			t.Error(diagnosticsText(diags))
		}
	}
	x.wantState(map[string]string{"state": "FINISHED"})
	if n := s.runs("restore"); n != 2 {
		t.Errorf("%d jobs", n)
	}
}

// TestRestoreAgainInterrupted: a run that triggers asked for is resumed; when it was cancelled meanwhile it runs again.
func TestRestoreAgainInterrupted(t *testing.T) {
	again := with(stageRestore, obj{"existing_tables": "overwrite", "triggers": obj{"run": "2"}})
	t.Run("resumed", func(t *testing.T) {
		s := newSnapshots(t)
		x := s.thing("doris_restore")
		x.succeeds(stageRestore)
		s.waitForNextSecond()
		x.refresh()
		gate := s.sim.HoldState("restore", "DOWNLOADING")
		x.applyUntil(gate, "SHOW RESTORE", again)
		x.wantState(map[string]string{"state": "DOWNLOADING"})
		gate.Release()
		x.refresh()
		x.apply(t.Context(), again)
		x.wantState(map[string]string{"state": "FINISHED"})
		if n := s.runs("restore"); n != 2 {
			t.Errorf("%d jobs", n)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		s := newSnapshots(t)
		x := s.thing("doris_restore")
		x.succeeds(stageRestore)
		s.waitForNextSecond()
		x.refresh()
		gate := s.sim.HoldState("restore", "DOWNLOADING")
		x.applyUntil(gate, "SHOW RESTORE", again)
		s.exec("CANCEL RESTORE FROM `stage`")
		gate.Release()
		golden(t, "again_cancelled_read", plain(diagnosticsText(x.refresh())))
		x.wantState(map[string]string{"state": "CANCELLED"})
		_, result := x.plan(again)
		golden(t, "again_cancelled_plan", plain(diagnosticsText(result.diags)))
		s.waitForNextSecond()
		x.succeeds(again)
		x.wantState(map[string]string{"state": "FINISHED"})
		if n := s.runs("restore"); n != 3 {
			t.Errorf("%d jobs", n)
		}
		x.refresh()
		_, result = x.plan(again)
		expect(t, "second plan", result.changed(), nil)
	})
}

// waitForNextSecond keeps two jobs apart: Doris tells their CreateTime to the second.
func (s *standIn) waitForNextSecond() {
	s.t.Helper()
	now := func() string {
		_, rows, err := s.sim.Query("SELECT UNIX_TIMESTAMP()")
		if err != nil {
			s.t.Fatal(err)
		}
		return rows[0][0]
	}
	began := now()
	for now() == began {
		time.Sleep(20 * time.Millisecond)
	}
}
