// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// prune deletes what the plan names, each after another look at it, and returns the names of what is gone, sorted.
// finished is false, with an error, when that is not all of it: Terraform accepts another list than the planned one only
// together with an error. before is the note that the plan was made of, after that of a moment ago.
func (r *seriesResource) prune(ctx context.Context, plan seriesModel, before, after seriesNote, planned []string, diags *diag.Diagnostics) (deleted []string, finished bool) {
	if len(planned) == 0 {
		return nil, true
	}
	if plan.wouldLeaveTooFew(before, after, planned, diags) {
		return nil, false
	}
	var doomed []job.SeriesSnapshot
	for _, name := range planned {
		doomed = append(doomed, *before.Find(name))
	}
	deleted, failures := r.deleteEach(ctx, plan, doomed, "retention", diags)
	if len(failures) == 0 {
		return deleted, true
	}
	plan.reportLeft(len(planned), deleted, failures, diags)
	return deleted, false
}

// wouldLeaveTooFew refuses to delete when, since the plan was made, snapshots that were to stay have gone.
func (m seriesModel) wouldLeaveTooFew(before, after seriesNote, planned []string, diags *diag.Diagnostics) bool {
	least := max(m.Retention.rules().KeepAtLeast, 1)
	var stay, leave int
	newest := m.outlook(after).latest
	newestLeaves := false
	for _, s := range after.Snapshots {
		if !m.holds(s) || !s.Good(m.AllowIncomplete.ValueBool(), after.Now) {
			continue
		}
		then := before.Find(s.Name)
		if slices.Contains(planned, s.Name) && then.Timestamp == s.Timestamp && then.TakenAt.Equal(s.TakenAt) {
			leave++
			newestLeaves = newestLeaves || s.Name == newest.Name
			continue
		}
		stay++ // also one that was made anew under a name that is to go: it will not be deleted
	}
	if leave == 0 || stay >= least && !newestLeaves {
		return false
	}
	diags.AddError(fmt.Sprintf("Nothing was deleted (%s)", m.NamePrefix.ValueString()), explain.ThreeParts(
		fmt.Sprintf("The plan deletes %s of %s, but snapshots that were to stay have vanished since: %s would be left, and at least %d must be.",
			explain.Count(len(planned), "snapshot"), explain.LowerFirst(m.subject()), explain.Count(stay, "good one"), least), "",
		"Find out who deleted them, then plan again."))
	return true
}

// deleteFailure is why one snapshot was not deleted.
type deleteFailure struct {
	name            string
	summary, detail string
}

// deletedAtOnce is how many snapshots of a series are deleted at the same time.
const deletedAtOnce = 4

// deleteEach deletes snapshots, a few at a time. A refusal of one does not keep the others; after an error of the storage or of
// Doris, which would meet them, too, nothing more is begun.
func (r *seriesResource) deleteEach(ctx context.Context, m seriesModel, doomed []job.SeriesSnapshot, purpose string, diags *diag.Diagnostics) (deleted []string, failures []deleteFailure) {
	repository := m.Repository.ValueString()
	objects, err := r.instance.ObjectsOf(ctx, repository)
	if err != nil {
		summary, detail := r.instance.Explain().ObjectsError(repository, purpose, err).Parts()
		return nil, []deleteFailure{{doomed[0].Name, summary, detail}}
	}
	var (
		mu        sync.Mutex
		versioned int
		ended     bool
		workers   sync.WaitGroup
	)
	next := func() (s job.SeriesSnapshot, more bool) {
		mu.Lock()
		defer mu.Unlock()
		if ended || len(doomed) == 0 {
			return s, false
		}
		s, doomed = doomed[0], doomed[1:]
		return s, true
	}
	for range min(len(doomed), deletedAtOnce) {
		workers.Go(func() {
			for s, more := next(); more; s, more = next() {
				removed, err := r.instance.Runner.DeleteSnapshot(ctx, m.doomed(s), snapshotFiles{objects})
				mu.Lock()
				if err == nil {
					deleted = append(deleted, s.Name)
					if removed.Versioned {
						versioned++
					}
				} else {
					text := r.instance.Explain().JobError(err)
					failures = append(failures, deleteFailure{s.Name, text.Summary, text.Detail()})
					ended = ended || ctx.Err() != nil || !refusesOne(err)
				}
				mu.Unlock()
			}
		})
	}
	workers.Wait()
	slices.SortFunc(failures, func(a, b deleteFailure) int { return strings.Compare(a.name, b.name) })
	if versioned > 0 {
		diags.AddWarning(fmt.Sprintf("Old versions of the files stay (%s)", m.NamePrefix.ValueString()), fmt.Sprintf(
			"%s deleted, but bucket %q keeps old versions: the space is freed only when a lifecycle rule expires noncurrent versions (with Object Lock, when their retention has ended).",
			countAre(versioned, "snapshot"), objects.Bucket()))
	}
	slices.Sort(deleted)
	return deleted, failures
}

// refusesOne reports whether an error concerns this snapshot alone, as the end of a retention rule of the bucket does.
func refusesOne(err error) bool {
	return slices.Contains([]job.Code{job.CodeClaimed, job.CodeInUse, job.CodeTwice, job.CodeShared, job.CodeNotOurs, job.CodeWritten}, codeOf(err)) ||
		objectstore.KindOf(err) == objectstore.Locked
}

// doomed is a noted snapshot as it must still be when it is deleted.
func (m seriesModel) doomed(s job.SeriesSnapshot) job.Doomed {
	d := job.Doomed{Repository: m.Repository.ValueString(), Database: m.Database.ValueString(), Label: s.Name, Timestamp: s.Timestamp, TakenAt: s.TakenAt}
	if s.Kind == job.SeriesLeftovers || s.Kind == job.SeriesHalf {
		d.Leftovers, d.Timestamp = true, ""
	}
	d.LastWrite = lastWrite(s)
	return d
}

// lastWrite is when files of a noted snapshot were written at the latest. A complete name with a nonce is never used again,
// any other is written to before it is first seen complete.
func lastWrite(s job.SeriesSnapshot) time.Time {
	switch {
	case s.Kind == job.SeriesLeftovers:
		return s.Modified
	case s.Ours || s.Seen.IsZero():
		return time.Time{}
	}
	return latestOf(s.Seen.Add(job.ClockSlack), s.Modified)
}

// reportLeft is the error of deletions that were not all made: what is gone, what is not, and why.
func (m seriesModel) reportLeft(total int, deleted []string, failures []deleteFailure, diags *diag.Diagnostics) {
	gone := "none was deleted"
	if len(deleted) > 0 {
		gone = "deleted: " + explain.Names(deleted)
	}
	var left []string
	for _, failure := range failures {
		left = append(left, failure.name)
	}
	happened := fmt.Sprintf("%s was to lose %s in repository %q; %s. Not deleted: %s", m.subject(), explain.Count(total, "snapshot"), m.Repository.ValueString(), gone, explain.Names(left))
	if rest := total - len(deleted) - len(left); rest > 0 {
		happened += fmt.Sprintf(", and %d more that were not tried", rest)
	}
	parts := []string{happened + "."}
	said := map[string]bool{}
	for _, failure := range failures {
		if !said[failure.summary] {
			said[failure.summary] = true
			parts = append(parts, failure.summary+". "+failure.detail)
		}
	}
	parts = append(parts, "What is gone stays in pruned; the next plan names what is left.")
	diags.AddError(fmt.Sprintf("Not all snapshots were deleted (%s)", m.NamePrefix.ValueString()), strings.Join(parts, "\n\n"))
}
