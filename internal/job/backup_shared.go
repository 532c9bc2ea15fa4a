// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "time"

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
	failure := w.fail(CodeShared)
	if b.foreign.details != nil {
		failure.Detail = AnotherSnapshot{Database: b.foreign.details.Database, TakenAt: b.foreign.details.BackupTime}
	}
	done, err := b.guardedCancel(w.key, false)
	failure.Cause, failure.Cancelled, failure.Struck = err, done.cancelled, done.struck
	return failure
}
