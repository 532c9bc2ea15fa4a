// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package group

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// States in Terraform's state that are compared.
const (
	StateFinished     = doris.StateFinished
	StateCancelled    = doris.StateCancelled
	StateUnrestorable = "UNRESTORABLE" // ours: the snapshot is there, but Doris cannot restore it
	StatePending      = "PENDING"      // what a job is before anybody saw its row
)

// Unfinished reports whether the state holds a job that still runs, as far as anybody knows.
func (m JobModel) Unfinished() bool {
	switch state := m.State.ValueString(); state {
	case "", StateFinished, StateUnrestorable:
		return false
	}
	return true
}

// JobModel is the group of what is known about a job. Embed it.
type JobModel struct {
	State           types.String `tfsdk:"state"`
	JobID           types.String `tfsdk:"job_id"`
	FinishedAt      types.String `tfsdk:"finished_at"`
	DurationSeconds types.Int64  `tfsdk:"duration_seconds"`
	PhaseSeconds    types.Map    `tfsdk:"phase_seconds"`
}

// SetProgress fills the group; what is not known yet becomes null.
func (m *JobModel) SetProgress(p job.Progress) {
	m.State = tfvalue.TextOrNull(p.State)
	m.JobID = types.StringNull()
	if p.ID != "-1" {
		m.JobID = tfvalue.TextOrNull(p.ID)
	}
	m.FinishedAt = tfvalue.InstantOrNull(p.Finished)
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

// SetUnknown marks the group as known after apply, where a job is to run.
func (m *JobModel) SetUnknown() {
	m.State, m.JobID, m.FinishedAt = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	m.DurationSeconds, m.PhaseSeconds = types.Int64Unknown(), types.MapUnknown(types.Int64Type)
}

// JobAttributes is the group job of a "backup" or a "restore".
func JobAttributes(kind string) map[string]schema.Attribute {
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
