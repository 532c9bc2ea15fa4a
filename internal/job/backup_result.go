// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// result turns a proof into the result, or into the error of a snapshot that is no success.
func (b *backup) result(found proof, progress Progress, level Level) (BackupResult, error) {
	unasked := b.unasked(found.details)
	failure := b.fail(CodeTwice)
	failure.JobID, failure.LastState, failure.FinishedAt = progress.ID, progress.State, progress.Finished
	switch {
	case found.verdict == verdictTwice:
		failure.Detail = Twins(b.twins(b.label, found.twins))
		return BackupResult{}, failure
	case found.verdict == verdictShared:
		failure.Code = CodeShared
		failure.Detail = AnotherSnapshot{Database: found.details.Database, TakenAt: found.details.BackupTime}
		return BackupResult{}, failure
	case b.otherSelection(found.details, unasked, level):
		failure.Code = CodeOther
		failure.Detail = AnotherSnapshot{
			Database: found.details.Database, TakenAt: found.details.BackupTime, Wanted: b.written(), Held: objectNames(heldObjects(found.details)),
		}
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
	if len(unasked) > 0 {
		b.notice(Notice{Code: NoticeHoldsMore, Names: unasked})
	}
	b.noticeQueued()
	result.Notices = b.notices
	return result, nil
}

// otherSelection: the snapshot is of something else than was asked for. Objects that are missing are another question, and
// a backup that is surely ours may hold what was created between the look that names what EXCLUDE leaves out and the
// submission.
func (b *backup) otherSelection(d *doris.SnapshotDetails, unasked []string, level Level) bool {
	late := b.request.Selection.Tables == nil && (level == Mine || level == Ours)
	return d.MetadataOnly != b.request.MetadataOnly || len(unasked) > 0 && !late
}

// unasked is what a snapshot holds although the selection leaves it out, sorted.
func (b *backup) unasked(d *doris.SnapshotDetails) []string {
	if d == nil {
		return nil
	}
	return slices.DeleteFunc(objectNames(heldObjects(d)), b.request.Selection.Includes)
}
