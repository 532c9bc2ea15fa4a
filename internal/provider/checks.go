// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// checkedText checks a text against a pattern and says what to write instead.
type checkedText struct {
	pattern       *regexp.Regexp
	summary, next string
}

// checked makes a validator whose error has a summary of its own and a sentence that says what to do.
func checked(pattern *regexp.Regexp, summary, next string) validator.String {
	return checkedText{pattern, summary, next}
}

func (v checkedText) Description(context.Context) string { return v.next }

func (v checkedText) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v checkedText) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.pattern.MatchString(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, v.summary,
		threeParts(fmt.Sprintf("%s is %s.", echoedPath(req.Path), echoed(req.ConfigValue.ValueString())), "", v.next))
}

// atLeastOne allows whole numbers from 1.
type atLeastOne struct{}

func (atLeastOne) Description(context.Context) string { return "must be at least 1" }

func (v atLeastOne) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v atLeastOne) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || req.ConfigValue.ValueInt64() >= 1 {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The number is too small",
		threeParts(fmt.Sprintf("%s is %d.", req.Path, req.ConfigValue.ValueInt64()), "", "Write 1 or more, or leave the argument out."))
}

// notEmptyCollection refuses empty sets, lists and maps: "nothing" is said by leaving the argument out.
type notEmptyCollection struct{}

func (notEmptyCollection) Description(context.Context) string { return "must not be empty" }

func (v notEmptyCollection) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v notEmptyCollection) check(at path.Path, known bool, size int, diags *diag.Diagnostics) {
	if known && size == 0 {
		diags.AddAttributeError(at, "The argument is empty", threeParts(fmt.Sprintf("%s is empty.", echoedPath(at)), "", "Name at least one, or leave the argument out."))
	}
}

func (v notEmptyCollection) ValidateSet(_ context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	v.check(req.Path, !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown(), len(req.ConfigValue.Elements()), &resp.Diagnostics)
}

func (v notEmptyCollection) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	v.check(req.Path, !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown(), len(req.ConfigValue.Elements()), &resp.Diagnostics)
}

func (v notEmptyCollection) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	v.check(req.Path, !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown(), len(req.ConfigValue.Elements()), &resp.Diagnostics)
}

// notTogether refuses a set beside another argument.
type notTogether struct{ other string }

func (v notTogether) Description(context.Context) string { return "not together with " + v.other }

func (v notTogether) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateSet lets what is unknown pass: in a module both may be variables, of which one is null.
func (v notTogether) ValidateSet(ctx context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var other types.Set
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(v.other), &other)...)
	if !resp.Diagnostics.HasError() && !other.IsNull() && !other.IsUnknown() {
		resp.Diagnostics.AddAttributeError(req.Path, "Two arguments exclude each other",
			threeParts(fmt.Sprintf("%s and %s are both set.", req.Path, v.other), "", fmt.Sprintf("Keep one of them: %s takes what it names, %s everything else.", req.Path, v.other)))
	}
}
