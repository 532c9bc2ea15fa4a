// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "context"

// recall finds out again what a restore in state asked for: from the snapshot, or from RestoreObjs when it is gone.
func (o *restore) recall(state RestoreState) error {
	var err error
	o.details, err = o.snapshotDetails(o.label, o.timestamp)
	if err == nil && o.details != nil {
		return o.expandRequest()
	}
	rows, rowsErr := o.rows(kindRestore, o.database)
	found := o.key(state.Created).find(rows)
	switch {
	case rowsErr != nil:
		return rowsErr
	case found == nil || found.restore.Source == nil:
		return err
	}
	o.details = found.restore.Source
	return o.expandRequest()
}

// ResumeRestore waits for the job in state and submits nothing (Update), except for our own job that a frontend restart
// left blocked. CreatedTables of the result are the state's, CreatedDatabase is false: private data has both.
func (r *Runner) ResumeRestore(ctx context.Context, request RestoreRequest, state RestoreState) (RestoreResult, error) {
	o := r.newRestore(ctx, modeResume, request)
	defer o.stop()
	o.label, o.timestamp = state.Snapshot, state.BackupTimestamp
	o.created = state.CreatedTables
	if state.Level == Mine {
		o.absent = state.CreatedTables // this resource's own submission saw that they were absent
	}
	unchanged := RestoreResult{
		Interrupted: true, Level: state.Level, BackupTimestamp: state.BackupTimestamp, CreatedTables: state.CreatedTables,
		Progress: Progress{Label: state.Snapshot, State: state.State, Created: state.Created},
	}
	release, err := o.lock()
	if wasInterrupted(err) {
		return unchanged, nil
	}
	if err != nil {
		return RestoreResult{}, err
	}
	defer release()
	if err := o.recall(state); wasInterrupted(err) {
		return unchanged, nil
	} else if err != nil {
		return RestoreResult{}, o.coded(err)
	}
	sure := state.Level != Namesake && state.Level != "" && !state.Created.IsZero()
	o.claim(state.Created)
	w := &waiter{
		op: o.operation, level: state.Level, answered: true, submittedAt: o.started,
		mayCancel: sure, mayUnblock: sure, key: o.key(state.Created),
	}
	result, again, err := o.await(w)
	if again && err == nil {
		return RestoreResult{}, w.fail(CodeBlocked) // another's job slipped in between CANCEL and submission
	}
	return result, err
}
