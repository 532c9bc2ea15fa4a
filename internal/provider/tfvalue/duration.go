// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Duration reads a validated duration; null, unknown and unreadable values are fallback.
func Duration(value types.String, fallback time.Duration) time.Duration {
	d, err := time.ParseDuration(value.ValueString())
	if err != nil {
		return fallback
	}
	return d
}
