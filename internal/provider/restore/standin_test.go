// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestRestorePlanLooks shows what a plan says of the cluster; the golden files hold the texts.
func TestRestorePlanLooks(t *testing.T) {
	s := providertest.NewSnapshots(t)
	s.Exec("CREATE DATABASE `half`")
	s.Exec("CREATE TABLE `half`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
	s.Exec("CREATE DATABASE `colo`")
	s.Exec("CREATE TABLE `colo`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\",\"colocate_with\"=\"g1\")")
	for name, change := range map[string]providertest.Obj{
		"nothing_to_say":      {},
		"unknown_snapshot":    {"snapshot": "mondy"},
		"unknown_repository":  {"repository": "dr_mian"},
		"unknown_database":    {"create_database": false},
		"near_database":       {"database": "hlaf", "create_database": false},
		"unknown_table":       {"tables": []string{"ordrs"}},
		"unknown_partition":   {"tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"p2030"}}},
		"tables_in_the_way":   {"database": "half"},
		"renamed":             {"database": "half", "tables": []string{"customers", "orders"}, "rename": providertest.Obj{"customers": "customers_monday"}},
		"overwrite_all":       {"database": "shop", "existing_tables": "overwrite"},
		"overwrite_partition": {"database": "shop", "existing_tables": "overwrite", "tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"p2025"}}},
		"overwrite_colocated": {"database": "colo", "existing_tables": "overwrite", "tables": []string{"customers"}},
		"too_many_replicas":   {"replication_num": 4},
		"too_many_by_tag":     {"replication_num": nil, "replication_allocation": "tag.location.default: 1, tag.location.b: 2"},
		"timestamp_not_there": {"backup_timestamp": "2020-01-01-00-00-00"},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.Thing("doris_restore")
			x.Again()
			_, result := x.Plan(providertest.With(providertest.StageRestore, change))
			compare.Golden(t, "look_restore_"+name, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
		})
	}
	t.Run("overwrite_busy", func(t *testing.T) {
		gate := s.Sim.HoldState("restore", "DOWNLOADING")
		defer gate.Release()
		s.Exec("CREATE DATABASE `busy`")
		_, rows, err := s.Sim.Query("SHOW SNAPSHOT ON `dr_main` WHERE SNAPSHOT = \"tuesday\"")
		if err != nil {
			t.Fatal(err)
		}
		s.Exec("RESTORE SNAPSHOT `busy`.`tuesday` FROM `dr_main` PROPERTIES(\"backup_timestamp\"=\"" + rows[0][1] + "\",\"replication_num\"=\"1\")")
		providertest.Reached(t, gate)
		x := s.Thing("doris_restore")
		x.Again()
		_, result := x.Plan(providertest.With(providertest.StageRestore, providertest.Obj{"database": "busy", "existing_tables": "overwrite", "tables": []string{"customers"}}))
		compare.Golden(t, "look_restore_overwrite_busy", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	})
	t.Run("behind_another_job", func(t *testing.T) {
		gate := s.Sim.HoldState("backup", "UPLOADING")
		defer gate.Release()
		s.Exec("CREATE DATABASE `stage`")
		s.Exec("BACKUP SNAPSHOT `half`.`other` TO `dr_main`")
		providertest.Reached(t, gate)
		x := s.Thing("doris_restore")
		x.Again()
		_, result := x.Plan(providertest.With(providertest.StageRestore, providertest.Obj{"database": "half"}))
		compare.Golden(t, "look_restore_behind_another_job", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	})
}

// TestPlanOfNewNames: what the same plan creates is not missing.
func TestPlanOfNewNames(t *testing.T) {
	s := providertest.NewStandIn(t)
	if diags := providertest.Texts(s.Server.Plan(t.Context(), "doris_repository", nil, providertest.Obj{"name": "new", "location": "s3://backups/new", "s3": providertest.Obj{
		"endpoint": "http://127.0.0.1:1", "region": "us-east-1", "use_path_style": true, "access_key": "a", "secret_key_wo": "b", "secret_key_wo_version": 1,
	}}).Diagnostics); strings.Contains(diags, "error") {
		t.Fatal(diags)
	}
	backup := s.Thing("doris_backup")
	_, result := backup.Plan(providertest.With(providertest.ShopBackup, providertest.Obj{"repository": "new"}))
	compare.Lists(t, "backup", result.Summaries(), nil)
	restore := s.Thing("doris_restore")
	_, result = restore.Plan(providertest.With(providertest.StageRestore, providertest.Obj{"repository": "new", "snapshot": "before_migration"}))
	compare.Lists(t, "restore", result.Summaries(), nil)
	_, result = restore.Plan(providertest.With(providertest.StageRestore, providertest.Obj{"repository": "new", "snapshot": "before_migration", "create_database": false, "tables": []string{"orders"}}))
	compare.Lists(t, "second restore into the new database", result.Summaries(), nil)
	copied := providertest.Obj{"repository": "new", "name": "later", "tables": []string{"orders_then"}}
	_, result = backup.Plan(providertest.With(providertest.ShopBackup, copied))
	compare.Lists(t, "backup of what nothing makes", result.Summaries(), []string{"ERROR: The selection matches nothing"})
	_, result = restore.Plan(providertest.With(providertest.StageRestore, providertest.Obj{"repository": "new", "snapshot": "before_migration", "database": "shop", "rename": providertest.Obj{"orders": "orders_then"}, "tables": []string{"orders"}}))
	compare.Lists(t, "restore beside what is there", result.Summaries(), nil)
	_, result = s.Thing("doris_backup").Plan(providertest.With(providertest.ShopBackup, providertest.With(copied, providertest.Obj{"name": "last"})))
	compare.Lists(t, "backup of what a restore may make", result.Summaries(), []string{"WARNING: The selection matches nothing"})
}

func TestRestoreInterrupted(t *testing.T) {
	s := providertest.NewSnapshots(t)
	gate := s.Sim.HoldState("restore", "DOWNLOADING")
	x := s.Thing("doris_restore")
	diags := x.ApplyUntil(gate, "SHOW RESTORE", providertest.StageRestore)
	compare.Golden(t, "interrupted_restore", providertest.Plain(providertest.DiagnosticsText(diags)))
	x.WantState(map[string]string{"state": "DOWNLOADING", "id": "dr_main/monday/stage", "finished_at": ""})
	x.Refresh()
	_, result := x.Plan(providertest.StageRestore)
	compare.Lists(t, "plan", result.Changed(), restoreResults)
	compare.Lists(t, "warning", result.Summaries(), []string{"WARNING: A job will be resumed"})
	gate.Release()
	x.Succeeds(providertest.StageRestore)
	x.WantState(map[string]string{"state": "FINISHED"})
	if n := s.Runs("restore"); n != 1 {
		t.Errorf("%d jobs", n)
	}
	x.Refresh()
	_, result = x.Plan(providertest.StageRestore)
	compare.Lists(t, "second plan", result.Changed(), nil)
}

// TestRestoreKilled: the apply was killed after the job was done, so nothing is in state; the next one takes it over.
func TestRestoreKilled(t *testing.T) {
	s := providertest.NewSnapshots(t)
	s.Thing("doris_restore").Succeeds(providertest.StageRestore)
	x := s.Thing("doris_restore")
	x.Again()
	diags := x.Apply(t.Context(), providertest.StageRestore)
	compare.Golden(t, "adopted_restore", providertest.Plain(providertest.DiagnosticsText(diags)))
	x.WantState(map[string]string{"state": "FINISHED"})
	if n := s.Runs("restore"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// TestRestoreInterruptedAndEvicted: after ten later jobs nothing but the tables tells that the interrupted restore ended
// well; this resource knows that they were absent before.
func TestRestoreInterruptedAndEvicted(t *testing.T) {
	s := providertest.NewSnapshots(t)
	gate := s.Sim.HoldState("restore", "DOWNLOADING")
	x := s.Thing("doris_restore")
	x.ApplyUntil(gate, "SHOW RESTORE", providertest.StageRestore)
	gate.Release()
	s.Ended()
	for i := range 10 {
		s.Exec(fmt.Sprintf("BACKUP SNAPSHOT `stage`.`later_%d` TO `dr_main` ON (`customers`)", i))
		s.Ended()
	}
	x.Refresh()
	if diags := x.Apply(t.Context(), providertest.StageRestore); hasErrors(diags) {
		t.Fatal(providertest.DiagnosticsText(diags))
	}
	x.WantState(map[string]string{"state": "FINISHED"})
	if n := s.Runs("restore"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

func hasErrors(diags []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}

// TestRestoreAgain: triggers run it once more, in place, under the rule of existing_tables.
func TestRestoreAgain(t *testing.T) {
	s := providertest.NewSnapshots(t)
	x := s.Thing("doris_restore")
	x.Succeeds(providertest.StageRestore)
	x.Refresh()
	_, result := x.Plan(providertest.With(providertest.StageRestore, providertest.Obj{"snapshot": "tuesday", "triggers": providertest.Obj{"run": "2"}}))
	compare.Golden(t, "again_in_the_way", providertest.Plain(providertest.DiagnosticsText(result.Diags)))

	again := providertest.With(providertest.StageRestore, providertest.Obj{"snapshot": "tuesday", "existing_tables": "overwrite", "triggers": providertest.Obj{"run": "2"}})
	x.Refresh()
	_, result = x.Plan(again)
	compare.Golden(t, "again_overwrite", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	x.Succeeds(again)
	x.WantState(map[string]string{"state": "FINISHED", "snapshot": "tuesday", "id": "dr_main/tuesday/stage"})
	if n := s.Runs("restore"); n != 2 {
		t.Errorf("%d jobs", n)
	}
	x.Refresh()
	_, result = x.Plan(again)
	compare.Lists(t, "second plan", result.Changed(), nil)

	// Dropped tables are no reason to run; "error" has nothing to refuse once they are gone.
	s.Exec("DROP DATABASE `stage` FORCE")
	x.Refresh()
	third := providertest.With(providertest.StageRestore, providertest.Obj{"triggers": providertest.Obj{"run": "3"}})
	_, result = x.Plan(third)
	compare.Lists(t, "into nothing", result.Summaries(), nil)
	x.Succeeds(third)
	x.WantState(map[string]string{"state": "FINISHED", "snapshot": "monday"})
	if n := s.Runs("restore"); n != 3 {
		t.Errorf("%d jobs", n)
	}
}

// TestRestoreAgainBesideAnother: another restore of the same snapshot into the same database is no run of this one, so
// the plan still says what is overwritten.
func TestRestoreAgainBesideAnother(t *testing.T) {
	s := providertest.NewSnapshots(t)
	x, y := s.Thing("doris_restore"), s.Thing("doris_restore")
	orders := providertest.With(providertest.StageRestore, providertest.Obj{"tables": []string{"orders"}, "existing_tables": "overwrite"})
	x.Succeeds(orders)
	s.WaitForNextSecond()
	y.Succeeds(providertest.With(providertest.StageRestore, providertest.Obj{"tables": []string{"customers"}}))
	x.Refresh()
	_, result := x.Plan(providertest.With(orders, providertest.Obj{"triggers": providertest.Obj{"run": "2"}}))
	compare.Golden(t, "again_beside_another", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
}

// TestRestoreAgainKilled: the second run finished, but the apply could not say so. The next one submits nothing.
func TestRestoreAgainKilled(t *testing.T) {
	s := providertest.NewSnapshots(t)
	x := s.Thing("doris_restore")
	x.Succeeds(providertest.StageRestore)
	x.Refresh()
	state, private := x.State, x.Private
	again := providertest.With(providertest.StageRestore, providertest.Obj{"existing_tables": "overwrite", "triggers": providertest.Obj{"run": "2"}})
	s.WaitForNextSecond()
	x.Succeeds(again)
	x.State, x.Private = state, private // what is left after SIGKILL
	x.Refresh()
	_, result := x.Plan(again)
	compare.Golden(t, "again_killed", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	diags := x.Apply(t.Context(), again)
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			t.Error(providertest.DiagnosticsText(diags))
		}
	}
	x.WantState(map[string]string{"state": "FINISHED"})
	if n := s.Runs("restore"); n != 2 {
		t.Errorf("%d jobs", n)
	}
}

// TestRestoreAgainInterrupted: a run that triggers asked for is resumed; when it was cancelled meanwhile it runs again.
func TestRestoreAgainInterrupted(t *testing.T) {
	again := providertest.With(providertest.StageRestore, providertest.Obj{"existing_tables": "overwrite", "triggers": providertest.Obj{"run": "2"}})
	t.Run("resumed", func(t *testing.T) {
		s := providertest.NewSnapshots(t)
		x := s.Thing("doris_restore")
		x.Succeeds(providertest.StageRestore)
		s.WaitForNextSecond()
		x.Refresh()
		gate := s.Sim.HoldState("restore", "DOWNLOADING")
		x.ApplyUntil(gate, "SHOW RESTORE", again)
		x.WantState(map[string]string{"state": "DOWNLOADING"})
		gate.Release()
		x.Refresh()
		x.Apply(t.Context(), again)
		x.WantState(map[string]string{"state": "FINISHED"})
		if n := s.Runs("restore"); n != 2 {
			t.Errorf("%d jobs", n)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		s := providertest.NewSnapshots(t)
		x := s.Thing("doris_restore")
		x.Succeeds(providertest.StageRestore)
		s.WaitForNextSecond()
		x.Refresh()
		gate := s.Sim.HoldState("restore", "DOWNLOADING")
		x.ApplyUntil(gate, "SHOW RESTORE", again)
		s.Exec("CANCEL RESTORE FROM `stage`")
		gate.Release()
		compare.Golden(t, "again_cancelled_read", providertest.Plain(providertest.DiagnosticsText(x.Refresh())))
		x.WantState(map[string]string{"state": "CANCELLED"})
		_, result := x.Plan(again)
		compare.Golden(t, "again_cancelled_plan", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
		s.WaitForNextSecond()
		x.Succeeds(again)
		x.WantState(map[string]string{"state": "FINISHED"})
		if n := s.Runs("restore"); n != 3 {
			t.Errorf("%d jobs", n)
		}
		x.Refresh()
		_, result = x.Plan(again)
		compare.Lists(t, "second plan", result.Changed(), nil)
	})
}
