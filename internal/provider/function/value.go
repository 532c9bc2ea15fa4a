// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package function

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// plain is a value as package report reads it: text, numbers, booleans, maps, lists. Terraform calls no function while a
// value in its arguments is unknown.
func plain(value attr.Value) any {
	if value == nil || value.IsNull() || value.IsUnknown() {
		return nil
	}
	switch value := value.(type) {
	case basetypes.DynamicValue:
		return plain(value.UnderlyingValue())
	case basetypes.StringValue:
		return value.ValueString()
	case basetypes.BoolValue:
		return value.ValueBool()
	case basetypes.NumberValue:
		return number(value.ValueBigFloat())
	case basetypes.ObjectValue:
		return plainMap(value.Attributes())
	case basetypes.MapValue:
		return plainMap(value.Elements())
	case basetypes.ListValue:
		return plainList(value.Elements())
	case basetypes.SetValue:
		return plainList(value.Elements())
	case basetypes.TupleValue:
		return plainList(value.Elements())
	}
	return nil
}

func number(n *big.Float) float64 {
	f, _ := n.Float64()
	return f
}

func plainMap(values map[string]attr.Value) map[string]any {
	plainValues := make(map[string]any, len(values))
	for key, value := range values {
		plainValues[key] = plain(value)
	}
	return plainValues
}

func plainList(values []attr.Value) []any {
	plainValues := make([]any, 0, len(values))
	for _, value := range values {
		plainValues = append(plainValues, plain(value))
	}
	return plainValues
}
