// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Meets finds the unfinished job that a backup would meet in its database, nil when none runs. ours: it looks like this
// backup's own, as after an interrupted apply, so that an apply waits for it and submits nothing. place is the
// fingerprint of where the backup goes (Place), "" while it is not known.
func (r BackupRequest) Meets(backups []doris.BackupJob, restores []doris.RestoreJob, place string) (found *Holder, ours bool) {
	row, _ := classifyBackup(history{backups: backups, restores: restores}, r.identity(place))
	return Running(backups, restores), row == b1Unfinished
}

// TakesOver is the label of the job, running or finished within the window, that a backup with a generated name would take
// for its own, "" when it would submit one. The server's clock is asked only when there is a job of that kind.
func (r BackupRequest) TakesOver(backups []doris.BackupJob, place string, now func() time.Time) string {
	id := r.identity(place)
	if _, newest := classifyBackup(history{backups: backups}, id); newest == nil {
		return ""
	}
	switch row, job := classifyBackup(history{backups: backups, now: now(), window: r.Wait.AdoptFinishedWithin}, id); row {
	case b1Unfinished, b2InWindow:
		return job.Label
	default:
		return ""
	}
}

// identity is what tells jobs of this request from others.
func (r BackupRequest) identity(place string) backupIdentity {
	return backupIdentity{
		generated: r.NamePrefix != "", label: r.Name, prefix: r.NamePrefix, selection: r.Selection, place: place,
		request: Request(r.MetadataOnly, r.Selection, r.Triggers),
	}
}
