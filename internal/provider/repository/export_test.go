// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

// What the tests outside of this package see of it.

var (
	WarnLastPing = warnLastPing
)
