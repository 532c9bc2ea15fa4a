// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"strconv"
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
	Timeout                     time.Duration // Doris's own timeout property; 0 = not sent (DORIS.md "The property timeout")
}

// Job states (DORIS.md "States of a backup", "States of a restore").
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

func backupSnapshot(spec BackupSpec) statement {
	text := "BACKUP SNAPSHOT " + Identifier(spec.Database) + "." + Identifier(spec.Label) + " TO " + Identifier(spec.Repository)
	switch {
	case len(spec.Tables) > 0:
		text += " ON " + references(spec.Tables)
	case len(spec.Exclude) > 0:
		text += " EXCLUDE (" + identifiers(spec.Exclude) + ")"
	}
	values := make(map[string]string)
	if spec.MetadataOnly {
		values["content"] = "metadata_only"
	}
	setTimeout(values, spec.Timeout)
	return statement{text: text + properties(values), name: "BACKUP SNAPSHOT " + spec.Database + "." + spec.Label}
}

// setTimeout adds Doris's own limit, in seconds. It is left out unless it is asked for, because many 4.x releases fail
// on any statement that has it (DORIS.md "The property timeout").
func setTimeout(values map[string]string, timeout time.Duration) {
	if timeout > 0 {
		values["timeout"] = strconv.FormatInt(int64(timeout.Round(time.Second)/time.Second), 10)
	}
}

func showBackup(database string) statement {
	return newStatement("SHOW BACKUP FROM " + Identifier(database))
}

func cancelBackup(database string) statement {
	return newStatement("CANCEL BACKUP FROM " + Identifier(database))
}

// SubmitBackup sends BACKUP SNAPSHOT once. An OK means queued. KindConnectionLost = outcome unknown.
func (c *Client) SubmitBackup(ctx context.Context, spec BackupSpec) error {
	defer c.ForgetSnapshots(spec.Repository)
	return c.exec(ctx, submission(backupSnapshot(spec)))
}

// BackupJobs returns the backups that Doris remembers of a database, oldest first. Never cached.
func (c *Client) BackupJobs(ctx context.Context, database string) ([]BackupJob, error) {
	answer, err := c.query(ctx, showBackup(database))
	if err != nil {
		return nil, err
	}
	jobs := make([]BackupJob, 0, len(answer.rows))
	for _, r := range answer.rows {
		job := BackupJob{
			Job: parseJob(r, "SnapshotName", c.secrets.scrub), SnapshotFinished: r.time("SnapshotFinishedTime"),
			UploadFinished: r.time("UploadFinishedTime"),
		}
		job.Objects = parseBackupObjects(r.text("BackupObjs"), job.Database)
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// parseJob reads the columns that SHOW BACKUP and SHOW RESTORE share. Messages may come from the storage's client, so
// they are scrubbed like errors.
func parseJob(r row, label string, scrub func(string) string) Job {
	return Job{
		ID: r.text("JobId"), Label: r.text(label), Database: shortName(r.text("DbName")), State: r.text("State"),
		Created: r.time("CreateTime"), Finished: r.time("FinishedTime"),
		UnfinishedTasks: r.text("UnfinishedTasks"), Progress: r.text("Progress"),
		TaskErrMsg: scrub(r.text("TaskErrMsg")), Status: scrub(r.text("Status")), Timeout: r.seconds("Timeout"),
	}
}

// CancelBackup cancels the newest job of the database if it is an unfinished backup (DORIS.md "CANCEL"). There is no
// label condition: the caller must have read SHOW BACKUP just before.
func (c *Client) CancelBackup(ctx context.Context, database string) error {
	return c.exec(ctx, cancelBackup(database))
}

// CancelBackupStatement returns the statement a person would run.
func CancelBackupStatement(database string) string { return cancelBackup(database).text + ";" }
