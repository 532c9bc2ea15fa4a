// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package guard

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/redact"
)

// NullableMap is the one map whose values may be null: nobody reads the values of triggers, they are only compared, and a
// variable that is not set is a value like any other there. It counts as a key that is left out.
const NullableMap = "triggers"

// RefuseNullElements refuses null elements of sets, lists and maps, wherever they stand in a configuration. Such an element
// names nothing: a selection of it alone would mean everything. Guards of resources, data sources and the provider call it,
// so that no argument can be forgotten.
func RefuseNullElements(config tftypes.Value, diags *diag.Diagnostics) {
	eachAttribute(config, func(name string, value tftypes.Value) {
		if name != NullableMap {
			findNulls(path.Root(name), name, value, diags)
		}
	})
}

// findNulls looks through one argument, whose name is for the advice.
func findNulls(at path.Path, argument string, value tftypes.Value, diags *diag.Diagnostics) {
	if !value.IsKnown() || value.IsNull() {
		return
	}
	switch typ := value.Type(); {
	case typ.Is(tftypes.Object{}):
		eachAttribute(value, func(name string, inner tftypes.Value) { findNulls(at.AtName(name), name, inner, diags) })
	case typ.Is(tftypes.Map{}):
		for _, key := range slices.Sorted(maps.Keys(ElementsByKey(value))) {
			element := ElementsByKey(value)[key]
			if element.IsNull() {
				addNullValue(at.AtMapKey(key), argument, key, diags)
				continue
			}
			findNulls(at.AtMapKey(key), argument, element, diags)
		}
	case typ.Is(tftypes.List{}), typ.Is(tftypes.Set{}):
		elements := elementsOf(value)
		if slices.ContainsFunc(elements, tftypes.Value.IsNull) {
			addNullElement(at, argument, elements, diags)
		}
		for i, element := range elements {
			inner := at // an element of a set has no place of its own that could be shown
			if typ.Is(tftypes.List{}) {
				inner = at.AtListIndex(i)
			}
			findNulls(inner, argument, element, diags)
		}
	}
}

func addNullElement(at path.Path, argument string, elements []tftypes.Value, diags *diag.Diagnostics) {
	next := fmt.Sprintf("Give the variable a value, or leave out what is null: %s = compact([var.a, var.b]). To leave out the whole argument: %s = var.a == null ? null : [var.a].", argument, argument)
	if elements[0].Type().Is(tftypes.Object{}) {
		next = fmt.Sprintf("Leave out what is null: %s = [for each in var.%s : each if each != null].", argument, argument)
	}
	diags.AddAttributeError(at, "An element is null", explain.ThreeParts(
		fmt.Sprintf("%s has an element that is null and so names nothing. The variable that it comes from is probably not set.", at), "", next))
}

func addNullValue(at path.Path, argument, key string, diags *diag.Diagnostics) {
	summary := "A value of a map is null"
	happened := fmt.Sprintf("%s is null. The variable that it comes from is probably not set.", at)
	if argument == "properties" {
		summary, happened = "The property has no value", fmt.Sprintf("properties has the key %s without a value. The variable that it comes from is probably not set.", redact.Quote(key))
	}
	diags.AddAttributeError(at, summary, explain.ThreeParts(happened, "",
		fmt.Sprintf("Give it a value, remove the key, or leave out what is null: %s = { for key, value in { ... } : key => value if value != null }.", argument)))
}

// refuseUnknownValues stops an apply that was given a configuration with holes: an element that is not known would be left
// out of a selection. Terraform never does that.
func refuseUnknownValues(config tftypes.Value, diags *diag.Diagnostics) {
	eachAttribute(config, func(name string, value tftypes.Value) {
		if !value.IsFullyKnown() {
			diags.AddAttributeError(path.Root(name), "A value is not known during the apply", explain.ThreeParts(
				fmt.Sprintf("%s holds a value that is still unknown, so nothing was sent.", name), "",
				"Apply what the value comes from first (terraform apply -target=...), or give it a known value."))
		}
	})
}

// eachAttribute calls for the attributes of an object in the order of their names; null and unknown objects have none.
func eachAttribute(object tftypes.Value, call func(name string, value tftypes.Value)) {
	attributes := ElementsByKey(object)
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		call(name, attributes[name])
	}
}

// ElementsByKey are the values of an object or of a map.
func ElementsByKey(value tftypes.Value) map[string]tftypes.Value {
	var elements map[string]tftypes.Value
	if !value.IsKnown() || value.As(&elements) != nil {
		return nil
	}
	return elements
}

// elementsOf are the elements of a list or of a set.
func elementsOf(value tftypes.Value) []tftypes.Value {
	var elements []tftypes.Value
	if !value.IsKnown() || value.As(&elements) != nil {
		return nil
	}
	return elements
}
