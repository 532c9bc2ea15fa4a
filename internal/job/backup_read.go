// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// ReadBackup looks at a backup in state; it never waits. Errors: no connection, no rights. A running job that ended
// without some objects comes as Moved with Missing: the caller decides by allow_incomplete.
func (r *Runner) ReadBackup(ctx context.Context, state BackupState) (BackupRead, error) {
	b := &backup{operation: r.begin(ctx, modeRead, target{kindBackup, state.Database, state.Repository, state.Label}, Wait{}), asked: state.Submitted}
	defer b.stop()
	b.request.AllowIncomplete, b.wanted = true, state.Selection
	if state.State == doris.StateFinished || state.State == StateUnrestorable {
		return b.readFinished(state)
	}
	return b.readRunning(state)
}

// StateUnrestorable is what a backup's state reads when its snapshot can no longer be restored (LIFECYCLE.md "Read").
const StateUnrestorable = "UNRESTORABLE"

// readFinished costs one shared listing of the repository while nothing differs from the state.
func (b *backup) readFinished(state BackupState) (BackupRead, error) {
	all, err := b.r.cluster.Snapshots(b.ctx, b.repository)
	if err != nil {
		return b.unreadable(err)
	}
	i := slices.IndexFunc(all, func(s doris.Snapshot) bool { return s.Name == b.label })
	if i >= 0 && all[i].Complete() && all[i].Timestamps[0] == state.BackupTimestamp && state.State == doris.StateFinished {
		return BackupRead{Fate: Unchanged}, nil
	}
	seen, err := b.r.cluster.Snapshot(b.ctx, b.repository, b.label) // the listing may be some seconds old
	if err != nil {
		return b.unreadable(err)
	}
	switch {
	case len(seen.Timestamps) == 0:
		return b.read(Gone, Notice{Code: NoticeSnapshotDeleted}), nil
	case len(seen.Timestamps) > 1:
		return b.read(Unrestorable, Notice{Code: NoticeSnapshotTwice, Twins: b.twins(b.label, seen.Timestamps)}), nil
	}
	details, err := b.r.cluster.SnapshotDetails(b.ctx, b.repository, b.label, seen.Timestamps[0])
	if err != nil {
		return b.unreadable(err)
	}
	if details.Database != state.Database || !sameTime(details, state) {
		return b.read(Unrestorable, Notice{Code: NoticeSnapshotChanged, Source: details.Database, At: details.BackupTime}), nil
	}
	if seen.Timestamps[0] == state.BackupTimestamp && state.State == doris.StateFinished {
		return BackupRead{Fate: Unchanged}, nil
	}
	return b.moved(proof{verdict: verdictGood, timestamp: seen.Timestamps[0], details: details}, evictedProgress(b.label, details), state.Level)
}

func sameTime(details *doris.SnapshotDetails, state BackupState) bool {
	if !state.TakenAt.IsZero() {
		return details.BackupTime.Equal(state.TakenAt) || sameSecond(details.BackupTime, state.TakenAt)
	}
	return sameSecond(details.BackupTime, state.Created)
}

// readRunning follows a job that had not ended at the last look.
func (b *backup) readRunning(state BackupState) (BackupRead, error) {
	rows, err := b.r.rows(b.ctx, kindBackup, state.Database)
	dropped := doris.KindOf(err) == doris.KindUnknownDatabase // and its jobs with it: the repository tells what became of it
	if err != nil && !dropped {
		return BackupRead{}, b.coded(err)
	}
	found := jobKey{kind: kindBackup, database: state.Database, label: state.Label, created: state.Created}.find(rows)
	created := state.Created
	if found != nil {
		created = found.Created
	}
	switch {
	case found != nil && found.Unfinished():
		return BackupRead{Fate: Moved, Result: BackupResult{Progress: found.progress(0), Database: state.Database, Level: state.Level, Submitted: state.Submitted}}, nil
	case found != nil && found.State == doris.StateCancelled:
		read := b.read(Gone, Notice{Code: NoticeBackupCancelled, JobID: found.ID, Doris: found.Status})
		read.Result.Progress = found.progress(0)
		return read, nil
	}
	proven, err := b.verifyBackup(b.label, created, 1)
	if err != nil {
		return b.unreadable(err)
	}
	switch {
	case proven.verdict == verdictNone && found != nil:
		return b.read(Gone, Notice{Code: NoticeSnapshotMissing, JobID: found.ID}), nil
	case dropped && proven.verdict != verdictGood && proven.verdict != verdictTwice:
		return b.read(Gone, Notice{Code: NoticeDatabaseGone}), nil
	case proven.verdict == verdictNone || proven.verdict == verdictShared && found == nil:
		return b.read(Gone, Notice{Code: NoticeBackupVanished}), nil
	case proven.verdict == verdictTwice:
		return b.read(Unrestorable, Notice{Code: NoticeSnapshotTwice, Twins: b.twins(b.label, proven.twins)}), nil
	case proven.verdict == verdictShared:
		return b.read(Unrestorable, Notice{Code: NoticeSnapshotOther, Source: proven.details.Database, At: proven.details.BackupTime}), nil
	}
	progress := evictedProgress(b.label, proven.details)
	if found != nil {
		progress = found.progress(0)
	}
	return b.moved(proven, progress, state.Level)
}

func (b *backup) moved(found proof, progress Progress, level Level) (BackupRead, error) {
	b.request.MetadataOnly = found.details.MetadataOnly // a read does not know the request: only what the state knows is compared
	_ = b.readCase()                                    // it matters to a notice alone
	result, err := b.result(found, progress, level)
	if err != nil {
		return BackupRead{}, err
	}
	return BackupRead{Fate: Moved, Result: result, Notices: result.Notices}, nil
}

// unreadable: nothing is concluded from a repository that is missing or cannot be listed.
func (b *backup) unreadable(err error) (BackupRead, error) {
	switch doris.KindOf(err) {
	case doris.KindRepositoryMissing, doris.KindRepositoryUnreadable, doris.KindRepositoryPing:
		return b.read(Kept, Notice{Code: NoticeUnreadable, Doris: dorisMessage(err)}), nil
	case doris.KindSnapshotDamaged:
		return b.read(Unrestorable, Notice{Code: NoticeSnapshotDamaged, Doris: dorisMessage(err)}), nil
	case doris.KindAccessDenied:
		return BackupRead{}, b.failBecause(CodeRepository, err)
	}
	return BackupRead{}, b.coded(err)
}

func (b *backup) read(fate Fate, why Notice) BackupRead {
	return BackupRead{Fate: fate, Notices: []Notice{b.about(why)}}
}
