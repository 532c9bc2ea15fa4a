// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// ImportState takes the newest finished restore of repository/snapshot/database, by that id or by its identity.
func (r *restoreResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ctx = r.instance.Context(ctx)
	repository, snapshot, database, ok := restoreToImport(ctx, req, &resp.Diagnostics)
	if !ok || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	result, err := r.instance.Runner.ImportRestore(ctx, repository, snapshot, database)
	if err != nil {
		r.instance.AddImportError(&resp.Diagnostics, err)
		return
	}
	var state restoreModel
	resp.Diagnostics.Append(tfvalue.NothingKnown(ctx, resp.State).Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	state.Repository, state.Snapshot, state.Database = types.StringValue(repository), types.StringValue(snapshot), types.StringValue(database)
	state.CreateDatabase, state.ExistingTables = types.BoolValue(false), types.StringValue(existingError)
	state.OnDestroy = types.StringValue(group.DestroyKeep)
	state.WaitingDefaults()
	state.optionDefaults()
	state.setResult(result, &resp.Diagnostics)
	private := restorePrivate{}.moved(result)
	private.Imported = true
	r.store(ctx, state, state.privateOf(job.Selection{}, private), &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

func restoreToImport(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) (repository, snapshot, database string, ok bool) {
	parts, ok := tfvalue.PartsToImport(ctx, req, "repository/snapshot/database", `Write repository, snapshot and the database it was restored into, such as "dr_main/before_migration/shop_stage".`, diags)
	if !ok {
		return "", "", "", false
	}
	return parts[0], parts[1], parts[2], true
}
