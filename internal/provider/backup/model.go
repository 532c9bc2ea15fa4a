// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// title is how warnings name a snapshot that is to be taken: its name, or its prefix and an ellipsis.
func (m backupModel) title() string {
	if !m.NamePrefix.IsNull() {
		return m.NamePrefix.ValueString() + "…"
	}
	return m.Name.ValueString()
}

// setResult fills what a backup operation left; nothing stays unknown. diags = nil leaves its notices out.
func (m *backupModel) setResult(result job.BackupResult, diags *diag.Diagnostics) {
	if result.Label != "" {
		m.Name = types.StringValue(result.Label)
	}
	m.ID = types.StringValue(objectid.Join(m.Repository.ValueString(), m.Name.ValueString()))
	if result.State == "" && result.Interrupted {
		result.State = group.StatePending
	}
	m.SetProgress(result.Progress)
	m.BackupTimestamp = tfvalue.TextOrNull(result.BackupTimestamp)
	m.TakenAt = tfvalue.InstantOrNull(result.TakenAt)
	m.Objects = group.NoObjects()
	m.SkippedObjects = types.ListNull(types.ObjectType{AttrTypes: group.SkippedObjectTypes})
	m.MissingObjects = types.ListNull(types.StringType)
	if result.Details != nil {
		m.Objects = group.ObjectsOf(result.Details.Tables, append(append([]string(nil), result.Details.Views...), result.Details.Others...))
		m.SkippedObjects = group.SkippedOf(result.Skipped)
		if result.Submitted != nil {
			m.MissingObjects = tfvalue.StringList(result.Missing)
		}
	}
	if diags == nil {
		return
	}
	instance.AddNotices(diags, result.Notices)
	if result.Interrupted {
		diags.AddWarning(m.interruptedWarning())
	}
}

// keepResult takes what the job left from the state: an update that only records arguments starts nothing.
func (m *backupModel) keepResult(state backupModel) {
	m.ID, m.Name, m.JobModel = state.ID, state.Name, state.JobModel
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
		Selection:       m.Selection(&diag.Diagnostics{}),
	}
}

// subject names the backup and, where it is known, its job.
func (m backupModel) subject() string {
	text := fmt.Sprintf("Backup %q of database %q", m.Name.ValueString(), m.Database.ValueString())
	if m.JobID.ValueString() != "" {
		text += " (job " + m.JobID.ValueString() + ")"
	}
	return text
}

// backupModel is a doris_backup in configuration, plan and state.
type backupModel struct {
	ID         types.String `tfsdk:"id"`
	Repository types.String `tfsdk:"repository"`
	Database   types.String `tfsdk:"database"`
	Name       types.String `tfsdk:"name"`
	NamePrefix types.String `tfsdk:"name_prefix"`
	group.SelectionModel
	Content         types.String `tfsdk:"content"`
	AllowIncomplete types.Bool   `tfsdk:"allow_incomplete"`
	Triggers        types.Map    `tfsdk:"triggers"`
	OnDestroy       types.String `tfsdk:"on_destroy"`
	group.WaitingModel
	group.JobModel
	BackupTimestamp types.String `tfsdk:"backup_timestamp"`
	TakenAt         types.String `tfsdk:"taken_at"`
	Objects         types.Object `tfsdk:"objects"`
	SkippedObjects  types.List   `tfsdk:"skipped_objects"`
	MissingObjects  types.List   `tfsdk:"missing_objects"`
}

// backupIdentity is what tells one doris_backup from all others.
type backupIdentity struct {
	Repository types.String `tfsdk:"repository"`
	Name       types.String `tfsdk:"name"`
}

// request is what is asked of the job package.
func (m backupModel) request(selection job.Selection, wait job.Wait) job.BackupRequest {
	request := job.BackupRequest{
		Repository:      m.Repository.ValueString(),
		Database:        m.Database.ValueString(),
		NamePrefix:      m.NamePrefix.ValueString(),
		Selection:       selection,
		MetadataOnly:    m.Content.ValueString() == contentMetadataOnly,
		AllowIncomplete: m.AllowIncomplete.ValueBool(),
		Triggers:        tfvalue.StringMapOf(m.Triggers),
		Wait:            wait,
	}
	if m.NamePrefix.IsNull() {
		request.Name = m.Name.ValueString()
	}
	return request
}
