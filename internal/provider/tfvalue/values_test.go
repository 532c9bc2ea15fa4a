// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestSaysTheSame(t *testing.T) {
	textMap := func(elements map[string]attr.Value) attr.Value { return types.MapValueMust(types.StringType, elements) }
	set := func(elements ...attr.Value) attr.Value { return types.SetValueMust(types.StringType, elements) }
	a, b, null := types.StringValue("a"), types.StringValue("b"), types.StringNull()
	for name, c := range map[string]struct {
		one, other attr.Value
		same       bool
	}{
		"null and empty map":           {types.MapNull(types.StringType), textMap(nil), true},
		"null and a null value":        {types.MapNull(types.StringType), textMap(map[string]attr.Value{"x": null}), true},
		"a null value beside another":  {textMap(map[string]attr.Value{"x": null, "y": a}), textMap(map[string]attr.Value{"y": a}), true},
		"another value":                {textMap(map[string]attr.Value{"y": b}), textMap(map[string]attr.Value{"y": a}), false},
		"a key more":                   {textMap(map[string]attr.Value{"x": a, "y": a}), textMap(map[string]attr.Value{"y": a}), false},
		"unknown and null map":         {types.MapUnknown(types.StringType), types.MapNull(types.StringType), false},
		"an unknown value and nothing": {textMap(map[string]attr.Value{"x": types.StringUnknown()}), types.MapNull(types.StringType), false},
		"null and empty set":           {types.SetNull(types.StringType), set(), true},
		"sets":                         {set(a, b), set(b, a), true},
		"other sets":                   {set(a), set(b), false},
		"texts":                        {a, a, true},
		"null and text":                {null, a, false},
	} {
		if SaysTheSame(c.one, c.other) != c.same || SaysTheSame(c.other, c.one) != c.same {
			t.Errorf("%s: not %t", name, c.same)
		}
	}
}
