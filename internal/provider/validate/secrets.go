// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package validate

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// KeepSecretsOut cuts out of diagnostics what a configuration holds that may be a secret, wherever it comes from: texts of
// the provider, and words of Doris that repeat a name.
func KeepSecretsOut(config tftypes.Value, diags *diag.Diagnostics) {
	if len(*diags) == 0 {
		return
	}
	var secrets []string
	_ = tftypes.Walk(config, func(at *tftypes.AttributePath, value tftypes.Value) (bool, error) {
		if key, ok := at.LastStep().(tftypes.ElementKeyString); ok {
			secrets = append(secrets, redact.SecretsIn(string(key))...)
		}
		var text string
		if value.Type().Is(tftypes.String) && value.IsKnown() && !value.IsNull() && value.As(&text) == nil {
			secrets = append(secrets, redact.SecretsIn(text)...)
		}
		return true, nil
	})
	if len(secrets) == 0 {
		return
	}
	for _, secret := range slices.Clone(secrets) {
		if escaped := strconv.Quote(secret); escaped != `"`+secret+`"` {
			secrets = append(secrets, escaped[1:len(escaped)-1]) // as texts quote it
		}
	}
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) }) // the longer one may hold the shorter one
	for i, d := range *diags {
		summary, detail := d.Summary(), d.Detail()
		for _, secret := range secrets {
			summary, detail = strings.ReplaceAll(summary, secret, redact.Mark), strings.ReplaceAll(detail, secret, redact.Mark)
		}
		(*diags)[i] = withTexts(d, summary, detail)
	}
}

// Discreet runs a validator of a map, whose keys and values are names of tables, and keeps secrets out of what it says.
type Discreet struct{ validator.Map }

func (v Discreet) ValidateMap(ctx context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	v.Map.ValidateMap(ctx, req, resp)
	if value, err := req.ConfigValue.ToTerraformValue(ctx); err == nil {
		KeepSecretsOut(value, &resp.Diagnostics)
	}
}

// withTexts is a diagnostic with other texts.
func withTexts(d diag.Diagnostic, summary, detail string) diag.Diagnostic {
	place, hasPlace := d.(diag.DiagnosticWithPath)
	switch warning := d.Severity() == diag.SeverityWarning; {
	case warning && hasPlace:
		return diag.NewAttributeWarningDiagnostic(place.Path(), summary, detail)
	case warning:
		return diag.NewWarningDiagnostic(summary, detail)
	case hasPlace:
		return diag.NewAttributeErrorDiagnostic(place.Path(), summary, detail)
	}
	return diag.NewErrorDiagnostic(summary, detail)
}
