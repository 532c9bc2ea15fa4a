// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
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
		threeParts(fmt.Sprintf("%s is %q.", req.Path, req.ConfigValue.ValueString()), "", v.next))
}
