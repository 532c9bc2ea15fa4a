// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package group

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// Defaults of the groups that several objects share.
const (
	DefaultJobTimeout    = 6 * time.Hour // timeouts.create and timeouts.update of backups, series and restores
	DefaultDeleteTimeout = 30 * time.Minute
	defaultAdoptWithin   = "1h"
	DefaultStallTimeout  = "15m"
	OnTimeoutDetach      = "detach"
	onTimeoutCancel      = "cancel"
)

// WaitingModel is the group of arguments that bound a job. Embed it.
type WaitingModel struct {
	JobTimeout          types.String   `tfsdk:"job_timeout"`
	AdoptFinishedWithin types.String   `tfsdk:"adopt_finished_within"`
	StallTimeout        types.String   `tfsdk:"stall_timeout"`
	OnTimeout           types.String   `tfsdk:"on_timeout"`
	Timeouts            timeouts.Value `tfsdk:"timeouts"`
}

// Wait is the group as limits of one operation that may take timeout.
func (m WaitingModel) Wait(timeout time.Duration) job.Wait {
	return job.Wait{
		Timeout:             timeout,
		JobTimeout:          tfvalue.Duration(m.JobTimeout, 0),
		AdoptFinishedWithin: tfvalue.Duration(m.AdoptFinishedWithin, time.Hour),
		StallTimeout:        tfvalue.Duration(m.StallTimeout, 15*time.Minute),
		CancelOnTimeout:     m.OnTimeout.ValueString() == onTimeoutCancel,
	}
}

// CreateWait and UpdateWait read timeouts with their default (6h).
func (m WaitingModel) CreateWait(ctx context.Context, diags *diag.Diagnostics) job.Wait {
	timeout, d := m.Timeouts.Create(ctx, DefaultJobTimeout)
	diags.Append(d...)
	return m.Wait(timeout)
}

// UpdateWait is the wait of an update.
func (m WaitingModel) UpdateWait(ctx context.Context, diags *diag.Diagnostics) job.Wait {
	timeout, d := m.Timeouts.Update(ctx, DefaultJobTimeout)
	diags.Append(d...)
	return m.Wait(timeout)
}

// WaitingDefaults fills the defaults of the group, as an import must.
func (m *WaitingModel) WaitingDefaults() {
	m.AdoptFinishedWithin = types.StringValue(defaultAdoptWithin)
	m.StallTimeout = types.StringValue(DefaultStallTimeout)
	m.OnTimeout = types.StringValue(OnTimeoutDetach)
}

// WaitingAttributes is the group waiting of a "backup" or a "restore".
func WaitingAttributes(ctx context.Context, kind string) map[string]schema.Attribute {
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
			PlanModifiers: DurationModifiers(),
			Validators:    []validator.String{validate.DurationAtLeast(10 * time.Minute)},
		},
		"adopt_finished_within": schema.StringAttribute{
			Optional: true,
			Computed: true,
			Default:  stringdefault.StaticString(defaultAdoptWithin),
			MarkdownDescription: "How long after its end a finished " + kind + " that no state knows is still taken as this resource's " +
				"own, because an earlier apply was killed before it could say so. Objects of equal inputs cannot be told apart by that: give " +
				"each other `triggers`, such as `{ n = count.index }`. A duration; default `\"1h\"`; `\"0s\"` never. A " +
				"change is recorded in place.",
			PlanModifiers: DurationModifiers(),
			Validators:    []validator.String{validate.DurationAtLeast(0)},
		},
		"stall_timeout": schema.StringAttribute{
			Optional: true,
			Computed: true,
			Default:  stringdefault.StaticString(DefaultStallTimeout),
			MarkdownDescription: "How long the job may repeat the same error without any progress before the apply gives up; what then " +
				"happens to the job says `on_timeout`. A duration of at least `1m`; default `\"15m\"`; `\"0s\"` never. A change is " +
				"recorded in place.",
			PlanModifiers: DurationModifiers(),
			Validators:    []validator.String{validate.DurationAtLeastOrNever(time.Minute)},
		},
		"on_timeout": schema.StringAttribute{
			Optional: true,
			Computed: true,
			Default:  stringdefault.StaticString(OnTimeoutDetach),
			MarkdownDescription: "What happens to the job when `stall_timeout` or the operation's `timeouts` has passed: `\"detach\"` " +
				"(the default) leaves it running and the next apply resumes the wait; `\"cancel\"` cancels it, if it is still this " +
				"resource's job. A change is recorded in place.",
			Validators: []validator.String{validate.OneOf(OnTimeoutDetach, onTimeoutCancel)},
		},
		"timeouts": TimeoutsAttribute(ctx,
			"Time for the whole "+kind+", queueing behind other jobs of the database included. Default `\"6h\"`.",
			"Time for a resumed wait or a new run. Default `\"6h\"`.",
			"Time for a destroy, which may have to wait for a job. Default `\"30m\"`."),
	}
}

// TimeoutsAttribute is the attribute timeouts with these descriptions; "" leaves one out.
func TimeoutsAttribute(ctx context.Context, create, update, remove string) schema.Attribute {
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
			PlanModifiers:       DurationModifiers(),
			Validators:          []validator.String{validate.DurationPositive()},
		}
	}
	return attribute
}

// DestroyKeep: a destroy leaves everything as it is.
const DestroyKeep = "keep"
