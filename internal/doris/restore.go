// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"time"
)

// RestoreSpec is what RESTORE SNAPSHOT needs.
type RestoreSpec struct {
	Database, Label, Repository string
	BackupTimestamp             string            // verbatim, as SHOW SNAPSHOT prints it
	Tables                      []TableRef        // ON; nil = everything in the snapshot. EXCLUDE is never sent: Doris ignores it
	Properties                  map[string]string // replication_num, reserve_replica, ... ; backup_timestamp is added
	Timeout                     time.Duration     // 0 = not sent
}

// RestoreJob is one row of SHOW RESTORE.
type RestoreJob struct {
	Job
	Timestamp                     string // the backup_timestamp given
	AllowLoad                     bool
	ReplicationNum                string
	ReplicaAllocation             string
	ReserveReplica                bool
	ReserveDynamicPartitionEnable bool
	Source                        *SnapshotDetails // parsed RestoreObjs: source database, backup_time, tables; nil when unreadable. Aliases are not shown
	MetaPrepared                  time.Time
	SnapshotFinished              time.Time
	DownloadFinished              time.Time
}

// SubmitRestore sends RESTORE SNAPSHOT once. An OK means queued; nearly all checks of Doris come later, as CANCELLED.
func (c *Client) SubmitRestore(ctx context.Context, spec RestoreSpec) error { return nil }

// RestoreJobs returns the restores that Doris remembers of a database, oldest first. Never cached.
func (c *Client) RestoreJobs(ctx context.Context, database string) ([]RestoreJob, error) {
	return nil, nil
}

// CancelRestore cancels the newest job of the database if it is an unfinished restore.
func (c *Client) CancelRestore(ctx context.Context, database string) error { return nil }

// CancelRestoreStatement returns the statement a person would run.
func CancelRestoreStatement(database string) string { return "" }
