// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// Defaults of the groups that several objects share.
const (
	defaultJobTimeout    = 6 * time.Hour // timeouts.create and timeouts.update of backups, series and restores
	defaultDeleteTimeout = 30 * time.Minute
	defaultAdoptWithin   = "1h"
	defaultStallTimeout  = "15m"
	onTimeoutDetach      = "detach"
	onTimeoutCancel      = "cancel"
)

// selectionModel is the group of arguments that say which tables are meant. Embed it.
type selectionModel struct {
	Tables        types.Set `tfsdk:"tables"`
	Partitions    types.Map `tfsdk:"partitions"`
	ExcludeTables types.Set `tfsdk:"exclude_tables"`
}

// selection is what the user asks for; unknown values count as not given.
func (m selectionModel) selection(diags *diag.Diagnostics) job.Selection {
	return job.Selection{
		Tables:     stringsOf(m.Tables, diags),
		Partitions: byName(stringSetsOf(m.Partitions, diags)),
		Exclude:    stringsOf(m.ExcludeTables, diags),
	}
}

// equal reports whether two selections are written alike.
func (m selectionModel) equal(other selectionModel) bool {
	return saysTheSame(m.Tables, other.Tables) && saysTheSame(m.Partitions, other.Partitions) && saysTheSame(m.ExcludeTables, other.ExcludeTables)
}

// known reports whether the whole selection is known.
func (m selectionModel) known(ctx context.Context) bool {
	for _, value := range []attr.Value{m.Tables, m.Partitions, m.ExcludeTables} {
		if !isKnown(ctx, value) {
			return false
		}
	}
	return true
}

// selectionText is what the group says of the object it is part of.
type selectionText struct {
	thing    string // "the snapshot takes", "the restore brings back"
	onChange string // sentence about a change
	exclude  string // how Doris is told, in a sentence
}

// selectionAttributes is the group selection. The modifiers decide what a change does.
func selectionAttributes(text selectionText, sets []planmodifier.Set, maps []planmodifier.Map) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"tables": schema.SetAttribute{
			ElementType: types.StringType,
			Optional:    true,
			MarkdownDescription: "Names or patterns of the tables and views " + text.thing + ", without the database. `*` stands for any " +
				"text and `?` for one character. Doris 4.0 and newer takes any name for a table; dots, backquotes and blanks are written as they " +
				"are, and a backslash stands before a `*`, `?` or `\\` that is part of a name: `\"a\\\\*\"` in a configuration is the table `a*`. " +
				"A name that does not exist and a pattern that matches nothing are errors. Leave it out " +
				"to take all. Not together with `exclude_tables`. " + text.onChange,
			PlanModifiers: sets,
			Validators: []validator.Set{
				notEmptyCollection{},
				notTogether{"exclude_tables"},
				setvalidator.ValueStringsAre(tableName()),
			},
		},
		"partitions": schema.MapAttribute{
			ElementType: types.SetType{ElemType: types.StringType},
			Optional:    true,
			MarkdownDescription: "Partitions to take of a table, by its name: names or patterns, such as " +
				"`{ fact_clicks = [\"p202610*\"] }`. Each key must stand literally in `tables`, written the same; of a table that is not a key, all " +
				"partitions are taken. A pattern that matches nothing is an error. Temporary partitions cannot be named. " + text.onChange,
			PlanModifiers: maps,
			Validators: []validator.Map{
				notEmptyCollection{},
				mapvalidator.ValueSetsAre(notEmptyCollection{}, setvalidator.ValueStringsAre(notEmpty())),
				discreet{keysStandInTables{}},
			},
		},
		"exclude_tables": schema.SetAttribute{
			ElementType: types.StringType,
			Optional:    true,
			MarkdownDescription: "Names or patterns of tables and views to leave out, always whole tables, written as in `tables`. A pattern that matches " +
				"nothing is allowed here. " + text.exclude + " " + text.onChange,
			PlanModifiers: sets,
			Validators: []validator.Set{
				notEmptyCollection{},
				setvalidator.ValueStringsAre(tableName()),
			},
		},
	}
}

// waitingModel is the group of arguments that bound a job. Embed it.
type waitingModel struct {
	JobTimeout          types.String   `tfsdk:"job_timeout"`
	AdoptFinishedWithin types.String   `tfsdk:"adopt_finished_within"`
	StallTimeout        types.String   `tfsdk:"stall_timeout"`
	OnTimeout           types.String   `tfsdk:"on_timeout"`
	Timeouts            timeouts.Value `tfsdk:"timeouts"`
}

// wait is the group as limits of one operation that may take timeout.
func (m waitingModel) wait(timeout time.Duration) job.Wait {
	return job.Wait{
		Timeout:             timeout,
		JobTimeout:          duration(m.JobTimeout, 0),
		AdoptFinishedWithin: duration(m.AdoptFinishedWithin, time.Hour),
		StallTimeout:        duration(m.StallTimeout, 15*time.Minute),
		CancelOnTimeout:     m.OnTimeout.ValueString() == onTimeoutCancel,
	}
}

// createWait and updateWait read timeouts with their default (6h).
func (m waitingModel) createWait(ctx context.Context, diags *diag.Diagnostics) job.Wait {
	timeout, d := m.Timeouts.Create(ctx, defaultJobTimeout)
	diags.Append(d...)
	return m.wait(timeout)
}

func (m waitingModel) updateWait(ctx context.Context, diags *diag.Diagnostics) job.Wait {
	timeout, d := m.Timeouts.Update(ctx, defaultJobTimeout)
	diags.Append(d...)
	return m.wait(timeout)
}

// waitingDefaults fills the defaults of the group, as an import must.
func (m *waitingModel) waitingDefaults() {
	m.AdoptFinishedWithin = types.StringValue(defaultAdoptWithin)
	m.StallTimeout = types.StringValue(defaultStallTimeout)
	m.OnTimeout = types.StringValue(onTimeoutDetach)
}

// waitingAttributes is the group waiting of a "backup" or a "restore".
func waitingAttributes(ctx context.Context, kind string) map[string]schema.Attribute {
	refused := "BACKUP refuses it from 4.0 on"
	if kind == "restore" {
		refused = "RESTORE refuses it on 4.0.0 to 4.0.5"
	}
	return map[string]schema.Attribute{
		"job_timeout": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "After this time Doris itself gives the job up: a duration such as `\"12h\"`, at least `10m`; the Doris " +
				"property is `timeout`. Left out, Doris takes 24 hours. " + refused + ", which the plan says. A change is recorded in " +
				"place and holds for the next job.",
			PlanModifiers: durationModifiers(),
			Validators:    []validator.String{durationAtLeast(10 * time.Minute)},
		},
		"adopt_finished_within": schema.StringAttribute{
			Optional: true,
			Computed: true,
			Default:  stringdefault.StaticString(defaultAdoptWithin),
			MarkdownDescription: "How long after its end a finished " + kind + " that no state knows is still taken as this resource's " +
				"own, because an earlier apply was killed before it could say so. Objects of equal inputs cannot be told apart by that: give " +
				"each other `triggers`, such as `{ n = count.index }`. A duration; default `\"1h\"`; `\"0s\"` never. A " +
				"change is recorded in place.",
			PlanModifiers: durationModifiers(),
			Validators:    []validator.String{durationAtLeast(0)},
		},
		"stall_timeout": schema.StringAttribute{
			Optional: true,
			Computed: true,
			Default:  stringdefault.StaticString(defaultStallTimeout),
			MarkdownDescription: "How long the job may repeat the same error without any progress before the apply gives up; what then " +
				"happens to the job says `on_timeout`. A duration of at least `1m`; default `\"15m\"`; `\"0s\"` never. A change is " +
				"recorded in place.",
			PlanModifiers: durationModifiers(),
			Validators:    []validator.String{durationAtLeastOrNever(time.Minute)},
		},
		"on_timeout": schema.StringAttribute{
			Optional: true,
			Computed: true,
			Default:  stringdefault.StaticString(onTimeoutDetach),
			MarkdownDescription: "What happens to the job when `stall_timeout` or the operation's `timeouts` has passed: `\"detach\"` " +
				"(the default) leaves it running and the next apply resumes the wait; `\"cancel\"` cancels it, if it is still this " +
				"resource's job. A change is recorded in place.",
			Validators: []validator.String{oneOf(onTimeoutDetach, onTimeoutCancel)},
		},
		"timeouts": timeoutsAttribute(ctx,
			"Time for the whole "+kind+", queueing behind other jobs of the database included. Default `\"6h\"`.",
			"Time for a resumed wait or a new run. Default `\"6h\"`.",
			"Time for a destroy, which may have to wait for a job. Default `\"30m\"`."),
	}
}

// timeoutsAttribute is the attribute timeouts with these descriptions; "" leaves one out.
func timeoutsAttribute(ctx context.Context, create, update, remove string) schema.Attribute {
	attribute, ok := timeouts.Attributes(ctx, timeouts.Opts{Create: create != "", Update: update != "", Delete: remove != ""}).(schema.SingleNestedAttribute)
	if !ok {
		panic("the timeouts module no longer returns a nested attribute")
	}
	attribute.MarkdownDescription = "How long each operation may take: durations such as `\"90s\"` or `\"6h\"`. A change is recorded in place."
	for name, text := range map[string]string{"create": create, "update": update, "delete": remove} {
		if text == "" {
			continue
		}
		attribute.Attributes[name] = schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: text,
			PlanModifiers:       durationModifiers(),
			Validators:          []validator.String{durationPositive()},
		}
	}
	return attribute
}

// jobModel is the group of what is known about a job. Embed it.
type jobModel struct {
	State           types.String `tfsdk:"state"`
	JobID           types.String `tfsdk:"job_id"`
	FinishedAt      types.String `tfsdk:"finished_at"`
	DurationSeconds types.Int64  `tfsdk:"duration_seconds"`
	PhaseSeconds    types.Map    `tfsdk:"phase_seconds"`
}

// setProgress fills the group; what is not known yet becomes null.
func (m *jobModel) setProgress(p job.Progress) {
	m.State = textOrNull(p.State)
	m.JobID = types.StringNull()
	if p.ID != "-1" {
		m.JobID = textOrNull(p.ID)
	}
	m.FinishedAt = instantOrNull(p.Finished)
	m.DurationSeconds = types.Int64Null()
	if !p.Finished.IsZero() {
		m.DurationSeconds = types.Int64Value(int64(p.Duration / time.Second))
	}
	m.PhaseSeconds = types.MapNull(types.Int64Type)
	if len(p.Phases) > 0 {
		phases := make(map[string]attr.Value, len(p.Phases))
		for phase, seconds := range p.Phases {
			phases[phase] = types.Int64Value(seconds)
		}
		m.PhaseSeconds = types.MapValueMust(types.Int64Type, phases)
	}
}

// setUnknown marks the group as known after apply, where a job is to run.
func (m *jobModel) setUnknown() {
	m.State, m.JobID, m.FinishedAt = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	m.DurationSeconds, m.PhaseSeconds = types.Int64Unknown(), types.MapUnknown(types.Int64Type)
}

// jobAttributes is the group job of a "backup" or a "restore".
func jobAttributes(kind string) map[string]schema.Attribute {
	phases := "`queue`, `snapshot`, `upload` and `save`"
	if kind == "restore" {
		phases = "`queue`, `prepare`, `snapshot`, `download`, `commit` and `verify`"
	}
	return map[string]schema.Attribute{
		"state": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The job's last known state in Doris's own word, `FINISHED` when it is done. Unknown in the plan while a job is to run.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"job_id": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The job's number in Doris. Doris gives unfinished jobs new numbers when a frontend restarts, so it serves for looking things up, not as an identity.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"finished_at": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "When the job ended, as an RFC 3339 instant in UTC.",
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"duration_seconds": schema.Int64Attribute{
			Computed:            true,
			MarkdownDescription: "Seconds from the submission of the job to its end.",
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"phase_seconds": schema.MapAttribute{
			ElementType:         types.Int64Type,
			Computed:            true,
			MarkdownDescription: fmt.Sprintf("Seconds that each phase of the %s took: %s.", kind, phases),
			PlanModifiers:       []planmodifier.Map{mapplanmodifier.UseStateForUnknown()},
		},
	}
}
