// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package cluster

// What the tests outside of this package see of it.

const (
	MostRows = mostRows
)
