// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
)

// A database that is dropped under an interrupted job takes the job with it. Its object must leave the state, or each
// apply would resume a wait for nothing.
func TestReadAfterTheDatabaseWasDropped(t *testing.T) {
	for name, c := range map[string]struct {
		held bool // the job had not ended
		want Fate
	}{"while it ran": {true, Gone}, "after its end": {false, Moved}} {
		t.Run("backup "+name, func(t *testing.T) {
			f := newFake(t)
			result, err := f.runner().Backup(context.Background(), fixedRequest())
			mustSucceed(t, err)
			state := BackupState{Repository: "repo", Database: "shop", Label: result.Label, State: "UPLOADING", Created: result.Created, Level: Mine, Submitted: result.Submitted}
			if c.held {
				delete(f.snapshots["repo"], result.Label)
			}
			delete(f.databases, "shop")
			read, err := f.runner().ReadBackup(context.Background(), state)
			mustSucceed(t, err)
			if read.Fate != c.want || (c.want == Gone) != hasNotice(read.Notices, NoticeDatabaseGone, NoticeSnapshotMissing, NoticeBackupVanished) {
				t.Errorf("%+v", read)
			}
		})
	}
	f := withSnapshot(t)
	result, err := f.runner().Restore(context.Background(), cloneRequest())
	mustSucceed(t, err)
	delete(f.databases, "clone")
	read, err := f.runner().ReadRestore(context.Background(), RestoreState{
		Repository: "repo", Snapshot: "snap", Database: "clone", State: "DOWNLOADING", BackupTimestamp: result.BackupTimestamp, Created: result.Created, Level: Mine,
	})
	mustSucceed(t, err)
	if read.Fate != Gone || !hasNotice(read.Notices, NoticeRestoreDatabaseGone) {
		t.Errorf("%+v", read)
	}
}
