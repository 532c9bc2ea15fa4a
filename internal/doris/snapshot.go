// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"time"
)

// Snapshot is one row of SHOW SNAPSHOT ON r.
type Snapshot struct {
	Name       string
	Timestamps []string // none: no info file (unfinished, failed, or no such snapshot); two or more: label twins
	Status     string   // "OK", "ERROR: No info file found", "ERROR: Failed to get info: ..."
}

// Complete reports whether exactly one well-formed info file exists.
func (s Snapshot) Complete() bool { return s.Status == "OK" && len(s.Timestamps) == 1 }

// SnapshotDetails is the parsed Details column (and RestoreObjs, which has the same form; reference 3.2).
type SnapshotDetails struct {
	Name         string
	Database     string
	BackupTime   time.Time // backup_time, milliseconds since the epoch: the only zone-free time of a snapshot
	MetadataOnly bool      // content = METADATA_ONLY
	Tables       []SnapshotTable
	Views        []string
	Others       []string // ODBC tables
}

// SnapshotTable is a table in a snapshot with its partitions.
type SnapshotTable struct {
	Name       string
	Partitions []string
}

// Snapshots lists a repository (SHOW SNAPSHOT ON r). Shared read, see shared.go.
// KindRepositoryUnreadable when the storage cannot be listed.
func (c *Client) Snapshots(ctx context.Context, repository string) ([]Snapshot, error) {
	return nil, nil
}

// Snapshot looks up one snapshot (SHOW SNAPSHOT ... WHERE SNAPSHOT =), never cached. "No such snapshot" and "leftovers
// of a failed backup" both come back without timestamps: Doris cannot tell them apart here (recorded: backup_database).
// An unreadable storage ("Failed to get info", "Failed to list") is an error of KindRepositoryUnreadable.
func (c *Client) Snapshot(ctx context.Context, repository, name string) (Snapshot, error) {
	return Snapshot{}, nil
}

// SnapshotDetails reads what one snapshot holds (SHOW SNAPSHOT ... AND TIMESTAMP =). Immutable, therefore shared for
// the life of the client. KindSnapshotMissing when there is no such info file.
func (c *Client) SnapshotDetails(ctx context.Context, repository, name, timestamp string) (*SnapshotDetails, error) {
	return nil, nil
}
