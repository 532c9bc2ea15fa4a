// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
)

func TestResumeRestore(t *testing.T) {
	f := withSnapshot(t)
	ctx, stop := context.WithCancel(context.Background())
	f.after["SubmitRestore"] = stop
	started, err := f.runner().Restore(ctx, cloneRequest())
	mustSucceed(t, err)
	state := RestoreState{
		Repository: "repo", Snapshot: "snap", Database: "clone", State: started.State, BackupTimestamp: started.BackupTimestamp,
		Created: started.Created, Level: started.Level, Tables: []string{"customers", "orders", "v_orders"}, CreatedTables: started.CreatedTables,
	}
	read, err := f.runner().ReadRestore(context.Background(), state)
	mustSucceed(t, err)
	if read.Fate != Moved || read.Result.State == "FINISHED" {
		t.Errorf("%+v", read)
	}
	delete(f.snapshots["repo"], "snap") // the snapshot may go meanwhile: RestoreObjs still tell
	result, err := f.runner().ResumeRestore(context.Background(), cloneRequest(), state)
	mustSucceed(t, err)
	if f.journal("") != 1 || result.State != "FINISHED" || len(result.Tables) != 2 {
		t.Errorf("%+v", result)
	}
	read, err = f.runner().ReadRestore(context.Background(), state)
	mustSucceed(t, err)
	if read.Fate != Moved || read.Result.State != "FINISHED" || len(read.Present) != 3 {
		t.Errorf("%+v", read)
	}
	state.State = "FINISHED"
	f.databases["clone"] = f.databases["clone"][1:]
	read, err = f.runner().ReadRestore(context.Background(), state)
	mustSucceed(t, err)
	if read.Fate != Unchanged || len(read.Present) != 2 || !hasNotice(read.Notices, NoticeTablesGone) {
		t.Errorf("%+v", read)
	}
	delete(f.databases, "clone")
	read, err = f.runner().ReadRestore(context.Background(), state)
	mustSucceed(t, err)
	if read.Fate != Kept {
		t.Errorf("%+v", read)
	}
}
