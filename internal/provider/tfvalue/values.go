// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package tfvalue converts between Go and Terraform values, and reads and writes private data.
package tfvalue

import (
	"context"
	"fmt"
	"maps"
	"sort"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// StringList is a list of texts.
func StringList(values []string) types.List {
	list := make([]attr.Value, 0, len(values))
	for _, value := range values {
		list = append(list, types.StringValue(value))
	}
	return types.ListValueMust(types.StringType, list)
}

// GroupOf reads a group; null and unknown groups are nil.
func GroupOf[M any](ctx context.Context, object types.Object, diags *diag.Diagnostics) *M {
	if object.IsNull() || object.IsUnknown() {
		return nil
	}
	var group M
	diags.Append(object.As(ctx, &group, basetypes.ObjectAsOptions{})...)
	return &group
}

// MapOrNull is a map of texts; an empty one is null.
func MapOrNull(ctx context.Context, values map[string]string, diags *diag.Diagnostics) types.Map {
	if len(values) == 0 {
		return types.MapNull(types.StringType)
	}
	value, d := types.MapValueFrom(ctx, types.StringType, values)
	diags.Append(d...)
	return value
}

// TextIn is a text in an object, "" where there is none.
func TextIn(object types.Object, name string) string {
	text, _ := object.Attributes()[name].(types.String)
	return text.ValueString()
}

// TextOrNull turns "" into null.
func TextOrNull(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// TextElse is the text, or another where it is null or empty.
func TextElse(value types.String, otherwise string) string {
	if text := value.ValueString(); text != "" {
		return text
	}
	return otherwise
}

// InstantOrNull prints an instant as RFC 3339 in UTC; the zero time is null.
func InstantOrNull(t time.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(time.RFC3339))
}

// StringsOf reads a set or list of strings, sorted; null, unknown and empty values are nil, unknown elements are left out.
func StringsOf(value attr.Value, diags *diag.Diagnostics) []string {
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

// StringSetsOf reads a map of sets of strings; null, unknown and empty are nil.
func StringSetsOf(value types.Map, diags *diag.Diagnostics) map[string][]string {
	if saysNothing(value) || value.IsUnknown() {
		return nil
	}
	out := map[string][]string{}
	for key, element := range value.Elements() {
		out[key] = StringsOf(element, diags)
	}
	return out
}

// StringMapOf reads a map of strings; null, unknown and empty are nil, unknown elements are left out.
func StringMapOf(value types.Map) map[string]string {
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
		return value.IsNull() || !value.IsUnknown() && len(present(keyed.Elements())) == 0
	}
	return value.IsNull() || ok && !value.IsUnknown() && len(collection.Elements()) == 0
}

// present are the elements of a map that are not null: a key with a null value is one that is left out.
func present(elements map[string]attr.Value) map[string]attr.Value {
	kept := map[string]attr.Value{}
	for key, element := range elements {
		if !element.IsNull() {
			kept[key] = element
		}
	}
	return kept
}

// SaysTheSame compares a value with what it was; a collection that is null and one that is empty are the same, and so are
// a map with a null value and one without its key.
func SaysTheSame(a, b attr.Value) bool {
	one, isMap := a.(types.Map)
	other, areMaps := b.(types.Map)
	if isMap && areMaps && !a.IsUnknown() && !b.IsUnknown() {
		return maps.EqualFunc(present(one.Elements()), present(other.Elements()), func(x, y attr.Value) bool { return x.Equal(y) })
	}
	return a.Equal(b) || saysNothing(a) && saysNothing(b)
}

// JoinAttributes puts groups of attributes into one map; the same name twice is a mistake of the provider.
func JoinAttributes[A any](groups ...map[string]A) map[string]A {
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
