// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// foreignInfoFile reports whether an info file stands under our fixed label although our job has written none: its
// twin in another database or cluster was faster (race 3). It is asked at each change of state until UPLOADING ends. Our
// own file is not taken for a stranger's: the job may have ended between the look at its state and this one.
func (b *backup) foreignInfoFile(state string, created time.Time) bool {
	if !cancellable[kindBackup][state] {
		return false
	}
	seen, err := b.r.cluster.Snapshot(b.bound, b.repository, b.label)
	if err != nil || len(seen.Timestamps) == 0 {
		return false
	}
	for _, timestamp := range seen.Timestamps {
		details, err := b.r.cluster.SnapshotDetails(b.bound, b.repository, b.label, timestamp)
		if err == nil && (details.Database != b.database || !sameSecond(details.BackupTime, created)) {
			b.foreign = proof{timestamp: timestamp, details: details}
			return true
		}
	}
	return false
}

// sharedError cancels our job, which saves the other snapshot, and says whose the label is.
func (b *backup) sharedError(w *waiter) *Error {
	failure := w.about(CodeShared)
	failure.Cancel = ""
	if b.foreign.details != nil {
		failure.SourceDatabase, failure.TakenAt = b.foreign.details.Database, b.foreign.details.BackupTime
	}
	done, err := b.guardedCancel(w.key, false)
	failure.Cause, failure.Cancelled, failure.Struck = err, done.cancelled, done.struck
	return failure
}

// adopt takes a finished backup as ours.
func (b *backup) adopt(look backupLook) (BackupResult, bool, error) {
	b.label = look.label
	b.r.memory.claimBackup(b.operation, look.label)
	progress := evictedProgress(look.label, look.details)
	finished := look.details.BackupTime
	if look.row != nil {
		progress, finished = row{Job: look.row.Job, backup: look.row}.progress(0), look.row.Finished
	}
	b.noticeAdopted(look.label, finished)
	found := proof{verdict: verdictGood, timestamp: look.snapshot.Timestamps[0], details: look.details}
	result, err := b.full(found, progress, b.adoptedLevel())
	return result, false, err
}

// full turns a proof into the result, or into the error of a snapshot that is no success.
func (b *backup) full(found proof, progress Progress, level Level) (BackupResult, error) {
	failure := b.fail(CodeTwice)
	failure.JobID, failure.LastState, failure.FinishedAt = progress.ID, progress.State, progress.Finished
	switch {
	case found.verdict == verdictTwice:
		failure.Others = b.describeTwins(b.label, found.twins)
		return BackupResult{}, failure
	case found.verdict == verdictShared:
		failure.Code = CodeShared
		failure.SourceDatabase, failure.TakenAt = found.details.Database, found.details.BackupTime
		return BackupResult{}, failure
	case b.otherSelection(found.details):
		failure.Code = CodeOther
		failure.SourceDatabase, failure.TakenAt = found.details.Database, found.details.BackupTime
		failure.Objects, failure.Others = b.written(), objectNames(snapshotObjects(found.details))
		return BackupResult{}, failure
	}
	result := BackupResult{
		Progress: progress, Level: level, Database: b.database, BackupTimestamp: found.timestamp, TakenAt: found.details.BackupTime,
		Details: found.details, Submitted: b.asked,
	}
	if err := b.complete(&result); err != nil {
		return BackupResult{}, err
	}
	b.info("verified in the repository", map[string]any{"backup_timestamp": found.timestamp})
	if level == Namesake {
		b.warnOfLacking(found.details)
	}
	b.noticeQueued()
	result.Notices = b.notices
	return result, nil
}

// otherSelection: the snapshot holds something that was not asked for. Objects that are missing are another question.
func (b *backup) otherSelection(d *doris.SnapshotDetails) bool {
	if d.MetadataOnly != b.request.MetadataOnly {
		return true
	}
	return slices.ContainsFunc(snapshotObjects(d), func(o object) bool { return !b.request.Selection.includes(o.name) })
}

// complete compares the snapshot with what was asked for: missing objects are an error unless allowed; kinds that Doris
// leaves out without a word are named.
func (b *backup) complete(result *BackupResult) error {
	wanted := result.Submitted
	if wanted == nil {
		b.notice("Missing objects are not known", "The list of objects that "+describe(kindBackup, b.label, b.database)+
			" was submitted with is no longer known, so it cannot be compared with the snapshot.")
		wanted = b.request.Selection.literals()
	}
	for _, name := range without(wanted, objectNames(snapshotObjects(result.Details))) {
		if reason := b.whyLeftOut(name); reason != "" {
			result.Skipped = append(result.Skipped, Skipped{Name: name, Reason: reason})
			continue
		}
		if !slices.Contains(result.Details.Others, name) {
			result.Missing = append(result.Missing, name)
		}
	}
	if len(result.Missing) == 0 || b.request.AllowIncomplete {
		return nil
	}
	failure := b.fail(CodeIncomplete)
	failure.Objects, failure.Total, failure.UsedUp = result.Missing, len(wanted), true
	failure.JobID, failure.LastState, failure.FinishedAt, failure.TakenAt = result.ID, result.State, result.Finished, result.TakenAt
	return failure
}

// whyLeftOut says why Doris did not back an object up although it is there: asynchronous materialized views and tables
// of other engines (recorded: skipped_objects). "" means that it is gone, or of a kind that is backed up. Only objects
// that a finished snapshot lacks are asked about.
func (b *backup) whyLeftOut(name string) string {
	var kind string
	err := b.persist(func(ctx context.Context) (err error) {
		kind, err = b.r.cluster.ObjectKind(ctx, b.database, name)
		return err
	})
	switch {
	case err != nil || kind == "OLAP" || kind == "VIEW" || kind == "":
		return ""
	case kind == "MATERIALIZED VIEW":
		return "asynchronous materialized view"
	}
	return strings.ToLower(kind) + " table"
}
