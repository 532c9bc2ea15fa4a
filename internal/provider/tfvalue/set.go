// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Union is both lists as one, sorted, each name once.
func Union(a, b []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(a), b...))))
}

// KnownNames are the elements of a set of strings; known is false while some are not known.
func KnownNames(set types.Set) (names []string, known bool) {
	if set.IsUnknown() {
		return nil, false
	}
	for _, element := range set.Elements() {
		value, ok := element.(types.String)
		if !ok || value.IsUnknown() {
			return nil, false
		}
		names = append(names, value.ValueString())
	}
	return names, true
}
