// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "context"

// ResumeBackup waits for the job in state and submits nothing (Update), except for one case: our own job that a frontend
// restart left blocked is cancelled and submitted once more, nothing of it having been uploaded.
func (r *Runner) ResumeBackup(ctx context.Context, request BackupRequest, state BackupState) (BackupResult, error) {
	b := r.newBackup(ctx, modeResume, request)
	defer b.stop()
	b.label, b.asked, b.claimed = state.Label, state.Submitted, true
	r.memory.claimBackup(b.operation, state.Label)
	release, err := b.lock()
	if err == nil {
		defer release()
		err = b.readCase()
	}
	if wasInterrupted(err) {
		return BackupResult{Progress: stateProgress(state), Database: state.Database, Level: state.Level, Interrupted: true, Submitted: state.Submitted}, nil
	}
	if err != nil {
		return BackupResult{}, err
	}
	sure := state.Level != Namesake && state.Level != "" && !state.Created.IsZero()
	w := &waiter{
		op: b.operation, level: state.Level, answered: true, submittedAt: b.started,
		mayCancel: sure, mayUnblock: sure,
		key: jobKey{kind: kindBackup, database: b.database, label: state.Label, created: state.Created},
	}
	result, again, err := b.await(w)
	if again && err == nil { // a namesake's snapshot is not here, or another job slipped in between CANCEL and submission
		return BackupResult{}, w.fail(CodeVanished)
	}
	return result, err
}

func stateProgress(state BackupState) Progress {
	return Progress{Label: state.Label, State: state.State, Created: state.Created}
}
