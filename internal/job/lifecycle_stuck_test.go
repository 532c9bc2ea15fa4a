// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

func cancelGuard(t *testing.T) {
	impatient := func(name string) job.BackupRequest {
		request := fixed(name)
		request.Wait.Timeout, request.Wait.CancelOnTimeout = 3*time.Second, true
		return request
	}
	t.Run("far from its end", func(t *testing.T) {
		w := newWorld(t)
		gate := w.sim.HoldState("backup", "UPLOADING")
		defer gate.Release()
		request := impatient("snap")
		ended := backUp(context.Background(), w.process(), request)
		w.reached(gate)
		w.eventually("uploaded files", func() bool { return len(w.s3.Objects("backups", "repo/__palo_repository_repo/__ss_snap/")) > 0 })
		if failure := fails(t, w.await(ended).err, job.CodeDeadline); !failure.Cancelled || !failure.UsedUp || w.sent("CANCEL BACKUP") != 1 {
			t.Errorf("%+v, %d cancels", *failure, w.sent("CANCEL"))
		}
	})
	t.Run("SAVE_META", func(t *testing.T) {
		w := newWorld(t)
		gate := w.sim.HoldState("backup", "SAVE_META")
		timing := job.TimingOf(tick)
		timing.StuckAfter = time.Minute
		request := impatient("snap")
		ended := backUp(context.Background(), job.New(w.client("root"), job.Options{Timing: timing}), request)
		w.reached(gate)
		time.AfterFunc(request.Wait.Timeout+200*time.Millisecond, gate.Release) // after the deadline
		done := w.await(ended)
		succeeds(t, done.err)
		if w.sent("CANCEL") != 0 || done.backup.State != "FINISHED" {
			t.Errorf("%+v", done.backup)
		}
	})
	t.Run("a namesake", func(t *testing.T) {
		w := newWorld(t)
		gate := w.sim.HoldState("backup", "UPLOADING")
		defer gate.Release()
		w.sql("BACKUP SNAPSHOT shop.snap TO repo")
		w.reached(gate)
		_, err := w.process().Backup(context.Background(), impatient("snap"))
		if failure := fails(t, err, job.CodeDeadline); failure.Cancelled || w.sent("CANCEL") != 0 {
			t.Errorf("%+v", *failure)
		}
	})
	t.Run("another's job while queueing", func(t *testing.T) {
		w := newWorld(t)
		gate := w.sim.HoldState("backup", "UPLOADING")
		defer gate.Release()
		w.sql("BACKUP SNAPSHOT shop.theirs TO repo")
		w.reached(gate)
		_, err := w.process().Backup(context.Background(), impatient("snap"))
		if failure := fails(t, err, job.CodeQueue); failure.Holder.Label != "theirs" || w.sent("CANCEL") != 0 || w.sent("BACKUP SNAPSHOT") != 0 {
			t.Errorf("%+v", *failure)
		}
	})
}

// blockedSQL leaves a job of a database blocked: a restart of 4.x in SNAPSHOTING (recorded: restart).
func (w *world) block(database, label, table string) {
	w.t.Helper()
	gate := w.sim.HoldState("backup", "SNAPSHOTING")
	w.sql(fmt.Sprintf("BACKUP SNAPSHOT %s.%s TO repo ON (%s)", database, label, table))
	w.reached(gate)
	w.sim.Restart()
	gate.Release()
}

func blockedOwn(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, _ job.Level) {
		request.Selection.Tables = []string{"orders"}
		gate := w.sim.HoldState("backup", "SNAPSHOTING")
		ended := backUp(context.Background(), w.process(), request)
		w.reached(gate)
		w.sim.Restart()
		gate.Release()
		done := w.await(ended)
		succeeds(t, done.err)
		if w.sent("BACKUP SNAPSHOT") != 2 || w.sent("CANCEL BACKUP") != 1 || !noticed(done.backup.Notices, job.NoticeSubmittedAgain, done.backup.Label) {
			t.Errorf("%d submissions, %d cancels, %+v", w.sent("BACKUP SNAPSHOT"), w.sent("CANCEL BACKUP"), done.backup.Notices)
		}
		if w.infoFiles("repo", done.backup.Label) != 1 || done.backup.Level != job.Mine {
			t.Errorf("%+v", done.backup)
		}
	})
}

// blockedAfterKill: nobody waits for the blocked job any more; the next apply finds it.
func blockedAfterKill(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
		request.Selection.Tables = []string{"orders"}
		_, release := w.killed(request, "SNAPSHOTING")
		w.sim.Restart()
		release()
		result, err := w.process().Backup(context.Background(), request)
		if level == job.Namesake { // maybe another's: never touched
			if failure := fails(t, err, job.CodeBlocked); w.sent("CANCEL") != 0 || failure.Resubmitted {
				t.Errorf("%+v", *failure)
			}
			return
		}
		succeeds(t, err)
		if w.sent("CANCEL BACKUP") != 1 || w.infoFiles("repo", result.Label) != 1 || !noticed(result.Notices, job.NoticeSubmittedAgain, result.Label) {
			t.Errorf("%+v", result)
		}
	})
}

func blockedByOther(t *testing.T) {
	w := newWorld(t)
	w.sql(`CREATE DATABASE other; CREATE TABLE other.t (id INT) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1 PROPERTIES("replication_num"="1")`)
	w.block("other", "theirs", "t")
	_, err := w.process().Backup(context.Background(), fixed("snap"))
	failure := fails(t, err, job.CodeBlocked)
	if failure.Holder == nil || failure.Holder.Database != "other" || failure.Holder.Label != "theirs" || w.sent("CANCEL") != 0 {
		t.Errorf("%+v, holder %+v", *failure, failure.Holder)
	}
	w.sql("CANCEL BACKUP FROM other") // what the error says
	result := mustBackup(t, w.process(), fixed("snap"))
	if len(w.jobs("snap")) != 1 || result.Level != job.Namesake {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), result)
	}
}

func stallClears(t *testing.T) {
	w := newWorld(t)
	w.sim.FailTasks("backup", "UPLOADING", "failed to upload: 403 Forbidden")
	request := fixed("snap")
	request.Wait.StallTimeout = 20 * time.Second
	ended := backUp(context.Background(), w.process(), request)
	w.eventually("the message", func() bool {
		rows, err := w.client("root").BackupJobs(context.Background(), "shop")
		return err == nil && len(rows) == 1 && rows[0].TaskErrMsg != ""
	})
	w.sim.FailTasks("backup", "UPLOADING", "")
	succeeds(t, w.await(ended).err)
	if len(w.jobs("snap")) != 1 {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

func stallStays(t *testing.T) {
	for _, cancel := range []bool{false, true} {
		w := newWorld(t)
		w.sim.FailTasks("backup", "UPLOADING", "failed to upload: 403 Forbidden")
		request := fixed("snap")
		request.Wait.StallTimeout, request.Wait.CancelOnTimeout = 200*time.Millisecond, cancel
		_, err := w.process().Backup(context.Background(), request)
		failure := fails(t, err, job.CodeStall)
		if failure.Cancelled != cancel || !strings.Contains(failure.Doris, "403 Forbidden") || failure.LastState != "UPLOADING" || failure.After < 200*time.Millisecond {
			t.Errorf("%+v", *failure)
		}
		if (w.stateOf("shop", "snap") == "CANCELLED") != cancel {
			t.Errorf("journal %+v", w.sim.Journal())
		}
	}
}

func statusLost(t *testing.T) {
	w := newWorld(t)
	gate := w.sim.HoldState("backup", "UPLOADING")
	defer gate.Release()
	ended := backUp(context.Background(), w.slow(500*time.Millisecond), fixed("snap"))
	w.reached(gate)
	w.eventually("a look at the row", func() bool { return w.sent("SHOW BACKUP") >= 2 })
	w.sql("CANCEL BACKUP FROM shop")
	w.sim.Restart()
	failure := fails(t, w.await(ended).err, job.CodeCancelled)
	left := w.s3.Objects("backups", "repo/__palo_repository_repo/__ss_snap/")
	if failure.Doris != "[OK]" || failure.UsedUp != (len(left) > 0) {
		t.Errorf("%+v, files %v", *failure, left)
	}
}
