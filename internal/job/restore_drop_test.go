// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// dropOf is what a Delete asks for of a restore into a database of its own.
func dropOf(result job.RestoreResult, database bool) job.RestoreDrop {
	return job.RestoreDrop{
		State: job.RestoreState{
			Repository: "repo", Snapshot: "snap", Database: "clone", State: result.State, BackupTimestamp: result.BackupTimestamp,
			Created: result.Created, Level: result.Level, CreatedTables: result.CreatedTables,
		},
		Tables: result.CreatedTables, Database: database, Wait: job.Wait{Timeout: time.Minute},
	}
}

// tables lists a database; "none" when it does not exist.
func (w *world) tables(database string) []string {
	w.t.Helper()
	exists, err := w.client("root").DatabaseExists(context.Background(), database)
	succeeds(w.t, err)
	if !exists {
		return []string{"none"}
	}
	tables, err := w.client("root").Tables(context.Background(), database, true)
	succeeds(w.t, err)
	var names []string
	for _, table := range tables {
		names = append(names, table.Name)
	}
	slices.Sort(names)
	return names
}

func (w *world) holds(database string, want ...string) {
	w.t.Helper()
	if got := w.tables(database); !slices.Equal(got, want) {
		w.t.Errorf("%s holds %v, want %v", database, got, want)
	}
}

func TestDropRestore(t *testing.T) {
	const table = " (id INT) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")"
	ctx := context.Background()
	for name, run := range map[string]func(t *testing.T, w *world, r *job.Runner){
		"tables": func(t *testing.T, w *world, r *job.Runner) {
			result := mustRestore(t, r, into("clone", "snap"))
			w.sql("CREATE TABLE clone.theirs" + table)
			succeeds(t, w.process().DropRestore(ctx, dropOf(result, false)))
			w.holds("clone", "theirs")
			succeeds(t, w.process().DropRestore(ctx, dropOf(result, false))) // nothing is left to drop
		},
		"only what it created": func(t *testing.T, w *world, r *job.Runner) {
			w.sql("CREATE DATABASE clone")
			orders := into("clone", "snap")
			orders.Selection = job.Selection{Tables: []string{"orders"}}
			mustRestore(t, r, orders)
			all := into("clone", "snap")
			all.Overwrite = true
			result := mustRestore(t, r, all)
			succeeds(t, w.process().DropRestore(ctx, dropOf(result, false)))
			w.holds("clone", "orders")
		},
		"database": func(t *testing.T, w *world, r *job.Runner) {
			result := mustRestore(t, r, into("clone", "snap"))
			if !result.CreatedDatabase {
				t.Fatalf("%+v", result)
			}
			succeeds(t, w.process().DropRestore(ctx, dropOf(result, true)))
			w.holds("clone", "none")
			succeeds(t, w.process().DropRestore(ctx, dropOf(result, true)))
		},
		"database of an apply that failed": func(t *testing.T, w *world, r *job.Runner) {
			w.sim.FailTasks("restore", "CREATING", "no disk")
			_, err := r.Restore(ctx, into("clone", "snap"))
			fails(t, err, job.CodeCancelled)
			w.sim.FailTasks("restore", "CREATING", "")
			fewer := into("clone", "snap")
			fewer.Selection = job.Selection{Tables: []string{"orders"}}
			result := mustRestore(t, w.process(), fewer)
			if !result.CreatedDatabase || !result.Supposed {
				t.Fatalf("%+v", result)
			}
			succeeds(t, w.process().DropRestore(ctx, dropOf(result, true)))
			w.holds("clone", "none")
		},
		"database that was there": func(t *testing.T, w *world, r *job.Runner) {
			w.sql("CREATE DATABASE clone")
			if result := mustRestore(t, r, into("clone", "snap")); result.CreatedDatabase {
				t.Errorf("%+v", result)
			}
		},
		"database with the tables of another that goes as well": func(t *testing.T, w *world, r *job.Runner) {
			part := func(table string) job.RestoreResult {
				request := into("clone", "snap")
				request.Selection = job.Selection{Tables: []string{table}}
				return mustRestore(t, r, request)
			}
			first, second := part("orders"), part("customers")
			if !first.CreatedDatabase || second.CreatedDatabase {
				t.Fatalf("%+v, %+v", first, second)
			}
			destroys := w.process()
			gate := w.sim.HoldBefore("SHOW FULL TABLES")
			ended := make(chan error, 1)
			go func() { ended <- destroys.DropRestore(ctx, dropOf(first, true)) }()
			w.reached(gate)
			go gate.Release()
			succeeds(t, destroys.DropRestore(ctx, dropOf(second, false)))
			succeeds(t, <-ended)
			w.holds("clone", "none")
		},
		"database with another's table": func(t *testing.T, w *world, r *job.Runner) {
			result := mustRestore(t, r, into("clone", "snap"))
			w.sql("CREATE TABLE clone.theirs" + table)
			failure := fails(t, w.process().DropRestore(ctx, dropOf(result, true)), job.CodeOccupied)
			if !slices.Equal(job.DetailOf[job.Dropped](failure).Others, []string{"theirs"}) {
				t.Errorf("%+v", *failure)
			}
			w.holds("clone", "customers", "orders", "theirs", "v_orders") // nothing was dropped
		},
		"busy for a moment": func(t *testing.T, w *world, r *job.Runner) {
			result := mustRestore(t, r, into("clone", "snap"))
			w.sim.FailStatement("DROP TABLE", "errCode = 2, detailMessage = The table [orders]'s state is RESTORE, cannot be dropped. please cancel the operation on olap table firstly.", 2)
			succeeds(t, w.process().DropRestore(ctx, dropOf(result, false)))
			w.holds("clone")
		},
		"a table comes between": func(t *testing.T, w *world, r *job.Runner) {
			result := mustRestore(t, r, into("clone", "snap"))
			gate := w.sim.HoldBefore("DROP VIEW")
			ended := make(chan error, 1)
			go func() { ended <- w.process().DropRestore(ctx, dropOf(result, true)) }()
			w.reached(gate)
			w.sql("CREATE TABLE clone.theirs" + table)
			gate.Release()
			failure := fails(t, <-ended, job.CodeOccupied)
			if !slices.Equal(job.DetailOf[job.Dropped](failure).Others, []string{"theirs"}) || job.DetailOf[job.Dropped](failure).Tables != 3 || failure.Purpose != job.ToDrop {
				t.Errorf("%+v", *failure)
			}
			w.holds("clone", "theirs")
		},
		"another's job until the deadline": func(t *testing.T, w *world, r *job.Runner) {
			result := mustRestore(t, r, into("clone", "snap"))
			gate := w.sim.HoldState("backup", "UPLOADING")
			defer gate.Release()
			w.sql("BACKUP SNAPSHOT clone.theirs TO repo")
			w.reached(gate)
			drop := dropOf(result, true)
			drop.Wait.Timeout = 3 * time.Second
			failure := fails(t, w.process().DropRestore(ctx, drop), job.CodeQueue)
			if failure.Holder == nil || failure.Holder.Label != "theirs" || failure.Purpose != job.ToDrop || job.DetailOf[job.Dropped](failure).Tables != 0 {
				t.Errorf("%+v", *failure)
			}
			w.holds("clone", "customers", "orders", "v_orders")
		},
		"claimed by a new object": func(t *testing.T, w *world, r *job.Runner) {
			result := mustRestore(t, r, into("clone", "snap"))
			next := w.process() // create_before_destroy: the new object's Create runs first and takes the restore over
			mustRestore(t, next, into("clone", "snap"))
			succeeds(t, next.DropRestore(ctx, dropOf(result, false)))
			w.holds("clone", "customers", "orders", "v_orders")
			fails(t, next.DropRestore(ctx, dropOf(result, true)), job.CodeOccupied)
			w.holds("clone", "customers", "orders", "v_orders")
		},
		"running": func(t *testing.T, w *world, r *job.Runner) {
			gate := w.sim.HoldState("restore", "DOWNLOADING")
			defer gate.Release()
			ctx, stop := context.WithCancel(ctx)
			ended := restoreIt(ctx, r, into("clone", "snap"))
			w.reached(gate)
			stop()
			done := w.await(ended)
			succeeds(t, done.err)
			if !done.restore.Interrupted {
				t.Fatalf("%+v", done.restore)
			}
			succeeds(t, w.process().DropRestore(context.Background(), dropOf(done.restore, true)))
			w.holds("clone", "none")
			if journal := w.sim.Journal(); journal[len(journal)-1].State != "CANCELLED" {
				t.Errorf("%+v", journal)
			}
		},
		"running, maybe another's": func(t *testing.T, w *world, r *job.Runner) {
			gate := w.sim.HoldState("restore", "DOWNLOADING")
			defer gate.Release()
			ctx, stop := context.WithCancel(ctx)
			ended := restoreIt(ctx, r, into("clone", "snap"))
			w.reached(gate)
			stop()
			drop := dropOf(w.await(ended).restore, true)
			drop.State.Level = job.Namesake
			fails(t, w.process().DropRestore(context.Background(), drop), job.CodeOther)
			if journal := w.sim.Journal(); journal[len(journal)-1].State != "DOWNLOADING" {
				t.Errorf("%+v", journal)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			mustBackup(t, w.process(), fixed("snap"))
			run(t, w, w.process())
		})
	}
}
