// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"database/sql"
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

func TestTemporaryTableInfos(t *testing.T) {
	answer := newResult([]string{"TableName", "PartitionNum", "State", "Type"})
	for _, name := range []string{"orders", "127.0.0.1_17_#TEMP#_import", "TEMP_orders"} {
		values := make([]sql.NullString, 0, 4)
		for _, text := range []string{name, "1", "NORMAL", "OLAP"} {
			values = append(values, sql.NullString{String: text, Valid: true})
		}
		answer.add(values)
	}
	want := []TableInfo{
		{Name: "TEMP_orders", Type: "OLAP", State: "NORMAL", Partitions: 1},
		{Name: "import", Temporary: true, Type: "OLAP", State: "NORMAL", Partitions: 1},
		{Name: "orders", Type: "OLAP", State: "NORMAL", Partitions: 1},
	}
	if infos := parseTableInfos(answer); !slices.Equal(infos, want) {
		t.Errorf("got %+v, want %+v", infos, want)
	}
}
