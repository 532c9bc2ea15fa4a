// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// Each limit of Doris has a test of its own here; the golden files show what a user reads of it.

const tick = 5 * time.Millisecond

const oneBucket = " DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\""

// onLines runs a test on the two lines of Doris that are recorded.
func onLines(t *testing.T, test func(t *testing.T, s *standIn, line string)) {
	t.Helper()
	for _, line := range []string{"4.1", "3.0"} {
		t.Run(line, func(t *testing.T) { test(t, newStandInWith(t, dorissim.Options{Profile: line, Tick: tick}), line) })
	}
}

// plansBackup shows what the plan of a backup says.
func (s *standIn) plansBackup(name string, change obj) {
	s.t.Helper()
	x := s.thing("doris_backup")
	x.again()
	_, result := x.plan(with(shopBackup, change))
	golden(s.t, "limit_"+name, plain(diagnosticsText(result.diags)))
}

// appliesBackup shows what the apply of a backup says.
func (s *standIn) appliesBackup(name string, change obj) *thing {
	s.t.Helper()
	x := s.thing("doris_backup")
	x.again()
	golden(s.t, "limit_"+name, steady(plain(diagnosticsText(x.apply(s.t.Context(), with(shopBackup, change))))))
	return x
}

var (
	ports      = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	lastStates = regexp.MustCompile(`last state [A-Z]+`)
)

// steady leaves out where the stand-in listens, and in which state a job was seen last before it ended.
func steady(text string) string {
	return lastStates.ReplaceAllString(ports.ReplaceAllString(text, "fe1:9030"), "last state SNAPSHOTING")
}

func TestLimitDecoupledStorage(t *testing.T) {
	for _, line := range []string{"4.1", "3.1", "3.0"} {
		t.Run(line, func(t *testing.T) {
			sim, err := dorissim.Start(dorissim.Options{Profile: line, Tick: tick, Cloud: true})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = sim.Close() })
			s := &standIn{newServer(t), sim, nil}
			s.exec(shopTables)
			s.plansBackup("cloud_backup_"+line, nil)
			_, planned := s.thing("doris_repository").plan(obj{"name": "new", "location": "s3://backups/new", "s3": obj{"region": "us-east-1"}})
			golden(t, "limit_cloud_repository_"+line, plain(diagnosticsText(planned.diags)))
			x := s.thing("doris_restore")
			_, result := x.plan(stageRestore)
			golden(t, "limit_cloud_restore_"+line, plain(diagnosticsText(result.diags)))
			if line == "3.0" {
				return
			}
			s.exec("ADMIN SET FRONTEND CONFIG (\"experimental_enable_cloud_restore_job\" = \"true\")")
			x.again()
			if _, result = x.plan(stageRestore); strings.Contains(diagnosticsText(result.diags), "experiment") {
				t.Errorf("the switch is on: %s", diagnosticsText(result.diags))
			}
		})
	}
}

const dailyView = "CREATE MATERIALIZED VIEW `shop`.`mv_daily` BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\") AS SELECT `id`, `name` FROM `shop`.`customers`"

func TestLimitMaterializedViews(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, line string) {
		s.exec(dailyView)
		s.plansBackup("materialized_view", nil)
		s.plansBackup("materialized_view_by_name", obj{"tables": []string{"orders", "mv_daily"}})
		s.plansBackup("materialized_view_alone", obj{"tables": []string{"mv_*"}})
		x := s.thing("doris_backup")
		x.again()
		if diags := diagnosticsText(x.apply(t.Context(), shopBackup)); strings.Contains(diags, "ERROR") {
			t.Fatal(diags)
		}
		x.skipped("mv_daily: asynchronous materialized view")
		s.appliesBackup("materialized_view_alone_applied", obj{"name": "alone", "tables": []string{"mv_*"}})
		if n := s.runs("backup"); n != 1 {
			t.Errorf("%d jobs, the one of nothing must not be submitted", n)
		}
	})
}

func TestLimitStoragePolicy(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, line string) {
		s.exec("CREATE TABLE `shop`.`cold` (`id` INT)" + oneBucket + ",\"storage_policy\"=\"cool_30d\")")
		s.plansBackup("storage_policy", nil)
		s.plansBackup("storage_policy_of_definitions", obj{"content": "metadata_only"})
		if err := s.sim.Cool("shop", "cold"); err != nil {
			t.Fatal(err)
		}
		s.appliesBackup("storage_policy_applied", obj{"name": "cooled"})
		x := s.thing("doris_backup")
		x.again()
		x.succeeds(with(shopBackup, obj{"name": "hot", "exclude_tables": []string{"cold"}}))
	})
}

func TestLimitNoIncremental(t *testing.T) {
	s := newServer(t)
	for _, word := range []string{"incremental", "Incremental"} {
		golden(t, "limit_incremental", diagnosticsText(s.validateResource("doris_backup", with(shopBackup, obj{"content": word}))))
	}
	limits, err := os.ReadFile("../../templates/guides/limits.md")
	if err != nil || !strings.Contains(string(limits), "**Incremental backup**") {
		t.Errorf("the documentation must say it: %v", err)
	}
}

func TestLimitColocateGroups(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, line string) {
		for _, table := range []string{"dim_user", "fact_orders"} {
			s.exec("CREATE TABLE `shop`.`" + table + "` (`id` INT)" + oneBucket + ",\"colocate_with\"=\"g1\")")
		}
		s.plansBackup("colocate_"+line, nil)
		s.plansBackup("colocate_not_selected", obj{"tables": []string{"orders"}})
	})
}

func TestLimitDynamicPartitions(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, _ string) {
		const columns = " (`id` INT, `d` DATE) PARTITION BY RANGE(`d`)()" + oneBucket + ",\"dynamic_partition.time_unit\"=\"DAY\",\"dynamic_partition.end\"=\"1\",\"dynamic_partition.prefix\"=\"p\",\"dynamic_partition.enable\"="
		s.exec("CREATE TABLE `shop`.`fact_clicks`" + columns + "\"true\")")
		s.exec("CREATE TABLE `shop`.`switched_off`" + columns + "\"false\")")
		s.plansBackup("dynamic_partition", nil)
	})
}

func TestLimitOneJobPerDatabase(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, line string) {
		x := s.thing("doris_backup")
		x.succeeds(with(shopBackup, obj{"name": "monday"}))
		gate := s.sim.HoldState("backup", "UPLOADING")
		s.exec("BACKUP SNAPSHOT `shop`.`other` TO `dr_main`")
		reached(t, gate)
		s.plansBackup("busy_with_a_backup", nil)
		s.plansBackup("busy_with_its_own", obj{"name": "other"})
		second := s.thing("doris_backup")
		_, result := second.plan(with(shopBackup, obj{"name": "third"}))
		if !strings.Contains(diagnosticsText(result.diags), "holds the database") {
			t.Errorf("a plan of its own must say it again: %q", result.summaries())
		}
		if _, result = second.plan(with(shopBackup, obj{"name": "fourth"})); len(result.diags) > 0 {
			t.Errorf("one plan says it twice: %q", result.summaries())
		}
		gate.Release()
		s.ended()
		_, rows, err := s.sim.Query("SHOW SNAPSHOT ON `dr_main` WHERE SNAPSHOT = \"monday\"")
		if err != nil {
			t.Fatal(err)
		}
		gate = s.sim.HoldState("restore", "DOWNLOADING")
		s.exec("RESTORE SNAPSHOT `shop`.`monday` FROM `dr_main` PROPERTIES(\"backup_timestamp\"=\"" + rows[0][1] + "\",\"replication_num\"=\"1\")")
		reached(t, gate)
		s.plansBackup("busy_with_a_restore", nil)
		gate.Release()
		s.ended()
	})
}

// TestNoWarningOfASibling: Terraform plans again during an apply, when the job of another resource of that apply runs.
func TestNoWarningOfASibling(t *testing.T) {
	s := newStandIn(t)
	gate := s.sim.HoldState("backup", "UPLOADING")
	applied := make(chan []*tfprotov6.Diagnostic)
	go func() { applied <- s.thing("doris_backup").apply(t.Context(), with(shopBackup, obj{"name": "first"})) }()
	reached(t, gate)
	_, result := s.thing("doris_backup").plan(with(shopBackup, obj{"name": "second"}))
	expect(t, "while the first one runs", result.summaries(), nil)
	gate.Release()
	wantText(t, <-applied)
}

func TestLimitEmptyDatabase(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, line string) {
		s.exec("CREATE DATABASE `empty`")
		s.plansBackup("empty", obj{"database": "empty"})
		x := s.appliesBackup("empty_applied", obj{"database": "empty"})
		if x.exists() || s.runs("backup") != 0 {
			t.Errorf("%d jobs, state %q", s.runs("backup"), x.text("name"))
		}
	})
}

// skipped fails unless the state's skipped_objects are these.
func (x *thing) skipped(want ...string) {
	x.t.Helper()
	expect(x.t, "skipped_objects", pairs(x.t, x.attributes(x.state)["skipped_objects"], "name", "reason"), want)
}

// anyError says whether an error is among the diagnostics.
func anyError(diags []*tfprotov6.Diagnostic) bool {
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return true
		}
	}
	return false
}
