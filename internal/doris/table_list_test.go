// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"slices"
	"testing"
)

func TestRecordedTableInfos(t *testing.T) {
	for _, profile := range profiles {
		for _, s := range recorded(t, profile, "table_states", "SHOW PROC '/dbs/") {
			infos := parseTableInfos(s.result())
			state := infos[0].State // RESTORE while a restore runs, NORMAL after it
			want := []TableInfo{
				{Name: "customers", Type: "OLAP", State: state, Partitions: 1},
				{Name: "orders", Type: "OLAP", State: state, Partitions: 2},
				{Name: "v_orders", Type: "VIEW"},
			}
			if !slices.Equal(infos, want) || state == "" {
				t.Errorf("%s: got %+v, want %+v", profile, infos, want)
			}
		}
	}
}

func TestTemporaryTables(t *testing.T) {
	for name, want := range map[string]bool{"orders": false, "127.0.0.1_17_#TEMP#_orders": true, "TEMP_orders": false} {
		if got := (TableInfo{Name: name}).Temporary(); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
