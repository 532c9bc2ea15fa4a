// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"

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

// ModifyPlan says what an apply will do. Terraform calls it once for a create, an update and a destroy; twice for a
// replacement, whose second call sees no state but the old object's private data and shows errors only; and again
// during the apply.
func (r *backupResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	ctx = r.instance.Context(ctx)
	var private backupPrivate
	known := tfvalue.ReadPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	var state, plan backupModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.AddWarning(state.destroyWarning())
		state.losesSnapshot(r.instance, private.Object, &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.instance.NamesRepository(plan.Repository.ValueString(), &resp.Diagnostics)
	if plan.deletes() && !plan.OnDestroy.Equal(state.OnDestroy) {
		checkDeletable(r.instance, ctx, plan.Repository, &resp.Diagnostics)
	}
	plan.warnNamesake(private, &resp.Diagnostics)
	if req.State.Raw.IsNull() {
		plan.refuseNewName(ctx, private, &resp.Diagnostics)
		if known {
			noteNameToBeFree(r.instance, private)
			plan.refuseSameName(ctx, private, &resp.Diagnostics)
			private.refuseDeletion(r.instance, &resp.Diagnostics)
			if resp.Diagnostics.HasError() {
				return
			}
		}
		r.instance.RefuseTwice(objectid.Join(plan.Repository.ValueString(), plan.Name.ValueString()), plan.duplicate(), &resp.Diagnostics)
		r.checkCreate(ctx, plan, private, &resp.Diagnostics)
		return
	}
	if replaced := plan.replaces(ctx, state, private, &resp.Diagnostics); len(replaced) > 0 {
		if private.Remains {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("state"), types.StringUnknown())...) // the path that asks for it must differ
		}
		resp.RequiresReplace = append(resp.RequiresReplace, replaced...)
		resp.Diagnostics.AddWarning(state.destroyWarning()) // no destroy call is made for a replacement
		state.losesSnapshot(r.instance, private.Object, &resp.Diagnostics)
		noteNameToBeFree(r.instance, private)
		if !private.filesGoFirst() && plan.Repository.Equal(state.Repository) && plan.NamePrefix.IsNull() && plan.Name.Equal(state.Name) {
			return // the second call refuses it; what a create would meet is of no interest
		}
		if !plan.NamePrefix.IsNull() {
			plan.Name = types.StringUnknown() // the one in state is of the snapshot that is replaced
		}
		r.checkCreate(ctx, plan, private, &resp.Diagnostics)
		return
	}
	plan.keepsSnapshot(r.instance, private.Object, &resp.Diagnostics)
	state.noteDeletion(r.instance)
	state.refusePruned(r.instance, &resp.Diagnostics)
	if state.Unfinished() {
		plan.SetUnknown()
		plan.BackupTimestamp, plan.TakenAt = types.StringUnknown(), types.StringUnknown()
		plan.Objects = types.ObjectUnknown(group.ObjectsTypes)
		plan.SkippedObjects = types.ListUnknown(types.ObjectType{AttrTypes: group.SkippedObjectTypes})
		plan.MissingObjects = types.ListUnknown(types.StringType)
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
		resp.Diagnostics.AddWarning("A job will be resumed", state.resumeText())
	}
}

// replaces lists the arguments whose change takes a new snapshot. After an import, what agrees with the snapshot is
// recorded in place until the first update.
func (m backupModel) replaces(ctx context.Context, state backupModel, private backupPrivate, diags *diag.Diagnostics) path.Paths {
	var changed path.Paths
	add := func(name string, equal bool) {
		if !equal {
			changed = append(changed, path.Root(name))
		}
	}
	add("repository", m.Repository.Equal(state.Repository))
	add("database", m.Database.Equal(state.Database))
	add("name", m.Name.Equal(state.Name))
	add("content", m.Content.Equal(state.Content))
	add("state", !private.Remains) // what is left is deleted before a new snapshot is taken
	if private.Imported {
		add("name_prefix", m.NamePrefix.Equal(state.NamePrefix) ||
			generatedFrom(m.NamePrefix.ValueString(), state.Name.ValueString()))
		agrees := !m.Known(ctx) || agreesWith(m.SelectionModel, state.Objects, diags)
		add("tables", tfvalue.SaysTheSame(m.Tables, state.Tables) || agrees)
		add("exclude_tables", tfvalue.SaysTheSame(m.ExcludeTables, state.ExcludeTables) || agrees)
		return changed
	}
	nameKept := m.NamePrefix.IsNull() && m.Name.Equal(state.Name) && !m.Name.IsUnknown()
	add("name_prefix", m.NamePrefix.Equal(state.NamePrefix) || nameKept)
	add("tables", tfvalue.SaysTheSame(m.Tables, state.Tables))
	add("partitions", tfvalue.SaysTheSame(m.Partitions, state.Partitions))
	add("exclude_tables", tfvalue.SaysTheSame(m.ExcludeTables, state.ExcludeTables))
	add("triggers", tfvalue.SaysTheSame(m.Triggers, state.Triggers))
	return changed
}

// agreesWith reports whether a written selection fits what a snapshot holds: every object in it is matched, and every
// name written literally is in it.
func agreesWith(m group.SelectionModel, objects types.Object, diags *diag.Diagnostics) bool {
	selection := m.Selection(diags)
	if objects.IsNull() || objects.IsUnknown() {
		return true // the job still runs; its end is compared with the selection
	}
	held := group.ObjectNames(objects)
	taken, inVain := selection.Choose(held)
	return len(inVain) == 0 && len(taken) == len(held)
}

// refuseSameName stops a replacement whose new snapshot would have the name of the old one, or would be taken for it:
// the old one stays, so Doris would refuse the new one in the middle of the apply.
func (m backupModel) refuseSameName(ctx context.Context, old backupPrivate, diags *diag.Diagnostics) {
	if m.Repository.IsUnknown() || m.Repository.ValueString() != old.Repository {
		return
	}
	if m.NamePrefix.IsNull() {
		if !m.Name.IsUnknown() && m.Name.ValueString() == old.Name && !old.filesGoFirst() {
			diags.AddAttributeError(path.Root("name"), "The replacement would need the same name",
				explain.ThreeParts(fmt.Sprintf("Snapshot %q in repository %q is to be replaced by one of the same name. It stays when it is destroyed, and so its name stays used.",
					old.Name, old.Repository), "", "Give the new snapshot another name, or use name_prefix; or apply on_destroy = \"delete\" first, which deletes the old one before."))
		}
		return
	}
	if !m.Known(ctx) || m.Database.IsUnknown() || m.Triggers.IsUnknown() || m.NamePrefix.ValueString() != old.NamePrefix {
		return
	}
	if m.inputs(m.Selection(diags)) == old.Inputs && !old.Remains {
		diags.AddAttributeError(path.Root("triggers"), "The replacement would be the same snapshot",
			explain.ThreeParts(fmt.Sprintf("Snapshot %q in repository %q is to be replaced by one of the same inputs, which could not be told apart from it.",
				old.Name, old.Repository), "", `Change triggers to take a new snapshot, such as triggers = { again = "1" }; -replace is not needed then.`))
	}
}

// duplicate is the error of a second backup of one plan that makes the same snapshot; nil while the name is not known.
func (m backupModel) duplicate() *job.Error {
	if m.Repository.IsUnknown() || m.Name.ValueString() == "" {
		return nil
	}
	return &job.Error{
		Code: job.CodeDuplicate, Kind: "backup", Repository: m.Repository.ValueString(), Database: m.Database.ValueString(),
		Label: m.Name.ValueString(), NameFixed: true,
	}
}

func (m backupModel) resumeText() string {
	return fmt.Sprintf("%s was %s at the last look; apply waits for its end and submits nothing.", m.subject(), m.State.ValueString())
}
