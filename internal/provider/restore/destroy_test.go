// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

const theirTable = "CREATE TABLE `stage`.`theirs` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")"

// destroy plans and destroys, and returns what both said.
func destroy(x *providertest.Thing) (plan, apply string) {
	x.T.Helper()
	_, result := x.Plan(nil)
	return providertest.Plain(providertest.DiagnosticsText(result.Diags)), providertest.Plain(providertest.DiagnosticsText(x.Apply(x.T.Context(), nil)))
}

// left is what a database holds; "" when it is gone.
func left(s *providertest.StandIn, database string) string {
	s.T.Helper()
	_, databases, err := s.Sim.Query("SHOW DATABASES")
	if err != nil {
		s.T.Fatal(err)
	}
	if !slices.ContainsFunc(databases, func(row []string) bool { return row[0] == database }) {
		return ""
	}
	_, tables, err := s.Sim.Query("SHOW TABLES FROM `" + database + "`")
	if err != nil {
		s.T.Fatal(err)
	}
	names := []string{database + ":"}
	for _, row := range tables {
		names = append(names, row[0])
	}
	return strings.Join(names, " ")
}

func TestRestoreDestroyed(t *testing.T) {
	all := "stage: customers orders v_orders"
	for name, c := range map[string]struct {
		config  providertest.Obj
		before  string // SQL before the restore
		between string // SQL before the destroy
		stays   string
		failed  bool
	}{
		"keep":                 {stays: all},
		"drop_tables":          {config: providertest.Obj{"on_destroy": "drop_tables"}, between: theirTable, stays: "stage: theirs"},
		"drop_database":        {config: providertest.Obj{"on_destroy": "drop_database"}},
		"drop_database shared": {config: providertest.Obj{"on_destroy": "drop_database"}, between: theirTable, stays: "stage: customers orders theirs v_orders", failed: true},
		"drop_database of before": {
			config: providertest.Obj{"on_destroy": "drop_database"}, before: "CREATE DATABASE `stage`", stays: "stage:",
		},
		"dropped since": {
			config:  providertest.Obj{"on_destroy": "drop_tables"},
			between: "DROP TABLE `stage`.`customers`", stays: "stage:",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := providertest.NewSnapshots(t)
			if c.before != "" {
				s.Exec(c.before)
			}
			x := s.Thing("doris_restore")
			x.Succeeds(providertest.With(providertest.StageRestore, c.config))
			if c.between != "" {
				s.Exec(c.between)
			}
			x.Refresh()
			plan, applied := destroy(x)
			compare.Golden(t, "destroy_"+strings.ReplaceAll(name, " ", "_"), plan+applied)
			if got := left(s, "stage"); got != c.stays {
				t.Errorf("left: %q, want %q", got, c.stays)
			}
			if x.Exists() != c.failed {
				t.Errorf("in state: %t", x.Exists())
			}
		})
	}
}

// TestRestoreDestroyLeavesWhatIsMadeAnew: what was dropped and made anew by somebody else is not dropped again.
func TestRestoreDestroyLeavesWhatIsMadeAnew(t *testing.T) {
	s := providertest.NewSnapshots(t)
	x := s.Thing("doris_restore")
	x.Succeeds(providertest.With(providertest.StageRestore, providertest.Obj{"on_destroy": "drop_tables"}))
	s.Exec("DROP TABLE `stage`.`customers`")
	x.Refresh()
	s.Exec(strings.ReplaceAll(theirTable, "theirs", "customers"))
	x.Refresh()
	destroy(x)
	if got := left(s, "stage"); got != "stage: customers" {
		t.Errorf("left: %q", got)
	}
}

// TestRestoreDestroyKnowsItsTables: a table of the same name is not the restored one, whenever it was made.
func TestRestoreDestroyKnowsItsTables(t *testing.T) {
	anew := func(s *providertest.StandIn) {
		s.Exec("DROP TABLE `stage`.`customers`; " + strings.ReplaceAll(theirTable, "theirs", "customers"))
	}
	for name, c := range map[string]struct {
		config  providertest.Obj
		refresh bool // after the table was made anew
		stays   string
		first   providertest.Obj // applied before
	}{
		"tables":            {providertest.Obj{"on_destroy": "drop_tables"}, true, "stage: customers", nil},
		"tables, unseen":    {providertest.Obj{"on_destroy": "drop_tables"}, false, "stage: customers", nil},
		"database":          {providertest.Obj{"on_destroy": "drop_database"}, true, "stage: customers orders v_orders", nil},
		"database, unseen":  {providertest.Obj{"on_destroy": "drop_database"}, false, "stage: customers orders v_orders", nil},
		"told later":        {providertest.Obj{"on_destroy": "drop_tables"}, false, "stage: customers", providertest.StageRestore},
		"after another run": {providertest.Overwriting(providertest.Obj{"on_destroy": "drop_tables", "atomic_restore": true, "triggers": providertest.Obj{"run": "2"}}), false, "stage:", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := providertest.NewSnapshots(t)
			x := s.Thing("doris_restore")
			if c.first != nil {
				x.Succeeds(c.first)
				x.Again()
			}
			x.Succeeds(providertest.With(providertest.StageRestore, providertest.With(c.config, providertest.Obj{"triggers": nil})))
			if c.config["triggers"] != nil { // the run makes all tables anew, and they are its own
				x.Again()
				s.WaitForNextSecond()
				x.Succeeds(providertest.With(providertest.StageRestore, c.config))
			} else {
				anew(s)
			}
			if c.refresh {
				compare.Golden(t, "destroy_knows_refreshed", providertest.Plain(providertest.DiagnosticsText(x.Refresh())))
			}
			x.Again() // another process
			plan, applied := destroy(x)
			compare.Golden(t, "destroy_knows_"+strings.NewReplacer(" ", "_", ",", "").Replace(name), plan+applied)
			if got := left(s, "stage"); got != c.stays {
				t.Errorf("left: %q, want %q", got, c.stays)
			}
		})
	}
}

// TestRestoreDestroyDropsNothingUntold: a destroy that cannot read whose tables they are leaves all of them.
func TestRestoreDestroyDropsNothingUntold(t *testing.T) {
	s := providertest.NewSnapshots(t)
	x := s.Thing("doris_restore")
	x.Succeeds(providertest.With(providertest.StageRestore, providertest.Obj{"on_destroy": "drop_tables"}))
	s.Exec("DROP TABLE `stage`.`customers`; " + strings.ReplaceAll(theirTable, "theirs", "customers"))
	s.Sim.FailStatement("SHOW PROC", "errCode = 2, detailMessage = Access denied; you need (at least one of) the (ADMIN) privilege(s) for this operation", 1)
	_, applied := destroy(x)
	compare.Golden(t, "destroy_untold", applied)
	if got := left(s, "stage"); got != "stage: customers orders v_orders" || !x.Exists() {
		t.Errorf("left: %q", got)
	}
	x.Again()
	_, applied = destroy(x)
	if got := left(s, "stage"); got != "stage: customers" || x.Exists() {
		t.Errorf("left the second time: %q, %s", got, applied)
	}
}

// TestRestoreSaysWhatItSupposes: nothing tells a database that a failed apply created from one that was there, empty.
func TestRestoreSaysWhatItSupposes(t *testing.T) {
	s := providertest.NewSnapshots(t)
	x := s.Thing("doris_restore")
	config := providertest.With(providertest.StageRestore, providertest.Obj{"on_destroy": "drop_database"})
	s.Sim.FailTasks("restore", "CREATING", "no disk")
	providertest.WantText(t, x.Apply(t.Context(), config), "no disk")
	s.Sim.FailTasks("restore", "CREATING", "")
	x.Again()
	compare.Golden(t, "restore_supposes", providertest.Plain(providertest.DiagnosticsText(x.Apply(t.Context(), config))))
}

// TestRestoreDestroyedRunning: the job is cancelled first, which makes Doris remove what it created.
func TestRestoreDestroyedRunning(t *testing.T) {
	s := providertest.NewSnapshots(t)
	x := s.Thing("doris_restore")
	config := providertest.With(providertest.StageRestore, providertest.Obj{"on_destroy": "drop_database"})
	gate := s.Sim.HoldState("restore", "DOWNLOADING")
	defer gate.Release()
	x.ApplyUntil(gate, "SHOW RESTORE", config)
	x.Refresh()
	plan, applied := destroy(x)
	compare.Golden(t, "destroy_running", plan+applied)
	if got := left(s, "stage"); got != "" || x.Exists() {
		t.Errorf("left: %q", got)
	}
}

const customersAgain = "CREATE TABLE `stage`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")"

// TestRestoreDestroyedAfterRuns: what counts as created, through the life of a restore.
func TestRestoreDestroyedAfterRuns(t *testing.T) {
	dropTables := providertest.With(providertest.StageRestore, providertest.Obj{"on_destroy": "drop_tables"})
	dropDatabase := providertest.With(providertest.StageRestore, providertest.Obj{"on_destroy": "drop_database"})
	again := providertest.Obj{"existing_tables": "overwrite", "triggers": providertest.Obj{"run": "2"}}
	for name, c := range map[string]struct {
		before string // SQL before the first run
		first  providertest.Obj
		then   string           // SQL after it
		second providertest.Obj // a second run
		last   string           // SQL after that
		stays  string           // after the destroy
	}{
		"overwritten by a later run":     {first: dropDatabase, second: providertest.With(dropDatabase, again), stays: ""},
		"a later run restores less":      {first: dropTables, second: providertest.With(providertest.With(dropTables, again), providertest.Obj{"tables": []string{"orders"}}), stays: "stage:"},
		"... and the database goes":      {first: dropDatabase, second: providertest.With(providertest.With(dropDatabase, again), providertest.Obj{"tables": []string{"orders"}}), stays: ""},
		"a later run restores more":      {first: providertest.With(dropTables, providertest.Obj{"tables": []string{"orders"}}), second: providertest.With(dropTables, again), stays: "stage:"},
		"made anew, then overwritten":    {first: dropTables, then: "DROP TABLE `stage`.`customers`", second: providertest.With(dropTables, again), last: "", stays: "stage:"},
		"made anew by somebody":          {first: dropTables, then: "DROP TABLE `stage`.`customers`|" + customersAgain, second: providertest.With(dropTables, again), stays: "stage: customers"},
		"there before":                   {before: "CREATE DATABASE `stage`;\n" + customersAgain, first: providertest.With(dropDatabase, providertest.Obj{"existing_tables": "overwrite"}), stays: "stage: customers"},
		"there before, swapped":          {before: "CREATE DATABASE `stage`;\n" + customersAgain, first: providertest.With(dropTables, providertest.Obj{"existing_tables": "overwrite", "atomic_restore": true}), stays: "stage: customers"},
		"the database was made anew":     {first: dropDatabase, then: "DROP DATABASE `stage`|CREATE DATABASE `stage`;\n" + theirTable, stays: "stage: theirs"},
		"... also if it is empty":        {first: dropDatabase, then: "DROP DATABASE `stage`|CREATE DATABASE `stage`", stays: "stage:"},
		"the database is gone":           {first: dropDatabase, then: "DROP DATABASE `stage`", stays: ""},
		"changed to drop_tables at last": {first: providertest.StageRestore, second: dropTables, stays: "stage:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := providertest.NewSnapshots(t)
			if c.before != "" {
				s.Exec(c.before)
			}
			x := s.Thing("doris_restore")
			mayWarn(x, c.first)
			for sql := range strings.SplitSeq(c.then, "|") {
				if sql != "" {
					s.Exec(sql)
				}
				x.Refresh()
			}
			if c.second != nil {
				s.WaitForNextSecond()
				mayWarn(x, c.second)
				x.Refresh()
			}
			destroy(x)
			if got := left(s, "stage"); got != c.stays || x.Exists() {
				t.Errorf("left: %q, want %q", got, c.stays)
			}
		})
	}
}

// mayWarn applies without errors.
func mayWarn(x *providertest.Thing, config providertest.Obj) {
	x.T.Helper()
	if diags := x.Apply(x.T.Context(), config); hasErrors(diags) {
		x.T.Fatal(providertest.DiagnosticsText(diags))
	}
}

// TestRestoreDestroyedAfterImport: nothing counts as created, also when it is overwritten later; what a later run adds does.
func TestRestoreDestroyedAfterImport(t *testing.T) {
	t.Parallel()
	s := providertest.NewSnapshots(t)
	first := s.Thing("doris_restore")
	first.Succeeds(providertest.StageRestore)
	x := s.Thing("doris_restore")
	x.Imports("dr_main/monday/stage", nil)
	x.Refresh()
	config := providertest.With(providertest.StageRestore, providertest.Obj{"on_destroy": "drop_tables", "existing_tables": "overwrite"})
	mayWarn(x, providertest.With(config, providertest.Obj{"triggers": providertest.Obj{"run": "1"}}))
	s.Exec("DROP TABLE `stage`.`customers`")
	x.Refresh()
	s.WaitForNextSecond()
	mayWarn(x, providertest.With(config, providertest.Obj{"triggers": providertest.Obj{"run": "2"}}))
	if n := s.Runs("restore"); n != 2 {
		t.Errorf("%d jobs", n)
	}
	x.Refresh()
	destroy(x)
	if got := left(s, "stage"); got != "stage: orders v_orders" {
		t.Errorf("left: %q", got)
	}
}

// TestDroppingTexts: what a destroy says that did not come to its end.
func TestDroppingTexts(t *testing.T) {
	in := &instance.Instance{Settings: instance.Settings{Username: "tf_backup"}}
	e := func(code job.Code, change func(*job.Error)) *job.Error {
		e := &job.Error{Code: code, Kind: "restore", Database: "drill_ci", Label: "monday", Repository: "dr_main", Attempt: job.Attempt{Purpose: job.ToDrop, After: 30 * time.Minute}}
		change(e)
		return e
	}
	for name, e := range map[string]*job.Error{
		"queue": e(job.CodeQueue, func(e *job.Error) {
			e.Holder = &job.Holder{Kind: "backup", Database: "drill_ci", Label: "theirs", State: "UPLOADING", JobID: "17", Since: providertest.Taken}
		}),
		"queue_unseen": e(job.CodeQueue, func(*job.Error) {}),
		"interrupted":  e(job.CodeInterrupted, func(e *job.Error) { e.Detail = job.Dropped{Tables: 2} }),
		"occupied":     e(job.CodeOccupied, func(e *job.Error) { e.Detail = job.Dropped{Tables: 1, Others: []string{"theirs"}} }),
	} {
		var diags diag.Diagnostics
		in.AddJobError(&diags, e)
		compare.Golden(t, "dropping_"+name, compare.Shown(diags))
	}
}
