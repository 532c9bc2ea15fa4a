// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package group

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/validate"
)

// tableName refuses what names no table: Doris 4.x takes any other text as the name of one.
func tableName() validator.String {
	return validate.Checked(regexp.MustCompile(`(?s).`), "The table name is not valid", "Write the name of the table or a pattern, without the database.")
}

// LiteralNames are the names among names and patterns.
func LiteralNames(written []string) []string {
	var list []string
	for _, text := range written {
		if !job.IsPattern(text) {
			list = append(list, job.Literal(text))
		}
	}
	return list
}

// ByName is a map whose keys are names of tables, as tables writes them, by the names themselves.
func ByName[V any](written map[string]V) map[string]V {
	if written == nil {
		return nil
	}
	named := make(map[string]V, len(written))
	for _, key := range slices.Sorted(maps.Keys(written)) {
		named[job.Literal(key)] = written[key]
	}
	return named
}

// CheckTableKeys checks that each key names a table that stands literally in tables, and each another one. Without known, tables may hold
// more.
func CheckTableKeys(at path.Path, keys, tables []string, known bool, diags *diag.Diagnostics) {
	names, taken := LiteralNames(tables), map[string]string{}
	for _, key := range keys {
		name := job.Literal(key)
		if other, again := taken[name]; again {
			diags.AddAttributeError(at.AtMapKey(key), "The table is named twice", explain.ThreeParts(
				fmt.Sprintf("%s has the keys %q and %q, which are one table.", at, other, key), "", "Remove one of them."))
		}
		taken[name] = key
		if known && !slices.Contains(names, name) {
			diags.AddAttributeError(at.AtMapKey(key), "The table is not in tables", explain.ThreeParts(
				fmt.Sprintf("%s has the key %q, which does not stand literally in tables.", at, key), "",
				fmt.Sprintf("Add %q to tables, or remove the key. Patterns in tables cannot be keys.", key)))
		}
	}
}

// keysStandInTables checks that each key of partitions stands literally in tables: a pattern has no partitions of its own.
type keysStandInTables struct{}

func (keysStandInTables) Description(context.Context) string {
	return "each key must stand literally in tables"
}

func (v keysStandInTables) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v keysStandInTables) ValidateMap(ctx context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var tables types.Set
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("tables"), &tables)...)
	if resp.Diagnostics.HasError() {
		return
	}
	names, known := tfvalue.KnownNames(tables)
	CheckTableKeys(req.Path, slices.Sorted(maps.Keys(req.ConfigValue.Elements())), names, known, &resp.Diagnostics)
}
