// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"regexp"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Series is the snapshots of one database under one prefix. A snapshot belongs when its label was generated
// from the prefix at our place, or when Adopt matches its name and its Details name the database.
type Series struct {
	Repository, Database, NamePrefix string
	Adopt                            *regexp.Regexp // nil = none
}

// SeriesRequest is one run of a series: a snapshot, unless a good one is young enough.
type SeriesRequest struct {
	Series
	Known           []SeriesSnapshot // what the last look brought
	DueAfter        time.Duration
	Selection       Selection
	MetadataOnly    bool
	AllowIncomplete bool
	Wait            Wait // AdoptFinishedWithin is not used: the look at the series takes its place
}

// SeriesResult is what a run left.
type SeriesResult struct {
	Look    SeriesLook
	Taken   *BackupResult // nil = a good snapshot was young enough, and nothing was submitted
	Notices []Notice
}

// RunSeries takes a snapshot exactly once (LIFECYCLE.md "Series"): a job of the series that still runs is waited for;
// a good snapshot that is younger than DueAfter, whoever took it, is enough. The look comes after the jobs were seen, and
// under the lock of the database, so that no snapshot can appear unseen before the submission: Doris runs one job of a
// database at a time. Errors are those of Backup.
func (r *Runner) RunSeries(ctx context.Context, request SeriesRequest) (SeriesResult, error) {
	request.Wait.AdoptFinishedWithin = 0
	b := r.newBackup(ctx, modeRun, BackupRequest{
		Repository: request.Repository, Database: request.Database, NamePrefix: request.NamePrefix, Selection: request.Selection,
		MetadataOnly: request.MetadataOnly, AllowIncomplete: request.AllowIncomplete, Wait: request.Wait,
	})
	defer b.stop()
	result, err := b.runSeries(request)
	if err != nil && !b.claimed {
		r.memory.unclaimBackup(b.operation, b.label)
	}
	return result, err
}

func (b *backup) runSeries(request SeriesRequest) (SeriesResult, error) {
	release, err := b.lock()
	if err != nil {
		return SeriesResult{}, err
	}
	defer release()
	if err := b.readPlace(); err != nil {
		return SeriesResult{}, err
	}
	for {
		result, again, err := b.seriesStep(request)
		if !again {
			return result, err
		}
	}
}

// seriesStep does what the jobs and the snapshots of this moment ask for. again: look anew.
func (b *backup) seriesStep(request SeriesRequest) (result SeriesResult, again bool, err error) {
	h, err := b.readHistory()
	if err != nil {
		return result, false, b.coded(err)
	}
	var taken BackupResult
	row, ours := classifyBackup(h, b.identity)
	switch row {
	case b1Unfinished:
		b.claimFound(ours)
		b.notice(Notice{Code: NoticeRunningOfSeries, Label: ours.Label})
		taken, again, err = b.await(&waiter{
			op: b.operation, level: Ours, mayUnblock: true,
			key: jobKey{kind: kindBackup, database: b.database, label: ours.Label, created: ours.Created},
		})
	case b5OtherObjectsUnfinished, b8OthersUnfinished:
		job, kind := h.unfinished()
		err = b.queue(kind, *job)
		return result, err == nil, err
	default:
		look := seriesLook{operation: b.operation, series: request.Series, place: b.identity.place, history: h}
		b.r.cluster.ForgetSnapshots(b.repository)
		result.Look, err = look.read(request.Known)
		if err != nil {
			return result, false, b.coded(b.repositoryError(err))
		}
		newest := result.Look.newestGood(request.AllowIncomplete)
		if newest != nil && h.now.Sub(newest.TakenAt) <= request.DueAfter {
			result.Notices = b.notices
			return result, false, nil
		}
		taken, again, err = b.submit(backupLook{history: h})
	}
	if again || err != nil {
		return result, again, err
	}
	result.Taken, result.Notices = &taken, taken.Notices
	return result, false, nil
}

// LookAtSeries reads what belongs to a series (Read, and before pruning); it never waits. known is what the last look
// brought: only snapshots that are not in it are looked into. The error is E-REPO where the repository is missing or
// unreadable; Now is set even then.
func (r *Runner) LookAtSeries(ctx context.Context, series Series, known []SeriesSnapshot) (SeriesLook, error) {
	o := r.begin(ctx, modeRead, target{kindBackup, series.Database, series.Repository, ""}, Wait{})
	defer o.stop()
	look := seriesLook{operation: o, series: series}
	var err error
	if look.history.now, err = r.cluster.Now(ctx); err != nil {
		return SeriesLook{}, o.coded(err)
	}
	unread := SeriesLook{Now: look.history.now}
	if look.history.backups, err = r.cluster.BackupJobs(ctx, series.Database); err != nil && doris.KindOf(err) != doris.KindUnknownDatabase {
		return unread, o.coded(err) // a database that was dropped has no jobs, but its snapshots are still there
	}
	repository, err := o.openRepository()
	if err != nil {
		return unread, err
	}
	here, err := r.cluster.Cluster(ctx)
	if err != nil {
		return unread, o.coded(o.repositoryError(err))
	}
	look.place = Place(here.ID, series.Database, series.Repository, repository.Location)
	found, err := look.read(known)
	if err != nil {
		return unread, o.coded(o.repositoryError(err))
	}
	return found, nil
}
