// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// restoreColumns are the columns of SHOW RESTORE; SHOW BRIEF RESTORE lacks those of briefLacks (DORIS.md "Columns").
var (
	restoreColumns = []string{
		"JobId", "Label", "Timestamp", "DbName", "State", "AllowLoad", "ReplicationNum", "ReplicaAllocation",
		"ReserveReplica", "ReserveDynamicPartitionEnable", "RestoreObjs", "CreateTime", "MetaPreparedTime", "SnapshotFinishedTime",
		"DownloadFinishedTime", "FinishedTime", "UnfinishedTasks", "Progress", "TaskErrMsg", "Status", "Timeout",
	}
	briefLacks = []string{"RestoreObjs", "Progress", "TaskErrMsg"}
)

// showRestore is SHOW [BRIEF] RESTORE: the restore jobs that the frontend remembers of one database, oldest first.
func (h *Handler) showRestore(session Session, s *sql.Show) (*result.Result, *profile.Error) {
	matches, id, err := h.jobsOf(session, s, "LABEL", "label")
	if err != nil {
		return nil, err
	}
	answer := &result.Result{}
	for _, column := range restoreColumns {
		if !s.Brief || !slices.Contains(briefLacks, column) {
			answer.Columns = append(answer.Columns, column)
		}
	}
	for _, j := range h.history.of(id) {
		restore, ok := j.(*restoreJob)
		if ok && matches(restore.label) {
			restore.Lock()
			answer.Add(restore.row(session, s.Brief)...)
			restore.Unlock()
		}
	}
	return answer, nil
}

func (j *restoreJob) row(session Session, brief bool) []any {
	values := []any{
		j.id, j.label, j.timestamp, j.database, j.state, j.allowLoad, j.replicas.Total(), j.replicas.String(),
		j.reserveReplica, j.reserveDynamic, j.info.Brief(),
		timeText(j.created, session.Zone), timeText(j.metaPrepared, session.Zone), timeText(j.snapshotFinished, session.Zone),
		timeText(j.downloadFinished, session.Zone), timeText(j.finished, session.Zone),
		j.unfinishedTasks(), "", j.tasks.errors(), j.status, int64(j.timeout.Seconds()),
	}
	if !brief {
		return values
	}
	var kept []any
	for i, column := range restoreColumns {
		if !slices.Contains(briefLacks, column) {
			kept = append(kept, values[i])
		}
	}
	return kept
}
