// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// cancelJob is CANCEL BACKUP and CANCEL RESTORE: the newest job of the database, whatever its label (DORIS.md "CANCEL").
func (h *Handler) cancelJob(session Session, s *sql.CancelJob) *profile.Error {
	id, err := h.databaseOf(session, s.Database)
	if err != nil {
		return err
	}
	kind, missing := kindBackup, "No backup job is currently running"
	if s.Restore {
		kind, missing = kindRestore, "No restore is currently running"
	}
	j := h.history.last(id)
	if j == nil || j.head().kind != kind {
		return h.profile.Err(profile.Common, "%s", missing)
	}
	head := j.head()
	head.Lock()
	defer head.Unlock()
	if head.isDone() {
		return h.profile.Err(profile.Common, "Failed to cancel job: Job with label %s can not be cancelled. state: %s",
			head.label, head.state)
	}
	cancelWith(j, commonError("%s", j.cancelText()))
	return nil
}

// databaseOf is the database of a statement: the one named, else the session's.
func (h *Handler) databaseOf(session Session, named string) (int64, *profile.Error) {
	if named == "" {
		named = session.Database
	}
	if named == "" {
		return 0, h.profile.NoDatabase()
	}
	id, ok := h.catalog.DatabaseID(named)
	if !ok {
		return 0, h.profile.UnknownDatabase(named)
	}
	return id, nil
}
