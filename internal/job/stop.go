// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// StopBackup ends the unfinished job in state (Delete with on_destroy = "delete"): a guarded CANCEL, or, in its last
// states, waiting for the end. It returns the row's last state, "" when the row is gone. Jobs that are not provably ours
// are left alone: E-OTHER with the statement a person would run.
func (r *Runner) StopBackup(ctx context.Context, state BackupState, wait Wait) (string, error) {
	o := r.begin(ctx, modeStop, target{kindBackup, state.Database, state.Repository, state.Label}, wait)
	defer o.stop()
	return o.stopJob(jobKey{kind: kindBackup, database: state.Database, label: state.Label, created: state.Created}, state.Level)
}

// StopRestore is StopBackup for a restore: CANCEL removes what the restore created.
func (r *Runner) StopRestore(ctx context.Context, state RestoreState, wait Wait) (string, error) {
	o := r.begin(ctx, modeStop, target{kindRestore, state.Database, state.Repository, state.Snapshot}, wait)
	defer o.stop()
	key := jobKey{kind: kindRestore, database: state.Database, label: state.Snapshot, timestamp: state.BackupTimestamp, created: state.Created}
	return o.stopJob(key, state.Level)
}

func (o *operation) stopJob(key jobKey, level Level) (string, error) {
	rows, err := o.rows(key.kind, key.database)
	found := key.find(rows)
	switch {
	case doris.KindOf(err) == doris.KindUnknownDatabase:
		return "", nil
	case err != nil:
		return "", o.coded(err)
	case found == nil:
		return "", nil
	case !found.Unfinished():
		return found.State, nil
	}
	w := &waiter{op: o, key: key, level: level, mayCancel: true}
	now := o.r.clock.Now()
	w.beginning, w.changed = now, now
	w.note(*found, now)
	w.lastState = found.State
	if level == Namesake || level == "" || key.created.IsZero() && level != Mine {
		return found.State, w.fail(CodeOther)
	}
	w.key.created = found.Created
	state, failure := w.giveUp(waitExpired)
	switch {
	case state == waitVerify:
		return doris.StateFinished, nil
	case failure.Cancelled:
		return doris.StateCancelled, nil
	}
	return found.State, failure
}
