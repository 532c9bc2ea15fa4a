// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// A backup that the frontend cannot begin holds up the jobs of all databases: ours is submitted once more, in case a restart
// was the cause, and then not left in their way.
func TestBackupThatCannotBegin(t *testing.T) {
	w := newWorld(t)
	w.sim.ThrowInPending("backup", true)
	_, err := w.process().Backup(context.Background(), fixed("snap"))
	failure := fails(t, err, job.CodeBlocked)
	if !failure.Cancelled || !failure.Resubmitted || failure.UsedUp || w.sent("BACKUP SNAPSHOT") != 2 || w.sent("CANCEL BACKUP") != 2 {
		t.Errorf("%+v, %d submissions, %d cancels", *failure, w.sent("BACKUP SNAPSHOT"), w.sent("CANCEL BACKUP"))
	}
	w.sim.ThrowInPending("backup", false)
	mustBackup(t, w.process(), fixed("snap")) // nothing is held up, and the name is free
}
