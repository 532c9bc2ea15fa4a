// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import "testing"

func TestIsBackedUp(t *testing.T) {
	for kind, want := range map[string]bool{
		"OLAP": true, "VIEW": true, "ODBC": true, "": true, "MATERIALIZED_VIEW": false, "MATERIALIZED VIEW": false, "MYSQL": false,
		"JDBC": false, "ELASTICSEARCH": false, "BROKER": false, "HIVE": false,
	} {
		if got := IsBackedUp(kind); got != want {
			t.Errorf("%q: %v", kind, got)
		}
	}
}
