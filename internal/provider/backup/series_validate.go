// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// adoptValidator wants an expression for the whole name, which does not match every name.
type adoptValidator struct{}

func (adoptValidator) Description(context.Context) string {
	return "must be an RE2 expression from ^ to $ that does not match every name"
}

func (v adoptValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v adoptValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := adoptProblem(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "The expression is not valid",
			explain.ThreeParts(fmt.Sprintf("%s is %s: %s", req.Path, redact.Quote(req.ConfigValue.ValueString()), redact.WithoutSecrets(problem)), "",
				`Write an RE2 expression for the whole names, such as "^ods_[0-9]{8}$". What it matches is taken for this series, and deleted by its retention.`))
	}
}

// adoptProblem says what is wrong with an expression, "" when nothing is. An alternative outside of the anchors, such as
// ^a|b$, would match the middle of other names.
func adoptProblem(expression string) string {
	parsed, err := regexp.Compile(expression)
	if err != nil {
		return strings.TrimPrefix(err.Error(), "error parsing regexp: ") + "."
	}
	switch tree, _ := syntax.Parse(expression, syntax.Perl); {
	case !anchored(tree):
		return "it does not describe the whole name from ^ to $."
	case parsed.MatchString("a") && parsed.MatchString("Zz9") && parsed.MatchString("_-:0") && parsed.MatchString(strings.Repeat("x7", 60)):
		return "it matches every name."
	}
	return ""
}

// anchored reports whether each match begins at the beginning of the text and ends at its end. The parser draws common
// parts of alternatives together, so the anchors may lie deeper than they were written.
func anchored(tree *syntax.Regexp) bool {
	return touches(tree, syntax.OpBeginText, func(parts []*syntax.Regexp) *syntax.Regexp { return parts[0] }) &&
		touches(tree, syntax.OpEndText, func(parts []*syntax.Regexp) *syntax.Regexp { return parts[len(parts)-1] })
}

// touches reports whether every way through the expression has the anchor at the side that outermost picks.
func touches(tree *syntax.Regexp, anchor syntax.Op, outermost func([]*syntax.Regexp) *syntax.Regexp) bool {
	switch tree.Op {
	case anchor:
		return true
	case syntax.OpCapture, syntax.OpConcat:
		return touches(outermost(tree.Sub), anchor, outermost)
	case syntax.OpAlternate:
		return !slices.ContainsFunc(tree.Sub, func(branch *syntax.Regexp) bool { return !touches(branch, anchor, outermost) })
	}
	return false
}

// retentionValidator wants a rule in the block; an absent block is null, an empty one is not.
type retentionValidator struct{}

func (retentionValidator) Description(context.Context) string {
	return "needs one rule besides keep_at_least"
}

func (v retentionValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (v retentionValidator) ValidateObject(ctx context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var block retentionModel
	resp.Diagnostics.Append(req.ConfigValue.As(ctx, &block, basetypes.ObjectAsOptions{})...)
	if resp.Diagnostics.HasError() || block.hasRule() {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "The retention has no rule",
		explain.ThreeParts("The block retention says which snapshots stay, but it holds none of keep_last, keep_daily, keep_weekly, keep_monthly and max_age.", "",
			"Add one of them, or remove the block to keep everything."))
}
