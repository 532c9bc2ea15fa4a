// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// notEmptyValidator refuses "".
type notEmptyValidator struct{}

// NotEmpty wants a text that is not empty.
func NotEmpty() validator.String { return notEmptyValidator{} }

func (notEmptyValidator) Description(context.Context) string { return "must not be empty" }

func (v notEmptyValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (notEmptyValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || req.ConfigValue.ValueString() != "" {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The name is empty",
		explain.ThreeParts(fmt.Sprintf("%s is \"\".", tfvalue.EchoedPath(req.Path)), "", "Write the name of the object it refers to."))
}

// NotEmptyCollection refuses empty sets, lists and maps: "nothing" is said by leaving the argument out.
type NotEmptyCollection struct{}

func (NotEmptyCollection) Description(context.Context) string { return "must not be empty" }

func (v NotEmptyCollection) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v NotEmptyCollection) check(at path.Path, known bool, size int, diags *diag.Diagnostics) {
	if known && size == 0 {
		diags.AddAttributeError(at, "The argument is empty", explain.ThreeParts(fmt.Sprintf("%s is empty.", tfvalue.EchoedPath(at)), "", "Name at least one, or leave the argument out."))
	}
}

func (v NotEmptyCollection) ValidateSet(_ context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	v.check(req.Path, !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown(), len(req.ConfigValue.Elements()), &resp.Diagnostics)
}

func (v NotEmptyCollection) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	v.check(req.Path, !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown(), len(req.ConfigValue.Elements()), &resp.Diagnostics)
}

func (v NotEmptyCollection) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	v.check(req.Path, !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown(), len(req.ConfigValue.Elements()), &resp.Diagnostics)
}
