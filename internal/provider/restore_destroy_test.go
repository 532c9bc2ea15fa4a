// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

const theirTable = "CREATE TABLE `stage`.`theirs` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")"

// destroy plans and destroys, and returns what both said.
func (x *thing) destroy() (plan, apply string) {
	x.t.Helper()
	_, result := x.plan(nil)
	return plain(diagnosticsText(result.diags)), plain(diagnosticsText(x.apply(x.t.Context(), nil)))
}

// left is what a database holds; "" when it is gone.
func (s *standIn) left(database string) string {
	s.t.Helper()
	_, databases, err := s.sim.Query("SHOW DATABASES")
	if err != nil {
		s.t.Fatal(err)
	}
	if !slices.ContainsFunc(databases, func(row []string) bool { return row[0] == database }) {
		return ""
	}
	_, tables, err := s.sim.Query("SHOW TABLES FROM `" + database + "`")
	if err != nil {
		s.t.Fatal(err)
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
		config  obj
		before  string // SQL before the restore
		between string // SQL before the destroy
		stays   string
		failed  bool
	}{
		"keep":                 {stays: all},
		"drop_tables":          {config: obj{"on_destroy": "drop_tables"}, between: theirTable, stays: "stage: theirs"},
		"drop_database":        {config: obj{"on_destroy": "drop_database"}},
		"drop_database shared": {config: obj{"on_destroy": "drop_database"}, between: theirTable, stays: "stage: customers orders theirs v_orders", failed: true},
		"drop_database of before": {
			config: obj{"on_destroy": "drop_database"}, before: "CREATE DATABASE `stage`", stays: "stage:",
		},
		"dropped since": {
			config:  obj{"on_destroy": "drop_tables"},
			between: "DROP TABLE `stage`.`customers`", stays: "stage:",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSnapshots(t)
			if c.before != "" {
				s.exec(c.before)
			}
			x := s.thing("doris_restore")
			x.succeeds(with(stageRestore, c.config))
			if c.between != "" {
				s.exec(c.between)
			}
			x.refresh()
			plan, applied := x.destroy()
			golden(t, "destroy_"+strings.ReplaceAll(name, " ", "_"), plan+applied)
			if got := s.left("stage"); got != c.stays {
				t.Errorf("left: %q, want %q", got, c.stays)
			}
			if x.exists() != c.failed {
				t.Errorf("in state: %t", x.exists())
			}
		})
	}
}

// TestRestoreDestroyLeavesWhatIsMadeAnew: what was dropped and made anew by somebody else is not dropped again.
func TestRestoreDestroyLeavesWhatIsMadeAnew(t *testing.T) {
	s := newSnapshots(t)
	x := s.thing("doris_restore")
	x.succeeds(with(stageRestore, obj{"on_destroy": "drop_tables"}))
	s.exec("DROP TABLE `stage`.`customers`")
	x.refresh()
	s.exec(strings.ReplaceAll(theirTable, "theirs", "customers"))
	x.refresh()
	x.destroy()
	if got := s.left("stage"); got != "stage: customers" {
		t.Errorf("left: %q", got)
	}
}

// TestRestoreDestroyKnowsItsTables: a table of the same name is not the restored one, whenever it was made.
func TestRestoreDestroyKnowsItsTables(t *testing.T) {
	anew := func(s *standIn) {
		s.exec("DROP TABLE `stage`.`customers`; " + strings.ReplaceAll(theirTable, "theirs", "customers"))
	}
	for name, c := range map[string]struct {
		config  obj
		refresh bool // after the table was made anew
		stays   string
		first   obj // applied before
	}{
		"tables":            {obj{"on_destroy": "drop_tables"}, true, "stage: customers", nil},
		"tables, unseen":    {obj{"on_destroy": "drop_tables"}, false, "stage: customers", nil},
		"database":          {obj{"on_destroy": "drop_database"}, true, "stage: customers orders v_orders", nil},
		"database, unseen":  {obj{"on_destroy": "drop_database"}, false, "stage: customers orders v_orders", nil},
		"told later":        {obj{"on_destroy": "drop_tables"}, false, "stage: customers", stageRestore},
		"after another run": {overwriting(obj{"on_destroy": "drop_tables", "atomic_restore": true, "triggers": obj{"run": "2"}}), false, "stage:", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSnapshots(t)
			x := s.thing("doris_restore")
			if c.first != nil {
				x.succeeds(c.first)
				x.again()
			}
			x.succeeds(with(stageRestore, with(c.config, obj{"triggers": nil})))
			if c.config["triggers"] != nil { // the run makes all tables anew, and they are its own
				x.again()
				s.waitForNextSecond()
				x.succeeds(with(stageRestore, c.config))
			} else {
				anew(s)
			}
			if c.refresh {
				golden(t, "destroy_knows_refreshed", plain(diagnosticsText(x.refresh())))
			}
			x.again() // another process
			plan, applied := x.destroy()
			golden(t, "destroy_knows_"+strings.NewReplacer(" ", "_", ",", "").Replace(name), plan+applied)
			if got := s.left("stage"); got != c.stays {
				t.Errorf("left: %q, want %q", got, c.stays)
			}
		})
	}
}

// TestRestoreDestroyDropsNothingUntold: a destroy that cannot read whose tables they are leaves all of them.
func TestRestoreDestroyDropsNothingUntold(t *testing.T) {
	s := newSnapshots(t)
	x := s.thing("doris_restore")
	x.succeeds(with(stageRestore, obj{"on_destroy": "drop_tables"}))
	s.exec("DROP TABLE `stage`.`customers`; " + strings.ReplaceAll(theirTable, "theirs", "customers"))
	s.sim.FailStatement("SHOW PROC", "errCode = 2, detailMessage = Access denied; you need (at least one of) the (ADMIN) privilege(s) for this operation", 1)
	_, applied := x.destroy()
	golden(t, "destroy_untold", applied)
	if got := s.left("stage"); got != "stage: customers orders v_orders" || !x.exists() {
		t.Errorf("left: %q", got)
	}
	x.again()
	_, applied = x.destroy()
	if got := s.left("stage"); got != "stage: customers" || x.exists() {
		t.Errorf("left the second time: %q, %s", got, applied)
	}
}

// TestRestoreSaysWhatItSupposes: nothing tells a database that a failed apply created from one that was there, empty.
func TestRestoreSaysWhatItSupposes(t *testing.T) {
	s := newSnapshots(t)
	x := s.thing("doris_restore")
	config := with(stageRestore, obj{"on_destroy": "drop_database"})
	s.sim.FailTasks("restore", "CREATING", "no disk")
	wantText(t, x.apply(t.Context(), config), "no disk")
	s.sim.FailTasks("restore", "CREATING", "")
	x.again()
	golden(t, "restore_supposes", plain(diagnosticsText(x.apply(t.Context(), config))))
}

// TestRestoreDestroyedRunning: the job is cancelled first, which makes Doris remove what it created.
func TestRestoreDestroyedRunning(t *testing.T) {
	s := newSnapshots(t)
	x := s.thing("doris_restore")
	config := with(stageRestore, obj{"on_destroy": "drop_database"})
	gate := s.sim.HoldState("restore", "DOWNLOADING")
	defer gate.Release()
	x.applyUntil(gate, "SHOW RESTORE", config)
	x.refresh()
	plan, applied := x.destroy()
	golden(t, "destroy_running", plan+applied)
	if got := s.left("stage"); got != "" || x.exists() {
		t.Errorf("left: %q", got)
	}
}

const customersAgain = "CREATE TABLE `stage`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")"

// TestRestoreDestroyedAfterRuns: what counts as created, through the life of a restore.
func TestRestoreDestroyedAfterRuns(t *testing.T) {
	dropTables := with(stageRestore, obj{"on_destroy": "drop_tables"})
	dropDatabase := with(stageRestore, obj{"on_destroy": "drop_database"})
	again := obj{"existing_tables": "overwrite", "triggers": obj{"run": "2"}}
	for name, c := range map[string]struct {
		before string // SQL before the first run
		first  obj
		then   string // SQL after it
		second obj    // a second run
		last   string // SQL after that
		stays  string // after the destroy
	}{
		"overwritten by a later run":     {first: dropDatabase, second: with(dropDatabase, again), stays: ""},
		"a later run restores less":      {first: dropTables, second: with(with(dropTables, again), obj{"tables": []string{"orders"}}), stays: "stage:"},
		"... and the database goes":      {first: dropDatabase, second: with(with(dropDatabase, again), obj{"tables": []string{"orders"}}), stays: ""},
		"a later run restores more":      {first: with(dropTables, obj{"tables": []string{"orders"}}), second: with(dropTables, again), stays: "stage:"},
		"made anew, then overwritten":    {first: dropTables, then: "DROP TABLE `stage`.`customers`", second: with(dropTables, again), last: "", stays: "stage:"},
		"made anew by somebody":          {first: dropTables, then: "DROP TABLE `stage`.`customers`|" + customersAgain, second: with(dropTables, again), stays: "stage: customers"},
		"there before":                   {before: "CREATE DATABASE `stage`;\n" + customersAgain, first: with(dropDatabase, obj{"existing_tables": "overwrite"}), stays: "stage: customers"},
		"there before, swapped":          {before: "CREATE DATABASE `stage`;\n" + customersAgain, first: with(dropTables, obj{"existing_tables": "overwrite", "atomic_restore": true}), stays: "stage: customers"},
		"the database was made anew":     {first: dropDatabase, then: "DROP DATABASE `stage`|CREATE DATABASE `stage`;\n" + theirTable, stays: "stage: theirs"},
		"... also if it is empty":        {first: dropDatabase, then: "DROP DATABASE `stage`|CREATE DATABASE `stage`", stays: "stage:"},
		"the database is gone":           {first: dropDatabase, then: "DROP DATABASE `stage`", stays: ""},
		"changed to drop_tables at last": {first: stageRestore, second: dropTables, stays: "stage:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSnapshots(t)
			if c.before != "" {
				s.exec(c.before)
			}
			x := s.thing("doris_restore")
			x.mayWarn(c.first)
			for sql := range strings.SplitSeq(c.then, "|") {
				if sql != "" {
					s.exec(sql)
				}
				x.refresh()
			}
			if c.second != nil {
				s.waitForNextSecond()
				x.mayWarn(c.second)
				x.refresh()
			}
			x.destroy()
			if got := s.left("stage"); got != c.stays || x.exists() {
				t.Errorf("left: %q, want %q", got, c.stays)
			}
		})
	}
}

// mayWarn applies without errors.
func (x *thing) mayWarn(config obj) {
	x.t.Helper()
	if diags := x.apply(x.t.Context(), config); hasErrors(diags) {
		x.t.Fatal(diagnosticsText(diags))
	}
}

// TestRestoreDestroyedAfterImport: nothing counts as created, also when it is overwritten later; what a later run adds does.
func TestRestoreDestroyedAfterImport(t *testing.T) {
	t.Parallel()
	s := newSnapshots(t)
	first := s.thing("doris_restore")
	first.succeeds(stageRestore)
	x := s.thing("doris_restore")
	x.imports("dr_main/monday/stage", nil)
	x.refresh()
	config := with(stageRestore, obj{"on_destroy": "drop_tables", "existing_tables": "overwrite"})
	x.mayWarn(with(config, obj{"triggers": obj{"run": "1"}}))
	s.exec("DROP TABLE `stage`.`customers`")
	x.refresh()
	s.waitForNextSecond()
	x.mayWarn(with(config, obj{"triggers": obj{"run": "2"}}))
	if n := s.runs("restore"); n != 2 {
		t.Errorf("%d jobs", n)
	}
	x.refresh()
	x.destroy()
	if got := s.left("stage"); got != "stage: orders v_orders" {
		t.Errorf("left: %q", got)
	}
}

// TestDroppingTexts: what a destroy says that did not come to its end.
func TestDroppingTexts(t *testing.T) {
	in := &instance{settings: settings{username: "tf_backup"}}
	e := func(code job.Code, change func(*job.Error)) *job.Error {
		e := &job.Error{Code: code, Kind: "restore", Database: "drill_ci", Label: "monday", Repository: "dr_main", Dropping: true, After: 30 * time.Minute}
		change(e)
		return e
	}
	for name, e := range map[string]*job.Error{
		"queue": e(job.CodeQueue, func(e *job.Error) {
			e.Holder = &job.Holder{Kind: "backup", Database: "drill_ci", Label: "theirs", State: "UPLOADING", JobID: "17", Since: taken}
		}),
		"queue_unseen": e(job.CodeQueue, func(*job.Error) {}),
		"interrupted":  e(job.CodeInterrupted, func(e *job.Error) { e.Total = 2 }),
		"occupied":     e(job.CodeOccupied, func(e *job.Error) { e.Total, e.Objects = 1, []string{"theirs"} }),
	} {
		var diags diag.Diagnostics
		in.addJobError(&diags, e)
		golden(t, "dropping_"+name, shown(diags))
	}
}
