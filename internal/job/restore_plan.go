// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "context"

// PlanRestore says, without side effects, what a restore would meet now, for checks at plan: nil, or the *Error that
// Restore would return before it submits; else what it would do.
func (r *Runner) PlanRestore(ctx context.Context, request RestoreRequest) (RestorePlan, error) {
	o := r.newRestore(ctx, modeRead, request)
	defer o.stop()
	return o.plan()
}

// PlanRestoreAgain says the same of a run on purpose, against the baseline in state.
func (r *Runner) PlanRestoreAgain(ctx context.Context, request RestoreRequest, state RestoreState) (RestorePlan, error) {
	o := r.newRestore(ctx, modeRead, request)
	defer o.stop()
	o.baseline = &state.Created
	return o.plan()
}

func (o *restore) plan() (RestorePlan, error) {
	look, err := o.look()
	if err != nil {
		return RestorePlan{}, o.coded(err)
	}
	if o.baseline == nil {
		o.foresee(&look)
	}
	plan := RestorePlan{Submits: true, BackupTimestamp: o.timestamp}
	d := o.decide(look)
	if d.action == actSubmit || d.action == actQueue {
		if err := o.refuseRename(look); err != nil {
			return RestorePlan{}, err
		}
	}
	switch d.action {
	case actRefuse:
		return RestorePlan{}, o.refusal(d, look)
	case actWait:
		plan.Submits = false
		o.notice(Notice{Code: NoticeWillWait, JobID: look.row.ID, State: look.row.State})
	case actAdopt:
		plan.Submits = false
		o.notice(Notice{Code: NoticeWillAdopt, At: look.row.Finished})
	case actQueue:
		job, kind := look.history.unfinished()
		plan.Holder = holder(kind, *job)
	}
	plan.Notices = o.notices
	return plan, nil
}
