// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Race 3: a foreign info file under our fixed label, while ours is not written yet.
func TestTwinIsCancelled(t *testing.T) {
	f := newFake(t)
	theirs := &doris.SnapshotDetails{Name: "before_migration", Database: "other", BackupTime: f.clock.Now()}
	f.onStart = func(j *fakeJob) {
		j.stay = map[string]time.Duration{"SNAPSHOTING": 30 * time.Second, "UPLOADING": time.Minute}
	}
	f.after["SubmitBackup"] = func() {
		f.mu.Lock()
		f.snapshots["repo"]["before_migration"] = &fakeSnapshot{infos: map[string]*doris.SnapshotDetails{"t1": theirs}}
		f.mu.Unlock()
	}
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	failure := mustFail(t, err, CodeShared)
	if DetailOf[AnotherSnapshot](failure).Database != "other" || !failure.Cancelled || f.jobs[0].state != "CANCELLED" {
		t.Errorf("%+v", *failure)
	}
}

// Our own info file is no twin's: the job may end between the look at its state and the look at the label.
func TestOwnInfoFileIsNoTwin(t *testing.T) {
	f := newFake(t)
	f.after["SubmitBackup"] = func() {
		f.mu.Lock()
		f.before["Snapshot"] = func() { f.clock.pass(time.Minute) } // a listing that hangs
		f.mu.Unlock()
	}
	result, err := f.runner().Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	if result.State != "FINISHED" || f.calls["CancelBackup"] != 0 {
		t.Errorf("%+v", result)
	}
}
