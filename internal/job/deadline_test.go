// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"
)

func TestDeadline(t *testing.T) {
	for name, c := range map[string]struct {
		state     string
		policy    bool
		cancelled bool
	}{"detach": {"UPLOADING", false, false}, "cancel": {"UPLOADING", true, true}, "cancel, stuck in its last state": {"SAVE_META", true, true}} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.onStart = func(j *fakeJob) { j.hold = c.state }
			request := fixedRequest()
			request.Wait.Timeout, request.Wait.CancelOnTimeout = time.Hour, c.policy
			began := f.clock.Now()
			_, err := f.runner().Backup(context.Background(), request)
			failure := mustFail(t, err, CodeDeadline)
			if failure.Cancelled != c.cancelled || (f.jobs[0].state == "CANCELLED") != c.cancelled || failure.LastState != c.state || failure.JobID == "" {
				t.Errorf("%+v, job %s", *failure, f.jobs[0].state)
			}
			if took := f.clock.Now().Sub(began); took < time.Hour || took > time.Hour+6*time.Minute {
				t.Errorf("took %s", took)
			}
		})
	}
	t.Run("cancel, but it finishes", func(t *testing.T) {
		f := newFake(t)
		f.onStart = func(j *fakeJob) { j.stay = map[string]time.Duration{"SAVE_META": time.Hour + time.Minute} }
		request := fixedRequest()
		request.Wait.Timeout, request.Wait.CancelOnTimeout = time.Hour, true
		result, err := f.runner().Backup(context.Background(), request)
		mustSucceed(t, err)
		if result.State != "FINISHED" {
			t.Errorf("%+v", result)
		}
		if f.calls["CancelBackup"] != 0 {
			t.Error("CANCEL was sent at a job in SAVE_META")
		}
	})
}

func TestInterrupted(t *testing.T) {
	t.Run("while waiting", func(t *testing.T) {
		f := newFake(t)
		ctx, stop := context.WithCancel(context.Background())
		f.onStart = func(j *fakeJob) { j.hold = "UPLOADING" }
		f.before["BackupJobs"] = nil
		request := fixedRequest()
		f.after["SubmitBackup"] = func() {
			f.mu.Lock()
			f.before["BackupJobs"] = func() { f.clock.pass(20 * time.Second); stop() }
			f.mu.Unlock()
		}
		result, err := f.runner().Backup(ctx, request)
		mustSucceed(t, err)
		if !result.Interrupted || result.State != "UPLOADING" || result.Level != Mine || !result.Created.Equal(f.jobs[0].created) || len(result.Submitted) != 3 {
			t.Errorf("%+v", result)
		}
	})
	t.Run("while submitting", func(t *testing.T) {
		f := newFake(t)
		ctx, stop := context.WithCancel(context.Background())
		f.before["SubmitBackup"] = stop
		result, err := f.runner().Backup(ctx, fixedRequest())
		mustSucceed(t, err)
		if !result.Interrupted || f.journal("") != 1 || !result.Created.Equal(f.jobs[0].created) {
			t.Errorf("%d jobs, %+v", f.journal(""), result)
		}
	})
	t.Run("while queueing", func(t *testing.T) {
		f := newFake(t)
		ctx, stop := context.WithCancel(context.Background())
		f.add(&fakeJob{kind: kindRestore, database: "shop", label: "theirs", repository: "repo", hold: "DOWNLOADING"})
		f.before["BackupJobs"] = func() {
			f.mu.Lock()
			f.before["RestoreJobs"] = func() {
				f.mu.Lock()
				f.before["RestoreJobs"] = stop // the second look: it queues by now
				f.mu.Unlock()
			}
			f.mu.Unlock()
		}
		_, err := f.runner().Backup(ctx, fixedRequest())
		failure := mustFail(t, err, CodeInterrupted)
		if f.journal("") != 1 || failure.Submitted || failure.Holder.Label != "theirs" {
			t.Errorf("%d jobs, %+v", f.journal(""), failure)
		}
	})
}

func TestStall(t *testing.T) {
	stuck := func(f *fakeCluster) {
		f.onStart = func(j *fakeJob) {
			j.hold, j.taskErrMsg, j.unfinished = "UPLOADING", "[10007: 403 Forbidden]", "[1=2], [3=4]"
		}
	}
	f := newFake(t)
	stuck(f)
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	failure := mustFail(t, err, CodeStall)
	if failure.After < 15*time.Minute || failure.After > 16*time.Minute || failure.Doris != "[10007: 403 Forbidden]" || DetailOf[UnfinishedTasks](failure) != 2 || failure.Cancelled {
		t.Errorf("%+v", *failure)
	}
	f = newFake(t)
	stuck(f)
	request := fixedRequest()
	request.Wait.CancelOnTimeout = true
	_, err = f.runner().Backup(context.Background(), request)
	if failure := mustFail(t, err, CodeStall); !failure.Cancelled || !failure.UsedUp {
		t.Errorf("%+v", *failure)
	}
	f = newFake(t)
	stuck(f)
	request.Wait.StallTimeout = 0 // never
	_, err = f.runner().Backup(context.Background(), request)
	mustFail(t, err, CodeDeadline)
}
