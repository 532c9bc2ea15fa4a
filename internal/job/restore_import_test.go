// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"testing"
)

func TestImport(t *testing.T) {
	ctx := context.Background()
	f := withSnapshot(t)
	r := f.runner()
	backup, err := r.ImportBackup(ctx, "repo", "snap")
	mustSucceed(t, err)
	if backup.Database != "shop" || backup.Level != Imported || backup.State != "FINISHED" || backup.Details == nil || backup.BackupTimestamp == "" {
		t.Errorf("%+v", backup)
	}
	f.add(&fakeJob{kind: kindBackup, database: "shop", label: "running", repository: "repo", hold: "SNAPSHOTING"})
	running, err := r.ImportBackup(ctx, "repo", "running")
	mustSucceed(t, err)
	if running.Database != "shop" || running.State == "FINISHED" || running.Level != Imported {
		t.Errorf("%+v", running)
	}
	f.directory("repo", "bare")
	_, err = r.ImportBackup(ctx, "repo", "bare")
	mustFail(t, err, CodeUsedUp)
	_, err = r.ImportBackup(ctx, "repo", "snup")
	if failure := mustFail(t, err, CodeNoSnapshot); !slices.Contains(DetailOf[NearNames](failure), "snap") {
		t.Errorf("%+v", *failure)
	}

	_, err = r.Restore(ctx, cloneRequest())
	mustSucceed(t, err)
	imported, err := r.ImportRestore(ctx, "repo", "snap", "clone")
	mustSucceed(t, err)
	if !imported.Created.Equal(f.jobs[1].created) || imported.State != "FINISHED" || len(imported.Tables) != 2 || imported.CreatedTables != nil {
		t.Errorf("%+v", imported)
	}
	f.jobs = nil // evicted
	imported, err = r.ImportRestore(ctx, "repo", "snap", "clone")
	mustSucceed(t, err)
	if imported.State != "" || imported.ID != "" || imported.Created.IsZero() || imported.BackupTimestamp == "" {
		t.Errorf("%+v", imported)
	}
	f.databases["clone"] = f.databases["clone"][1:]
	_, err = r.ImportRestore(ctx, "repo", "snap", "clone")
	mustFail(t, err, CodePartly)
}
