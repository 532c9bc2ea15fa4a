// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// Limits of a label (DORIS.md "Names"): 128 characters, of which time, fingerprint and nonce take 29.
const (
	MaxLabel  = 128
	MaxPrefix = 99
)

var labelCharacters = regexp.MustCompile(`^[-_A-Za-z0-9:]+$`)

// labelValidator checks the name of a snapshot or its beginning. What validate sees may be the name of a snapshot that is
// there, made by another Doris or by hand: validate refuses only what is no name at all, and the plan of a new snapshot the
// rest (see refuse).
type labelValidator struct{ most int }

// LabelOfAtMost wants a label, or the beginning of one, of so many characters.
func LabelOfAtMost(most int) validator.String { return labelValidator{most: most} }

var (
	NewLabel  = labelValidator{most: MaxLabel}
	NewPrefix = labelValidator{most: MaxPrefix}
)

func (v labelValidator) Description(context.Context) string {
	return fmt.Sprintf("must be 1 to %d letters (A to Z, a to z), digits, -, _ and :, where it is new", v.most)
}

func (v labelValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v labelValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if req.ConfigValue.ValueString() == "" {
		v.Refuse(ctx, req.Path, req.ConfigValue, &resp.Diagnostics)
	}
}

// Refuse refuses a name that a new snapshot cannot get; what is not known yet passes.
func (v labelValidator) Refuse(ctx context.Context, at path.Path, name types.String, diags *diag.Diagnostics) {
	value := name.ValueString()
	if !tfvalue.Given(name) || len(value) <= v.most && labelCharacters.MatchString(value) {
		return
	}
	diags.AddAttributeError(at, "The name is not valid",
		explain.ThreeParts(fmt.Sprintf("%s is %s, which has %d characters; it %s.", at, redact.Quote(value), utf8.RuneCountInString(value), v.Description(ctx)), "",
			"Choose a name that all versions of Doris accept."))
}
