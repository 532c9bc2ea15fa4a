// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

var (
	_ resource.ResourceWithConfigure      = (*restoreResource)(nil)
	_ resource.ResourceWithIdentity       = (*restoreResource)(nil)
	_ resource.ResourceWithImportState    = (*restoreResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*restoreResource)(nil)
	_ resource.ResourceWithValidateConfig = (*restoreResource)(nil)
)

// newRestoreResource is doris_restore: one restore, which only triggers runs again.
func newRestoreResource() checkedResource { return &restoreResource{} }

type restoreResource struct{ in *instance }

func (r *restoreResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName + "_restore"
	resp.ResourceBehavior.MutableIdentity = true // a new run may restore another snapshot
}

func (r *restoreResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.in = instanceFrom(req.ProviderData, &resp.Diagnostics)
}

// Create restores the snapshot. Like a backup, it leaves a whole state, the state of a job that goes on, or an error
// without state; with one exception: data that failed its verification is there, and a destroy must be able to remove it.
func (r *restoreResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.in.context(ctx)
	var plan restoreModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	selection := plan.selection(&resp.Diagnostics)
	wait := plan.createWait(ctx, &resp.Diagnostics)
	plan.refuseQueries(&resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.in.ready(&resp.Diagnostics) {
		return
	}
	r.in.awaitRepository(ctx, plan.Repository.ValueString())
	result, err := r.in.runner.Restore(ctx, plan.request(selection, wait))
	if err != nil {
		r.addRunError(ctx, &resp.Diagnostics, err)
		return
	}
	plan.setResult(result, &resp.Diagnostics)
	r.lookAfterRun(ctx, plan, &resp.Diagnostics)
	private := r.withIDs(ctx, plan, plan.privateOf(selection, restorePrivate{}.moved(result)))
	r.store(ctx, plan, private, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
	r.in.addVerified(plan, result.Verified, true, &resp.Diagnostics)
}

// Read looks at the job while it runs, and at the tables when it is done. It never waits and never restores: dropping
// tables is daily work.
func (r *restoreResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.in.context(ctx)
	var state restoreModel
	var private restorePrivate
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	readPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	// Terraform 1.11 wants the identity of an object that is gone, too.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, restoreIdentity{Repository: state.Repository, Snapshot: state.Snapshot, Database: state.Database})...)
	if resp.Diagnostics.HasError() || !r.in.ready(&resp.Diagnostics) {
		return
	}
	read, err := r.in.runner.ReadRestore(ctx, state.jobState(private))
	if err != nil {
		r.in.addJobError(&resp.Diagnostics, err)
		return
	}
	addNotices(&resp.Diagnostics, read.Notices)
	switch read.Fate {
	case job.Gone:
		if !private.Again {
			forget(ctx, &resp.State, resp.Private, &resp.Diagnostics)
			return
		}
		state.State = types.StringValue(stateCancelled) // the next apply runs it again
	case job.Moved:
		state.setResult(read.Result, nil)
		r.lookAfterRun(ctx, state, &resp.Diagnostics)
		private = r.withIDs(ctx, state, private.moved(read.Result))
	case job.Unchanged:
		if !state.Objects.IsNull() {
			state.Objects = keepObjects(state.Objects, read.Present)
			private, _ = r.withoutReplaced(ctx, state, private.still(read.Present, true), &resp.Diagnostics) // a destroy looks again
		}
	case job.Kept: // the database is gone
		private = private.still(nil, false)
	case job.Unrestorable:
	}
	state.foresee(r.in.runner)
	r.store(ctx, state, private, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// Update restores again when triggers changed, resumes the wait for a job that goes on, and records the rest.
func (r *restoreResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.in.context(ctx)
	var plan, state restoreModel
	var private restorePrivate
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	readPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	selection := plan.selection(&resp.Diagnostics)
	wait := plan.updateWait(ctx, &resp.Diagnostics)
	plan.refuseQueries(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	run, resume := plan.runsAgain(state, private), state.unfinished()
	verify := !run && !resume && plan.verifies(state)
	if (run || resume || verify) && !r.in.ready(&resp.Diagnostics) {
		return
	}
	var result job.RestoreResult
	var err error
	switch {
	case run, resume && state.State.ValueString() == stateCancelled:
		result, err = r.in.runner.RestoreAgain(ctx, plan.request(selection, wait), state.jobState(private))
		private.Again = result.Interrupted
	case resume:
		// The job runs with the arguments of its submission; those of the plan hold for the next run.
		request := state.request(state.selection(&resp.Diagnostics), wait)
		request.Verify = plan.verification()
		result, err = r.in.runner.ResumeRestore(ctx, request, state.jobState(private))
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
		result.Verified = r.in.runner.VerifyRestore(ctx, plan.request(selection, wait), restoredTables(plan.Objects))
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
	r.in.addVerified(plan, result.Verified, false, &resp.Diagnostics)
}

// describe looks which tables an imported restore made, now that the configuration tells selection and new names. What
// the snapshot cannot tell, because it is gone or not readable, stays as it was; a selection that it contradicts is an error.
func (r *restoreResource) describe(ctx context.Context, plan *restoreModel, selection job.Selection) error {
	if !r.in.known() {
		return nil
	}
	found, err := r.in.runner.RestoredObjects(ctx, plan.request(selection, job.Wait{}))
	if failure, ok := errors.AsType[*job.Error](err); ok && failure.Code == job.CodeSelection {
		return err
	}
	if err == nil {
		plan.Objects = objectsOf(found.Tables, found.Views)
	}
	return nil
}

// ImportState takes the newest finished restore of repository/snapshot/database, by that id or by its identity.
func (r *restoreResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ctx = r.in.context(ctx)
	repository, snapshot, database, ok := restoreToImport(ctx, req, &resp.Diagnostics)
	if !ok || !r.in.ready(&resp.Diagnostics) {
		return
	}
	result, err := r.in.runner.ImportRestore(ctx, repository, snapshot, database)
	if err != nil {
		r.in.addImportError(&resp.Diagnostics, err)
		return
	}
	var state restoreModel
	resp.Diagnostics.Append(nothingKnown(ctx, resp.State).Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	state.Repository, state.Snapshot, state.Database = types.StringValue(repository), types.StringValue(snapshot), types.StringValue(database)
	state.CreateDatabase, state.ExistingTables = types.BoolValue(false), types.StringValue(existingError)
	state.OnDestroy = types.StringValue(destroyKeep)
	state.waitingDefaults()
	state.optionDefaults()
	state.setResult(result, &resp.Diagnostics)
	private := restorePrivate{}.moved(result)
	private.Imported = true
	r.store(ctx, state, state.privateOf(job.Selection{}, private), &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

func restoreToImport(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) (repository, snapshot, database string, ok bool) {
	parts, ok := partsToImport(ctx, req, "repository/snapshot/database", `Write repository, snapshot and the database it was restored into, such as "dr_main/before_migration/shop_stage".`, diags)
	if !ok {
		return "", "", "", false
	}
	return parts[0], parts[1], parts[2], true
}

// store sets state, identity and private data together: Terraform 1.11 wants the identity after each operation.
func (r *restoreResource) store(ctx context.Context, model restoreModel, private restorePrivate, state *tfsdk.State,
	identity *tfsdk.ResourceIdentity, data privateStore, diags *diag.Diagnostics,
) {
	diags.Append(state.Set(ctx, model)...)
	diags.Append(identity.Set(ctx, restoreIdentity{Repository: model.Repository, Snapshot: model.Snapshot, Database: model.Database})...)
	writePrivate(ctx, data, private, diags)
}

// setResult fills what a restore operation left; nothing stays unknown. diags = nil leaves its notices out.
func (m *restoreModel) setResult(result job.RestoreResult, diags *diag.Diagnostics) {
	if result.BackupTimestamp != "" {
		m.BackupTimestamp = types.StringValue(result.BackupTimestamp)
	} else if m.BackupTimestamp.IsUnknown() {
		m.BackupTimestamp = types.StringNull()
	}
	m.ID = types.StringValue(joinID(m.Repository.ValueString(), m.Snapshot.ValueString(), m.Database.ValueString()))
	if result.State == "" && result.Interrupted {
		result.State = statePending
	}
	m.setProgress(result.Progress)
	m.SubmittedAt, m.RPOSeconds, m.RTOSeconds, m.Objects = types.StringNull(), types.Int64Null(), types.Int64Null(), noObjects()
	if result.State != "" { // an import without a row knows no job: then Created is only the baseline
		m.SubmittedAt = instantOrNull(result.Created)
		if !result.Created.IsZero() && !result.TakenAt.IsZero() {
			m.RPOSeconds = types.Int64Value(int64(result.Created.Sub(result.TakenAt) / time.Second))
		}
		m.RTOSeconds = m.DurationSeconds
	}
	if !m.unfinished() {
		m.Objects = objectsOf(result.Tables, result.Views)
	}
	m.setVerified(result.Verified)
	if diags == nil {
		return
	}
	addNotices(diags, result.Notices)
	if result.Supposed && m.OnDestroy.ValueString() == destroyDropDatabase {
		diags.AddWarning(m.supposed())
	}
	if result.Interrupted {
		diags.AddWarning(m.interruptedWarning())
	}
}

// keepResult takes what the job left from the state: an update that only records arguments starts nothing.
func (m *restoreModel) keepResult(state restoreModel) {
	m.ID, m.BackupTimestamp, m.jobModel = state.ID, state.BackupTimestamp, state.jobModel
	m.SubmittedAt, m.RPOSeconds, m.RTOSeconds, m.Objects = state.SubmittedAt, state.RPOSeconds, state.RTOSeconds, state.Objects
	m.Verification = state.Verification
	if m.Verify.IsNull() && !state.Verify.IsNull() {
		m.forgetVerification()
	}
}

// jobState is what the state and the private data remember. Without a state there never was a row: the tables of an
// import are all there is. While the job runs, only its new names are known, and tell it from one without.
func (m restoreModel) jobState(private restorePrivate) job.RestoreState {
	state, tables := m.State.ValueString(), objectNames(m.Objects)
	if state == "" {
		state = stateFinished
	}
	if m.unfinished() {
		for _, name := range stringMapOf(m.Rename) {
			tables = append(tables, name)
		}
	} else {
		tables = union(tables, private.CreatedTables) // earlier runs may have made more than the last one
	}
	var created []string
	if !private.Again { // else some of them are of an earlier run, and were overwritten by this one
		created = private.CreatedTables
	}
	return job.RestoreState{
		Repository:      m.Repository.ValueString(),
		Snapshot:        m.Snapshot.ValueString(),
		Database:        m.Database.ValueString(),
		State:           state,
		BackupTimestamp: m.BackupTimestamp.ValueString(),
		Created:         private.Created,
		Level:           private.Level,
		Tables:          tables,
		CreatedTables:   created,
	}
}

// interruptedWarning is said after Ctrl-C; Terraform itself then ends with exit code 1.
func (m restoreModel) interruptedWarning() (summary, detail string) {
	return "Interrupted; the job goes on", fmt.Sprintf("%s is %s; the next apply resumes the wait. To stop it instead: %s",
		m.subject(), m.State.ValueString(), doris.CancelRestoreStatement(m.Database.ValueString()))
}

// subject names the restore and, where it is known, its job.
func (m restoreModel) subject() string {
	text := fmt.Sprintf("Restore of %q into database %q", m.Snapshot.ValueString(), m.Database.ValueString())
	if m.JobID.ValueString() != "" {
		text += " (job " + m.JobID.ValueString() + ")"
	}
	return text
}
