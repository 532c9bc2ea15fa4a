// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

// What the tests outside of this package see of it.

type (
	BackupPrivate = backupPrivate
	SeriesNote    = seriesNote
)

var (
	GeneratedFrom = generatedFrom
	InstantOf     = instantOf
)
