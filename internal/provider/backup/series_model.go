// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"fmt"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/retention"
)

// seriesModel is a doris_backup_series in configuration, plan and state.
type seriesModel struct {
	ID             types.String `tfsdk:"id"`
	Repository     types.String `tfsdk:"repository"`
	Database       types.String `tfsdk:"database"`
	NamePrefix     types.String `tfsdk:"name_prefix"`
	DueAfter       types.String `tfsdk:"due_after"`
	Paused         types.Bool   `tfsdk:"paused"`
	AdoptNameRegex types.String `tfsdk:"adopt_name_regex"`
	group.SelectionModel
	Content         types.String    `tfsdk:"content"`
	AllowIncomplete types.Bool      `tfsdk:"allow_incomplete"`
	Retention       *retentionModel `tfsdk:"retention"`
	OnDestroy       types.String    `tfsdk:"on_destroy"`
	JobTimeout      types.String    `tfsdk:"job_timeout"`
	StallTimeout    types.String    `tfsdk:"stall_timeout"`
	OnTimeout       types.String    `tfsdk:"on_timeout"`
	Timeouts        timeouts.Value  `tfsdk:"timeouts"`
	Latest          types.Object    `tfsdk:"latest"`
	NextDueAt       types.String    `tfsdk:"next_due_at"`
	Pruned          types.List      `tfsdk:"pruned"`
	State           types.String    `tfsdk:"state"`
	JobID           types.String    `tfsdk:"job_id"`
}

// retentionModel is the block retention.
type retentionModel struct {
	KeepLast    types.Int64  `tfsdk:"keep_last"`
	KeepDaily   types.Int64  `tfsdk:"keep_daily"`
	KeepWeekly  types.Int64  `tfsdk:"keep_weekly"`
	KeepMonthly types.Int64  `tfsdk:"keep_monthly"`
	MaxAge      types.String `tfsdk:"max_age"`
	KeepAtLeast types.Int64  `tfsdk:"keep_at_least"`
}

// rules are the block as the retention package takes it; no block is no rule.
func (m *retentionModel) rules() retention.Rules {
	if m == nil {
		return retention.Rules{}
	}
	number := func(n types.Int64) int { return int(min(n.ValueInt64(), 1<<30)) }
	return retention.Rules{
		KeepLast: number(m.KeepLast), KeepDaily: number(m.KeepDaily), KeepWeekly: number(m.KeepWeekly), KeepMonthly: number(m.KeepMonthly),
		MaxAge: tfvalue.Duration(m.MaxAge, 0), KeepAtLeast: number(m.KeepAtLeast),
	}
}

// hasRule reports whether a rule that lets something go is written; its value has a check of its own.
func (m *retentionModel) hasRule() bool {
	return !(m.KeepLast.IsNull() && m.KeepDaily.IsNull() && m.KeepWeekly.IsNull() && m.KeepMonthly.IsNull() && m.MaxAge.IsNull())
}

// Known reports whether every rule is known.
func (m *retentionModel) known() bool {
	return m == nil || !(m.KeepLast.IsUnknown() || m.KeepDaily.IsUnknown() || m.KeepWeekly.IsUnknown() ||
		m.KeepMonthly.IsUnknown() || m.MaxAge.IsUnknown() || m.KeepAtLeast.IsUnknown())
}

// seriesIdentity is what tells one series from all others.
type seriesIdentity struct {
	Repository types.String `tfsdk:"repository"`
	Database   types.String `tfsdk:"database"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (m seriesModel) identity() seriesIdentity {
	return seriesIdentity{Repository: m.Repository, Database: m.Database, NamePrefix: m.NamePrefix}
}

// series is what the job package looks for.
func (m seriesModel) series() job.Series {
	return job.Series{
		Repository: m.Repository.ValueString(), Database: m.Database.ValueString(), NamePrefix: m.NamePrefix.ValueString(),
		Adopt: m.adopt(),
	}
}

// adopt is adopt_name_regex, nil when there is none. It was validated.
func (m seriesModel) adopt() *regexp.Regexp {
	if m.AdoptNameRegex.ValueString() == "" {
		return nil
	}
	expression, err := regexp.Compile(m.AdoptNameRegex.ValueString())
	if err != nil {
		return nil
	}
	return expression
}

func (m seriesModel) dueAfter() time.Duration {
	fallback, _ := time.ParseDuration(defaultDueAfter)
	return tfvalue.Duration(m.DueAfter, fallback)
}

// request is one run of the series.
func (m seriesModel) request(note seriesNote, timeout time.Duration, diags *diag.Diagnostics) job.SeriesRequest {
	return job.SeriesRequest{
		Series: m.series(), Known: note.Snapshots, DueAfter: m.dueAfter(), Selection: m.Selection(diags),
		MetadataOnly: m.Content.ValueString() == contentMetadataOnly, AllowIncomplete: m.AllowIncomplete.ValueBool(),
		Wait: m.waiting().Wait(timeout),
	}
}

// waiting is the group waiting; a series has no adopt_finished_within.
func (m seriesModel) waiting() group.WaitingModel {
	return group.WaitingModel{JobTimeout: m.JobTimeout, StallTimeout: m.StallTimeout, OnTimeout: m.OnTimeout, Timeouts: m.Timeouts}
}

// asBackup is the next snapshot as a doris_backup, for the checks that plans make of one.
func (m seriesModel) asBackup() backupModel {
	b := backupModel{
		Repository: m.Repository, Database: m.Database, NamePrefix: m.NamePrefix, SelectionModel: m.SelectionModel,
		Content: m.Content, AllowIncomplete: m.AllowIncomplete, WaitingModel: m.waiting(),
	}
	b.Triggers = types.MapNull(types.StringType)
	return b
}

// subject names the series in a sentence.
func (m seriesModel) subject() string {
	return fmt.Sprintf("Series %q of database %q", m.NamePrefix.ValueString(), m.Database.ValueString())
}

func (m seriesModel) usesBucket() bool {
	return m.Retention != nil || m.OnDestroy.ValueString() == destroyDelete
}

// defaults fills what a configuration may leave out, as an import must.
func (m *seriesModel) defaults() {
	m.DueAfter, m.Paused = types.StringValue(defaultDueAfter), types.BoolValue(false)
	m.Content, m.AllowIncomplete = types.StringValue(contentAll), types.BoolValue(false)
	m.OnDestroy = types.StringValue(group.DestroyKeep)
	m.StallTimeout, m.OnTimeout = types.StringValue(group.DefaultStallTimeout), types.StringValue(group.OnTimeoutDetach)
	m.Pruned = noNames()
}

func noNames() types.List { return tfvalue.StringList([]string{}) }
