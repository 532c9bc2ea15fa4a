// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"errors"

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
	_ resource.ResourceWithConfigure   = (*seriesResource)(nil)
	_ resource.ResourceWithIdentity    = (*seriesResource)(nil)
	_ resource.ResourceWithImportState = (*seriesResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*seriesResource)(nil)

	_ resource.ResourceWithValidateConfig = (*seriesResource)(nil)
)

// NewSeriesResource is doris_backup_series: one snapshot per period, and which of them stay.
func NewSeriesResource() guard.Checked { return &seriesResource{} }

type seriesResource struct{ instance *instance.Instance }

func (r *seriesResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = instance.TypeName + "_backup_series"
}

func (r *seriesResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.instance = instance.From(req.ProviderData, &resp.Diagnostics)
}

// ValidateConfig has nothing to check: the attributes check themselves.
func (r *seriesResource) ValidateConfig(context.Context, resource.ValidateConfigRequest, *resource.ValidateConfigResponse) {
}

// Create takes over what exists of the series and takes a snapshot when one is due. It deletes nothing. An error leaves
// no state: the next apply looks again and resumes.
func (r *seriesResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx = r.instance.Context(ctx)
	var plan seriesModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, d := plan.Timeouts.Create(ctx, group.DefaultJobTimeout)
	resp.Diagnostics.Append(d...)
	request := plan.request(seriesNote{}, timeout, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	after, err := r.run(ctx, plan, request, !plan.Paused.ValueBool(), &resp.Diagnostics)
	if err != nil {
		r.instance.AddJobError(&resp.Diagnostics, err)
		return
	}
	plan.ID, plan.Pruned = types.StringValue(plan.key()), noNames()
	plan.setRun(after.note, after.newest)
	r.store(ctx, plan, after.note, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// Read looks at what belongs to the series, and notes it for the plan. It never waits.
func (r *seriesResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx = r.instance.Context(ctx)
	var state seriesModel
	var before seriesNote
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	tfvalue.ReadPrivate(ctx, req.Private, &before, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	look, err := r.instance.Runner.LookAtSeries(ctx, state.series(), before.Snapshots)
	note := before
	switch {
	case err != nil && !unreadableRepository(err):
		r.instance.AddJobError(&resp.Diagnostics, err)
		return
	case err != nil: // nothing is concluded from it, but the time goes on: a snapshot may be due
		note.Now = look.Now
		r.instance.AddJobWarning(&resp.Diagnostics, err)
	default:
		note = r.noteOf(ctx, state, look)
		if look.Newest != nil {
			state.setJob(*look.Newest)
		}
	}
	note = note.settled(state, before)
	state.setLatest(state.outlook(note))
	r.store(ctx, state, note, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

// unreadableRepository: the repository is not registered or its storage cannot be listed just now. A missing right is
// another matter.
func unreadableRepository(err error) bool {
	var failure *job.Error
	return errors.As(err, &failure) && failure.Code == job.CodeRepository && doris.KindOf(err) != doris.KindAccessDenied
}

// store sets state, identity and private data together: Terraform 1.11 wants the identity after each operation.
func (r *seriesResource) store(ctx context.Context, model seriesModel, note seriesNote, state *tfsdk.State,
	identity *tfsdk.ResourceIdentity, data tfvalue.PrivateStore, diags *diag.Diagnostics,
) {
	diags.Append(state.Set(ctx, model)...)
	diags.Append(identity.Set(ctx, model.identity())...)
	tfvalue.WritePrivate(ctx, data, note, diags)
}

// setJob fills state and job_id.
func (m *seriesModel) setJob(p job.Progress) {
	var group group.JobModel
	group.SetProgress(p)
	m.State, m.JobID = group.State, group.JobID
}

// setRun fills what is computed after a run; newest is the newest job, nil when Doris remembers none.
func (m *seriesModel) setRun(note seriesNote, newest *job.Progress) {
	found := m.outlook(note)
	m.setLatest(found)
	m.State, m.JobID = types.StringNull(), types.StringNull()
	switch {
	case newest != nil:
		m.setJob(*newest)
	case found.latest != nil:
		m.State = types.StringValue(group.StateFinished)
	}
}
