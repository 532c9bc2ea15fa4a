// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

var shopBackup = obj{"repository": "dr_main", "database": "shop", "name": "before_migration"}

// TestBackupPlanLooks shows what a plan says of the cluster; the golden files hold the texts.
func TestBackupPlanLooks(t *testing.T) {
	s := newStandIn(t)
	s.exec("CREATE DATABASE `empty`")
	s.exec("CREATE MATERIALIZED VIEW `shop`.`mv_daily` BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\") AS SELECT `id`, `name` FROM `shop`.`customers`")
	taken := s.thing("doris_backup")
	if diags := taken.apply(t.Context(), with(shopBackup, obj{"name": "taken", "exclude_tables": []string{"mv_daily"}})); len(diags) > 0 {
		t.Fatal(diagnosticsText(diags))
	}
	for name, change := range map[string]obj{
		"nothing_to_say":       {"exclude_tables": []string{"mv_daily"}},
		"skipped":              {},
		"skipped_prefix":       {"name": nil, "name_prefix": "nightly_"},
		"skipped_by_name":      {"tables": []string{"orders", "mv_daily"}},
		"patterns":             {"tables": []string{"o*", "cust*"}, "partitions": nil},
		"patterns_partitions":  {"tables": []string{"orders"}, "partitions": obj{"orders": []string{"p202?"}}},
		"patterns_exclude":     {"exclude_tables": []string{"mv_*", "tmp_*"}},
		"unknown_table":        {"tables": []string{"ordrs"}},
		"unknown_partition":    {"tables": []string{"orders"}, "partitions": obj{"orders": []string{"p2030"}}},
		"everything_excluded":  {"exclude_tables": []string{"*"}},
		"empty_database":       {"database": "empty"},
		"unknown_repository":   {"repository": "dr_mian"},
		"unknown_database":     {"database": "shopp"},
		"existing_name":        {"name": "taken", "exclude_tables": []string{"mv_daily"}},
		"job_timeout":          {"job_timeout": "12h", "exclude_tables": []string{"mv_daily"}},
		"selection_not_known":  {"tables": []string{}},
		"repository_not_known": {"repository": notKnown, "exclude_tables": []string{"mv_daily"}},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.thing("doris_backup")
			x.again()
			if name == "selection_not_known" {
				change["tables"] = notKnown
			}
			_, result := x.plan(with(shopBackup, change))
			golden(t, "look_backup_"+name, plain(diagnosticsText(result.diags)))
		})
	}
}

// TestBackupInterrupted: Ctrl-C while the job runs leaves it running and in state; the next apply waits for it.
func TestBackupInterrupted(t *testing.T) {
	s := newStandIn(t)
	gate := s.sim.HoldState("backup", "UPLOADING")
	x := s.thing("doris_backup")
	diags := x.applyUntil(gate, "SHOW BACKUP", shopBackup)
	golden(t, "interrupted_backup", plain(diagnosticsText(diags)))
	x.wantState(map[string]string{"state": "UPLOADING", "id": "dr_main/before_migration", "backup_timestamp": "", "finished_at": ""})

	if diags := x.refresh(); len(diags) > 0 {
		t.Error(diagnosticsText(diags))
	}
	_, result := x.plan(shopBackup)
	expect(t, "plan", result.changed(), backupResults)
	expect(t, "warning", result.summaries(), []string{"WARNING: A job will be resumed"})
	gate.Release()
	if diags := x.apply(t.Context(), shopBackup); len(diags) > 0 {
		t.Error(diagnosticsText(diags))
	}
	x.wantState(map[string]string{"state": "FINISHED", "name": "before_migration"})
	if n := s.runs("backup"); n != 1 {
		t.Errorf("%d jobs", n)
	}
	x.refresh()
	_, result = x.plan(shopBackup)
	expect(t, "second plan", result.changed(), nil)
}

// TestBackupFinishedMeanwhile: a job that ended between two commands is complete after the refresh, without an apply.
func TestBackupFinishedMeanwhile(t *testing.T) {
	s := newStandIn(t)
	gate := s.sim.HoldState("backup", "UPLOADING")
	x := s.thing("doris_backup")
	x.applyUntil(gate, "SHOW BACKUP", shopBackup)
	gate.Release()
	s.ended()
	if diags := x.refresh(); len(diags) > 0 {
		t.Error(diagnosticsText(diags))
	}
	x.wantState(map[string]string{"state": "FINISHED"})
	_, result := x.plan(shopBackup)
	expect(t, "plan", result.changed(), nil)
}

// TestBackupCancelledMeanwhile: the object leaves the state with the reason, and the plan takes a new snapshot.
func TestBackupCancelledMeanwhile(t *testing.T) {
	s := newStandIn(t)
	gate := s.sim.HoldState("backup", "SNAPSHOTING")
	x := s.thing("doris_backup")
	x.applyUntil(gate, "SHOW BACKUP", shopBackup)
	s.exec("CANCEL BACKUP FROM `shop`")
	gate.Release()
	golden(t, "gone_backup", plain(diagnosticsText(x.refresh())))
	if x.exists() {
		t.Fatal("a cancelled backup must leave the state")
	}
	if diags := x.apply(t.Context(), shopBackup); len(diags) > 0 {
		t.Error(diagnosticsText(diags))
	}
	x.wantState(map[string]string{"state": "FINISHED"})
}

// TestBackupInterruptedWhileQueueing: nothing was submitted, so there is nothing to keep.
func TestBackupInterruptedWhileQueueing(t *testing.T) {
	s := newStandIn(t)
	gate := s.sim.HoldState("backup", "UPLOADING")
	t.Cleanup(gate.Release)
	s.exec("BACKUP SNAPSHOT `shop`.`other` TO `dr_main`")
	reached(t, gate)
	x := s.thing("doris_backup")
	diags := x.applyUntil(gate, "SHOW BACKUP", shopBackup)
	golden(t, "interrupted_queueing", plain(diagnosticsText(diags)))
	if x.exists() || s.runs("backup") != 1 {
		t.Error("nothing was to be submitted and nothing kept")
	}
}

// TestBackupDeadline: the job goes on without state; the same configuration finds it again.
func TestBackupDeadline(t *testing.T) {
	s := newStandIn(t)
	gate := s.sim.HoldState("backup", "UPLOADING")
	x := s.thing("doris_backup")
	diags := x.apply(t.Context(), with(shopBackup, obj{"timeouts": obj{"create": "1s"}}))
	golden(t, "deadline_backup", plain(diagnosticsText(diags)))
	if x.exists() {
		t.Fatal("an error with state taints")
	}
	gate.Release()
	x.again()
	diags = x.apply(t.Context(), shopBackup)
	if len(diags) != 1 || !strings.HasSuffix(diags[0].Summary, "was taken over") || diags[0].Severity != tfprotov6.DiagnosticSeverityWarning {
		t.Errorf("a warning that it was taken over was due:\n%s", diagnosticsText(diags))
	}
	x.wantState(map[string]string{"state": "FINISHED"})
	if n := s.runs("backup"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// TestBackupKilled: the apply was killed after the job was done, so nothing is in state. The next one takes the snapshot
// over, unless the configuration asks for none that it did not see finish, or for other objects.
func TestBackupKilled(t *testing.T) {
	s := newStandIn(t)
	s.thing("doris_backup").succeeds(shopBackup)
	for name, change := range map[string]obj{
		"killed_adopted": {}, "killed_never": {"adopt_finished_within": "0s"}, "killed_other_tables": {"tables": []string{"orders"}},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.thing("doris_backup")
			x.again()
			golden(t, name, plain(diagnosticsText(x.apply(t.Context(), with(shopBackup, change)))))
			if x.exists() != (name == "killed_adopted") {
				t.Error("only what was taken over has a state")
			}
		})
	}
	if n := s.runs("backup"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// TestBackupCancelledByAnother: the error names what Doris says, and there is no state.
func TestBackupCancelledByAnother(t *testing.T) {
	s := newStandIn(t)
	gate := s.sim.HoldState("backup", "UPLOADING")
	x := s.thing("doris_backup")
	done := make(chan []*tfprotov6.Diagnostic)
	go func() { done <- x.apply(t.Context(), shopBackup) }()
	s.seen(gate, "SHOW BACKUP")
	s.exec("CANCEL BACKUP FROM `shop`")
	gate.Release()
	golden(t, "cancelled_backup", plain(diagnosticsText(<-done)))
	if x.exists() {
		t.Error("an error with state taints")
	}
	// Its name is used up now, which the next plan and the next apply say.
	x.again()
	_, result := x.plan(shopBackup)
	golden(t, "used_up_backup_plan", plain(diagnosticsText(result.diags)))
	x.again()
	golden(t, "used_up_backup", plain(diagnosticsText(x.apply(t.Context(), shopBackup))))
}

// TestBackupRefreshIsCheap: whatever the number of backups, one listing of their repository serves all.
func TestBackupRefreshIsCheap(t *testing.T) {
	s := newStandIn(t)
	var things []*thing
	for _, name := range []string{"one", "two", "three"} {
		x := s.thing("doris_backup")
		x.succeeds(with(shopBackup, obj{"name": name}))
		things = append(things, x)
	}
	things[0].again()
	s.sim.ResetStatements()
	work := make(chan *thing)
	done := make(chan error)
	for range 10 { // Terraform's parallelism
		go func() {
			var failed error
			for x := range work {
				read, err := s.server.server.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{TypeName: x.name, CurrentState: x.state, Private: x.private})
				if err == nil && len(read.Diagnostics) > 0 {
					err = errors.New(diagnosticsText(read.Diagnostics))
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
	if sent := s.sim.Statements(); len(sent) > 10 {
		t.Errorf("200 refreshes sent %d statements: %v", len(sent), sent)
	}
}
