// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestBackupPlanLooks shows what a plan says of the cluster; the golden files hold the texts.
func TestBackupPlanLooks(t *testing.T) {
	s := providertest.NewStandIn(t)
	s.Exec("CREATE DATABASE `empty`")
	s.Exec("CREATE MATERIALIZED VIEW `shop`.`mv_daily` BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\") AS SELECT `id`, `name` FROM `shop`.`customers`")
	taken := s.Thing("doris_backup")
	if diags := taken.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"name": "taken", "exclude_tables": []string{"mv_daily"}})); len(diags) > 0 {
		t.Fatal(providertest.DiagnosticsText(diags))
	}
	for name, change := range map[string]providertest.Obj{
		"nothing_to_say":       {"exclude_tables": []string{"mv_daily"}},
		"skipped":              {},
		"skipped_prefix":       {"name": nil, "name_prefix": "nightly_"},
		"skipped_by_name":      {"tables": []string{"orders", "mv_daily"}},
		"patterns":             {"tables": []string{"o*", "cust*"}, "partitions": nil},
		"patterns_partitions":  {"tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"p202?"}}},
		"patterns_exclude":     {"exclude_tables": []string{"mv_*", "tmp_*"}},
		"unknown_table":        {"tables": []string{"ordrs"}},
		"unknown_partition":    {"tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"p2030"}}},
		"everything_excluded":  {"exclude_tables": []string{"*"}},
		"empty_database":       {"database": "empty"},
		"unknown_repository":   {"repository": "dr_mian"},
		"unknown_database":     {"database": "shopp"},
		"existing_name":        {"name": "taken", "exclude_tables": []string{"mv_daily"}},
		"job_timeout":          {"job_timeout": "12h", "exclude_tables": []string{"mv_daily"}},
		"selection_not_known":  {"tables": []string{}},
		"repository_not_known": {"repository": providertest.NotKnown, "exclude_tables": []string{"mv_daily"}},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.Thing("doris_backup")
			x.Again()
			if name == "selection_not_known" {
				change["tables"] = providertest.NotKnown
			}
			_, result := x.Plan(providertest.With(providertest.ShopBackup, change))
			compare.Golden(t, "look_backup_"+name, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
		})
	}
}

// TestBackupInterrupted: Ctrl-C while the job runs leaves it running and in state; the next apply waits for it.
func TestBackupInterrupted(t *testing.T) {
	s := providertest.NewStandIn(t)
	gate := s.Sim.HoldState("backup", "UPLOADING")
	x := s.Thing("doris_backup")
	diags := x.ApplyUntil(gate, "SHOW BACKUP", providertest.ShopBackup)
	compare.Golden(t, "interrupted_backup", providertest.Plain(providertest.DiagnosticsText(diags)))
	x.WantState(map[string]string{"state": "UPLOADING", "id": "dr_main/before_migration", "backup_timestamp": "", "finished_at": ""})

	if diags := x.Refresh(); len(diags) > 0 {
		t.Error(providertest.DiagnosticsText(diags))
	}
	_, result := x.Plan(providertest.ShopBackup)
	compare.Lists(t, "plan", result.Changed(), backupResults)
	compare.Lists(t, "warning", result.Summaries(), []string{"WARNING: A job will be resumed"})
	gate.Release()
	if diags := x.Apply(t.Context(), providertest.ShopBackup); len(diags) > 0 {
		t.Error(providertest.DiagnosticsText(diags))
	}
	x.WantState(map[string]string{"state": "FINISHED", "name": "before_migration"})
	if n := s.Runs("backup"); n != 1 {
		t.Errorf("%d jobs", n)
	}
	x.Refresh()
	_, result = x.Plan(providertest.ShopBackup)
	compare.Lists(t, "second plan", result.Changed(), nil)
}

// TestBackupFinishedMeanwhile: a job that ended between two commands is complete after the refresh, without an apply.
func TestBackupFinishedMeanwhile(t *testing.T) {
	s := providertest.NewStandIn(t)
	gate := s.Sim.HoldState("backup", "UPLOADING")
	x := s.Thing("doris_backup")
	x.ApplyUntil(gate, "SHOW BACKUP", providertest.ShopBackup)
	gate.Release()
	s.Ended()
	if diags := x.Refresh(); len(diags) > 0 {
		t.Error(providertest.DiagnosticsText(diags))
	}
	x.WantState(map[string]string{"state": "FINISHED"})
	_, result := x.Plan(providertest.ShopBackup)
	compare.Lists(t, "plan", result.Changed(), nil)
}

// TestBackupCancelledMeanwhile: the object leaves the state with the reason, and the plan takes a new snapshot.
func TestBackupCancelledMeanwhile(t *testing.T) {
	s := providertest.NewStandIn(t)
	gate := s.Sim.HoldState("backup", "SNAPSHOTING")
	x := s.Thing("doris_backup")
	x.ApplyUntil(gate, "SHOW BACKUP", providertest.ShopBackup)
	s.Exec("CANCEL BACKUP FROM `shop`")
	gate.Release()
	compare.Golden(t, "gone_backup", providertest.Plain(providertest.DiagnosticsText(x.Refresh())))
	if x.Exists() {
		t.Fatal("a cancelled backup must leave the state")
	}
	if diags := x.Apply(t.Context(), providertest.ShopBackup); len(diags) > 0 {
		t.Error(providertest.DiagnosticsText(diags))
	}
	x.WantState(map[string]string{"state": "FINISHED"})
}

// TestBackupInterruptedWhileQueueing: nothing was submitted, so there is nothing to keep.
func TestBackupInterruptedWhileQueueing(t *testing.T) {
	s := providertest.NewStandIn(t)
	gate := s.Sim.HoldState("backup", "UPLOADING")
	t.Cleanup(gate.Release)
	s.Exec("BACKUP SNAPSHOT `shop`.`other` TO `dr_main`")
	providertest.Reached(t, gate)
	x := s.Thing("doris_backup")
	diags := x.ApplyUntil(gate, "SHOW BACKUP", providertest.ShopBackup)
	compare.Golden(t, "interrupted_queueing", providertest.Plain(providertest.DiagnosticsText(diags)))
	if x.Exists() || s.Runs("backup") != 1 {
		t.Error("nothing was to be submitted and nothing kept")
	}
}

// TestBackupDeadline: the job goes on without state; the same configuration finds it again.
func TestBackupDeadline(t *testing.T) {
	s := providertest.NewStandIn(t)
	gate := s.Sim.HoldState("backup", "UPLOADING")
	x := s.Thing("doris_backup")
	diags := x.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"timeouts": providertest.Obj{"create": "1s"}}))
	compare.Golden(t, "deadline_backup", providertest.Plain(providertest.DiagnosticsText(diags)))
	if x.Exists() {
		t.Fatal("an error with state taints")
	}
	gate.Release()
	x.Again()
	diags = x.Apply(t.Context(), providertest.ShopBackup)
	if len(diags) != 1 || !strings.HasSuffix(diags[0].Summary, "was taken over") || diags[0].Severity != tfprotov6.DiagnosticSeverityWarning {
		t.Errorf("a warning that it was taken over was due:\n%s", providertest.DiagnosticsText(diags))
	}
	x.WantState(map[string]string{"state": "FINISHED"})
	if n := s.Runs("backup"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// TestBackupKilled: the apply was killed after the job was done, so nothing is in state. The next one takes the snapshot
// over, unless the configuration asks for none that it did not see finish, or for other objects.
func TestBackupKilled(t *testing.T) {
	s := providertest.NewStandIn(t)
	s.Thing("doris_backup").Succeeds(providertest.ShopBackup)
	for name, change := range map[string]providertest.Obj{
		"killed_adopted": {}, "killed_never": {"adopt_finished_within": "0s"}, "killed_other_tables": {"tables": []string{"orders"}},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.Thing("doris_backup")
			x.Again()
			compare.Golden(t, name, providertest.Plain(providertest.DiagnosticsText(x.Apply(t.Context(), providertest.With(providertest.ShopBackup, change)))))
			if x.Exists() != (name == "killed_adopted") {
				t.Error("only what was taken over has a state")
			}
		})
	}
	if n := s.Runs("backup"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// TestBackupCancelledByAnother: the error names what Doris says, and there is no state.
func TestBackupCancelledByAnother(t *testing.T) {
	s := providertest.NewStandIn(t)
	gate := s.Sim.HoldState("backup", "UPLOADING")
	x := s.Thing("doris_backup")
	done := make(chan []*tfprotov6.Diagnostic)
	go func() { done <- x.Apply(t.Context(), providertest.ShopBackup) }()
	s.Seen(gate, "SHOW BACKUP")
	s.Exec("CANCEL BACKUP FROM `shop`")
	gate.Release()
	compare.Golden(t, "cancelled_backup", providertest.Plain(providertest.DiagnosticsText(<-done)))
	if x.Exists() {
		t.Error("an error with state taints")
	}
	// Its name is used up now, which the next plan and the next apply say.
	x.Again()
	_, result := x.Plan(providertest.ShopBackup)
	compare.Golden(t, "used_up_backup_plan", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	x.Again()
	compare.Golden(t, "used_up_backup", providertest.Plain(providertest.DiagnosticsText(x.Apply(t.Context(), providertest.ShopBackup))))
}

// TestBackupRefreshIsCheap: whatever the number of backups, one listing of their repository serves all.
func TestBackupRefreshIsCheap(t *testing.T) {
	s := providertest.NewStandIn(t)
	var things []*providertest.Thing
	for _, name := range []string{"one", "two", "three"} {
		x := s.Thing("doris_backup")
		x.Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": name}))
		things = append(things, x)
	}
	things[0].Again()
	s.Sim.ResetStatements()
	work := make(chan *providertest.Thing)
	done := make(chan error)
	for range 10 { // Terraform's parallelism
		go func() {
			var failed error
			for x := range work {
				read, err := s.Server.Server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: x.Name, CurrentState: x.State, Private: x.Private})
				if err == nil && len(read.Diagnostics) > 0 {
					err = errors.New(providertest.DiagnosticsText(read.Diagnostics))
				}
				failed = errors.Join(failed, err)
			}
			done <- failed
		}()
	}
	for i := range 200 {
		work <- things[i%len(things)]
	}
	close(work)
	for range 10 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if sent := s.Sim.Statements(); len(sent) > 10 {
		t.Errorf("200 refreshes sent %d statements: %v", len(sent), sent)
	}
}
