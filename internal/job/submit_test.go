// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// TestNothingIsSubmittedWhereNoJobsRun: Doris answers OK to a submission that it forgets at once.
func TestNothingIsSubmittedWhereNoJobsRun(t *testing.T) {
	f := newFake(t)
	f.limit = 0
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	failure, ok := errors.AsType[*Error](err)
	if !ok || failure.Code != CodeNoJobs || failure.Submitted {
		t.Errorf("the backup ended with %+v", err)
	}
	if n := f.calls["SubmitBackup"]; n != 0 {
		t.Errorf("%d submissions", n)
	}
}

func TestSubmissionBusy(t *testing.T) {
	f := newFake(t)
	busy := dorisError(doris.KindSubmissionBusy, "Another backup or restore job is being submitted. Please wait and try again")
	f.fail["SubmitBackup"] = []error{busy, busy}
	began := f.clock.Now()
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	if waited := f.jobs[0].created.Sub(began); f.journal("") != 1 || f.calls["SubmitBackup"] != 3 || waited < 2*time.Second-time.Second || waited > 10*time.Second {
		t.Errorf("%d jobs, %d submissions, submitted after %s", f.journal(""), f.calls["SubmitBackup"], waited)
	}
}

func TestSubmissionAnsweredBySilence(t *testing.T) {
	silence := dorisError(doris.KindConnectionLost, "the connection broke")
	for name, request := range map[string]BackupRequest{"fixed": fixedRequest(), "generated": generatedRequest()} {
		t.Run(name+", it took effect", func(t *testing.T) {
			f := newFake(t)
			f.fail["SubmitBackup answer"] = []error{silence}
			result, err := f.runner().Backup(context.Background(), request)
			mustSucceed(t, err)
			want := map[string]Level{"fixed": Namesake, "generated": Mine}[name]
			if f.journal("") != 1 || f.calls["SubmitBackup"] != 1 || result.Level != want {
				t.Errorf("%d jobs, %d submissions, %s", f.journal(""), f.calls["SubmitBackup"], result.Level)
			}
		})
		t.Run(name+", it did not", func(t *testing.T) {
			f := newFake(t)
			f.fail["SubmitBackup"] = []error{silence}
			began := f.clock.Now()
			_, err := f.runner().Backup(context.Background(), request)
			failure := mustFail(t, err, CodeLost)
			if f.calls["SubmitBackup"] != 1 || f.clock.Now().Sub(began) < 30*time.Second || !errors.Is(failure, silence) {
				t.Errorf("%d submissions, gave up after %s because of %v", f.calls["SubmitBackup"], f.clock.Now().Sub(began), failure.Cause)
			}
		})
	}
}
