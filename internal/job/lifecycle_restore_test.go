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

func evicted(t *testing.T) {
	t.Run("waiter, backup", func(t *testing.T) {
		w := newWorld(t)
		gate := w.sim.HoldState("backup", "UPLOADING")
		ended := backUp(context.Background(), w.slow(time.Second), fixed("snap"))
		w.reached(gate)
		w.eventually("a look at the row", func() bool { return w.sent("SHOW BACKUP") >= 2 })
		gate.Release()
		w.ended("snap")
		w.sim.EvictHistory("shop")
		done := w.await(ended)
		succeeds(t, done.err)
		if done.backup.State != "FINISHED" || done.backup.BackupTimestamp == "" || done.backup.Level != job.Mine {
			t.Errorf("%+v", done.backup)
		}
	})
	t.Run("create, backup", func(t *testing.T) {
		both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
			first := mustBackup(t, w.process(), request)
			w.laterJobs("shop", 10)
			again := mustBackup(t, w.process(), request)
			if len(w.jobs("")) != 11 || again.Label != first.Label || again.Level != level {
				t.Errorf("%d jobs, %+v", len(w.jobs("")), again)
			}
		})
	})
	t.Run("create, restore", func(t *testing.T) {
		w := newWorld(t)
		mustBackup(t, w.process(), fixed("snap"))
		mustRestore(t, w.process(), into("clone", "snap"))
		w.laterJobs("clone", 10)
		request := into("clone", "snap")
		request.Overwrite = true
		_, err := w.process().Restore(context.Background(), request)
		fails(t, err, job.CodeHistory)
		request.Overwrite = false
		_, err = w.process().Restore(context.Background(), request)
		fails(t, err, job.CodeTables)
		request.Overwrite, request.Wait.AdoptFinishedWithin = true, 0
		w.sim.SetClock(2 * time.Second)
		mustRestore(t, w.process(), request)
	})
}

func restoreKilledThenFinished(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	gate := w.sim.HoldState("restore", "DOWNLOADING")
	ctx, kill := context.WithCancel(context.Background())
	ended := restoreIt(ctx, w.process(), into("clone", "snap"))
	w.reached(gate)
	kill()
	w.await(ended)
	gate.Release()
	w.eventually("its end", func() bool { return w.stateOf("clone", "snap") == "FINISHED" })
	w.sim.SetClock(5 * time.Minute)
	result := mustRestore(t, w.process(), into("clone", "snap"))
	all := []string{"customers", "orders", "v_orders"}
	if len(w.jobs("snap")) != 2 || !noticed(result.Notices, job.NoticeFinishedAdopted, "snap") || !slices.Equal(result.CreatedTables, all) || !result.CreatedDatabase {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), result)
	}
}

func restoreLastMonth(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	mustRestore(t, w.process(), into("clone", "snap"))
	w.sim.SetClock(30 * 24 * time.Hour)
	request := into("clone", "snap")
	_, err := w.process().Restore(context.Background(), request)
	if failure := fails(t, err, job.CodeTables); len(job.DetailOf[job.TablesInTheWay](failure).Names) != 3 || job.DetailOf[job.TablesInTheWay](failure).Of != 3 || failure.FinishedAt.IsZero() {
		t.Errorf("%+v", *failure)
	}
	request.Overwrite = true
	result := mustRestore(t, w.process(), request)
	if len(w.jobs("snap")) != 3 || result.Level != job.Mine || len(result.CreatedTables) != 0 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), result)
	}
}

func restoreDroppedSince(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	mustRestore(t, w.process(), into("clone", "snap"))
	w.sim.SetClock(5 * time.Minute)
	w.sql("DROP TABLE clone.orders FORCE")
	_, err := w.process().Restore(context.Background(), into("clone", "snap"))
	if failure := fails(t, err, job.CodePartly); !slices.Equal(job.DetailOf[job.MissingObjects](failure).Names, []string{"orders"}) {
		t.Errorf("%+v", *failure)
	}
	w.sql("DROP TABLE clone.customers FORCE; DROP VIEW clone.v_orders")
	mustRestore(t, w.process(), into("clone", "snap"))
	if len(w.jobs("snap")) != 3 {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

// cbdGuard: what a Create claimed in this process, the Delete of the replaced object must leave alone.
func cbdGuard(t *testing.T) {
	w := newWorld(t)
	first := mustBackup(t, w.process(), fixed("snap"))
	mustRestore(t, w.process(), into("clone", "snap"))
	r := w.process() // create_before_destroy: the new object's Create runs first and adopts
	if mustBackup(t, r, fixed("snap")); !r.BackupClaimed("repo", first.Label) {
		t.Error("the label is not claimed")
	}
	mustRestore(t, r, into("clone", "snap"))
	if got := r.ClaimedTables("clone"); !slices.Equal(got, []string{"customers", "orders", "v_orders"}) {
		t.Errorf("claimed %v", got)
	}
	if other := w.process(); other.BackupClaimed("repo", first.Label) || len(other.ClaimedTables("clone")) != 0 {
		t.Error("a claim outlives its process")
	}
}
