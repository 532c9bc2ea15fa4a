// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// ImportState takes a series over by repository/database/name_prefix, or by its identity; there may be no snapshot yet.
func (r *seriesResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ctx = r.instance.Context(ctx)
	var state seriesModel
	resp.Diagnostics.Append(tfvalue.NothingKnown(ctx, resp.State).Get(ctx, &state)...)
	identity, ok := seriesToImport(ctx, req, &resp.Diagnostics)
	if !ok || resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	state.Repository, state.Database, state.NamePrefix = identity.Repository, identity.Database, identity.NamePrefix
	state.defaults()
	state.ID = types.StringValue(state.key())
	look, err := r.instance.Runner.LookAtSeries(ctx, state.series(), nil)
	if err != nil {
		r.instance.AddImportError(&resp.Diagnostics, err)
		return
	}
	note := r.noteOf(ctx, state, look)
	state.setRun(note, look.Newest)
	r.store(ctx, state, note, &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

func seriesToImport(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) (seriesIdentity, bool) {
	parts, ok := tfvalue.PartsToImport(ctx, req, "repository/database/name_prefix", `Write repository, database and beginning of the names, such as "dr_main/dwd/nightly_dwd_".`, diags)
	if !ok {
		return seriesIdentity{}, false
	}
	identity := seriesIdentity{types.StringValue(parts[0]), types.StringValue(parts[1]), types.StringValue(parts[2])}
	return identity, !diags.HasError()
}
