// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"maps"
	"time"
)

// RestoreSpec is what RESTORE SNAPSHOT needs.
type RestoreSpec struct {
	Database, Label, Repository string
	BackupTimestamp             string            // verbatim, as SHOW SNAPSHOT prints it
	Tables                      []TableRef        // ON; nil = everything in the snapshot. EXCLUDE is never sent: Doris ignores it
	Properties                  map[string]string // replication_num, reserve_replica, ... ; backup_timestamp is added
	Timeout                     time.Duration     // 0 = not sent
	RestoreOptions
}

// RestoreOptions are the properties of RESTORE that change what it makes of the tables (DORIS.md "Properties of RESTORE"). Doris's default of
// each is false, and what is false is not sent, because older releases do not know all of them (see the capabilities).
type RestoreOptions struct {
	ReserveColocate          bool   // keep colocate groups
	ReserveDynamicPartitions bool   // keep dynamic_partition.enable as it was
	AtomicRestore            bool   // load beside the old table, swap at the end (DORIS.md "Atomic restore")
	ForceReplace             bool   // replace a table of another schema; ignored without AtomicRestore (recorded: restore_over_existing)
	CleanTables              bool   // drop what is not among the objects of this restore, under their names in the snapshot
	CleanPartitions          bool   // drop partitions of restored tables that are not restored
	StorageVault             string // of new tables, in storage-compute decoupled clusters; "" = the default vault
}

// addTo writes the options into the properties of a statement.
func (o RestoreOptions) addTo(values map[string]string) {
	for name, wanted := range map[string]bool{
		"reserve_colocate":                 o.ReserveColocate,
		"reserve_dynamic_partition_enable": o.ReserveDynamicPartitions,
		"atomic_restore":                   o.AtomicRestore,
		"force_replace":                    o.ForceReplace,
		"clean_tables":                     o.CleanTables,
		"clean_partitions":                 o.CleanPartitions,
	} {
		if wanted {
			values[name] = "true"
		}
	}
	if o.StorageVault != "" {
		values["storage_vault_name"] = o.StorageVault
	}
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

func restoreSnapshot(spec RestoreSpec) statement {
	text := "RESTORE SNAPSHOT " + Identifier(spec.Database) + "." + Identifier(spec.Label) + " FROM " + Identifier(spec.Repository)
	if len(spec.Tables) > 0 {
		text += " ON " + references(spec.Tables)
	}
	values := maps.Clone(spec.Properties)
	if values == nil {
		values = make(map[string]string)
	}
	spec.addTo(values)
	values["backup_timestamp"] = spec.BackupTimestamp
	setTimeout(values, spec.Timeout)
	return statement{text: text + properties(values), name: "RESTORE SNAPSHOT " + spec.Database + "." + spec.Label}
}

func showRestore(database string) statement {
	return newStatement("SHOW RESTORE FROM " + Identifier(database))
}

func cancelRestore(database string) statement {
	return newStatement("CANCEL RESTORE FROM " + Identifier(database))
}

// SubmitRestore sends RESTORE SNAPSHOT once. An OK means queued; nearly all checks of Doris come later, as CANCELLED.
// KindConnectionLost = outcome unknown.
func (c *Client) SubmitRestore(ctx context.Context, spec RestoreSpec) error {
	defer c.ForgetTables(spec.Database)
	return c.exec(ctx, submission(restoreSnapshot(spec)))
}

// RestoreJobs returns the restores that Doris remembers of a database, oldest first. Never cached.
func (c *Client) RestoreJobs(ctx context.Context, database string) ([]RestoreJob, error) {
	answer, err := c.query(ctx, showRestore(database))
	if err != nil {
		return nil, err
	}
	jobs := make([]RestoreJob, 0, len(answer.rows))
	for _, r := range answer.rows {
		jobs = append(jobs, RestoreJob{
			Job:                           parseJob(r, "Label", c.secrets.scrub),
			Timestamp:                     r.text("Timestamp"),
			AllowLoad:                     r.yes("AllowLoad"),
			ReplicationNum:                r.text("ReplicationNum"),
			ReplicaAllocation:             r.text("ReplicaAllocation"),
			ReserveReplica:                r.yes("ReserveReplica"),
			ReserveDynamicPartitionEnable: r.yes("ReserveDynamicPartitionEnable"),
			Source:                        parseDetails(r.text("RestoreObjs")),
			MetaPrepared:                  r.time("MetaPreparedTime"),
			SnapshotFinished:              r.time("SnapshotFinishedTime"),
			DownloadFinished:              r.time("DownloadFinishedTime"),
		})
	}
	return jobs, nil
}

// CancelRestore cancels the newest job of the database if it is an unfinished restore. As CancelBackup.
func (c *Client) CancelRestore(ctx context.Context, database string) error {
	defer c.ForgetTables(database)
	return c.exec(ctx, cancelRestore(database))
}

// CancelRestoreStatement returns the statement a person would run.
func CancelRestoreStatement(database string) string { return cancelRestore(database).text + ";" }
