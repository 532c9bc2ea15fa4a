// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestResumeBackup(t *testing.T) {
	f := newFake(t)
	ctx, stop := context.WithCancel(context.Background())
	f.onStart = func(j *fakeJob) { j.stay = map[string]time.Duration{"UPLOADING": time.Hour} }
	f.after["SubmitBackup"] = stop
	first, err := f.runner().Backup(ctx, generatedRequest())
	mustSucceed(t, err)
	state := BackupState{Repository: "repo", Database: "shop", Label: first.Label, State: first.State, Created: first.Created, Level: first.Level, Submitted: first.Submitted}
	f.jobs[0].unreadable = true
	read, err := f.runner().ReadBackup(context.Background(), state)
	mustSucceed(t, err)
	if read.Fate != Moved || read.Result.State == "FINISHED" {
		t.Fatalf("%+v", read)
	}
	ctx, stop = context.WithCancel(context.Background())
	f.before["Cluster"], f.fail["Cluster"] = stop, []error{dorisError(doris.KindCancelled, "Interrupted")}
	result, err := f.runner().ResumeBackup(ctx, generatedRequest(), state)
	mustSucceed(t, err)
	if !result.Interrupted || result.Label != first.Label || !result.Created.Equal(first.Created) {
		t.Errorf("interrupted at its first look: %+v", result)
	}
	result, err = f.runner().ResumeBackup(context.Background(), generatedRequest(), state)
	mustSucceed(t, err)
	if result.State != "FINISHED" || result.Label != first.Label || f.journal("") != 1 || f.calls["SubmitBackup"] != 1 || result.Level != Mine {
		t.Errorf("%+v", result)
	}
	read, err = f.runner().ReadBackup(context.Background(), state)
	mustSucceed(t, err)
	if read.Fate != Moved || read.Result.State != "FINISHED" || read.Result.BackupTimestamp == "" {
		t.Errorf("%+v", read)
	}
}
