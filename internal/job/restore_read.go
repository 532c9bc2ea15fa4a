// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// ReadRestore looks at a restore in state; it never waits and never asks for a new run. With Unchanged, Present lists the
// targets of the state that are still there: dropping tables is daily work, so a missing one is a warning only. With Gone
// the Result holds the CANCELLED row: after a re-run by triggers the caller keeps the object and lets Update submit.
func (r *Runner) ReadRestore(ctx context.Context, state RestoreState) (RestoreRead, error) {
	o := &restore{operation: r.begin(ctx, modeRead, target{kindRestore, state.Database, state.Repository, state.Snapshot}, Wait{}), timestamp: state.BackupTimestamp}
	defer o.stop()
	o.objects.targets = sorted(state.Tables)
	if state.State == doris.StateFinished {
		return o.readFinished()
	}
	return o.readRunning(state)
}

func (o *restore) readFinished() (RestoreRead, error) {
	tables, err := o.r.cluster.Tables(o.ctx, o.database, false)
	switch {
	case doris.KindOf(err) == doris.KindUnknownDatabase:
		return o.read(Kept, Notice{Code: NoticeRestoredDatabaseGone}), nil
	case err != nil:
		return RestoreRead{}, o.coded(err)
	}
	read := RestoreRead{Fate: Unchanged, Present: o.objects.among(tables)}
	if missing := without(o.objects.targets, read.Present); len(missing) > 0 {
		read.Notices = append(read.Notices, o.about(Notice{Code: NoticeTablesGone, Names: missing}))
	}
	return read, nil
}

func (o *restore) read(fate Fate, why Notice) RestoreRead {
	return RestoreRead{Fate: fate, Notices: []Notice{o.about(why)}}
}

func (o *restore) readRunning(state RestoreState) (RestoreRead, error) {
	rows, err := o.r.rows(o.ctx, kindRestore, o.database)
	switch {
	case doris.KindOf(err) == doris.KindUnknownDatabase:
		return o.read(Gone, Notice{Code: NoticeRestoreDatabaseGone}), nil
	case err != nil:
		return RestoreRead{}, o.coded(err)
	}
	found := o.key(state.Created).find(rows)
	switch {
	case found == nil:
		return o.readVanished(len(rows))
	case found.Unfinished():
		return RestoreRead{
			Fate: Moved, Present: o.objects.targets,
			Result: RestoreResult{Progress: found.progress(0), Level: state.Level, BackupTimestamp: o.timestamp},
		}, nil
	case found.State == doris.StateCancelled:
		read := o.read(Gone, Notice{Code: NoticeRestoreCancelled, JobID: found.ID, Doris: found.Status})
		read.Result = RestoreResult{Progress: found.progress(0), Level: state.Level, BackupTimestamp: o.timestamp}
		return read, nil
	}
	return o.readEnded(state, found)
}

// readVanished: the row is gone. With a history that is not full it was cancelled while PENDING; when no target stands
// there, it restored nothing. Otherwise it was evicted, and the resumed wait of the next apply finds out what it did.
func (o *restore) readVanished(restores int) (RestoreRead, error) {
	backups, err := o.r.cluster.BackupJobs(o.ctx, o.database)
	if err != nil {
		return RestoreRead{}, o.coded(err)
	}
	tables, err := o.r.cluster.Tables(o.ctx, o.database, false)
	if err != nil {
		return RestoreRead{}, o.coded(err)
	}
	present := o.objects.among(tables)
	if restores+len(backups) < o.r.cluster.HistoryLimit(o.ctx) || (len(o.objects.targets) > 0 && len(present) == 0) {
		return o.read(Gone, Notice{Code: NoticeRestoreVanished}), nil
	}
	return RestoreRead{Fate: Unchanged, Present: present}, nil
}

// readEnded: the job finished since the last look. Aliases are not shown by Doris: when the targets in state bear other
// names than the source, the object stays as it is, and the resumed wait of the next apply completes it.
func (o *restore) readEnded(state RestoreState, found *row) (RestoreRead, error) {
	source := found.restore.Source
	if source == nil || (len(state.Tables) > 0 && !sameSet(state.Tables, objectNames(snapshotObjects(source)))) {
		return RestoreRead{Fate: Unchanged, Present: o.objects.targets}, nil
	}
	o.details = source
	if _, err := o.expand(Selection{}, nil); err != nil {
		return RestoreRead{}, o.coded(err)
	}
	tables, err := o.r.cluster.Tables(o.ctx, o.database, false)
	if err != nil {
		return RestoreRead{}, o.coded(err)
	}
	present := o.objects.among(tables)
	if len(present) < len(o.objects.targets) {
		return RestoreRead{Fate: Unchanged, Present: present}, nil
	}
	result := o.result(found.progress(0), state.Level)
	return RestoreRead{Fate: Moved, Result: result, Present: present}, nil
}
