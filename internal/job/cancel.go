// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// cancellable are the states in which a job is at least two ticks from its end (LIFECYCLE.md "Races", 5).
var cancellable = map[string]map[string]bool{
	kindBackup:  {"PENDING": true, "SNAPSHOTING": true, "UPLOAD_SNAPSHOT": true, "UPLOADING": true},
	kindRestore: {"PENDING": true, "CREATING": true, "SNAPSHOTING": true, "DOWNLOAD": true, "DOWNLOADING": true},
}

// cancelling is the outcome of a guarded CANCEL.
type cancelling struct {
	row       *row    // our job as it is now, nil when it is not shown
	cancelled bool    // it is CANCELLED
	tooLate   bool    // nothing was sent: it is about to end by itself
	struck    *Holder // a stranger's job was cancelled instead (race 5); to be said loudly
}

// guardedCancel cancels the job of the key, and only it: CANCEL names no label and hits the newest job of the database.
// So it is sent at most a moment after SHOW said that the newest job is ours and far from its end. stuck allows a late
// state in which the job has not moved for long. It is never sent twice: after an unclear answer SHOW decides.
func (o *operation) guardedCancel(key jobKey, stuck bool) (cancelling, error) {
	ctx, done := o.uncutContext()
	defer done()
	for range 3 {
		asked := o.r.clock.Now()
		rows, err := o.r.rows(ctx, key.kind, key.database)
		if err != nil {
			return cancelling{}, err
		}
		ours := key.find(rows)
		if ours == nil || !ours.Unfinished() {
			return cancelling{row: ours, cancelled: ours != nil && ours.State == doris.StateCancelled}, nil
		}
		newest := rows[len(rows)-1]
		if newest.Label != ours.Label || !newest.Created.Equal(ours.Created) {
			return cancelling{row: ours, tooLate: true}, nil // another is newest: CANCEL would hit it
		}
		if !cancellable[key.kind][ours.State] && !stuck {
			return cancelling{row: ours, tooLate: true}, nil
		}
		if o.r.clock.Now().Sub(asked) > o.r.timing.CancelWithin {
			continue // the look is too old by now
		}
		return o.sendCancel(ctx, key, rows)
	}
	return cancelling{tooLate: true}, nil
}

func (o *operation) sendCancel(ctx context.Context, key jobKey, before []row) (cancelling, error) {
	o.info("cancelling the job", map[string]any{"statement": cancelStatement(key.kind, key.database)})
	var answer error
	if key.kind == kindBackup {
		answer = o.r.cluster.CancelBackup(ctx, key.database)
	} else {
		answer = o.r.cluster.CancelRestore(ctx, key.database)
	}
	rows, err := o.r.rows(ctx, key.kind, key.database)
	for tries := 0; err != nil && lost(err) && tries < 5 && ctx.Err() == nil; tries++ {
		<-o.r.clock.After(o.r.timing.PollMin)
		rows, err = o.r.rows(ctx, key.kind, key.database)
	}
	if err != nil {
		return cancelling{}, err
	}
	result := cancelling{row: key.find(rows)}
	result.cancelled = result.row != nil && result.row.State == doris.StateCancelled
	if !result.cancelled && answer == nil {
		result.struck = struckStranger(key, before, rows)
	}
	if result.row == nil && answer == nil && result.struck == nil {
		result.cancelled = true // cancelled while PENDING, and another job was submitted since (recorded: backup_busy)
	}
	if result.struck != nil && o.r.log != nil {
		o.r.log(o.ctx, "warn", "CANCEL hit another's job, which was submitted in the same moment", map[string]any{
			"kind": key.kind, "database": key.database, "label": result.struck.Label,
		})
	}
	return result, nil
}

// struckStranger finds a job that was not CANCELLED before and is now, and is not ours.
func struckStranger(key jobKey, before, after []row) *Holder {
	known := map[string]bool{}
	for _, r := range before {
		known[r.Label+r.Created.Format(time.RFC3339)+r.State] = true
	}
	for i := len(after) - 1; i >= 0; i-- {
		r := after[i]
		if r.State == doris.StateCancelled && r.Label != key.label && !known[r.Label+r.Created.Format(time.RFC3339)+r.State] {
			return holder(key.kind, r.Job)
		}
	}
	return nil
}

// cancelStatement is what a person would run to stop the job.
func cancelStatement(kind, database string) string {
	if kind == kindBackup {
		return doris.CancelBackupStatement(database)
	}
	return doris.CancelRestoreStatement(database)
}
