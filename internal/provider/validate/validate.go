// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package validate checks single values of a configuration, without a cluster.
package validate

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// checkedText checks a text against a pattern and says what to write instead.
type checkedText struct {
	pattern       *regexp.Regexp
	summary, next string
}

// Checked makes a validator whose error has a summary of its own and a sentence that says what to do.
func Checked(pattern *regexp.Regexp, summary, next string) validator.String {
	return checkedText{pattern, summary, next}
}

func (v checkedText) Description(context.Context) string { return v.next }

func (v checkedText) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v checkedText) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.pattern.MatchString(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, v.summary,
		explain.ThreeParts(fmt.Sprintf("%s is %s.", tfvalue.EchoedPath(req.Path), redact.Quote(req.ConfigValue.ValueString())), "", v.next))
}

// AtLeastOne allows whole numbers from 1.
type AtLeastOne struct{}

func (AtLeastOne) Description(context.Context) string { return "must be at least 1" }

func (v AtLeastOne) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v AtLeastOne) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || req.ConfigValue.ValueInt64() >= 1 {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The number is too small",
		explain.ThreeParts(fmt.Sprintf("%s is %d.", req.Path, req.ConfigValue.ValueInt64()), "", "Write 1 or more, or leave the argument out."))
}

// NotTogether refuses a set beside another argument.
type NotTogether struct{ Other string }

func (v NotTogether) Description(context.Context) string { return "not together with " + v.Other }

func (v NotTogether) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateSet lets what is unknown pass: in a module both may be variables, of which one is null.
func (v NotTogether) ValidateSet(ctx context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var other types.Set
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(v.Other), &other)...)
	if !resp.Diagnostics.HasError() && !other.IsNull() && !other.IsUnknown() {
		resp.Diagnostics.AddAttributeError(req.Path, "Two arguments exclude each other",
			explain.ThreeParts(fmt.Sprintf("%s and %s are both set.", req.Path, v.Other), "", fmt.Sprintf("Keep one of them: %s takes what it names, %s everything else.", req.Path, v.Other)))
	}
}
