// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func (b *backup) adoptedLevel() Level {
	if b.identity.generated {
		return Ours
	}
	return Namesake
}

// claimFound claims a job that was found, which runs or finished. The list that was submitted is BackupObjs while it is readable.
func (b *backup) claimFound(job *doris.BackupJob) {
	b.claimed = true
	if job == nil {
		return
	}
	b.label = job.Label
	b.r.memory.claimBackup(b.operation, job.Label)
	b.asked = nil
	if job.Objects != nil {
		b.asked = objectNames(jobObjects(job.Objects))
	}
}

// adopt takes a finished backup as ours.
func (b *backup) adopt(look backupLook) (BackupResult, bool, error) {
	b.label = look.label
	b.r.memory.claimBackup(b.operation, look.label)
	progress := evictedProgress(look.label, look.details)
	finished := look.details.BackupTime
	if look.row != nil {
		progress, finished = row{Job: look.row.Job, backup: look.row}.progress(0), look.row.Finished
	}
	b.notice(Notice{Code: NoticeFinishedAdopted, At: finished})
	found := proof{verdict: verdictGood, timestamp: look.snapshot.Timestamps[0], details: look.details}
	result, err := b.result(found, progress, b.adoptedLevel())
	return result, false, err
}
