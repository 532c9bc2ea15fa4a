// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"
)

func TestStop(t *testing.T) {
	ctx := context.Background()
	f := newFake(t)
	running := f.add(&fakeJob{kind: kindBackup, database: "shop", label: "snap", repository: "repo", hold: "UPLOADING"})
	f.clock.pass(time.Minute)
	state := BackupState{Repository: "repo", Database: "shop", Label: "snap", State: "UPLOADING", Created: running.created, Level: Namesake}
	_, err := f.runner().StopBackup(ctx, state, Wait{Timeout: time.Hour})
	mustFail(t, err, CodeOther)
	if f.calls["CancelBackup"] != 0 {
		t.Error("a namesake's job was cancelled")
	}
	state.Level = Mine
	last, err := f.runner().StopBackup(ctx, state, Wait{Timeout: time.Hour})
	mustSucceed(t, err)
	if last != "CANCELLED" || running.state != "CANCELLED" {
		t.Errorf("%s", last)
	}
	last, err = f.runner().StopBackup(ctx, state, Wait{Timeout: time.Hour})
	mustSucceed(t, err)
	if last != "CANCELLED" || f.calls["CancelBackup"] != 1 {
		t.Errorf("%s, %d cancels", last, f.calls["CancelBackup"])
	}
}
