// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// contentValidator allows what a backup can take of its tables, and says that nothing is incremental to whoever looks for
// it here.
type contentValidator struct{ validator.String }

func contentWord() validator.String {
	return contentValidator{validate.OneOf(contentAll, contentMetadataOnly)}
}

func (v contentValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if strings.HasPrefix(strings.ToLower(req.ConfigValue.ValueString()), "incremental") {
		resp.Diagnostics.AddAttributeError(req.Path, "Doris has no incremental backups", explain.ThreeParts(
			"Every snapshot is a full copy of what it selects: Doris accepts the word and takes a full backup all the same.", "",
			"Leave content out. To copy less, select tables, or the partitions that changed with partitions = { table = [\"p202610*\"] }."))
		return
	}
	v.String.ValidateString(ctx, req, resp)
}

// ValidateConfig checks what concerns several arguments.
func (r *backupResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config backupModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	name, prefix := config.Name, config.NamePrefix
	switch {
	case tfvalue.Given(name) && tfvalue.Given(prefix): // what is unknown may be null
		resp.Diagnostics.AddAttributeError(path.Root("name_prefix"), "Two names for one snapshot",
			explain.ThreeParts("Both name and name_prefix are set.", "", "Keep name for a name of your own, or name_prefix to have time and fingerprint appended."))
	case name.IsNull() && prefix.IsNull():
		resp.Diagnostics.AddError("The snapshot has no name",
			explain.ThreeParts("Neither name nor name_prefix is set.", "", "Set exactly one of them; name_prefix is the safer one, because it never meets a name that is used up."))
	}
	if tfvalue.Given(name) && prefix.IsNull() && tfvalue.Given(config.Triggers) && !config.OnDestroy.IsUnknown() && !config.deletes() {
		resp.Diagnostics.AddAttributeError(path.Root("triggers"), "A fixed name cannot be taken again",
			explain.ThreeParts("triggers takes a new snapshot at each change, but name stays the same and Doris refuses a name that is used.", "",
				"Use name_prefix instead of name, or remove triggers. With on_destroy = \"delete\" the old snapshot is deleted first."))
	}
}
