// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package backup is the resources doris_backup and doris_backup_series, and the data source doris_backup_jobs.
package backup

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/guard"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

var (
	_ resource.ResourceWithConfigure      = (*backupResource)(nil)
	_ resource.ResourceWithIdentity       = (*backupResource)(nil)
	_ resource.ResourceWithImportState    = (*backupResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*backupResource)(nil)
	_ resource.ResourceWithValidateConfig = (*backupResource)(nil)
)

// NewResource is doris_backup: one snapshot.
func NewResource() guard.Checked { return &backupResource{} }

type backupResource struct{ instance *instance.Instance }

func (r *backupResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_backup"
}

func (r *backupResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

// Create takes the snapshot. Its outcome is a whole state, a state of a job that goes on (after Ctrl-C), or an error
// without state: an error with state would taint, and the replacement would meet a name that is used up.
func (r *backupResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.instance.Context(ctx)
	var plan backupModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	selection := plan.Selection(&resp.Diagnostics)
	wait := plan.CreateWait(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	r.instance.AwaitRepository(ctx, plan.Repository.ValueString())
	result, err := r.instance.Runner.Backup(ctx, plan.request(selection, wait))
	if err != nil {
		r.instance.AddRunError(ctx, &resp.Diagnostics, err)
		return
	}
	plan.setResult(result, &resp.Diagnostics)
	plan.forgotten(r.instance, "")
	r.store(ctx, plan, plan.privateOf(selection, privateOfResult(result)), &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// Read looks at the snapshot in the repository, or at the job while it runs. It never waits.
func (r *backupResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.instance.Context(ctx)
	var state backupModel
	var private backupPrivate
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	tfvalue.ReadPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	// Terraform 1.11 wants the identity of an object that is gone, too.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, backupIdentity{Repository: state.Repository, Name: state.Name})...)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	read, err := r.instance.Runner.ReadBackup(ctx, state.jobState(private))
	if err != nil {
		r.instance.AddJobError(&resp.Diagnostics, err)
		return
	}
	if read.Fate != job.Gone {
		instance.AddNotices(&resp.Diagnostics, read.Notices)
	}
	private.Remains = private.Remains && read.Fate == job.Kept
	switch read.Fate {
	case job.Gone:
		if !r.keepsRemains(ctx, &state, &private, read, &resp.Diagnostics) {
			state.forgotten(r.instance, private.Object)
			tfvalue.Forget(ctx, &resp.State, resp.Private, &resp.Diagnostics)
			return
		}
	case job.Unrestorable:
		state.State = types.StringValue(group.StateUnrestorable)
	case job.Moved:
		if len(read.Result.Missing) == 0 || state.AllowIncomplete.ValueBool() {
			state.setResult(read.Result, nil)
			private = private.moved(read.Result)
		} // else it stays unfinished: the resumed wait of the next apply fails and says why
	case job.Unchanged, job.Kept:
	}
	private = state.privateOf(state.Selection(&resp.Diagnostics), private)
	r.store(ctx, state, private, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// Update resumes the wait for a job that goes on, and records arguments that start nothing.
func (r *backupResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.instance.Context(ctx)
	var plan, state backupModel
	var private backupPrivate
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	tfvalue.ReadPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	selection := plan.Selection(&resp.Diagnostics)
	wait := plan.UpdateWait(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	private.Imported = false
	if state.Unfinished() {
		if !r.instance.Ready(&resp.Diagnostics) {
			return
		}
		plan.Name = state.Name
		result, err := r.instance.Runner.ResumeBackup(ctx, plan.request(selection, wait), state.jobState(private))
		if err != nil {
			r.instance.AddRunError(ctx, &resp.Diagnostics, err)
			return
		}
		plan.setResult(result, &resp.Diagnostics)
		private = private.moved(result)
	} else {
		plan.keepResult(state)
	}
	r.store(ctx, plan, plan.privateOf(selection, private), &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// store sets state, identity and private data together: Terraform 1.11 wants the identity after each operation.
func (r *backupResource) store(ctx context.Context, model backupModel, private backupPrivate, state *tfsdk.State,
	identity *tfsdk.ResourceIdentity, data tfvalue.PrivateStore, diags *diag.Diagnostics,
) {
	diags.Append(state.Set(ctx, model)...)
	diags.Append(identity.Set(ctx, backupIdentity{Repository: model.Repository, Name: model.Name})...)
	tfvalue.WritePrivate(ctx, data, private, diags)
}

// interruptedWarning is said after Ctrl-C; Terraform itself then ends with exit code 1.
func (m backupModel) interruptedWarning() (summary, detail string) {
	return "Interrupted; the job goes on", fmt.Sprintf("%s is %s; the next apply resumes the wait. To stop it instead: %s",
		m.subject(), m.State.ValueString(), m.cancelStatement())
}

func (m backupModel) cancelStatement() string {
	return doris.CancelBackupStatement(m.Database.ValueString())
}
