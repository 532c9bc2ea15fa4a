// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// ModifyPlan says whether a snapshot is due and what the retention deletes. What it plans comes from configuration, state
// and note alone (see seriesNote); what it looks at in the cluster and in the bucket makes errors and warnings only.
func (r *seriesResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	ctx = r.instance.Context(ctx)
	var note seriesNote
	known := tfvalue.ReadPrivate(ctx, req.Private, &note, &resp.Diagnostics)
	var state, plan seriesModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.AddWarning(state.destroyWarning(note))
		state.refuseOthersOfAll(r.instance, note, &resp.Diagnostics)
		return
	}
	if refuseUnknownRetention(ctx, req.Plan, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.instance.NamesRepository(plan.Repository.ValueString(), &resp.Diagnostics)
	if req.State.Raw.IsNull() {
		validate.NewPrefix.Refuse(ctx, path.Root("name_prefix"), plan.NamePrefix, &resp.Diagnostics)
		if known {
			plan.refuseReplace(r.instance, &resp.Diagnostics)
		}
		plan.Pruned = noNames() // a create deletes nothing
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
		r.instance.RefuseTwice(plan.key(), plan.duplicate(), &resp.Diagnostics)
		r.checkNext(ctx, plan, true, &resp.Diagnostics)
		return
	}
	if !plan.identity().equal(state.identity()) {
		resp.Diagnostics.AddWarning(state.destroyWarning(note)) // no destroy call is made for a replacement
		state.refuseOthersOfAll(r.instance, note, &resp.Diagnostics)
		return
	}
	if plan.refuseUnknown(&resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	state.noteReplace(r.instance)
	r.planUpdate(ctx, plan, state, note, resp)
}

// planUpdate fills the plan of an object that exists. Without a difference to the state it is no change.
func (r *seriesResource) planUpdate(ctx context.Context, plan, state seriesModel, note seriesNote, resp *resource.ModifyPlanResponse) {
	expected := plan.outlook(note)
	shortened := plan.mayBeDue(state, expected)
	perhaps := shortened || plan.DueAfter.IsUnknown() || plan.Paused.IsUnknown() || plan.AllowIncomplete.IsUnknown() || plan.AdoptNameRegex.IsUnknown()
	plan.setLatest(expected)
	plan.Pruned, plan.State, plan.JobID = state.Pruned, state.State, state.JobID
	if expected.due || perhaps {
		plan.Latest, plan.NextDueAt = types.ObjectUnknown(latestTypes), types.StringUnknown()
		plan.State, plan.JobID = types.StringUnknown(), types.StringUnknown()
	}
	if len(expected.prune) > 0 {
		plan.Pruned = tfvalue.StringList(expected.prune)
		if plan.Pruned.Equal(state.Pruned) {
			plan.State = types.StringUnknown() // Names that were made anew are a change, too
		}
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	if len(expected.prune) > 0 {
		resp.Diagnostics.AddWarning(plan.pruneWarning(expected.prune))
	}
	if len(expected.future) > 0 {
		resp.Diagnostics.AddWarning(plan.futureWarning(expected.future))
	}
	plan.refuseOthers(r.instance, note, expected.prune, &resp.Diagnostics)
	if shortened {
		resp.Diagnostics.AddWarning(fmt.Sprintf("The apply decides whether a snapshot is due (%s)", plan.NamePrefix.ValueString()), fmt.Sprintf(
			"due_after becomes %s, and the newest snapshot is of %s. Unless it is older than that by then, none is taken; what a new one lets go is named by the plan after it.",
			plan.DueAfter.ValueString(), expected.latest.TakenAt.UTC().Format(time.RFC3339)))
	}
	switch {
	case expected.due:
		var checks diag.Diagnostics
		r.checkNext(ctx, plan, false, &checks)
		resp.Diagnostics.Append(plan.news(state, checks)...)
		if summary, detail := state.resumeWarning(); summary != "" {
			resp.Diagnostics.AddWarning(summary, detail)
		}
	case len(expected.prune) > 0 || plan.usesBucket() && !state.usesBucket():
		r.checkBucket(ctx, plan, false, &resp.Diagnostics)
	}
}

// news leaves out what a plan said before: night for night the patterns of one selection match much the same.
func (m seriesModel) news(state seriesModel, checks diag.Diagnostics) diag.Diagnostics {
	if !m.SelectionModel.Equal(state.SelectionModel) {
		return checks
	}
	return slices.DeleteFunc(checks, func(d diag.Diagnostic) bool {
		return d.Severity() == diag.SeverityWarning && strings.HasPrefix(d.Summary(), whatPatternsMatch)
	})
}

// whatPatternsMatch begins the summary of a warning of checkSelection.
const whatPatternsMatch = "What the patterns match now"

// resumeWarning says that a job of the series was running at the last look; "" when none was.
func (m seriesModel) resumeWarning() (summary, detail string) {
	if !m.running() {
		return "", ""
	}
	return fmt.Sprintf("A job will be resumed (%s)", m.NamePrefix.ValueString()),
		fmt.Sprintf("A backup of %s%s was %s at the last look; apply waits for its end and submits nothing.",
			explain.LowerFirst(m.subject()), m.jobNumber(), m.State.ValueString())
}

// running reports whether the newest job had not ended at the last look.
func (m seriesModel) running() bool {
	state := m.State.ValueString()
	return state != "" && state != group.StateFinished && state != group.StateCancelled
}

func (m seriesModel) jobNumber() string {
	if m.JobID.ValueString() == "" {
		return ""
	}
	return " (job " + m.JobID.ValueString() + ")"
}

// checkNext looks, while planning, at what the next snapshot needs.
func (r *seriesResource) checkNext(ctx context.Context, plan seriesModel, create bool, diags *diag.Diagnostics) {
	if !plan.Paused.ValueBool() {
		(&backupResource{r.instance}).checkCreate(ctx, plan.asBackup(), backupPrivate{}, diags)
	}
	r.checkBucket(ctx, plan, create, diags)
}

// checkBucket looks into the bucket from this machine, because a series with retention deletes there. A storage that is
// not S3 is an error. A bucket that cannot be listed is one while the series is created; later it is a warning, because
// the next snapshot must not depend on it.
func (r *seriesResource) checkBucket(ctx context.Context, plan seriesModel, create bool, diags *diag.Diagnostics) {
	repository := plan.Repository.ValueString()
	if !plan.usesBucket() || repository == "" || !r.instance.Known() {
		return
	}
	registered, err := r.instance.Client.Repository(ctx, repository)
	if err != nil || registered == nil {
		return // it comes with this plan, or the other checks say what is wrong
	}
	err = r.instance.Listable(ctx, repository)
	if err == nil {
		return
	}
	attribute, purpose := plan.bucketUse()
	summary, detail := r.instance.Explain().ObjectsError(repository, purpose, err).Parts()
	if create || instance.IsNoObjects(err) {
		diags.AddAttributeError(path.Root(attribute), summary, detail)
		return
	}
	diags.AddAttributeWarning(path.Root(attribute), fmt.Sprintf("%s (%s)", summary, plan.NamePrefix.ValueString()),
		detail+"\n\nA snapshot that is due is taken all the same; after it the apply fails where it is to delete.")
}

// bucketUse is the argument that needs the bucket, as attribute and in words.
func (m seriesModel) bucketUse() (attribute, purpose string) {
	if m.Retention != nil {
		return "retention", "retention"
	}
	return "on_destroy", `on_destroy = "delete"`
}

// refuseUnknown: what decides over deletions must be known, or the plan could not name them.
func (m seriesModel) refuseUnknown(diags *diag.Diagnostics) {
	if m.Retention == nil {
		return
	}
	unknown := ""
	for name, value := range map[string]bool{
		"due_after": m.DueAfter.IsUnknown(), "paused": m.Paused.IsUnknown(), "allow_incomplete": m.AllowIncomplete.IsUnknown(),
		"adopt_name_regex": m.AdoptNameRegex.IsUnknown(), "retention": !m.Retention.known(),
	} {
		if value && (unknown == "" || name < unknown) {
			unknown = name
		}
	}
	if unknown != "" {
		diags.AddAttributeError(path.Root(unknown), "The deletions cannot be planned", explain.ThreeParts(
			fmt.Sprintf("%s has a retention, whose deletions the plan names, but %s is known only after something else was applied.", m.subject(), unknown), "",
			"Give it a value that the plan knows, or apply what it depends on first (terraform apply -target=...)."))
	}
}

// refuseUnknownRetention: a dynamic block is unknown as a whole while its for_each is.
func refuseUnknownRetention(ctx context.Context, plan tfsdk.Plan, diags *diag.Diagnostics) {
	var retention types.Object
	diags.Append(plan.GetAttribute(ctx, path.Root("retention"), &retention)...)
	if retention.IsUnknown() {
		diags.AddAttributeError(path.Root("retention"), "The deletions cannot be planned", explain.ThreeParts(
			"Whether the series has a retention, whose deletions the plan names, is known only after something else was applied.", "",
			"Give for_each of the block a value that the plan knows, or apply what it depends on first (terraform apply -target=...)."))
	}
}

func (m seriesModel) key() string {
	return objectid.Join(m.Repository.ValueString(), m.Database.ValueString(), m.NamePrefix.ValueString())
}

// duplicate is the error of a second series of one plan with the same names; nil while they are not known.
func (m seriesModel) duplicate() *job.Error {
	if m.Repository.IsUnknown() || m.Database.IsUnknown() || m.NamePrefix.IsUnknown() {
		return nil
	}
	return &job.Error{
		Code: job.CodeDuplicate, Kind: "backup", Repository: m.Repository.ValueString(), Database: m.Database.ValueString(),
		Label: m.NamePrefix.ValueString(), NameFixed: true,
	}
}

func (i seriesIdentity) equal(other seriesIdentity) bool {
	return i.Repository.Equal(other.Repository) && i.Database.Equal(other.Database) && i.NamePrefix.Equal(other.NamePrefix)
}

// pruneWarning announces deletions. Its summary holds the prefix: warnings of equal summary are merged, and one shown.
func (m seriesModel) pruneWarning(prune []string) (summary, detail string) {
	return fmt.Sprintf("Snapshots will be deleted (%s)", m.NamePrefix.ValueString()),
		fmt.Sprintf("The retention deletes %s of database %q from repository %q: %s. This cannot be undone.",
			explain.Count(len(prune), "snapshot"), m.Database.ValueString(), m.Repository.ValueString(), explain.Names(prune))
}

// futureWarning: a frontend with a wrong clock took them. They would pass for the newest until their date comes.
func (m seriesModel) futureWarning(future []string) (summary, detail string) {
	return fmt.Sprintf("Snapshots are dated in the future (%s)", m.NamePrefix.ValueString()),
		fmt.Sprintf("%s of database %q in repository %q: %s. The clock of the frontend that took them was wrong. They are left alone and do not count until their date has come; synchronise the clocks of the frontends.",
			explain.Count(len(future), "snapshot"), m.Database.ValueString(), m.Repository.ValueString(), explain.Names(future))
}

// destroyWarning says what a destroy leaves or deletes.
func (m seriesModel) destroyWarning(note seriesNote) (summary, detail string) {
	held := m.held(note)
	var complete []string
	for _, s := range held {
		complete = append(complete, s.Name)
	}
	prefix, repository := m.NamePrefix.ValueString(), m.Repository.ValueString()
	if m.OnDestroy.ValueString() == destroyDelete {
		detail = fmt.Sprintf(`on_destroy is "delete": no snapshot of the series is in repository %q, so nothing is deleted.`, repository)
		if len(complete) > 0 {
			detail = fmt.Sprintf(`on_destroy is "delete": %s deleted from repository %q: %s. This cannot be undone.`,
				countAre(len(complete), "snapshot"), repository, strings.Join(complete, ", ")) // all of them: no attribute lists them
		}
		return fmt.Sprintf("The snapshots of the series will be deleted (%s)", prefix), detail
	}
	detail = fmt.Sprintf(`on_destroy is "keep": no snapshot of the series is in repository %q.`, repository)
	if latest := m.outlook(note).latest; latest != nil {
		stay := "snapshots stay"
		if len(complete) == 1 {
			stay = "snapshot stays"
		}
		detail = fmt.Sprintf(`on_destroy is "keep": %d %s in repository %q, the newest is %s; nothing prunes them any more.`,
			len(complete), stay, repository, latest.Name)
	}
	if m.running() {
		detail += fmt.Sprintf(" A backup%s was %s at the last look; it goes on. To stop it: %s",
			m.jobNumber(), m.State.ValueString(), doris.CancelBackupStatement(m.Database.ValueString()))
	}
	return fmt.Sprintf("The snapshots of the series stay (%s)", prefix), detail
}

// held are the snapshots of the series that a destroy with on_destroy = "delete" removes, leftovers included.
func (m seriesModel) held(note seriesNote) []job.SeriesSnapshot {
	var held []job.SeriesSnapshot
	for _, s := range note.Snapshots {
		if m.holds(s) && !s.Busy {
			held = append(held, s)
		}
	}
	return held
}

func countAre(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return explain.Count(n, noun) + " are"
}
