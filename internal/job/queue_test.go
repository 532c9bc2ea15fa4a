// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestQueueDeadline(t *testing.T) {
	f := newFake(t)
	f.add(&fakeJob{kind: kindBackup, database: "shop", label: "theirs", repository: "repo", hold: "UPLOADING", taskErrMsg: "[1: slow]", unfinished: "[1=2]"})
	request := fixedRequest()
	request.Wait.Timeout = time.Hour
	_, err := f.runner().Backup(context.Background(), request)
	failure := mustFail(t, err, CodeQueue)
	if h := failure.Holder; h.Label != "theirs" || h.Kind != "backup" || h.State != "UPLOADING" || h.Moving || h.TaskErrMsg != "[1: slow]" ||
		failure.Queued < time.Hour-time.Second || f.calls["CancelBackup"] != 0 {
		t.Errorf("%+v, holder %+v", *failure, failure.Holder)
	}
}

// Blockage: our own within five ticks of the restart, another's within two minutes.
func TestBlocked(t *testing.T) {
	t.Run("own", func(t *testing.T) {
		f := newFake(t)
		f.onStart = func(j *fakeJob) {
			if f.calls["SubmitBackup"] == 1 {
				j.blocked = true
			}
		}
		began := f.clock.Now()
		result, err := f.runner().Backup(context.Background(), generatedRequest())
		mustSucceed(t, err)
		if f.calls["SubmitBackup"] != 2 || f.calls["CancelBackup"] != 1 || !hasNotice(result.Notices, NoticeSubmittedAgain) {
			t.Errorf("%d submissions, %d cancels, %v", f.calls["SubmitBackup"], f.calls["CancelBackup"], result.Notices)
		}
		if again := f.jobs[len(f.jobs)-1].created.Sub(began); again > 5*f.tick {
			t.Errorf("submitted again after %s", again)
		}
	})
	t.Run("own, twice", func(t *testing.T) {
		f := newFake(t)
		f.onStart = func(j *fakeJob) { j.blocked = true }
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		failure := mustFail(t, err, CodeBlocked)
		if !failure.Resubmitted || !failure.Cancelled || f.calls["SubmitBackup"] != 2 || f.calls["CancelBackup"] != 2 {
			t.Errorf("%+v", *failure)
		}
	})
	t.Run("a namesake's is not touched", func(t *testing.T) {
		f := newFake(t)
		f.add(&fakeJob{kind: kindBackup, database: "shop", label: "before_migration", repository: "repo", blocked: true, unreadable: true})
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		failure := mustFail(t, err, CodeBlocked)
		if failure.Resubmitted || f.calls["CancelBackup"] != 0 || f.calls["SubmitBackup"] != 0 {
			t.Errorf("%+v, %v", *failure, f.calls)
		}
	})
	t.Run("by another database", func(t *testing.T) {
		f := newFake(t)
		f.databases["other"] = []doris.Table{{Name: "t", Kind: doris.BaseTable}}
		f.add(&fakeJob{kind: kindBackup, database: "other", label: "theirs", repository: "repo", blocked: true})
		began := f.clock.Now()
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		failure := mustFail(t, err, CodeBlocked)
		if failure.Holder == nil || failure.Holder.Label != "theirs" || failure.Holder.Database != "other" || f.calls["CancelBackup"] != 0 {
			t.Errorf("%+v", *failure)
		}
		if took := f.clock.Now().Sub(began); took > 2*time.Minute {
			t.Errorf("named after %s", took)
		}
	})
	t.Run("while queueing", func(t *testing.T) {
		f := newFake(t)
		f.add(&fakeJob{kind: kindRestore, database: "shop", label: "theirs", repository: "repo", blocked: true})
		began := f.clock.Now()
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		failure := mustFail(t, err, CodeBlocked)
		if failure.Holder.Label != "theirs" || f.calls["CancelRestore"] != 0 || f.clock.Now().Sub(began) > 5*f.tick {
			t.Errorf("%+v after %s", *failure, f.clock.Now().Sub(began))
		}
	})
}
