// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package restore is the resource doris_restore and the data source doris_restore_jobs.
package restore

import (
	"context"
	"errors"
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
	_ resource.ResourceWithConfigure      = (*restoreResource)(nil)
	_ resource.ResourceWithIdentity       = (*restoreResource)(nil)
	_ resource.ResourceWithImportState    = (*restoreResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*restoreResource)(nil)
	_ resource.ResourceWithValidateConfig = (*restoreResource)(nil)
)

// NewResource is doris_restore: one restore, which only triggers runs again.
func NewResource() guard.Checked { return &restoreResource{} }

type restoreResource struct{ instance *instance.Instance }

func (r *restoreResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_restore"
	resp.ResourceBehavior.MutableIdentity = true // a new run may restore another snapshot
}

func (r *restoreResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

// Create restores the snapshot. Like a backup, it leaves a whole state, the state of a job that goes on, or an error
// without state; with one exception: data that failed its verification is there, and a destroy must be able to remove it.
func (r *restoreResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.instance.Context(ctx)
	var plan restoreModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	selection := plan.Selection(&resp.Diagnostics)
	wait := plan.CreateWait(ctx, &resp.Diagnostics)
	plan.refuseQueries(&resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	r.instance.AwaitRepository(ctx, plan.Repository.ValueString())
	result, err := r.instance.Runner.Restore(ctx, plan.request(selection, wait))
	if err != nil {
		r.addRunError(ctx, &resp.Diagnostics, err)
		return
	}
	plan.setResult(result, &resp.Diagnostics)
	r.lookAfterRun(ctx, plan, &resp.Diagnostics)
	private := r.withIDs(ctx, plan, plan.privateOf(selection, restorePrivate{}.moved(result)))
	r.store(ctx, plan, private, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
	addVerified(r.instance, plan, result.Verified, true, &resp.Diagnostics)
}

// Read looks at the job while it runs, and at the tables when it is done. It never waits and never restores: dropping
// tables is daily work.
func (r *restoreResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.instance.Context(ctx)
	var state restoreModel
	var private restorePrivate
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	tfvalue.ReadPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	// Terraform 1.11 wants the identity of an object that is gone, too.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, restoreIdentity{Repository: state.Repository, Snapshot: state.Snapshot, Database: state.Database})...)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	read, err := r.instance.Runner.ReadRestore(ctx, state.jobState(private))
	if err != nil {
		r.instance.AddJobError(&resp.Diagnostics, err)
		return
	}
	instance.AddNotices(&resp.Diagnostics, read.Notices)
	switch read.Fate {
	case job.Gone:
		if !private.Again {
			tfvalue.Forget(ctx, &resp.State, resp.Private, &resp.Diagnostics)
			return
		}
		state.State = types.StringValue(group.StateCancelled) // the next apply runs it again
	case job.Moved:
		state.setResult(read.Result, nil)
		r.lookAfterRun(ctx, state, &resp.Diagnostics)
		private = r.withIDs(ctx, state, private.moved(read.Result))
	case job.Unchanged:
		if !state.Objects.IsNull() {
			state.Objects = group.KeepObjects(state.Objects, read.Present)
			private, _ = r.withoutReplaced(ctx, state, private.still(read.Present, true), &resp.Diagnostics) // a destroy looks again
		}
	case job.Kept: // the database is gone
		private = private.still(nil, false)
	case job.Unrestorable:
	}
	state.foresee(r.instance.Runner)
	r.store(ctx, state, private, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// Update restores again when triggers changed, resumes the wait for a job that goes on, and records the rest.
func (r *restoreResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.instance.Context(ctx)
	var plan, state restoreModel
	var private restorePrivate
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	tfvalue.ReadPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	selection := plan.Selection(&resp.Diagnostics)
	wait := plan.UpdateWait(ctx, &resp.Diagnostics)
	plan.refuseQueries(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	run, resume := plan.runsAgain(state, private), state.Unfinished()
	verify := !run && !resume && plan.verifies(state)
	if (run || resume || verify) && !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	var result job.RestoreResult
	var err error
	switch {
	case run, resume && state.State.ValueString() == group.StateCancelled:
		result, err = r.instance.Runner.RestoreAgain(ctx, plan.request(selection, wait), state.jobState(private))
		private.Again = result.Interrupted
	case resume:
		// The job runs with the arguments of its submission; those of the plan hold for the next run.
		request := state.request(state.Selection(&resp.Diagnostics), wait)
		request.Verify = plan.verification()
		result, err = r.instance.Runner.ResumeRestore(ctx, request, state.jobState(private))
		private.Again = private.Again && result.Interrupted
	default:
		describes := plan.describes(state, private)
		plan.keepResult(state)
		if describes {
			err = r.describe(ctx, &plan, selection)
		}
	}
	if err != nil {
		r.addRunError(ctx, &resp.Diagnostics, err)
		return
	}
	switch {
	case run, resume:
		plan.setResult(result, &resp.Diagnostics)
		r.lookAfterRun(ctx, plan, &resp.Diagnostics)
	case verify:
		result.Verified = r.instance.Runner.VerifyRestore(ctx, plan.request(selection, wait), restoredTables(plan.Objects))
		plan.setVerified(result.Verified)
	}
	if !plan.passed().IsNull() && !plan.passed().ValueBool() {
		plan.failedInUpdate(state, run || resume)
	}
	private.Imported = false
	private = plan.privateOf(selection, private.moved(result))
	if run || resume || len(private.CreatedIDs) == 0 {
		private = r.withIDs(ctx, plan, private)
	}
	r.store(ctx, plan, private, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
	addVerified(r.instance, plan, result.Verified, false, &resp.Diagnostics)
}

// describe looks which tables an imported restore made, now that the configuration tells selection and new names. What
// the snapshot cannot tell, because it is gone or not readable, stays as it was; a selection that it contradicts is an error.
func (r *restoreResource) describe(ctx context.Context, plan *restoreModel, selection job.Selection) error {
	if !r.instance.Known() {
		return nil
	}
	found, err := r.instance.Runner.RestoredObjects(ctx, plan.request(selection, job.Wait{}))
	if failure, ok := errors.AsType[*job.Error](err); ok && failure.Code == job.CodeSelection {
		return err
	}
	if err == nil {
		plan.Objects = group.ObjectsOf(found.Tables, found.Views)
	}
	return nil
}

// store sets state, identity and private data together: Terraform 1.11 wants the identity after each operation.
func (r *restoreResource) store(ctx context.Context, model restoreModel, private restorePrivate, state *tfsdk.State,
	identity *tfsdk.ResourceIdentity, data tfvalue.PrivateStore, diags *diag.Diagnostics,
) {
	diags.Append(state.Set(ctx, model)...)
	diags.Append(identity.Set(ctx, restoreIdentity{Repository: model.Repository, Snapshot: model.Snapshot, Database: model.Database})...)
	tfvalue.WritePrivate(ctx, data, private, diags)
}

// interruptedWarning is said after Ctrl-C; Terraform itself then ends with exit code 1.
func (m restoreModel) interruptedWarning() (summary, detail string) {
	return "Interrupted; the job goes on", fmt.Sprintf("%s is %s; the next apply resumes the wait. To stop it instead: %s",
		m.subject(), m.State.ValueString(), doris.CancelRestoreStatement(m.Database.ValueString()))
}
