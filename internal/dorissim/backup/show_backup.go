// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// showBackup is SHOW BACKUP: the backup jobs that the frontend remembers of one database, oldest first (DORIS.md "Columns").
func (h *Handler) showBackup(session Session, s *sql.Show) (*result.Result, *profile.Error) {
	matches, id, err := h.jobsOf(session, s, "SnapshotName", "snapshot")
	if err != nil {
		return nil, err
	}
	answer := result.Of("JobId", "SnapshotName", "DbName", "State", "BackupObjs", "CreateTime", "SnapshotFinishedTime",
		"UploadFinishedTime", "FinishedTime", "UnfinishedTasks", "Progress", "TaskErrMsg", "Status", "Timeout")
	for _, j := range h.history.of(id) {
		backup, ok := j.(*backupJob)
		if ok && matches(backup.label) {
			backup.Lock()
			backup.addRow(answer, session)
			backup.Unlock()
		}
	}
	return answer, nil
}

func (j *backupJob) addRow(answer *result.Result, session Session) {
	answer.Add(j.id, j.label, j.database, j.state, j.objects(),
		timeText(j.created, session.Zone), timeText(j.snapshotFinished, session.Zone),
		timeText(j.uploadFinished, session.Zone), timeText(j.finished, session.Zone),
		j.unfinishedTasks(), "", j.tasks.errors(), j.status, int64(j.timeout.Seconds()))
}

func (j *jobHead) unfinishedTasks() string {
	limit := 0
	if j.handler.profile.CapsTasks {
		limit = 100
	}
	return j.tasks.unfinished(j.handler.profile.BracketedTasks, limit)
}

// objects is the column BackupObjs (recorded: backup_selection; after a restart on 4.x: restart).
func (j *backupJob) objects() string {
	var parts []string
	for _, ref := range j.refs {
		text := j.database + "." + ref.table
		if j.handler.profile.BackquotedObjects {
			text = "`" + j.database + "`.`" + ref.table + "`"
		}
		if len(ref.partitions) > 0 {
			if j.handler.profile.BackquotedObjects {
				text += " "
			}
			text += "PARTITIONS (" + strings.Join(ref.partitions, ", ") + ")"
		}
		if j.lost {
			text = "null"
		}
		parts = append(parts, "["+text+"]")
	}
	return strings.Join(parts, ", ")
}
