// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package function holds the functions of the provider, which Terraform (1.8 and newer) and OpenTofu call without a
// connection: provider::doris::report(doris_restore.drill).
package function

import tf "github.com/hashicorp/terraform-plugin-framework/function"

// All are the functions of the provider.
func All() []func() tf.Function {
	return []func() tf.Function{newOpenMetrics, newParseSnapshotName, newReport, newTimestampToRFC3339}
}
