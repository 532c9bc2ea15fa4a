// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// restore is one Create, Update or resumed wait of a restore.
type restore struct {
	*operation
	request  RestoreRequest
	baseline *time.Time // set when triggers changed: runs again against this CreateTime

	timestamp       string // the snapshot's
	details         *doris.SnapshotDetails
	objects         restoreObjects
	version         doris.Version // of the cluster, once the objects are known
	absent          []string      // targets that certainly did not exist when the job was submitted; nil = not known
	created         []string      // targets that count as created by the restore, for on_destroy
	createdDatabase bool
	supposed        bool // an apply that failed seems to have created it
}

// Restore restores a snapshot exactly once (Create).
func (r *Runner) Restore(ctx context.Context, request RestoreRequest) (RestoreResult, error) {
	o := r.newRestore(ctx, modeRun, request)
	defer o.stop()
	return o.run()
}

// RestoreAgain runs a restore on purpose (triggers changed), against the baseline in state (Update).
func (r *Runner) RestoreAgain(ctx context.Context, request RestoreRequest, state RestoreState) (RestoreResult, error) {
	o := r.newRestore(ctx, modeRun, request)
	defer o.stop()
	o.baseline = &state.Created
	return o.run()
}

// decide asks the table that holds for this run.
func (o *restore) decide(look restoreLook) decision {
	if o.baseline != nil {
		return decideAgain(look.again)
	}
	return decideRestore(look.facts)
}

func (r *Runner) newRestore(ctx context.Context, mode mode, request RestoreRequest) *restore {
	t := target{kindRestore, request.Database, request.Repository, request.Snapshot}
	return &restore{operation: r.begin(ctx, mode, t, request.Wait), request: request}
}

func (o *restore) run() (RestoreResult, error) {
	release, err := o.lock()
	if err != nil {
		return RestoreResult{}, err
	}
	defer release()
	for {
		look, err := o.look()
		if err != nil {
			return RestoreResult{}, o.coded(err)
		}
		result, again, err := o.carryOut(o.decide(look), look)
		if !again {
			return result, err
		}
	}
}

// carryOut does what the table says. again: decide anew.
func (o *restore) carryOut(d decision, look restoreLook) (RestoreResult, bool, error) {
	if d.action == actSubmit || d.action == actQueue {
		if err := o.refuseRename(look); err != nil {
			return RestoreResult{}, false, err
		}
	}
	switch d.action {
	case actQueue:
		job, kind := look.history.unfinished()
		err := o.queue(kind, *job)
		return RestoreResult{}, err == nil, err
	case actWait:
		o.notice(Notice{Code: NoticeRunningAdopted})
		o.claimFound(look)
		return o.await(&waiter{op: o.operation, level: Namesake, key: o.key(look.row.Created)})
	case actAdopt:
		return o.adopt(look)
	case actSubmit:
		return o.submit(look)
	default:
		return RestoreResult{}, false, o.refusal(d, look)
	}
}

func (o *restore) key(created time.Time) jobKey {
	return jobKey{kind: kindRestore, database: o.database, label: o.label, timestamp: o.timestamp, created: created}
}
