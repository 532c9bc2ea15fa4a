// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// TestRestoreThatCannotBegin: a frontend throws at each attempt to begin a restore, as at a meta file that it cannot read, and
// stops the jobs of all databases: ours is cancelled, submitted once more, and cancelled in the end.
func TestRestoreThatCannotBegin(t *testing.T) {
	ctx := context.Background()
	t.Run("ours", func(t *testing.T) {
		w := newWorld(t)
		mustBackup(t, w.process(), fixed("snap"))
		w.sim.ThrowInPending("restore", true)
		_, err := w.process().Restore(ctx, into("clone", "snap"))
		failure := fails(t, err, job.CodeBlocked)
		if !failure.Cancelled || !failure.Resubmitted || w.sent("RESTORE SNAPSHOT") != 2 || w.sent("CANCEL RESTORE") != 2 {
			t.Errorf("%+v, %d submissions, %d cancels", *failure, w.sent("RESTORE SNAPSHOT"), w.sent("CANCEL RESTORE"))
		}
		w.sim.ThrowInPending("restore", false)
		mustBackup(t, w.process(), fixed("later")) // nothing is held up
		if result := mustRestore(t, w.process(), into("clone", "snap")); !result.CreatedDatabase {
			t.Errorf("%+v", result)
		}
	})
	t.Run("maybe another's", func(t *testing.T) {
		w := newWorld(t)
		first := mustBackup(t, w.process(), fixed("snap"))
		w.sim.ThrowInPending("restore", true)
		w.sql(`CREATE DATABASE clone; RESTORE SNAPSHOT clone.snap FROM repo PROPERTIES("backup_timestamp"="` + first.BackupTimestamp + `","replication_num"="1")`)
		_, err := w.process().Restore(ctx, into("clone", "snap"))
		if failure := fails(t, err, job.CodeBlocked); failure.Cancelled || w.sent("CANCEL RESTORE") != 0 {
			t.Errorf("%+v", *failure)
		}
	})
	t.Run("after a restart", func(t *testing.T) {
		w := newWorld(t)
		mustBackup(t, w.process(), fixed("snap"))
		gate := w.sim.HoldState("restore", "SNAPSHOTING")
		ended := restoreIt(ctx, w.process(), into("clone", "snap"))
		w.reached(gate)
		w.sim.ThrowInPending("restore", true)
		w.sim.Restart()
		gate.Release()
		failure := fails(t, w.await(ended).err, job.CodeBlocked)
		if !failure.Cancelled || !failure.Resubmitted || w.sent("RESTORE SNAPSHOT") != 2 || w.sent("CANCEL RESTORE") != 2 {
			t.Errorf("%+v, %d submissions, %d cancels", *failure, w.sent("RESTORE SNAPSHOT"), w.sent("CANCEL RESTORE"))
		}
	})
}
