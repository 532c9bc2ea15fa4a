// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// ImportState reads a snapshot by repository/name, or by its identity.
func (r *backupResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ctx = r.instance.Context(ctx)
	repository, name, ok := backupToImport(ctx, req, &resp.Diagnostics)
	if !ok || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	result, err := r.instance.Runner.ImportBackup(ctx, repository, name)
	if err != nil {
		r.instance.AddImportError(&resp.Diagnostics, err)
		return
	}
	var state backupModel
	resp.Diagnostics.Append(tfvalue.NothingKnown(ctx, resp.State).Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	state.Repository, state.Name = types.StringValue(repository), types.StringValue(name)
	state.Content, state.AllowIncomplete = types.StringValue(contentAll), types.BoolValue(false)
	state.OnDestroy = types.StringValue(group.DestroyKeep)
	state.Database = types.StringValue(result.Database)
	if result.Details != nil && result.Details.MetadataOnly {
		state.Content = types.StringValue(contentMetadataOnly)
	}
	state.WaitingDefaults()
	state.setResult(result, &resp.Diagnostics)
	private := privateOfResult(result)
	private.Imported = true
	r.store(ctx, state, state.privateOf(job.Selection{}, private), &resp.State, resp.Identity, resp.Private, &resp.Diagnostics)
}

func backupToImport(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) (repository, name string, ok bool) {
	parts, ok := tfvalue.PartsToImport(ctx, req, "repository/name", `Write repository and name of the snapshot, such as "dr_main/before_migration".`, diags)
	if !ok {
		return "", "", false
	}
	return parts[0], parts[1], true
}
