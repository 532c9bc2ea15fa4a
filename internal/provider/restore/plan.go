// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// ModifyPlan pins what was restored, says what will run, and checks it. See backupResource.ModifyPlan for when it is
// called.
func (r *restoreResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	ctx = r.instance.Context(ctx)
	var private restorePrivate
	known := tfvalue.ReadPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	var state, plan, config restoreModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.AddWarning(state.destroyWarning(private))
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	r.instance.NamesRepository(plan.Repository.ValueString(), &resp.Diagnostics)
	plan.refuseCombinations(&resp.Diagnostics) // once more, now that more is known than when the configuration was validated
	if resp.Diagnostics.HasError() {
		return
	}
	switch {
	case req.State.Raw.IsNull():
		if known {
			plan.refuseSameRestore(ctx, private, &resp.Diagnostics)
			if resp.Diagnostics.HasError() {
				return
			}
			if r.refuseUnannounced(ctx, plan, private, &resp.Diagnostics); resp.Diagnostics.HasError() {
				return
			}
		}
		if plan.namesKnown(ctx) {
			selection := plan.Selection(&resp.Diagnostics)
			key := objectid.Join(plan.Repository.ValueString(), plan.Snapshot.ValueString(), plan.Database.ValueString(), plan.inputs(selection))
			r.instance.RefuseTwice(key, plan.duplicate(), &resp.Diagnostics)
		}
		r.checkCreate(ctx, plan, &resp.Diagnostics)
		return
	case !plan.Database.Equal(state.Database):
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root("database"))
		resp.Diagnostics.AddWarning(state.destroyWarning(private)) // no destroy call is made for a replacement
		if config.BackupTimestamp.IsNull() {
			plan.BackupTimestamp = types.StringUnknown() // the one in state belongs to what was restored
		}
		r.checkCreate(ctx, plan, &resp.Diagnostics)
		return
	case plan.runsAgain(state, private):
		r.planRun(ctx, &plan, state, config, private, &resp.Diagnostics)
	default:
		plan.pin(state, &resp.Diagnostics)
		if state.Unfinished() {
			plan.resultUnknown()
			resp.Diagnostics.AddWarning("A job will be resumed", state.resumeText())
			if state.State.ValueString() == group.StateCancelled && plan.mayOverwrite() { // it is submitted anew
				r.checkAgain(ctx, plan, state, private, &resp.Diagnostics)
			}
		} else {
			if plan.describes(state, private) {
				plan.Objects = types.ObjectUnknown(group.ObjectsTypes)
			}
			plan.planVerification(state)
		}
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// runsAgain reports whether triggers ask for a new run. Unknown triggers do; the first ones after an import do not.
func (m restoreModel) runsAgain(state restoreModel, private restorePrivate) bool {
	if private.Imported && state.Triggers.IsNull() {
		return false
	}
	return !tfvalue.SaysTheSame(m.Triggers, state.Triggers)
}

// describes reports whether the configuration tells, for the first time after an import, what was restored under which
// names: Doris shows no new names, so an import finds only what bears its old one.
func (m restoreModel) describes(state restoreModel, private restorePrivate) bool {
	return private.Imported && !state.Unfinished() &&
		!(tfvalue.SaysTheSame(m.Rename, state.Rename) && m.SelectionModel.Equal(state.SelectionModel))
}

// pin plans what was restored, whatever the configuration names by now.
func (m *restoreModel) pin(state restoreModel, diags *diag.Diagnostics) {
	var moved []string
	for _, argument := range []struct {
		name            string
		planned, pinned *types.String
	}{
		{"", &m.Snapshot, &state.Snapshot},
		{"repository ", &m.Repository, &state.Repository},
		{"timestamp ", &m.BackupTimestamp, &state.BackupTimestamp},
	} {
		if argument.pinned.IsNull() || argument.planned.Equal(*argument.pinned) {
			continue // Terraform lets nobody plan null for what is configured
		}
		if !argument.planned.IsUnknown() {
			moved = append(moved, fmt.Sprintf("%s%s", argument.name, argument.planned.ValueString()))
		}
		*argument.planned = *argument.pinned
	}
	m.ID = state.ID
	if len(moved) > 0 {
		diags.AddWarning("The configured snapshot will not be restored", fmt.Sprintf(
			"doris_restore keeps what it restored: %s. The configuration now names %s. To restore that one, change triggers.",
			state.Snapshot.ValueString(), strings.Join(moved, ", ")))
	}
}

// planRun plans a new run: everything the job leaves is unknown, and what it needs is checked again.
func (r *restoreResource) planRun(ctx context.Context, plan *restoreModel, state, config restoreModel, private restorePrivate, diags *diag.Diagnostics) {
	if !tfvalue.WhollyKnown(ctx, plan.Triggers) {
		plan.refuseUnknownTriggers(state, config, diags)
	}
	if config.BackupTimestamp.IsNull() {
		plan.BackupTimestamp = types.StringUnknown()
	}
	plan.resultUnknown()
	plan.ID = types.StringUnknown()
	if !plan.Repository.IsUnknown() && !plan.Snapshot.IsUnknown() {
		plan.ID = types.StringValue(objectid.Join(plan.Repository.ValueString(), plan.Snapshot.ValueString(), plan.Database.ValueString()))
	}
	r.checkAgain(ctx, *plan, state, private, diags)
}

// refuseUnknownTriggers: whether the configured snapshot or the pinned one is planned depends on triggers, so the plan
// cannot be made while both are open.
func (m restoreModel) refuseUnknownTriggers(state, config restoreModel, diags *diag.Diagnostics) {
	var changes []string
	for _, argument := range []struct {
		name               string
		configured, before types.String
	}{
		{"repository", config.Repository, state.Repository},
		{"snapshot", config.Snapshot, state.Snapshot},
		{"backup_timestamp", config.BackupTimestamp, state.BackupTimestamp},
	} {
		if tfvalue.Given(argument.configured) && !argument.configured.Equal(argument.before) {
			changes = append(changes, fmt.Sprintf("%s changes from %q to %q", argument.name, argument.before.ValueString(), argument.configured.ValueString()))
		}
	}
	if len(changes) == 0 {
		return
	}
	diags.AddAttributeError(path.Root("triggers"), "The triggers must be known", explain.ThreeParts(
		explain.Joined(changes, " and ")+", and whether that is restored depends on triggers, which are not known before the apply.", "",
		"Make triggers known, for example from a variable; or apply first what their values come from."))
}

// resultUnknown marks everything that a job leaves as known after apply.
func (m *restoreModel) resultUnknown() {
	m.SetUnknown()
	m.SubmittedAt = types.StringUnknown()
	m.RPOSeconds, m.RTOSeconds = types.Int64Unknown(), types.Int64Unknown()
	m.Objects = types.ObjectUnknown(group.ObjectsTypes)
	m.verificationUnknown()
}

func (m restoreModel) resumeText() string {
	if m.State.ValueString() == group.StateCancelled {
		return fmt.Sprintf("%s was cancelled before it was done; apply runs it again.", m.subject())
	}
	return fmt.Sprintf("%s was %s at the last look; apply waits for its end and submits nothing.", m.subject(), m.State.ValueString())
}

// refuseSameRestore stops a replacement that would run the restore of the old object: triggers is the way to run it
// again, in place.
func (m restoreModel) refuseSameRestore(ctx context.Context, old restorePrivate, diags *diag.Diagnostics) {
	same := m.Repository.ValueString() == old.Repository && m.Snapshot.ValueString() == old.Snapshot && m.Database.ValueString() == old.Database
	if !same || !m.Known(ctx) || !tfvalue.WhollyKnown(ctx, m.Rename) || m.inputs(m.Selection(diags)) != old.Inputs {
		return
	}
	diags.AddAttributeError(path.Root("snapshot"), "The replacement would be the same restore", explain.ThreeParts(
		fmt.Sprintf("The restore of %q into database %q is to be replaced by an equal one.%s", old.Snapshot, old.Database, m.tablesInTheWay()), "",
		`To restore again, change triggers, such as triggers = { again = "1" }; -replace is not needed then.`))
}

// duplicate is the error of a second restore of one plan that restores the same.
func (m restoreModel) duplicate() *job.Error {
	return &job.Error{
		Code: job.CodeDuplicate, Kind: "restore", Repository: m.Repository.ValueString(), Label: m.Snapshot.ValueString(),
		Database: m.Database.ValueString(),
	}
}
