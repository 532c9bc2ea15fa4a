// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// oneOfValidator allows a few words.
type oneOfValidator struct{ words []string }

// OneOf wants one of these words.
func OneOf(words ...string) validator.String { return oneOfValidator{words} }

func (v oneOfValidator) Description(context.Context) string {
	quoted := make([]string, len(v.words))
	for i, word := range v.words {
		quoted[i] = fmt.Sprintf("%q", word)
	}
	return "must be " + strings.Join(quoted, " or ")
}

func (v oneOfValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v oneOfValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(v.words, req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The value is not valid",
		explain.ThreeParts(fmt.Sprintf("%s is %s; it %s.", req.Path, redact.Quote(req.ConfigValue.ValueString()), v.Description(ctx)), "",
			"Correct it, or leave it out to have the default."))
}
