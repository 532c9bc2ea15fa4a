// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

var (
	_ resource.ResourceWithConfigure      = (*backupResource)(nil)
	_ resource.ResourceWithIdentity       = (*backupResource)(nil)
	_ resource.ResourceWithImportState    = (*backupResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*backupResource)(nil)
	_ resource.ResourceWithValidateConfig = (*backupResource)(nil)
)

// newBackupResource is doris_backup: one snapshot.
func newBackupResource() checkedResource { return &backupResource{} }

type backupResource struct{ in *instance }

func (r *backupResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = TypeName + "_backup"
}

func (r *backupResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.in = instanceFrom(req.ProviderData, &resp.Diagnostics)
}

// Create takes the snapshot. Its outcome is a whole state, a state of a job that goes on (after Ctrl-C), or an error
// without state: an error with state would taint, and the replacement would meet a name that is used up.
func (r *backupResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.in.context(ctx)
	var plan backupModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	selection := plan.selection(&resp.Diagnostics)
	wait := plan.createWait(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.in.ready(&resp.Diagnostics) {
		return
	}
	r.in.awaitRepository(ctx, plan.Repository.ValueString())
	result, err := r.in.runner.Backup(ctx, plan.request(selection, wait))
	if err != nil {
		r.in.addRunError(ctx, &resp.Diagnostics, err)
		return
	}
	plan.setResult(result, &resp.Diagnostics)
	plan.forgotten(r.in, "")
	r.store(ctx, plan, plan.privateOf(selection, privateOfResult(result)), &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// Read looks at the snapshot in the repository, or at the job while it runs. It never waits.
func (r *backupResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.in.context(ctx)
	var state backupModel
	var private backupPrivate
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	readPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	// Terraform 1.11 wants the identity of an object that is gone, too.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, backupIdentity{Repository: state.Repository, Name: state.Name})...)
	if resp.Diagnostics.HasError() || !r.in.ready(&resp.Diagnostics) {
		return
	}
	read, err := r.in.runner.ReadBackup(ctx, state.jobState(private))
	if err != nil {
		r.in.addJobError(&resp.Diagnostics, err)
		return
	}
	if read.Fate != job.Gone {
		addNotices(&resp.Diagnostics, read.Notices)
	}
	private.Remains = private.Remains && read.Fate == job.Kept
	switch read.Fate {
	case job.Gone:
		if !r.keepsRemains(ctx, &state, &private, read, &resp.Diagnostics) {
			state.forgotten(r.in, private.Object)
			forget(ctx, &resp.State, resp.Private, &resp.Diagnostics)
			return
		}
	case job.Unrestorable:
		state.State = types.StringValue(stateUnrestorable)
	case job.Moved:
		if len(read.Result.Missing) == 0 || state.AllowIncomplete.ValueBool() {
			state.setResult(read.Result, nil)
			private = private.moved(read.Result)
		} // else it stays unfinished: the resumed wait of the next apply fails and says why
	case job.Unchanged, job.Kept:
	}
	private = state.privateOf(state.selection(&resp.Diagnostics), private)
	r.store(ctx, state, private, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// Update resumes the wait for a job that goes on, and records arguments that start nothing.
func (r *backupResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx = r.in.context(ctx)
	var plan, state backupModel
	var private backupPrivate
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	readPrivate(ctx, req.Private, &private, &resp.Diagnostics)
	selection := plan.selection(&resp.Diagnostics)
	wait := plan.updateWait(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	private.Imported = false
	if state.unfinished() {
		if !r.in.ready(&resp.Diagnostics) {
			return
		}
		plan.Name = state.Name
		result, err := r.in.runner.ResumeBackup(ctx, plan.request(selection, wait), state.jobState(private))
		if err != nil {
			r.in.addRunError(ctx, &resp.Diagnostics, err)
			return
		}
		plan.setResult(result, &resp.Diagnostics)
		private = private.moved(result)
	} else {
		plan.keepResult(state)
	}
	r.store(ctx, plan, plan.privateOf(selection, private), &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// ImportState reads a snapshot by repository/name, or by its identity.
func (r *backupResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ctx = r.in.context(ctx)
	repository, name, ok := backupToImport(ctx, req, &resp.Diagnostics)
	if !ok || !r.in.ready(&resp.Diagnostics) {
		return
	}
	result, err := r.in.runner.ImportBackup(ctx, repository, name)
	if err != nil {
		r.in.addImportError(&resp.Diagnostics, err)
		return
	}
	var state backupModel
	resp.Diagnostics.Append(nothingKnown(ctx, resp.State).Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	state.Repository, state.Name = types.StringValue(repository), types.StringValue(name)
	state.Content, state.AllowIncomplete = types.StringValue(contentAll), types.BoolValue(false)
	state.OnDestroy = types.StringValue(destroyKeep)
	state.Database = types.StringValue(result.Database)
	if result.Details != nil && result.Details.MetadataOnly {
		state.Content = types.StringValue(contentMetadataOnly)
	}
	state.waitingDefaults()
	state.setResult(result, &resp.Diagnostics)
	private := privateOfResult(result)
	private.Imported = true
	r.store(ctx, state, state.privateOf(job.Selection{}, private), &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// nothingKnown is an object of nulls, where an import begins; the state it is given is null as a whole.
func nothingKnown(ctx context.Context, state tfsdk.State) tfsdk.State {
	object, ok := state.Schema.Type().TerraformType(ctx).(tftypes.Object)
	if !ok {
		return state
	}
	values := make(map[string]tftypes.Value, len(object.AttributeTypes))
	for name, typ := range object.AttributeTypes {
		values[name] = tftypes.NewValue(typ, nil)
	}
	state.Raw = tftypes.NewValue(object, values)
	return state
}

func backupToImport(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) (repository, name string, ok bool) {
	parts, ok := partsToImport(ctx, req, "repository/name", `Write repository and name of the snapshot, such as "dr_main/before_migration".`, diags)
	if !ok {
		return "", "", false
	}
	return parts[0], parts[1], true
}

// store sets state, identity and private data together: Terraform 1.11 wants the identity after each operation.
func (r *backupResource) store(ctx context.Context, model backupModel, private backupPrivate, state *tfsdk.State,
	identity *tfsdk.ResourceIdentity, data privateStore, diags *diag.Diagnostics,
) {
	diags.Append(state.Set(ctx, model)...)
	diags.Append(identity.Set(ctx, backupIdentity{Repository: model.Repository, Name: model.Name})...)
	writePrivate(ctx, data, private, diags)
}

// setResult fills what a backup operation left; nothing stays unknown. diags = nil leaves its notices out.
func (m *backupModel) setResult(result job.BackupResult, diags *diag.Diagnostics) {
	if result.Label != "" {
		m.Name = types.StringValue(result.Label)
	}
	m.ID = types.StringValue(joinID(m.Repository.ValueString(), m.Name.ValueString()))
	if result.State == "" && result.Interrupted {
		result.State = statePending
	}
	m.setProgress(result.Progress)
	m.BackupTimestamp = textOrNull(result.BackupTimestamp)
	m.TakenAt = instantOrNull(result.TakenAt)
	m.Objects = noObjects()
	m.SkippedObjects = types.ListNull(types.ObjectType{AttrTypes: skippedObjectTypes})
	m.MissingObjects = types.ListNull(types.StringType)
	if result.Details != nil {
		m.Objects = objectsOf(result.Details.Tables, append(append([]string(nil), result.Details.Views...), result.Details.Others...))
		m.SkippedObjects = skippedOf(result.Skipped)
		if result.Submitted != nil {
			m.MissingObjects = stringList(result.Missing)
		}
	}
	if diags == nil {
		return
	}
	addNotices(diags, result.Notices)
	if result.Interrupted {
		diags.AddWarning(m.interruptedWarning())
	}
}

// keepResult takes what the job left from the state: an update that only records arguments starts nothing.
func (m *backupModel) keepResult(state backupModel) {
	m.ID, m.Name, m.jobModel = state.ID, state.Name, state.jobModel
	m.BackupTimestamp, m.TakenAt = state.BackupTimestamp, state.TakenAt
	m.Objects, m.SkippedObjects, m.MissingObjects = state.Objects, state.SkippedObjects, state.MissingObjects
}

// jobState is what the state and the private data remember.
func (m backupModel) jobState(private backupPrivate) job.BackupState {
	return job.BackupState{
		Repository:      m.Repository.ValueString(),
		Database:        m.Database.ValueString(),
		Label:           m.Name.ValueString(),
		State:           m.State.ValueString(),
		BackupTimestamp: m.BackupTimestamp.ValueString(),
		Created:         private.Created,
		TakenAt:         instantOf(m.TakenAt),
		Level:           private.Level,
		Submitted:       private.Submitted,
		Selection:       m.selection(&diag.Diagnostics{}),
	}
}

func privateOfResult(result job.BackupResult) backupPrivate {
	return backupPrivate{Object: rand.Text(), Level: result.Level, Created: result.Created, Submitted: result.Submitted}
}

// moved is the private data after another look at the job; what the look did not tell stays.
func (p backupPrivate) moved(result job.BackupResult) backupPrivate {
	if result.Level != "" {
		p.Level = result.Level
	}
	if !result.Created.IsZero() {
		p.Created = result.Created
	}
	if result.Submitted != nil {
		p.Submitted = result.Submitted
	}
	return p
}

func addNotices(diags *diag.Diagnostics, notices []job.Notice) {
	for _, notice := range notices {
		diags.AddWarning(notice.Summary, notice.Detail)
	}
}

// interruptedWarning is said after Ctrl-C; Terraform itself then ends with exit code 1.
func (m backupModel) interruptedWarning() (summary, detail string) {
	return "Interrupted; the job goes on", fmt.Sprintf("%s is %s; the next apply resumes the wait. To stop it instead: %s",
		m.subject(), m.State.ValueString(), m.cancelStatement())
}

func (m backupModel) cancelStatement() string {
	return doris.CancelBackupStatement(m.Database.ValueString())
}

// subject names the backup and, where it is known, its job.
func (m backupModel) subject() string {
	text := fmt.Sprintf("Backup %q of database %q", m.Name.ValueString(), m.Database.ValueString())
	if m.JobID.ValueString() != "" {
		text += " (job " + m.JobID.ValueString() + ")"
	}
	return text
}
