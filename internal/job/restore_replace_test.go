// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// A restore whose data failed is replaced a day later: long after the time in which a finished job is taken over.
func TestReplacement(t *testing.T) {
	for name, c := range map[string]struct {
		drops  bool
		notice NoticeCode // of plan and apply
		jobs   int
	}{
		"its tables stay":     {notice: NoticeTakenBack, jobs: 1},
		"its tables are gone": {drops: true, jobs: 2},
	} {
		t.Run(name, func(t *testing.T) {
			f := withRows(t)
			first, err := f.runner().Restore(context.Background(), verifiedRequest())
			mustSucceed(t, err)
			f.clock.pass(24 * time.Hour)
			request := verifiedRequest()
			_, err = f.runner().PlanRestore(context.Background(), request)
			mustFail(t, err, CodeTables) // what a stranger's plan says

			planning := f.runner()
			var drops []string
			if c.drops {
				drops = first.CreatedTables
			}
			planning.ForeseeReplacement("clone", "snap", first.BackupTimestamp, first.Created, drops)
			planned, err := planning.PlanRestore(context.Background(), request)
			mustSucceed(t, err)
			if planned.Submits != c.drops || hasNotice(planned.Notices, NoticeWillDrop) != c.drops {
				t.Errorf("planned %+v", planned)
			}

			applying := f.runner()
			if c.drops {
				f.databases["clone"] = []doris.Table{}
				applying.InheritDatabase("clone")
			}
			applying.ReleaseRestore("clone", "snap", first.BackupTimestamp, first.Created, c.drops)
			second, err := applying.Restore(context.Background(), request)
			mustSucceed(t, err)
			if f.journal("") != c.jobs || !second.Verified.Passed() || c.notice != "" && !hasNotice(second.Notices, c.notice) {
				t.Errorf("%d jobs, %+v", f.journal(""), second)
			}
			if !second.CreatedDatabase || !slices.Equal(second.CreatedTables, first.CreatedTables) {
				t.Errorf("created: database %t, %v", second.CreatedDatabase, second.CreatedTables)
			}
		})
	}
}

// A replacement that restores another snapshot meets the tables that stay, and not those that go.
func TestReplacementByAnotherSnapshot(t *testing.T) {
	f := withRows(t)
	first, err := f.runner().Restore(context.Background(), verifiedRequest())
	mustSucceed(t, err)
	f.directory("repo", "older").infos["2026-09-01-00-00-00"] = olderDetails(f, first)
	request := verifiedRequest()
	request.Snapshot = "older"
	for _, drops := range [][]string{nil, {"orders"}, first.CreatedTables} {
		planning := f.runner()
		planning.ForeseeReplacement("clone", "snap", first.BackupTimestamp, first.Created, drops)
		_, err := planning.PlanRestore(context.Background(), request)
		if len(drops) == 3 {
			mustSucceed(t, err)
			continue
		}
		if failure := mustFail(t, err, CodeTables); len(DetailOf[TablesInTheWay](failure).Names) != 3-len(drops) {
			t.Errorf("%v: %+v", drops, DetailOf[TablesInTheWay](failure).Names)
		}
	}
}

// olderDetails are those of a snapshot of the same objects, taken earlier.
func olderDetails(f *fakeCluster, r RestoreResult) *doris.SnapshotDetails {
	taken := f.clock.Now().Add(-240 * time.Hour)
	return &doris.SnapshotDetails{Name: "older", Database: "shop", BackupTime: taken, Tables: r.Tables, Views: r.Views}
}
