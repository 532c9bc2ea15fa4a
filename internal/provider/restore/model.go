// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// setResult fills what a restore operation left; nothing stays unknown. diags = nil leaves its notices out.
func (m *restoreModel) setResult(result job.RestoreResult, diags *diag.Diagnostics) {
	if result.BackupTimestamp != "" {
		m.BackupTimestamp = types.StringValue(result.BackupTimestamp)
	} else if m.BackupTimestamp.IsUnknown() {
		m.BackupTimestamp = types.StringNull()
	}
	m.ID = types.StringValue(objectid.Join(m.Repository.ValueString(), m.Snapshot.ValueString(), m.Database.ValueString()))
	if result.State == "" && result.Interrupted {
		result.State = group.StatePending
	}
	m.SetProgress(result.Progress)
	m.SubmittedAt, m.RPOSeconds, m.RTOSeconds, m.Objects = types.StringNull(), types.Int64Null(), types.Int64Null(), group.NoObjects()
	if result.State != "" { // an import without a row knows no job: then Created is only the baseline
		m.SubmittedAt = tfvalue.InstantOrNull(result.Created)
		if !result.Created.IsZero() && !result.TakenAt.IsZero() {
			m.RPOSeconds = types.Int64Value(int64(result.Created.Sub(result.TakenAt) / time.Second))
		}
		m.RTOSeconds = m.DurationSeconds
	}
	if !m.Unfinished() {
		m.Objects = group.ObjectsOf(result.Tables, result.Views)
	}
	m.setVerified(result.Verified)
	if diags == nil {
		return
	}
	instance.AddNotices(diags, result.Notices)
	if result.Supposed && m.OnDestroy.ValueString() == destroyDropDatabase {
		diags.AddWarning(m.supposed())
	}
	if result.Interrupted {
		diags.AddWarning(m.interruptedWarning())
	}
}

// keepResult takes what the job left from the state: an update that only records arguments starts nothing.
func (m *restoreModel) keepResult(state restoreModel) {
	m.ID, m.BackupTimestamp, m.JobModel = state.ID, state.BackupTimestamp, state.JobModel
	m.SubmittedAt, m.RPOSeconds, m.RTOSeconds, m.Objects = state.SubmittedAt, state.RPOSeconds, state.RTOSeconds, state.Objects
	m.Verification = state.Verification
	if m.Verify.IsNull() && !state.Verify.IsNull() {
		m.forgetVerification()
	}
}

// jobState is what the state and the private data remember. Without a state there never was a row: the tables of an
// import are all there is. While the job runs, only its new names are known, and tell it from one without.
func (m restoreModel) jobState(private restorePrivate) job.RestoreState {
	state, tables := m.State.ValueString(), group.ObjectNames(m.Objects)
	if state == "" {
		state = group.StateFinished
	}
	if m.Unfinished() {
		for _, name := range tfvalue.StringMapOf(m.Rename) {
			tables = append(tables, name)
		}
	} else {
		tables = tfvalue.Union(tables, private.CreatedTables) // earlier runs may have made more than the last one
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

// subject names the restore and, where it is known, its job.
func (m restoreModel) subject() string {
	text := fmt.Sprintf("Restore of %q into database %q", m.Snapshot.ValueString(), m.Database.ValueString())
	if m.JobID.ValueString() != "" {
		text += " (job " + m.JobID.ValueString() + ")"
	}
	return text
}

// restoreModel is a doris_restore in configuration, plan and state.
type restoreModel struct {
	ID              types.String `tfsdk:"id"`
	Repository      types.String `tfsdk:"repository"`
	Snapshot        types.String `tfsdk:"snapshot"`
	BackupTimestamp types.String `tfsdk:"backup_timestamp"`
	Database        types.String `tfsdk:"database"`
	CreateDatabase  types.Bool   `tfsdk:"create_database"`
	group.SelectionModel
	Rename                types.Map    `tfsdk:"rename"`
	ExistingTables        types.String `tfsdk:"existing_tables"`
	ReplicationNum        types.Int64  `tfsdk:"replication_num"`
	ReplicationAllocation types.String `tfsdk:"replication_allocation"`
	ReserveReplica        types.Bool   `tfsdk:"reserve_replica"`
	restoreOptionsModel
	Triggers  types.Map    `tfsdk:"triggers"`
	OnDestroy types.String `tfsdk:"on_destroy"`
	verifyModel
	group.WaitingModel
	group.JobModel
	SubmittedAt types.String `tfsdk:"submitted_at"`
	RPOSeconds  types.Int64  `tfsdk:"rpo_seconds"`
	RTOSeconds  types.Int64  `tfsdk:"rto_seconds"`
	Objects     types.Object `tfsdk:"objects"`
}

// restoreIdentity is what tells one doris_restore from all others. A new run may change it.
type restoreIdentity struct {
	Repository types.String `tfsdk:"repository"`
	Snapshot   types.String `tfsdk:"snapshot"`
	Database   types.String `tfsdk:"database"`
}

// request is what is asked of the job package.
func (m restoreModel) request(selection job.Selection, wait job.Wait) job.RestoreRequest {
	request := job.RestoreRequest{
		Repository:        m.Repository.ValueString(),
		Snapshot:          m.Snapshot.ValueString(),
		BackupTimestamp:   m.BackupTimestamp.ValueString(),
		Database:          m.Database.ValueString(),
		CreateDatabase:    m.CreateDatabase.ValueBool(),
		Selection:         selection,
		Rename:            group.ByName(tfvalue.StringMapOf(m.Rename)),
		Overwrite:         m.ExistingTables.ValueString() == existingOverwrite,
		ReplicationNum:    m.ReplicationNum.ValueInt64(),
		ReplicaAllocation: m.ReplicationAllocation.ValueString(),
		RestoreOptions:    m.options(),
		Properties:        tfvalue.StringMapOf(m.Properties),
		Verify:            m.verification(),
		Wait:              wait,
	}
	if !m.ReserveReplica.IsNull() && !m.ReserveReplica.IsUnknown() {
		reserve := m.ReserveReplica.ValueBool()
		request.ReserveReplica = &reserve
	}
	return request
}
