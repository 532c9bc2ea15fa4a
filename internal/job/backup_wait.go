// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"errors"
	"slices"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// await waits for the job and returns the result. again: decide anew.
func (b *backup) await(w *waiter) (BackupResult, bool, error) {
	state := w.wait()
	if state == waitStalled || state == waitExpired {
		var failure *Error
		if state, failure = w.giveUp(state); failure != nil {
			return BackupResult{}, false, b.checkLabel(failure)
		}
	}
	b.r.cluster.ForgetSnapshots(b.repository)
	b.grace()
	switch state {
	case waitVerify:
		return b.conclude(w)
	case waitVanished:
		return b.vanished(w)
	case waitNotSubmitted:
		return b.notSubmitted(w)
	case waitInterrupted:
		return b.interrupted(w), false, nil
	case waitBlockedOwn:
		return b.resubmit(w)
	case waitShared:
		return BackupResult{}, false, b.sharedError(w)
	default:
		return BackupResult{}, false, b.checkLabel(w.errorOf(state))
	}
}

// checkLabel finds out whether a cancelled backup left files that hold the label: they show in the listing, also when no
// look saw the job UPLOADING.
func (b *backup) checkLabel(failure *Error) *Error {
	if failure.UsedUp || (failure.Code != CodeCancelled && !failure.Cancelled) {
		return failure
	}
	b.r.cluster.ForgetSnapshots(b.repository)
	ctx, done := b.uncutContext()
	defer done()
	all, err := b.r.cluster.Snapshots(ctx, b.repository)
	failure.UsedUp = err == nil && slices.ContainsFunc(all, func(s doris.Snapshot) bool { return s.Name == failure.Label })
	return failure
}

// conclude proves the snapshot of a FINISHED job in the repository.
func (b *backup) conclude(w *waiter) (BackupResult, bool, error) {
	found, err := b.verifyBackup(w.key.label, w.key.created, 3)
	if err != nil {
		if wasInterrupted(err) {
			return b.interrupted(w), false, nil
		}
		return BackupResult{}, false, b.unproven(w, err)
	}
	if found.verdict == verdictNone {
		if w.level == Namesake {
			return BackupResult{}, true, nil // it wrote to another repository
		}
		return BackupResult{}, false, w.fail(CodeVanished)
	}
	result, err := b.result(found, w.last.progress(b.queued), w.level)
	return result, false, err
}

// unproven: the job is FINISHED and its snapshot could not be looked at.
func (b *backup) unproven(w *waiter, err error) error {
	failed := b.coded(err)
	var failure *Error
	if errors.As(failed, &failure) {
		if failure.Code == CodeDoris && doris.KindOf(err) == doris.KindAccessDenied {
			failure.Code = CodeRepository
		}
		failure.Label, failure.LastState = w.key.label, doris.StateFinished
		if w.last != nil {
			failure.JobID, failure.FinishedAt = w.last.ID, w.last.Finished
		}
	}
	return failed
}

// vanished: the row is gone. An info file of our time and database says that it was evicted after it had finished.
func (b *backup) vanished(w *waiter) (BackupResult, bool, error) {
	if w.key.created.IsZero() {
		return BackupResult{}, false, w.errorOf(waitVanished)
	}
	found, err := b.verifyBackup(w.key.label, w.key.created, 3)
	switch {
	case wasInterrupted(err):
		return b.interrupted(w), false, nil
	case err != nil:
		return BackupResult{}, false, b.unproven(w, err)
	case found.verdict == verdictNone || (found.verdict == verdictShared && w.level == Namesake):
		return BackupResult{}, false, w.errorOf(waitVanished)
	}
	result, err := b.result(found, evictedProgress(w.key.label, found.details), w.level)
	return result, false, err
}

// evictedProgress is what is known of a finished job whose row is gone.
func evictedProgress(label string, details *doris.SnapshotDetails) Progress {
	p := Progress{Label: label, State: doris.StateFinished}
	if details != nil {
		p.Created = details.BackupTime.Truncate(time.Second)
	}
	return p
}

// interrupted is what a Ctrl-C leaves: the job runs on, the next apply resumes. A last look learns its CreateTime.
func (b *backup) interrupted(w *waiter) BackupResult {
	w.lastLook()
	result := BackupResult{Database: b.database, Level: w.level, Interrupted: true, Submitted: b.asked, Notices: b.notices}
	result.Progress = Progress{Label: w.key.label, State: "PENDING", Created: w.key.created}
	if w.last != nil {
		result.Progress = w.last.progress(b.queued)
	}
	return result
}

// notSubmitted: the submission never took effect. A snapshot under its label would prove the contrary.
func (b *backup) notSubmitted(w *waiter) (BackupResult, bool, error) {
	found, err := b.snapshot(w.key.label)
	switch {
	case wasInterrupted(err):
		return b.interrupted(w), false, nil
	case err != nil:
		return BackupResult{}, false, b.coded(b.repositoryError(err))
	case len(found.Timestamps) > 0 || !b.decideAnew():
		return BackupResult{}, false, w.errorOf(waitUnknown)
	}
	b.claimed = false
	if b.generated {
		b.r.memory.unclaimBackup(b.operation, w.key.label)
	}
	return BackupResult{}, true, nil
}
