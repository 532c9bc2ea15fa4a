// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package redact cuts what may be a secret out of what a user wrote, before it is said back.
package redact

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// cut stands in texts for what may be a secret.
const cut = "***"

// secretParts find, in what a user wrote, what may be a secret; the group is the secret.
var secretParts = []*regexp.Regexp{
	// the content of a key file
	regexp.MustCompile(`(?s)-----BEGIN [^\n]*\n?(.*)`),
	// what stands before the last @ of an address, with and without a scheme; abfss://container@account holds no secret
	regexp.MustCompile(`(?s)[A-Za-z][A-Za-z0-9+.-]*:/{1,3}([^@:]*:.+)@`),
	regexp.MustCompile(`(?is)(?:https?|mysql|jdbc|s3[an]?|hdfs):/{1,3}(.+)@`),
	regexp.MustCompile(`(?s)^[^@:/]*:([^/].*)@`),
	// what stands behind the ? of an address: signatures and tokens
	regexp.MustCompile(`://[^\s?]*\?([^\s]*=[^\s]*)`),
	// the value of a key that names a secret, in the forms of a URL, of JSON and of SQL
	regexp.MustCompile(`(?i)(?:secret|passw|pwd|token|credential|signature|api_?key|access_?key|account_?key|private_?key|authorization)[\w.-]*["'\]]*\s*[:=]>?\s*(?:bearer\s+|basic\s+)?["']?([^\s&;,"'})]+)`),
	regexp.MustCompile(`(?i)(?:identified\s+by|bearer|basic|set\s+password)\s+["']?([^\s&;,"'})]+)`),
}

// leastSecret is the length from which a part is also looked for in other texts; a shorter one would be found anywhere.
const leastSecret = 4

// Quote quotes what a user wrote, without what may be a secret in it: errors end up in the logs of CI systems.
func Quote(text string) string { return fmt.Sprintf("%q", Cut(text)) }

// Cut cuts out what may be a secret.
func Cut(text string) string {
	for _, part := range secretParts {
		for {
			at := part.FindStringSubmatchIndex(text)
			if at == nil || text[at[2]:at[3]] == cut {
				break
			}
			text = text[:at[2]] + cut + text[at[3]:]
		}
	}
	return text
}

// secretsIn are the parts of a text that may be secrets.
func secretsIn(text string) []string {
	var secrets []string
	for _, part := range secretParts {
		for _, match := range part.FindAllStringSubmatch(text, -1) {
			secrets = append(secrets, match[1])
			if _, password, ok := strings.Cut(match[1], ":"); ok {
				secrets = append(secrets, password)
			}
		}
	}
	return slices.DeleteFunc(secrets, func(s string) bool { return len(s) < leastSecret })
}

// urlUserinfo finds credentials in an address within a text.
var urlUserinfo = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*://)[^\s"'/@]*:[^\s"']*@`)

// WithoutUserinfo cuts credentials out of addresses. It is safe for every text, statements to paste included.
func WithoutUserinfo(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	return urlUserinfo.ReplaceAllString(text, "${1}"+cut+"@")
}

// KeepSecretsOut cuts out of diagnostics what a configuration holds that may be a secret, wherever it comes from: texts of
// the provider, and words of Doris that repeat a name.
func KeepSecretsOut(config tftypes.Value, diags *diag.Diagnostics) {
	if len(*diags) == 0 {
		return
	}
	var secrets []string
	_ = tftypes.Walk(config, func(at *tftypes.AttributePath, value tftypes.Value) (bool, error) {
		if key, ok := at.LastStep().(tftypes.ElementKeyString); ok {
			secrets = append(secrets, secretsIn(string(key))...)
		}
		var text string
		if value.Type().Is(tftypes.String) && value.IsKnown() && !value.IsNull() && value.As(&text) == nil {
			secrets = append(secrets, secretsIn(text)...)
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
			summary, detail = strings.ReplaceAll(summary, secret, cut), strings.ReplaceAll(detail, secret, cut)
		}
		(*diags)[i] = withTexts(d, summary, detail)
	}
}

// EchoedPath writes a place in a configuration; keys and elements are echoed.
func EchoedPath(at path.Path) string {
	text := at.String()
	for _, step := range at.Steps() {
		written := ""
		switch step := step.(type) {
		case path.PathStepElementKeyString:
			written = string(step)
		case path.PathStepElementKeyValue:
			if element, ok := step.Value.(types.String); ok {
				written = element.ValueString()
			}
		}
		text = strings.ReplaceAll(text, strconv.Quote(written), Quote(written))
	}
	return text
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
