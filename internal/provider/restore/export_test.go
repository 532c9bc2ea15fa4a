// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

// What the tests outside of this package see of it.

type (
	RestorePrivate = restorePrivate
)
