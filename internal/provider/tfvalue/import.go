// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
)

// NothingKnown is an object of nulls, where an import begins; the state it is given is null as a whole.
func NothingKnown(ctx context.Context, state tfsdk.State) tfsdk.State {
	object, ok := state.Schema.Type().TerraformType(ctx).(tftypes.Object)
	if !ok {
		return state
	}
	values := make(map[string]tftypes.Value, len(object.AttributeTypes))
	for name, typ := range object.AttributeTypes {
		values[name] = tftypes.NewValue(typ, nil)
	}
	state.Raw = tftypes.NewValue(object, values)
	return state
}

// PartsToImport are what names an object to import: the parts of its id, or the attributes of its identity, which bear the
// names of these parts. next says what to write.
func PartsToImport(ctx context.Context, req resource.ImportStateRequest, form, next string, diags *diag.Diagnostics) ([]string, bool) {
	if req.ID != "" || req.Identity == nil || req.Identity.Raw.IsNull() {
		parts, err := objectid.Split(req.ID, form)
		if err != nil {
			diags.AddError("The import id is not valid", explain.ThreeParts("The id does not fit: "+err.Error()+".", "", next))
		}
		return parts, err == nil
	}
	var parts []string
	for name := range strings.SplitSeq(form, "/") {
		var part types.String
		diags.Append(req.Identity.GetAttribute(ctx, path.Root(name), &part)...)
		if part.ValueString() == "" && !diags.HasError() {
			diags.AddError("The identity to import is not complete", explain.ThreeParts(fmt.Sprintf("The identity has no %s.", name), "",
				"Give the identity all of "+strings.ReplaceAll(form, "/", ", ")+"."))
		}
		parts = append(parts, part.ValueString())
	}
	return parts, !diags.HasError()
}
