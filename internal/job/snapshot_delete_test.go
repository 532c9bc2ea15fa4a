// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// A database that was created a moment ago, by another process, counts as well when jobs are looked for.
func TestDeleteBackupThatIsRestoredIntoANewDatabase(t *testing.T) {
	w := newWorld(t)
	result := mustBackup(t, w.process(), fixed("snap"))
	other := mustBackup(t, w.process(), fixed("other"))
	r, files := w.process(), filesOf(t, w.s3)
	doomed := job.Doomed{Repository: "repo", Database: "shop", Label: "other", Timestamp: other.BackupTimestamp, TakenAt: other.TakenAt}
	_, err := r.DeleteSnapshot(context.Background(), doomed, files) // has read the databases that there are
	succeeds(t, err)
	gate := w.sim.HoldState("restore", "DOWNLOADING")
	ended := restoreIt(context.Background(), w.process(), into("clone", "snap"))
	w.reached(gate)
	doomed.Label, doomed.Timestamp, doomed.TakenAt = "snap", result.BackupTimestamp, result.TakenAt
	_, err = r.DeleteSnapshot(context.Background(), doomed, files)
	fails(t, err, job.CodeInUse)
	w.stays(r, deleteOf(result), files, job.CodeInUse)
	gate.Release()
	succeeds(t, w.await(ended).err)
}

// What a snapshot has become since it was decided that it goes: leftovers of something else, written later.
func TestDeleteSnapshotThatIsWrittenAnew(t *testing.T) {
	w := newWorld(t)
	result := mustBackup(t, w.process(), fixed("snap"))
	files := filesOf(t, w.s3)
	doomed := job.Doomed{
		Repository: "repo", Database: "shop", Label: "snap", Timestamp: result.BackupTimestamp, TakenAt: result.TakenAt,
		LastWrite: time.Now().Add(time.Minute),
	}
	w.s3.Delete("backups", folderOf("snap"))
	w.s3.SetClock(time.Hour)
	w.upload("snap", "begun") // another cluster's
	before := w.left("snap")
	_, err := w.process().DeleteSnapshot(context.Background(), doomed, files)
	fails(t, err, job.CodeWritten)
	if w.left("snap") != before {
		t.Error("something was deleted")
	}
	doomed.LastWrite = time.Now().Add(2 * time.Hour)
	removed, err := w.process().DeleteSnapshot(context.Background(), doomed, files)
	if succeeds(t, err); removed.Objects != before || w.left("snap") != 0 {
		t.Errorf("%+v, left %d", removed, w.left("snap"))
	}
}

// The age of files is judged by the clock of Doris: that of this machine may be off.
func TestDeleteBackupWithAWrongClockHere(t *testing.T) {
	w := newWorld(t)
	w.sim.SetClock(-3 * time.Hour) // as this machine sees it
	w.s3.SetClock(-3 * time.Hour)
	result := mustBackup(t, w.process(), fixed("snap"))
	w.s3.Delete("backups", folderOf("snap")+"__info_")
	d := deleteOf(result)
	d.State.State, d.Finished = job.StateUnrestorable, time.Time{}
	w.stays(w.process(), d, filesOf(t, w.s3), job.CodeWritten)
	w.sim.SetClock(-90 * time.Minute)
	w.gone(w.process(), d, filesOf(t, w.s3))
}

// A job whose CreateTime was never seen proves nothing of a snapshot under a name that anybody may use.
func TestDeleteBackupOfUnknownTime(t *testing.T) {
	w := newWorld(t)
	stranger := mustBackup(t, w.process(), fixed("snap"))
	d := deleteOf(stranger)
	d.State.State, d.State.BackupTimestamp, d.State.Created, d.State.TakenAt, d.Finished = "PENDING", "", time.Time{}, time.Time{}, time.Time{}
	w.stays(w.process(), d, filesOf(t, w.s3), job.CodeNotOurs)

	generated := mustBackup(t, w.process(), generated())
	d = deleteOf(generated)
	d.State.State, d.State.BackupTimestamp, d.State.Created, d.State.TakenAt = "PENDING", "", time.Time{}, time.Time{}
	w.gone(w.process(), d, filesOf(t, w.s3)) // its nonce is proof enough
}

// Ctrl-C before anything is deleted is not told as that of a backup.
func TestDeleteSnapshotInterrupted(t *testing.T) {
	w := newWorld(t)
	result := mustBackup(t, w.process(), fixed("snap"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := w.process().DeleteSnapshot(ctx, job.Doomed{Repository: "repo", Database: "shop", Label: "snap", Timestamp: result.BackupTimestamp}, filesOf(t, w.s3))
	if failure := fails(t, err, job.CodeInterrupted); failure.Purpose != job.ToDelete || w.infoFiles("repo", "snap") != 1 {
		t.Errorf("%+v", failure)
	}
}

// A copy of the bucket under another endpoint looks the same: Doris tells that the snapshot is still there.
func TestDeleteBackupOfACopy(t *testing.T) {
	w := newWorld(t)
	result := mustBackup(t, w.process(), fixed("snap"))
	replica, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { replica.Close() })
	for key, content := range w.objects("-") {
		if err := replica.Put("backups", key, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	failure := w.stays(w.process(), deleteOf(result), filesOf(t, replica), job.CodeElsewhere)
	if job.DetailOf[job.DeletedFiles](failure) == 0 || !strings.Contains(failure.Label, "snap") {
		t.Errorf("%+v", failure)
	}
}
