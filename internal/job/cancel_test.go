// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Guarded CANCEL (LIFECYCLE.md "Races", 5 to 7).
func TestGuardedCancel(t *testing.T) {
	arrange := func(state string) (*fakeCluster, *operation, jobKey) {
		f := newFake(t)
		job := f.add(&fakeJob{kind: kindBackup, database: "shop", label: "ours", repository: "repo", hold: state})
		f.clock.pass(time.Minute)
		o := f.runner().begin(context.Background(), modeRun, target{kindBackup, "shop", "repo", ""}, testWait())
		return f, o, jobKey{kind: kindBackup, database: "shop", label: "ours", created: job.created}
	}
	for state, sent := range map[string]bool{"PENDING": true, "SNAPSHOTING": true, "UPLOAD_SNAPSHOT": true, "UPLOADING": true, "SAVE_META": false, "UPLOAD_INFO": false} {
		f, o, key := arrange(state)
		done, err := o.guardedCancel(key, false)
		mustSucceed(t, err)
		if done.cancelled != sent || (f.calls["CancelBackup"] == 1) != sent || done.tooLate == sent {
			t.Errorf("%s: %+v, %v", state, done, f.calls)
		}
	}
	t.Run("another's job is newest", func(t *testing.T) {
		f, o, key := arrange("UPLOADING")
		f.jobs[0].state, f.jobs[0].finished = "CANCELLED", f.clock.Now()
		theirs := f.add(&fakeJob{kind: kindBackup, database: "shop", label: "theirs", repository: "repo"})
		done, err := o.guardedCancel(key, false)
		mustSucceed(t, err)
		if f.calls["CancelBackup"] != 0 || theirs.state == "CANCELLED" || !done.cancelled {
			t.Errorf("%+v", done)
		}
	})
	t.Run("another's job is newest although ours seems unfinished", func(t *testing.T) {
		f, o, key := arrange("UPLOADING")
		theirs := f.add(&fakeJob{kind: kindBackup, database: "shop", label: "theirs", repository: "repo"})
		done, err := o.guardedCancel(key, false)
		mustSucceed(t, err)
		if f.calls["CancelBackup"] != 0 || theirs.state == "CANCELLED" || done.cancelled || !done.tooLate {
			t.Errorf("%+v", done)
		}
	})
	t.Run("the answer is lost", func(t *testing.T) {
		f, o, key := arrange("UPLOADING")
		f.fail["CancelBackup"] = []error{dorisError(doris.KindConnectionLost, "lost")}
		f.before["CancelBackup"] = func() {
			f.mu.Lock()
			_ = f.cancel(kindBackup, "shop")
			f.mu.Unlock()
		}
		done, err := o.guardedCancel(key, false)
		mustSucceed(t, err)
		if !done.cancelled || f.calls["CancelBackup"] != 1 {
			t.Errorf("%+v, %v", done, f.calls)
		}
	})
	t.Run("a stranger is hit", func(t *testing.T) {
		f, o, key := arrange("UPLOADING")
		f.before["CancelBackup"] = func() { // somebody cancels ours and submits within the same moment
			f.mu.Lock()
			_ = f.cancel(kindBackup, "shop")
			f.jobs[0].state = "FINISHED"
			f.add(&fakeJob{kind: kindBackup, database: "shop", label: "theirs", repository: "repo", hold: "UPLOADING"})
			f.mu.Unlock()
		}
		done, err := o.guardedCancel(key, false)
		mustSucceed(t, err)
		if done.struck == nil || done.struck.Label != "theirs" || done.cancelled {
			t.Errorf("%+v", done)
		}
	})
}
