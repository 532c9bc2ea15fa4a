// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package group

import (
	"strings"
)

const (
	MaterializedView = "MATERIALIZED_VIEW" // asynchronous: SHOW FULL TABLES calls it BASE TABLE
	TemporaryTable   = "TEMPORARY"         // ours: SHOW PROC calls it OLAP
)

// SkippedKind says in words what Doris does not back up.
func SkippedKind(objectType string) string {
	switch objectType {
	case MaterializedView:
		return "asynchronous materialized view"
	case TemporaryTable:
		return "temporary table"
	}
	return strings.ToLower(strings.ReplaceAll(objectType, "_", " ")) + " table"
}
