// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"regexp"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

var damagedInfo = dorisError(doris.KindSnapshotDamaged, "Failed to get info: md5sum does not equal. local: 99914b93, remote: a1b2c3d4")

// TestSeriesPassesOverDamagedSnapshots: one snapshot that nobody can read is not the series' and stops nothing.
func TestSeriesPassesOverDamagedSnapshots(t *testing.T) {
	f := newFake(t)
	request := fixedRequest()
	_, err := f.runner().Backup(context.Background(), request)
	mustSucceed(t, err)
	f.fail["SnapshotDetails"] = []error{damagedInfo, damagedInfo}
	look, err := f.runner().LookAtSeries(context.Background(), Series{
		Repository: "repo", Database: "shop", NamePrefix: "nightly_", Adopt: regexp.MustCompile("^before_"),
	}, nil)
	mustSucceed(t, err)
	if len(look.Snapshots) != 1 || look.Snapshots[0].Kind != SeriesForeign {
		t.Errorf("the series holds %+v", look.Snapshots)
	}
}

// TestReadOfDamagedSnapshot: a backup that ended since the last look, and whose info file was damaged then.
func TestReadOfDamagedSnapshot(t *testing.T) {
	f := newFake(t)
	result, err := f.runner().Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	f.fail["SnapshotDetails"] = []error{damagedInfo}
	read, err := f.runner().ReadBackup(context.Background(), BackupState{
		Repository: "repo", Database: "shop", Label: result.Label, State: "UPLOADING", Created: result.Created,
	})
	mustSucceed(t, err)
	if read.Fate != Unrestorable || len(read.Notices) != 1 {
		t.Errorf("read %+v", read)
	}
}
