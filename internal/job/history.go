// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// history is what a look at one database and the server's clock brought: all that decides which row decides.
type history struct {
	now      time.Time // the server's
	window   time.Duration
	limit    int // max_backup_restore_job_num_per_db
	backups  []doris.BackupJob
	restores []doris.RestoreJob
}

// inWindow reports whether a finished job may still be adopted (lifecycle, Words).
func (h history) inWindow(j doris.Job) bool {
	return h.window > 0 && !j.Finished.IsZero() && h.now.Sub(j.Finished) <= h.window
}

// full reports whether something may have been evicted; a database that does not exist has no history at all (limit 0).
func (h history) full() bool { return h.limit > 0 && len(h.backups)+len(h.restores) >= h.limit }

// covered reports whether the history certainly holds every job of the window: an evicted job ended before the oldest
// remembered one began.
func (h history) covered() bool {
	if !h.full() {
		return true
	}
	oldest := h.now
	for _, j := range h.jobs() {
		if !j.Created.IsZero() && j.Created.Before(oldest) {
			oldest = j.Created
		}
	}
	return h.now.Sub(oldest) > h.window
}

func (h history) jobs() []doris.Job {
	var jobs []doris.Job
	for _, b := range h.backups {
		jobs = append(jobs, b.Job)
	}
	for _, r := range h.restores {
		jobs = append(jobs, r.Job)
	}
	return jobs
}

// unfinished returns the job that holds the database, nil when there is none, and its kind.
func (h history) unfinished() (*doris.Job, string) {
	for i := range h.backups {
		if h.backups[i].Unfinished() {
			return &h.backups[i].Job, kindBackup
		}
	}
	for i := range h.restores {
		if h.restores[i].Unfinished() {
			return &h.restores[i].Job, kindRestore
		}
	}
	return nil, ""
}

// Running is the unfinished job of a database, nil when none runs: there is at most one.
func Running(backups []doris.BackupJob, restores []doris.RestoreJob) *Holder {
	running, kind := history{backups: backups, restores: restores}.unfinished()
	if running == nil {
		return nil
	}
	return holder(kind, *running)
}

// readHistory reads the database's jobs and the server's clock.
func (o *operation) readHistory() (history, error) {
	h := history{window: o.wait.AdoptFinishedWithin}
	err := o.persist(func(ctx context.Context) (err error) {
		if h.now, err = o.r.cluster.Now(ctx); err != nil {
			return err
		}
		if h.backups, err = o.r.cluster.BackupJobs(ctx, o.database); err != nil {
			return err
		}
		if h.restores, err = o.r.cluster.RestoreJobs(ctx, o.database); err != nil {
			return err
		}
		h.limit = o.r.cluster.HistoryLimit(ctx)
		o.jobless = h.limit == 0
		return nil
	})
	return h, err
}
