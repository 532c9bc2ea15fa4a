// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// row is one line of SHOW BACKUP or SHOW RESTORE.
type row struct {
	doris.Job
	timestamp string // restores: the backup_timestamp given
	backup    *doris.BackupJob
	restore   *doris.RestoreJob
}

// rows reads the jobs of one kind that Doris remembers of a database, oldest first.
func (r *Runner) rows(ctx context.Context, kind, database string) ([]row, error) {
	if kind == kindBackup {
		jobs, err := r.cluster.BackupJobs(ctx, database)
		return backupRows(jobs), err
	}
	jobs, err := r.cluster.RestoreJobs(ctx, database)
	return restoreRows(jobs), err
}

// jobKey finds a job again (LIFECYCLE.md "The waiter"). The job id is no part of it: Doris changes it.
type jobKey struct {
	kind, database, label string
	timestamp             string    // restores
	created               time.Time // zero: not known yet
}

// find returns the last row of the key, nil when there is none.
func (k jobKey) find(rows []row) *row {
	for i := len(rows) - 1; i >= 0; i-- {
		if k.label == rows[i].Label && k.timestamp == rows[i].timestamp &&
			(k.created.IsZero() || k.created.Equal(rows[i].Created)) {
			return &rows[i]
		}
	}
	return nil
}

// findNew returns the last row of the key that was not there before the submission.
func (k jobKey) findNew(rows, before []row) *row {
	found := k.find(rows)
	if found == nil {
		return nil
	}
	for _, old := range before {
		if old.Label == found.Label && old.timestamp == found.timestamp && old.Created.Equal(found.Created) &&
			old.ID == found.ID && old.State == found.State && !old.Unfinished() {
			return nil
		}
	}
	return found
}

// milestones are the time columns that are set as a job goes on.
func (r row) milestones() [3]time.Time {
	switch {
	case r.backup != nil:
		return [3]time.Time{r.backup.SnapshotFinished, r.backup.UploadFinished, r.Finished}
	case r.restore != nil:
		return [3]time.Time{r.restore.MetaPrepared, r.restore.SnapshotFinished, r.restore.DownloadFinished}
	}
	return [3]time.Time{}
}

// moved reports whether a job made progress between two looks (LIFECYCLE.md "The waiter").
func moved(before, now row) bool {
	return before.State != now.State || before.Progress != now.Progress ||
		before.UnfinishedTasks != now.UnfinishedTasks || before.milestones() != now.milestones()
}

// progress is what a result tells of a row.
func (r row) progress(queued time.Duration) Progress {
	p := Progress{Label: r.Label, State: r.State, ID: r.ID, Created: r.Created, Finished: r.Finished}
	if !r.Finished.IsZero() && !r.Created.IsZero() {
		p.Duration = r.Finished.Sub(r.Created)
	}
	p.Phases = r.phases()
	p.Phases["queue"] = int64(queued / time.Second)
	return p
}

// phases measures the job by its time columns, in seconds. Doris does not write down when a job left PENDING: that time
// is part of the first phase.
func (r row) phases() map[string]int64 {
	var names []string
	var times []time.Time
	switch {
	case r.backup != nil:
		names = []string{"snapshot", "upload", "save"}
		times = []time.Time{r.Created, r.backup.SnapshotFinished, r.backup.UploadFinished, r.Finished}
	case r.restore != nil:
		names = []string{"prepare", "snapshot", "download", "commit"}
		times = []time.Time{r.Created, r.restore.MetaPrepared, r.restore.SnapshotFinished, r.restore.DownloadFinished, r.Finished}
	}
	phases := map[string]int64{}
	for i, name := range names {
		if !times[i].IsZero() && !times[i+1].IsZero() {
			phases[name] = int64(times[i+1].Sub(times[i]) / time.Second)
		}
	}
	return phases
}

// holder describes another's job.
func holder(kind string, j doris.Job) *Holder {
	return &Holder{Kind: kind, Database: j.Database, Label: j.Label, State: j.State, JobID: j.ID, TaskErrMsg: j.TaskErrMsg, Since: j.Created}
}

func restoreRows(jobs []doris.RestoreJob) []row {
	var rows []row
	for i := range jobs {
		rows = append(rows, row{Job: jobs[i].Job, timestamp: jobs[i].Timestamp, restore: &jobs[i]})
	}
	return rows
}

func backupRows(jobs []doris.BackupJob) []row {
	var rows []row
	for i := range jobs {
		rows = append(rows, row{Job: jobs[i].Job, backup: &jobs[i]})
	}
	return rows
}
