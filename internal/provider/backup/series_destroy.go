// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// Delete forgets the series, and with on_destroy = "delete" removes the files of its snapshots: those that the plan knew
// of. What appeared since stays, and is named.
func (r *seriesResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx = r.instance.Context(ctx)
	var state seriesModel
	var note seriesNote
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	tfvalue.ReadPrivate(ctx, req.Private, &note, &resp.Diagnostics)
	timeout, d := state.Timeouts.Delete(ctx, group.DefaultDeleteTimeout)
	resp.Diagnostics.Append(d...)
	if resp.Diagnostics.HasError() || state.OnDestroy.ValueString() != destroyDelete {
		return
	}
	if !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	defer r.instance.DeletesIn(state.Repository.ValueString())()
	look, err := r.instance.Runner.LookAtSeries(ctx, state.series(), note.Snapshots)
	if instance.IsUnregistered(err) {
		instance.AddUnregistered(&resp.Diagnostics, state.Repository.ValueString(), "the snapshots of the series")
		return
	}
	if err != nil {
		r.instance.AddJobError(&resp.Diagnostics, err)
		return
	}
	if look.Newest != nil && look.Newest.State != group.StateFinished && look.Newest.State != group.StateCancelled {
		resp.Diagnostics.AddError(fmt.Sprintf("A backup of the series runs (%s)", state.NamePrefix.ValueString()), explain.ThreeParts(
			fmt.Sprintf("%s is to be deleted with its snapshots, but backup %q is %s. Nothing was deleted.", state.subject(), look.Newest.Label, look.Newest.State), "",
			"Wait for its end, or stop it, then destroy again: "+doris.CancelBackupStatement(state.Database.ValueString())))
		return
	}
	known := state.held(note)
	if len(known) > 0 {
		deleted, failures := r.deleteEach(ctx, state, known, `on_destroy = "delete"`, &resp.Diagnostics)
		if len(failures) > 0 {
			state.reportLeft(len(known), deleted, failures, &resp.Diagnostics)
			return
		}
	}
	var appeared []string
	for _, s := range state.held(seriesNote{Snapshots: look.Snapshots}) {
		if !slices.ContainsFunc(known, func(k job.SeriesSnapshot) bool { return k.Name == s.Name }) {
			appeared = append(appeared, s.Name)
		}
	}
	if len(appeared) > 0 {
		resp.Diagnostics.AddWarning(fmt.Sprintf("Snapshots of the series stay (%s)", state.NamePrefix.ValueString()), fmt.Sprintf(
			"They appeared in repository %q after the destroy was planned, so they were not deleted: %s.", state.Repository.ValueString(), explain.Names(appeared)))
	}
}

func codeOf(err error) job.Code {
	var failure *job.Error
	if errors.As(err, &failure) {
		return failure.Code
	}
	return ""
}
