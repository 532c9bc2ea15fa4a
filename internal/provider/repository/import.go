// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// ImportState takes a repository that is registered, by its name or its identity.
func (r *repositoryResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if _, ok := tfvalue.PartsToImport(ctx, req, "name", `Write the name of the repository, such as "dr_main".`, &resp.Diagnostics); !ok {
		return
	}
	resource.ImportStatePassthroughWithIdentity(ctx, path.Root("name"), path.Root("name"), req, resp)
	var name types.String
	resp.Diagnostics.Append(resp.State.GetAttribute(ctx, path.Root("name"), &name)...)
	if resp.Diagnostics.HasError() || !r.instance.Ready(&resp.Diagnostics) {
		return
	}
	ctx = r.instance.Context(ctx)
	row, err := r.instance.Client.Repository(ctx, name.ValueString())
	if err != nil {
		r.instance.AddDorisError(&resp.Diagnostics, err)
		return
	}
	if row == nil {
		r.addRepositoryMissing(ctx, &resp.Diagnostics, name.ValueString())
		return
	}
	mark := repositoryMark{Name: row.Name}
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, repositoryMarkKey, mark.bytes())...)
}
