// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// BackupDelete is what a Delete with on_destroy = "delete" removes.
type BackupDelete struct {
	State    BackupState
	Finished time.Time // end of the job, zero when not known
	Wait     Wait      // Timeout = the delete timeout
}

// BackupDeleted is how a Delete ended.
type BackupDeleted struct {
	Removed
	Kept    bool // another object of this process has the snapshot: nothing was deleted
	Notices []Notice
}

// ClockSlack is how far the clocks of Doris and of the storage may be apart when the age of files is judged.
const ClockSlack = 15 * time.Minute

// DeleteBackup deletes the files of a backup in state, after the ownership checks of LIFECYCLE.md "What Terraform sees". An unfinished job is
// cancelled first, or waited for in its last states. What an earlier Delete left half done is finished. Errors: E-NOT-OURS,
// E-IN-USE, E-TWICE, E-SHARED, E-ELSEWHERE, E-WRITTEN, E-FILES, those of stopping a job; then nothing more is deleted and
// the same can be asked again.
func (r *Runner) DeleteBackup(ctx context.Context, d BackupDelete, files Files) (BackupDeleted, error) {
	o := r.begin(ctx, modeDelete, target{kindBackup, d.State.Database, d.State.Repository, d.State.Label}, d.Wait)
	defer o.stop()
	if r.BackupClaimed(d.State.Repository, d.State.Label) {
		return BackupDeleted{Kept: true}, nil
	}
	release, err := o.lock()
	if err != nil {
		return BackupDeleted{}, err
	}
	defer release()
	if d.ended() {
		doomed := d.doomed()
		if doomed.LastWrite, err = o.lastWrite(d); err != nil {
			return BackupDeleted{}, err
		}
		removed, err := o.deleteSnapshot(doomed, files, d.State.Level)
		return o.deleted(removed, err)
	}
	return o.stopAndDelete(d, files)
}

func (d BackupDelete) ended() bool {
	return d.State.State == doris.StateFinished || d.State.State == StateUnrestorable || d.State.State == doris.StateCancelled
}

// doomed is the snapshot in state; of an unfinished job only the CreateTime is known.
func (d BackupDelete) doomed() Doomed {
	taken := d.State.TakenAt
	if taken.IsZero() {
		taken = d.State.Created
	}
	return Doomed{
		Repository: d.State.Repository, Database: d.State.Database, Label: d.State.Label,
		Timestamp: d.State.BackupTimestamp, TakenAt: taken,
	}
}

// lastWrite bounds the age of what a deletion that was cut short may have left: nothing of the snapshot was written after
// its job had ended. Without its end, files of the last hour are not touched, by the clock of Doris: that of this machine
// plays no part.
func (o *operation) lastWrite(d BackupDelete) (at time.Time, err error) {
	if !d.Finished.IsZero() {
		return d.Finished.Add(ClockSlack), nil
	}
	at, err = ask(o, o.r.cluster.Now)
	return at.Add(-time.Hour), o.coded(err)
}

// stopAndDelete ends the job of a backup that runs and deletes what it uploaded. Backends may go on for a moment with
// what they had begun: it is looked for, and deleted, once more.
func (o *operation) stopAndDelete(d BackupDelete, files Files) (BackupDeleted, error) {
	key := jobKey{kind: kindBackup, database: d.State.Database, label: d.State.Label, created: d.State.Created}
	last, err := o.stopJob(key, d.State.Level)
	if err != nil {
		return BackupDeleted{}, err
	}
	o.grace()
	doomed := d.doomed()
	removed, err := o.deleteSnapshot(doomed, files, d.State.Level)
	if err != nil || last == doris.StateFinished {
		return o.deleted(removed, err)
	}
	for range 2 {
		if o.pause(o.r.timing.Tick) != notEnded {
			break
		}
		look, err := files.Look(o.bound, d.State.Label)
		if err != nil {
			return o.deleted(removed, o.storageError(err))
		}
		if look.Empty {
			return o.deleted(removed, nil)
		}
		late, err := o.deleteSnapshot(doomed, files, d.State.Level)
		removed.Objects, removed.Bytes = removed.Objects+late.Objects, removed.Bytes+late.Bytes
		if err != nil {
			return o.deleted(removed, err)
		}
	}
	o.notice(Notice{Code: NoticeStillUploading})
	return o.deleted(removed, nil)
}

func (o *operation) deleted(removed Removed, err error) (BackupDeleted, error) {
	var failure *Error
	if errors.As(err, &failure) && failure.Code == CodeClaimed {
		return BackupDeleted{Kept: true}, nil
	}
	return BackupDeleted{Removed: removed, Notices: o.notices}, err
}

// BackupRemains says whether files are left of a backup that Doris shows no snapshot of (Read, with on_destroy =
// "delete"): a failed backup's, or those of a deletion that was cut short. One request to the bucket. The error is the
// storage's own.
func (r *Runner) BackupRemains(ctx context.Context, state BackupState, files Files) (bool, error) {
	look, err := files.Look(ctx, state.Label)
	return err == nil && !look.Empty && len(look.Infos) == 0, err
}
