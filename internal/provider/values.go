// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sort"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// textOrNull turns "" into null.
func textOrNull(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// textElse is the text, or another where it is null or empty.
func textElse(value types.String, otherwise string) string {
	if text := value.ValueString(); text != "" {
		return text
	}
	return otherwise
}

// instantOrNull prints an instant as RFC 3339 in UTC; the zero time is null.
func instantOrNull(t time.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(time.RFC3339))
}

// stringsOf reads a set or list of strings, sorted; null, unknown and empty values are nil, unknown elements are left out.
func stringsOf(value attr.Value, diags *diag.Diagnostics) []string {
	var elements []attr.Value
	switch v := value.(type) {
	case types.Set:
		elements = v.Elements()
	case types.List:
		elements = v.Elements()
	default:
		diags.AddError("A list of names was expected", fmt.Sprintf("This is a bug of the provider: %T", value))
	}
	var out []string
	for _, element := range elements {
		if s, ok := element.(types.String); ok && !s.IsNull() && !s.IsUnknown() {
			out = append(out, s.ValueString())
		}
	}
	sort.Strings(out)
	return out
}

// stringSetsOf reads a map of sets of strings; null, unknown and empty are nil.
func stringSetsOf(value types.Map, diags *diag.Diagnostics) map[string][]string {
	if saysNothing(value) || value.IsUnknown() {
		return nil
	}
	out := map[string][]string{}
	for key, element := range value.Elements() {
		out[key] = stringsOf(element, diags)
	}
	return out
}

// stringMapOf reads a map of strings; null, unknown and empty are nil, unknown elements are left out.
func stringMapOf(value types.Map) map[string]string {
	if saysNothing(value) || value.IsUnknown() {
		return nil
	}
	out := map[string]string{}
	for key, element := range value.Elements() {
		if s, ok := element.(types.String); ok && !s.IsNull() && !s.IsUnknown() {
			out[key] = s.ValueString()
		}
	}
	return out
}

// saysNothing reports whether a value is null, or a set, list or map without elements: a module that hands a variable on
// writes the one where another leaves the argument out.
func saysNothing(value attr.Value) bool {
	collection, ok := value.(interface{ Elements() []attr.Value })
	if keyed, isMap := value.(interface{ Elements() map[string]attr.Value }); isMap {
		return value.IsNull() || !value.IsUnknown() && len(keyed.Elements()) == 0
	}
	return value.IsNull() || ok && !value.IsUnknown() && len(collection.Elements()) == 0
}

// saysTheSame compares a value with what it was; a collection that is null and one that is empty are the same.
func saysTheSame(a, b attr.Value) bool { return a.Equal(b) || saysNothing(a) && saysNothing(b) }

// joinAttributes puts groups of attributes into one map; the same name twice is a mistake of the provider.
func joinAttributes[A any](groups ...map[string]A) map[string]A {
	all := map[string]A{}
	for _, group := range groups {
		for name := range group {
			if _, twice := all[name]; twice {
				panic("attribute " + name + " is defined twice")
			}
		}
		maps.Copy(all, group)
	}
	return all
}

// tableName refuses what names no table: Doris 4.x takes any other text as the name of one.
func tableName() validator.String {
	return checked(regexp.MustCompile(`(?s).`), "The table name is not valid", "Write the name of the table or a pattern, without the database.")
}

// literalNames are the names among names and patterns.
func literalNames(written []string) []string {
	var list []string
	for _, text := range written {
		if !job.IsPattern(text) {
			list = append(list, job.Literal(text))
		}
	}
	return list
}

// byName is a map whose keys are names of tables, as tables writes them, by the names themselves.
func byName[V any](written map[string]V) map[string]V {
	if written == nil {
		return nil
	}
	named := make(map[string]V, len(written))
	for _, key := range sortedKeys(written) {
		named[job.Literal(key)] = written[key]
	}
	return named
}

// checkTableKeys checks that each key names a table that stands literally in tables, and each another one. Without known, tables may hold
// more.
func checkTableKeys(at path.Path, keys, tables []string, known bool, diags *diag.Diagnostics) {
	names, taken := literalNames(tables), map[string]string{}
	for _, key := range keys {
		name := job.Literal(key)
		if other, again := taken[name]; again {
			diags.AddAttributeError(at.AtMapKey(key), "The table is named twice", threeParts(
				fmt.Sprintf("%s has the keys %q and %q, which are one table.", at, other, key), "", "Remove one of them."))
		}
		taken[name] = key
		if known && !slices.Contains(names, name) {
			diags.AddAttributeError(at.AtMapKey(key), "The table is not in tables", threeParts(
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
	names, known := knownNames(tables)
	checkTableKeys(req.Path, sortedKeys(req.ConfigValue.Elements()), names, known, &resp.Diagnostics)
}

// count prints "1 table" and "41 tables".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
