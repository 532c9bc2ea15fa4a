// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// TestVerify: what the repository must show before a FINISHED job is a success (LIFECYCLE.md "The waiter", verify).
func TestVerify(t *testing.T) {
	created := waiterBegin
	good := &doris.SnapshotDetails{Database: "shop", BackupTime: created.Add(137 * time.Millisecond)}
	for name, c := range map[string]struct {
		infos map[string]*doris.SnapshotDetails
		want  verdict
		looks int
	}{
		"ours":             {map[string]*doris.SnapshotDetails{"a": good}, verdictGood, 1},
		"another database": {map[string]*doris.SnapshotDetails{"a": {Database: "other", BackupTime: good.BackupTime}}, verdictShared, 1},
		"another second":   {map[string]*doris.SnapshotDetails{"a": {Database: "shop", BackupTime: created.Add(time.Second)}}, verdictShared, 1},
		"twins":            {map[string]*doris.SnapshotDetails{"a": good, "b": good}, verdictTwice, 1},
		"nothing":          {nil, verdictNone, 3},
	} {
		f := newFake(t)
		if c.infos != nil {
			f.snapshots["repo"]["snap"] = &fakeSnapshot{infos: c.infos}
		}
		o := f.runner().begin(context.Background(), modeRun, target{kindBackup, "shop", "repo", ""}, testWait())
		found, err := o.verifyBackup("snap", created, 3)
		if err != nil || found.verdict != c.want || f.calls["Snapshot"] != c.looks {
			t.Errorf("%s: verdict %d after %d looks, %v", name, found.verdict, f.calls["Snapshot"], err)
		}
	}
}

// "absent" of a finished job means another repository or a deletion, so it is asked three times (LIFECYCLE.md "Creating a backup").
func TestAbsentIsAskedThreeTimes(t *testing.T) {
	f := newFake(t)
	f.add(&fakeJob{kind: kindBackup, database: "shop", label: "before_migration", repository: "elsewhere", state: "FINISHED", id: "1", finished: waiterBegin})
	asked := 0
	f.before["SubmitBackup"] = func() { asked = f.calls["Snapshot"] }
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	if asked != 3 {
		t.Errorf("asked %d times before it was submitted", asked)
	}
}
