// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestClaims(t *testing.T) {
	ctx := context.Background()
	f := newFake(t)
	f.databases["other"] = []doris.Table{{Name: "t", Kind: doris.BaseTable}}
	r := f.runner()
	_, err := r.Backup(ctx, fixedRequest())
	mustSucceed(t, err)
	if !r.BackupClaimed("repo", "before_migration") || r.BackupClaimed("repo", "another") || r.BackupClaimed("repo2", "before_migration") {
		t.Error("the claim is not kept, or too wide")
	}
	// O2: one fixed name in two databases of one apply.
	request := fixedRequest()
	request.Database = "other"
	_, err = r.Backup(ctx, request)
	mustFail(t, err, CodeDuplicate)
	// The same name in another repository is another snapshot.
	f.repositories["repo2"] = &doris.Repository{Name: "repo2", Location: "s3://b/q"}
	f.snapshots["repo2"] = map[string]*fakeSnapshot{}
	request.Repository = "repo2"
	_, err = r.Backup(ctx, request)
	mustSucceed(t, err)
	// O3: two objects with equal inputs and a prefix each take their own snapshot.
	one, err := r.Backup(ctx, generatedRequest())
	mustSucceed(t, err)
	two, err := r.Backup(ctx, generatedRequest())
	mustSucceed(t, err)
	if one.Label == two.Label || f.journal(one.Label) != 1 || f.journal(two.Label) != 1 {
		t.Errorf("%s and %s", one.Label, two.Label)
	}
	// A refusal leaves no claim behind.
	denied := newFake(t)
	denied.repositories["repo"].ReadOnly = true
	r = denied.runner()
	_, err = r.Backup(ctx, fixedRequest())
	mustFail(t, err, CodeRepository)
	if r.BackupClaimed("repo", "before_migration") {
		t.Error("claimed after a refusal")
	}
}

func TestReleased(t *testing.T) {
	ctx := context.Background()
	f := newFake(t)
	first, err := f.runner().Backup(ctx, fixedRequest())
	mustSucceed(t, err)
	r := f.runner() // the process of the replacement: Delete, then Create
	r.ReleaseBackup("repo", first.Label)
	_, err = r.Backup(ctx, fixedRequest())
	mustFail(t, err, CodeUsedUp)
	delete(f.snapshots["repo"], first.Label) // on_destroy = "delete": its files are gone
	_, err = r.Backup(ctx, fixedRequest())
	mustSucceed(t, err)
	if f.journal(first.Label) != 2 {
		t.Errorf("%d jobs", f.journal(first.Label))
	}

	old, err := f.runner().Backup(ctx, generatedRequest())
	mustSucceed(t, err)
	r = f.runner()
	r.ReleaseBackup("repo", old.Label)
	replacement, err := r.Backup(ctx, generatedRequest())
	mustSucceed(t, err)
	if replacement.Label == old.Label {
		t.Error("the replacement adopted what its predecessor gave up")
	}
}

func TestReleasedRestore(t *testing.T) {
	ctx := context.Background()
	for _, dropped := range []bool{false, true} {
		f := withSnapshot(t)
		first, err := f.runner().Restore(ctx, cloneRequest())
		mustSucceed(t, err)
		if dropped {
			f.databases["clone"] = []doris.Table{}
		}
		f.clock.pass(5 * time.Hour) // out of the window: only the release speaks for it
		r := f.runner()
		r.ReleaseRestore("clone", "snap", first.BackupTimestamp, first.Created, dropped)
		_, err = r.Restore(ctx, cloneRequest())
		mustSucceed(t, err)
		if want := map[bool]int{false: 1, true: 2}[dropped]; f.journal("") != want {
			t.Errorf("dropped %t: %d jobs, want %d", dropped, f.journal(""), want)
		}
	}
}
