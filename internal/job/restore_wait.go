// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// await waits for the job and returns the result. again: decide anew.
func (o *restore) await(w *waiter) (RestoreResult, bool, error) {
	state := w.wait()
	o.claim(w.key.created)
	if state == waitStalled || state == waitExpired {
		var failure *Error
		if state, failure = w.giveUp(state); failure != nil {
			return RestoreResult{}, false, failure
		}
	}
	o.r.cluster.ForgetTables(o.database)
	o.grace()
	switch state {
	case waitVerify:
		return o.conclude(w, w.last.progress(o.queued))
	case waitVanished:
		result, again, err := o.vanished(w)
		if wasInterrupted(err) {
			return o.interrupted(w), false, nil
		}
		return result, again, err
	case waitNotSubmitted:
		if !o.decideAnew() {
			return RestoreResult{}, false, w.errorOf(waitUnknown)
		}
		return RestoreResult{}, true, nil
	case waitInterrupted:
		return o.interrupted(w), false, nil
	case waitBlockedOwn:
		return o.resubmit(w)
	default:
		return RestoreResult{}, false, w.errorOf(state)
	}
}

// conclude checks that the targets are there: they could have been dropped meanwhile, or by clean_tables (which drops
// what was restored under a new name; DORIS.md "Properties of RESTORE").
func (o *restore) conclude(w *waiter, progress Progress) (RestoreResult, bool, error) {
	present, err := o.presentTargets()
	if err != nil {
		if wasInterrupted(err) {
			return o.interrupted(w), false, nil
		}
		return RestoreResult{}, false, o.coded(err)
	}
	if missing := without(o.objects.targets, present); len(missing) > 0 {
		failure := w.fail(CodeVerification)
		failure.LastState, failure.Detail = doris.StateFinished, MissingObjects{Names: missing, Of: len(o.objects.targets)}
		return RestoreResult{}, false, failure
	}
	result := o.result(progress, w.level)
	o.info("all targets are there", nil)
	o.verifyResult(&result)
	return result, false, nil
}

// presentTargets reads which targets stand in the database.
func (o *restore) presentTargets() ([]string, error) {
	tables, err := o.tables()
	return o.objects.among(tables), err
}

func (o *restore) result(progress Progress, level Level) RestoreResult {
	o.noticeQueued()
	result := RestoreResult{
		Progress: progress, Level: level, BackupTimestamp: o.timestamp, Tables: o.objects.tables, Views: o.objects.views,
		CreatedTables: o.created, CreatedDatabase: o.createdDatabase, Supposed: o.supposed, Notices: o.notices,
	}
	if o.details != nil {
		result.TakenAt = o.details.BackupTime
	}
	return result
}

func (o *restore) interrupted(w *waiter) RestoreResult {
	w.lastLook()
	o.claim(w.key.created)
	progress := Progress{Label: o.label, State: "PENDING", Created: w.key.created}
	if w.last != nil {
		progress = w.last.progress(o.queued)
	}
	result := o.result(progress, w.level)
	result.Interrupted = true
	return result
}

// vanished: the row is gone. What became of the restore shows in its tables (LIFECYCLE.md "The waiter").
func (o *restore) vanished(w *waiter) (RestoreResult, bool, error) {
	h, err := o.readHistory()
	if err != nil {
		return RestoreResult{}, false, o.coded(err)
	}
	if w.last != nil && w.lastState == "PENDING" && !h.full() {
		return RestoreResult{}, false, w.errorOf(waitVanished)
	}
	states, err := ask(o.operation, func(ctx context.Context) (map[string]string, error) { return o.r.cluster.TableStates(ctx, o.database) })
	if err != nil {
		return RestoreResult{}, false, o.coded(err)
	}
	ready, gone := 0, 0
	for _, target := range o.objects.targets {
		state, there := states[target]
		switch {
		case !there:
			gone++
		case state == "" || state == "NORMAL":
			ready++
		}
	}
	switch {
	case gone == len(o.objects.targets):
		return RestoreResult{}, false, w.errorOf(waitVanished)
	case ready == len(o.objects.targets) && o.absent != nil && len(o.absent) == len(o.objects.targets):
		return o.conclude(w, Progress{Label: o.label, State: doris.StateFinished, Created: w.key.created})
	}
	failure := w.errorOf(waitUnknown)
	failure.Detail = Unseen{Evicted: true} // asking again will not help: its row is gone for good
	return RestoreResult{}, false, failure
}
