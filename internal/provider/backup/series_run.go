// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/retention"
)

// ran is what a run left.
type ran struct {
	note        seriesNote
	newest      *job.Progress // the newest job; nil = Doris remembers none
	interrupted bool          // the job goes on
}

// run takes a snapshot where one is due, and looks at the series after it.
func (r *seriesResource) run(ctx context.Context, plan seriesModel, request job.SeriesRequest, due bool, diags *diag.Diagnostics) (ran, error) {
	var after ran
	known := request.Known
	if due {
		result, err := r.instance.Runner.RunSeries(ctx, request)
		if err != nil {
			return ran{}, err
		}
		instance.AddNotices(diags, result.Notices)
		switch taken := result.Taken; {
		case taken == nil:
			known = result.Look.Snapshots
		case taken.Interrupted:
			after.newest, after.interrupted = &taken.Progress, true
			diags.AddWarning(plan.interruptedWarning(*taken))
		default:
			after.newest = &taken.Progress
			known = append(slices.Clone(known), noteOfTaken(*taken))
		}
	} else {
		r.instance.Client.ForgetSnapshots(plan.Repository.ValueString())
	}
	// Ctrl-C must not cut the last look: the next plan is made of it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookAfterRun)
	defer cancel()
	look, err := r.instance.Runner.LookAtSeries(ctx, plan.series(), known)
	if err != nil {
		return ran{}, err
	}
	if after.newest == nil {
		after.newest = look.Newest
	}
	after.note = r.noteOf(ctx, plan, look)
	return after, nil
}

// lookAfterRun bounds the look after a run.
const lookAfterRun = 2 * time.Minute

// noteOfTaken is a snapshot that this operation took, as a look remembers it; tables that vanished are known here only.
func noteOfTaken(taken job.BackupResult) job.SeriesSnapshot {
	s := job.SeriesSnapshot{Name: taken.Label, Timestamp: taken.BackupTimestamp}
	if len(taken.Missing) > 0 {
		s.Kind = job.SeriesLacking
	}
	return s
}

// noteOf makes the note of a look. Of leftovers that are old by what is known of them it asks the bucket when something
// was last written there: a name and an old file are no proof that nobody writes any more.
func (r *seriesResource) noteOf(ctx context.Context, m seriesModel, look job.SeriesLook) seriesNote {
	note := seriesNote{Now: look.Now, Place: look.Place, Snapshots: look.Snapshots}
	if !m.usesBucket() {
		return note
	}
	var objects *objectstore.Repository
	for i := range note.Snapshots {
		s := &note.Snapshots[i]
		if !m.asksBucket(*s, look.Now) {
			continue
		}
		if objects == nil {
			var err error
			if objects, err = r.instance.ObjectsOf(ctx, m.Repository.ValueString()); err != nil {
				return note // without the bucket nothing of it is deleted; the plan says why
			}
		}
		if newest, err := objects.Newest(ctx, s.Name); err == nil {
			s.Modified = newest.UTC().Truncate(time.Second)
		}
	}
	return note
}

// asksBucket reports whether the age of what is left under a name must be looked up: for the first time, and again before
// the retention takes it.
func (m seriesModel) asksBucket(s job.SeriesSnapshot, now time.Time) bool {
	var last time.Time // sign of life
	switch {
	case s.Kind == job.SeriesLeftovers:
		last = latestOf(s.TakenAt, s.Modified)
	case s.Kind == job.SeriesHalf && !s.Ours:
		if s.Modified.After(s.Seen) {
			last = s.Modified
		}
	default:
		return false
	}
	return now.Sub(last) > retention.FailedAfter && (s.Modified.IsZero() || m.Retention.rules().Given())
}

// Update takes the snapshot that the plan calls due, then deletes what the plan names, and nothing else.
func (r *seriesResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.instance.Context(ctx)
	var plan, state seriesModel
	var before seriesNote
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	tfvalue.ReadPrivate(ctx, req.Private, &before, &resp.Diagnostics)
	timeout, d := plan.Timeouts.Update(ctx, group.DefaultJobTimeout)
	resp.Diagnostics.Append(d...)
	request := plan.request(before, timeout, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	started := time.Now()
	expected, due := plan.outlook(before), plan.Latest.IsUnknown()
	if !plan.named(expected.prune) {
		resp.Diagnostics.AddError("The plan is not this provider's", explain.ThreeParts(
			"The snapshots to delete that the plan names are not those that follow from what was noted for it.", "",
			"Nothing was done. Plan again with the version of the provider that applies."))
		return
	}
	after, err := r.run(ctx, plan, request, due, &resp.Diagnostics)
	if err != nil {
		r.instance.AddRunError(ctx, &resp.Diagnostics, err)
		r.noteFailure(ctx, before, err, resp)
		return
	}
	if after.interrupted {
		r.interrupted(ctx, plan, state, after, expected.prune, resp)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, max(timeout-time.Since(started), leastForDeletions))
	defer cancel()
	deleted, finished := r.prune(ctx, plan, before, after.note, expected.prune, &resp.Diagnostics)
	note := after.note.without(deleted)
	planned := plan
	plan.setRun(note, after.newest)
	if !due { // Known in the plan, and not this update's to change
		plan.Latest, plan.NextDueAt = planned.Latest, planned.NextDueAt
		if !planned.State.IsUnknown() {
			plan.State, plan.JobID = planned.State, planned.JobID
		}
	}
	if !finished {
		plan.Pruned = tfvalue.StringList(deleted)
	}
	r.store(ctx, plan, note, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// leastForDeletions is what a backup that took nearly all of timeouts.update leaves for the deletions.
const leastForDeletions = time.Minute

// named reports whether the plan names these deletions.
func (m seriesModel) named(prune []string) bool {
	return len(prune) == 0 || slices.Equal(tfvalue.StringsOf(m.Pruned, &diag.Diagnostics{}), prune)
}

// interrupted keeps the state as it was, but for the job that goes on. Where the plan names deletions, whose list must be
// kept, it is an error.
func (r *seriesResource) interrupted(ctx context.Context, plan, state seriesModel, after ran, prune []string, resp *resource.UpdateResponse) {
	if len(prune) > 0 {
		resp.Diagnostics.AddError("The retention was not begun", explain.ThreeParts(
			fmt.Sprintf("%s is interrupted while its snapshot is taken; none of the %s that the plan names was deleted.", plan.subject(), explain.Count(len(prune), "snapshot")), "",
			"Apply again: it waits for the snapshot first."))
	}
	plan.Pruned, plan.ID = state.Pruned, state.ID
	plan.setRun(after.note, after.newest)
	r.store(ctx, plan, after.note, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// noteFailure keeps in mind that a finished snapshot lacks tables: what is in the repository does not tell.
func (r *seriesResource) noteFailure(ctx context.Context, before seriesNote, err error, resp *resource.UpdateResponse) {
	var failure *job.Error
	if !errors.As(err, &failure) || failure.Code != job.CodeIncomplete || before.Find(failure.Label) != nil {
		return
	}
	before.Snapshots = append(slices.Clone(before.Snapshots), job.SeriesSnapshot{Name: failure.Label, Kind: job.SeriesLacking, TakenAt: job.DetailOf[job.MissingObjects](failure).TakenAt, Ours: true})
	slices.SortFunc(before.Snapshots, func(a, b job.SeriesSnapshot) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	tfvalue.WritePrivate(ctx, resp.Private, before, &resp.Diagnostics)
}

// interruptedWarning is said after Ctrl-C; Terraform itself then ends with exit code 1.
func (m seriesModel) interruptedWarning(taken job.BackupResult) (summary, detail string) {
	var b backupModel
	b.Name, b.Database, b.State = types.StringValue(taken.Label), m.Database, types.StringValue(tfvalue.TextElse(types.StringValue(taken.State), group.StatePending))
	if taken.ID != "-1" {
		b.JobID = tfvalue.TextOrNull(taken.ID)
	}
	return b.interruptedWarning()
}
