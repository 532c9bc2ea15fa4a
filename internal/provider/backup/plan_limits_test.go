// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

const oneBucket = " DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\""

// onLines runs a test on the two lines of Doris that are recorded.
func onLines(t *testing.T, test func(t *testing.T, s *providertest.StandIn, line string)) {
	t.Helper()
	for _, line := range []string{"4.1", "3.0"} {
		t.Run(line, func(t *testing.T) {
			test(t, providertest.NewStandInWith(t, dorissim.Options{Profile: line, Tick: providertest.Tick}), line)
		})
	}
}

// plansBackup shows what the plan of a backup says.
func plansBackup(s *providertest.StandIn, name string, change providertest.Obj) {
	s.T.Helper()
	x := s.Thing("doris_backup")
	x.Again()
	_, result := x.Plan(providertest.With(providertest.ShopBackup, change))
	compare.Golden(s.T, "limit_"+name, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
}

// appliesBackup shows what the apply of a backup says.
func appliesBackup(s *providertest.StandIn, name string, change providertest.Obj) *providertest.Thing {
	s.T.Helper()
	x := s.Thing("doris_backup")
	x.Again()
	compare.Golden(s.T, "limit_"+name, steady(providertest.Plain(providertest.DiagnosticsText(x.Apply(s.T.Context(), providertest.With(providertest.ShopBackup, change))))))
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
			sim, err := dorissim.Start(dorissim.Options{Profile: line, Tick: providertest.Tick, Cloud: true})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = sim.Close() })
			s := &providertest.StandIn{Server: providertest.NewServer(t), Sim: sim, Store: nil}
			s.Exec(providertest.ShopTables)
			plansBackup(s, "cloud_backup_"+line, nil)
			_, planned := s.Thing("doris_repository").Plan(providertest.Obj{"name": "new", "location": "s3://backups/new", "s3": providertest.Obj{"region": "us-east-1"}})
			compare.Golden(t, "limit_cloud_repository_"+line, providertest.Plain(providertest.DiagnosticsText(planned.Diags)))
			x := s.Thing("doris_restore")
			_, result := x.Plan(providertest.StageRestore)
			compare.Golden(t, "limit_cloud_restore_"+line, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
			if line == "3.0" {
				return
			}
			s.Exec("ADMIN SET FRONTEND CONFIG (\"experimental_enable_cloud_restore_job\" = \"true\")")
			x.Again()
			if _, result = x.Plan(providertest.StageRestore); strings.Contains(providertest.DiagnosticsText(result.Diags), "experiment") {
				t.Errorf("the switch is on: %s", providertest.DiagnosticsText(result.Diags))
			}
		})
	}
}

const dailyView = "CREATE MATERIALIZED VIEW `shop`.`mv_daily` BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\") AS SELECT `id`, `name` FROM `shop`.`customers`"

func TestLimitMaterializedViews(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, line string) {
		s.Exec(dailyView)
		plansBackup(s, "materialized_view", nil)
		plansBackup(s, "materialized_view_by_name", providertest.Obj{"tables": []string{"orders", "mv_daily"}})
		plansBackup(s, "materialized_view_alone", providertest.Obj{"tables": []string{"mv_*"}})
		x := s.Thing("doris_backup")
		x.Again()
		if diags := providertest.DiagnosticsText(x.Apply(t.Context(), providertest.ShopBackup)); strings.Contains(diags, "ERROR") {
			t.Fatal(diags)
		}
		skipped(x, "mv_daily: asynchronous materialized view")
		appliesBackup(s, "materialized_view_alone_applied", providertest.Obj{"name": "alone", "tables": []string{"mv_*"}})
		if n := s.Runs("backup"); n != 1 {
			t.Errorf("%d jobs, the one of nothing must not be submitted", n)
		}
	})
}

func TestLimitStoragePolicy(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, line string) {
		s.Exec("CREATE TABLE `shop`.`cold` (`id` INT)" + oneBucket + ",\"storage_policy\"=\"cool_30d\")")
		plansBackup(s, "storage_policy", nil)
		plansBackup(s, "storage_policy_of_definitions", providertest.Obj{"content": "metadata_only"})
		if err := s.Sim.Cool("shop", "cold"); err != nil {
			t.Fatal(err)
		}
		appliesBackup(s, "storage_policy_applied", providertest.Obj{"name": "cooled"})
		x := s.Thing("doris_backup")
		x.Again()
		x.Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "hot", "exclude_tables": []string{"cold"}}))
	})
}

func TestLimitNoIncremental(t *testing.T) {
	s := providertest.NewServer(t)
	for _, word := range []string{"incremental", "Incremental"} {
		compare.Golden(t, "limit_incremental", providertest.DiagnosticsText(s.ValidateResource("doris_backup", providertest.With(providertest.ShopBackup, providertest.Obj{"content": word}))))
	}
	limits, err := os.ReadFile("../../../templates/guides/limits.md")
	if err != nil || !strings.Contains(string(limits), "**Incremental backup**") {
		t.Errorf("the documentation must say it: %v", err)
	}
}

func TestLimitColocateGroups(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, line string) {
		for _, table := range []string{"dim_user", "fact_orders"} {
			s.Exec("CREATE TABLE `shop`.`" + table + "` (`id` INT)" + oneBucket + ",\"colocate_with\"=\"g1\")")
		}
		plansBackup(s, "colocate_"+line, nil)
		plansBackup(s, "colocate_not_selected", providertest.Obj{"tables": []string{"orders"}})
	})
}

func TestLimitDynamicPartitions(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, _ string) {
		const columns = " (`id` INT, `d` DATE) PARTITION BY RANGE(`d`)()" + oneBucket + ",\"dynamic_partition.time_unit\"=\"DAY\",\"dynamic_partition.end\"=\"1\",\"dynamic_partition.prefix\"=\"p\",\"dynamic_partition.enable\"="
		s.Exec("CREATE TABLE `shop`.`fact_clicks`" + columns + "\"true\")")
		s.Exec("CREATE TABLE `shop`.`switched_off`" + columns + "\"false\")")
		plansBackup(s, "dynamic_partition", nil)
	})
}

func TestLimitOneJobPerDatabase(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, line string) {
		x := s.Thing("doris_backup")
		x.Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
		gate := s.Sim.HoldState("backup", "UPLOADING")
		s.Exec("BACKUP SNAPSHOT `shop`.`other` TO `dr_main`")
		providertest.Reached(t, gate)
		plansBackup(s, "busy_with_a_backup", nil)
		plansBackup(s, "busy_with_its_own", providertest.Obj{"name": "other"})
		second := s.Thing("doris_backup")
		_, result := second.Plan(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "third"}))
		if !strings.Contains(providertest.DiagnosticsText(result.Diags), "holds the database") {
			t.Errorf("a plan of its own must say it again: %q", result.Summaries())
		}
		if _, result = second.Plan(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "fourth"})); len(result.Diags) > 0 {
			t.Errorf("one plan says it twice: %q", result.Summaries())
		}
		gate.Release()
		s.Ended()
		_, rows, err := s.Sim.Query("SHOW SNAPSHOT ON `dr_main` WHERE SNAPSHOT = \"monday\"")
		if err != nil {
			t.Fatal(err)
		}
		gate = s.Sim.HoldState("restore", "DOWNLOADING")
		s.Exec("RESTORE SNAPSHOT `shop`.`monday` FROM `dr_main` PROPERTIES(\"backup_timestamp\"=\"" + rows[0][1] + "\",\"replication_num\"=\"1\")")
		providertest.Reached(t, gate)
		plansBackup(s, "busy_with_a_restore", nil)
		gate.Release()
		s.Ended()
	})
}

// TestNoWarningOfASibling: Terraform plans again during an apply, when the job of another resource of that apply runs.
func TestNoWarningOfASibling(t *testing.T) {
	s := providertest.NewStandIn(t)
	gate := s.Sim.HoldState("backup", "UPLOADING")
	applied := make(chan []*tfprotov6.Diagnostic)
	go func() {
		applied <- s.Thing("doris_backup").Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"name": "first"}))
	}()
	providertest.Reached(t, gate)
	_, result := s.Thing("doris_backup").Plan(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "second"}))
	compare.Lists(t, "while the first one runs", result.Summaries(), nil)
	gate.Release()
	providertest.WantText(t, <-applied)
}

func TestLimitEmptyDatabase(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, line string) {
		s.Exec("CREATE DATABASE `empty`")
		plansBackup(s, "empty", providertest.Obj{"database": "empty"})
		x := appliesBackup(s, "empty_applied", providertest.Obj{"database": "empty"})
		if x.Exists() || s.Runs("backup") != 0 {
			t.Errorf("%d jobs, state %q", s.Runs("backup"), x.Text("name"))
		}
	})
}

// skipped fails unless the state's skipped_objects are these.
func skipped(x *providertest.Thing, want ...string) {
	x.T.Helper()
	compare.Lists(x.T, "skipped_objects", pairs(x.T, x.Attributes(x.State)["skipped_objects"], "name", "reason"), want)
}
