// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// A restore that the frontend cannot begin, such as one of a snapshot that a newer line wrote, would hold up the jobs of all
// databases: ours is cancelled and not submitted again, unless a frontend has restarted meanwhile.
func TestRestoreThatCannotBegin(t *testing.T) {
	ctx := context.Background()
	t.Run("ours", func(t *testing.T) {
		w := newWorld(t)
		mustBackup(t, w.process(), fixed("snap"))
		w.sim.ThrowInPending("restore", true)
		_, err := w.process().Restore(ctx, into("clone", "snap"))
		failure := fails(t, err, job.CodeBlocked)
		if !failure.Cancelled || failure.Resubmitted || w.sent("RESTORE SNAPSHOT") != 1 || w.sent("CANCEL RESTORE") != 1 {
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
		if failure := fails(t, err, job.CodeBlocked); failure.Cancelled || failure.Cancel == "" || w.sent("CANCEL RESTORE") != 0 {
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
