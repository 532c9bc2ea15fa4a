// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
)

// WhollyKnown reports whether a value and all in it are known.
func WhollyKnown(ctx context.Context, value attr.Value) bool {
	tf, err := value.ToTerraformValue(ctx)
	return err == nil && tf.IsFullyKnown()
}

// Given reports whether a value is set and known; an empty collection sets nothing.
func Given(value attr.Value) bool { return !saysNothing(value) && !value.IsUnknown() }

// Known reports whether a value is known; null is.
func Known(value attr.Value) bool { return !value.IsUnknown() }
