// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"time"
)

// TableRef names a table or view and, optionally, some of its partitions and (restores) a new name.
type TableRef struct {
	Name       string
	Partitions []string // nil = all
	Alias      string   // RESTORE only: AS
}

// BackupSpec is what BACKUP SNAPSHOT needs.
type BackupSpec struct {
	Database, Label, Repository string
	Tables                      []TableRef    // ON; nil = the whole database
	Exclude                     []string      // EXCLUDE; not together with Tables
	MetadataOnly                bool          // content = metadata_only
	Timeout                     time.Duration // Doris's own timeout property; 0 = not sent (reference 2.3)
}

// Job states (reference 4.1, 4.2).
const (
	StateFinished  = "FINISHED"
	StateCancelled = "CANCELLED"
)

// Job is what SHOW BACKUP and SHOW RESTORE have in common. Times are UTC, zero when the column is NULL.
type Job struct {
	ID              string // "-1" while PENDING; changes at a frontend restart: never an identity
	Label           string
	Database        string
	State           string
	Created         time.Time // second precision; equals floor(backup_time) of the snapshot
	Finished        time.Time
	UnfinishedTasks string
	Progress        string
	TaskErrMsg      string
	Status          string // "[OK]" or "[CODE, msg: text]"; lost at a frontend restart
	Timeout         time.Duration
}

// Unfinished reports whether the job is neither FINISHED nor CANCELLED.
func (j Job) Unfinished() bool { return j.State != StateFinished && j.State != StateCancelled }

// BackupJob is one row of SHOW BACKUP.
type BackupJob struct {
	Job
	Objects          []TableRef // parsed BackupObjs; nil when unreadable ("[null]" after a restart on 4.x)
	SnapshotFinished time.Time
	UploadFinished   time.Time
}

// SubmitBackup sends BACKUP SNAPSHOT once. An OK means queued. KindConnectionLost = outcome unknown.
func (c *Client) SubmitBackup(ctx context.Context, spec BackupSpec) error { return nil }

// BackupJobs returns the backups that Doris remembers of a database, oldest first. Never cached.
func (c *Client) BackupJobs(ctx context.Context, database string) ([]BackupJob, error) {
	return nil, nil
}

// CancelBackup cancels the newest job of the database if it is an unfinished backup (reference 4.6). There is no
// label condition: the caller must have read SHOW BACKUP just before.
func (c *Client) CancelBackup(ctx context.Context, database string) error { return nil }

// CancelBackupStatement returns the statement a person would run.
func CancelBackupStatement(database string) string { return "" }
