// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
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
	selectionModel
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
		MaxAge: duration(m.MaxAge, 0), KeepAtLeast: number(m.KeepAtLeast),
	}
}

// hasRule reports whether a rule that lets something go is written; its value has a check of its own.
func (m *retentionModel) hasRule() bool {
	return !(m.KeepLast.IsNull() && m.KeepDaily.IsNull() && m.KeepWeekly.IsNull() && m.KeepMonthly.IsNull() && m.MaxAge.IsNull())
}

// known reports whether every rule is known.
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
	return duration(m.DueAfter, fallback)
}

// request is one run of the series.
func (m seriesModel) request(note seriesNote, timeout time.Duration, diags *diag.Diagnostics) job.SeriesRequest {
	return job.SeriesRequest{
		Series: m.series(), Known: note.Snapshots, DueAfter: m.dueAfter(), Selection: m.selection(diags),
		MetadataOnly: m.Content.ValueString() == contentMetadataOnly, AllowIncomplete: m.AllowIncomplete.ValueBool(),
		Wait: m.waiting().wait(timeout),
	}
}

// waiting is the group waiting; a series has no adopt_finished_within.
func (m seriesModel) waiting() waitingModel {
	return waitingModel{JobTimeout: m.JobTimeout, StallTimeout: m.StallTimeout, OnTimeout: m.OnTimeout, Timeouts: m.Timeouts}
}

// asBackup is the next snapshot as a doris_backup, for the checks that plans make of one.
func (m seriesModel) asBackup() backupModel {
	b := backupModel{
		Repository: m.Repository, Database: m.Database, NamePrefix: m.NamePrefix, selectionModel: m.selectionModel,
		Content: m.Content, AllowIncomplete: m.AllowIncomplete, waitingModel: m.waiting(),
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
	m.OnDestroy = types.StringValue(destroyKeep)
	m.StallTimeout, m.OnTimeout = types.StringValue(defaultStallTimeout), types.StringValue(onTimeoutDetach)
	m.Pruned = noNames()
}

func noNames() types.List { return stringList([]string{}) }

// adoptValidator wants an expression for the whole name, which does not match every name.
type adoptValidator struct{}

func (adoptValidator) Description(context.Context) string {
	return "must be an RE2 expression from ^ to $ that does not match every name"
}

func (v adoptValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v adoptValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := adoptProblem(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "The expression is not valid",
			threeParts(fmt.Sprintf("%s is %s: %s", req.Path, echoed(req.ConfigValue.ValueString()), cutSecrets(problem)), "",
				`Write an RE2 expression for the whole names, such as "^ods_[0-9]{8}$". What it matches is taken for this series, and deleted by its retention.`))
	}
}

// adoptProblem says what is wrong with an expression, "" when nothing is. An alternative outside of the anchors, such as
// ^a|b$, would match the middle of other names.
func adoptProblem(expression string) string {
	parsed, err := regexp.Compile(expression)
	if err != nil {
		return strings.TrimPrefix(err.Error(), "error parsing regexp: ") + "."
	}
	switch tree, _ := syntax.Parse(expression, syntax.Perl); {
	case !anchored(tree):
		return "it does not describe the whole name from ^ to $."
	case parsed.MatchString("a") && parsed.MatchString("Zz9") && parsed.MatchString("_-:0") && parsed.MatchString(strings.Repeat("x7", 60)):
		return "it matches every name."
	}
	return ""
}

// anchored reports whether each match begins at the beginning of the text and ends at its end. The parser draws common
// parts of alternatives together, so the anchors may lie deeper than they were written.
func anchored(tree *syntax.Regexp) bool {
	return touches(tree, syntax.OpBeginText, func(parts []*syntax.Regexp) *syntax.Regexp { return parts[0] }) &&
		touches(tree, syntax.OpEndText, func(parts []*syntax.Regexp) *syntax.Regexp { return parts[len(parts)-1] })
}

// touches reports whether every way through the expression has the anchor at the side that outermost picks.
func touches(tree *syntax.Regexp, anchor syntax.Op, outermost func([]*syntax.Regexp) *syntax.Regexp) bool {
	switch tree.Op {
	case anchor:
		return true
	case syntax.OpCapture, syntax.OpConcat:
		return touches(outermost(tree.Sub), anchor, outermost)
	case syntax.OpAlternate:
		return !slices.ContainsFunc(tree.Sub, func(branch *syntax.Regexp) bool { return !touches(branch, anchor, outermost) })
	}
	return false
}

// retentionValidator wants a rule in the block; an absent block is null, an empty one is not.
type retentionValidator struct{}

func (retentionValidator) Description(context.Context) string {
	return "needs one rule besides keep_at_least"
}

func (v retentionValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v retentionValidator) ValidateObject(ctx context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var block retentionModel
	resp.Diagnostics.Append(req.ConfigValue.As(ctx, &block, basetypes.ObjectAsOptions{})...)
	if resp.Diagnostics.HasError() || block.hasRule() {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The retention has no rule",
		threeParts("The block retention says which snapshots stay, but it holds none of keep_last, keep_daily, keep_weekly, keep_monthly and max_age.", "",
			"Add one of them, or remove the block to keep everything."))
}
