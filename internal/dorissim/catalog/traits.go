// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

// traits are the differences between the profiles in this package.
type traits struct{}
