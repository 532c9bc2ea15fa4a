// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// TestRestorePlanSource shows what a plan says of tables and views that will not come back as they are, where their
// database is in the same cluster; the golden files hold the texts.
func TestRestorePlanSource(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	s.richShop()
	s.exec(customersTable("shop", "grouped", oneReplica+",\"colocate_with\"=\"g1\""))
	s.thing("doris_backup").apply(t.Context(), with(shopBackup, obj{"name": "monday"}))
	s.exec("CREATE DATABASE `plain`")
	s.exec(customersTable("plain", "grouped", oneReplica))
	s.exec("CREATE DATABASE `half`")
	s.exec(customersTable("half", "orders", oneReplica))
	for name, change := range map[string]obj{
		"everything":         {},
		"all_kept":           {"reserve_colocate": true, "reserve_dynamic_partition_enable": true, "exclude_tables": []string{"v_people"}},
		"views_alone":        {"tables": []string{"v_*"}},
		"views_find_others":  {"database": "half", "tables": []string{"v_orders"}},
		"renamed":            {"tables": []string{"orders", "v_orders"}, "rename": obj{"orders": "orders_then"}},
		"over_the_source":    overwriting(obj{"database": "shop", "tables": []string{"clicks", "v_people"}}),
		"groups_over_tables": overwriting(obj{"database": "plain", "tables": []string{"grouped"}, "reserve_colocate": true}),
		"swapped_in":         overwriting(obj{"database": "shop", "tables": []string{"clicks"}, "atomic_restore": true}),
	} {
		t.Run(name, func(t *testing.T) {
			_, result := s.thing("doris_restore").plan(with(stageRestore, change))
			golden(t, "source_restore_"+name, plain(diagnosticsText(result.diags)))
		})
	}
	t.Run("another cluster", func(t *testing.T) {
		_, result := s.sibling(dorissim.Options{Tick: 5 * time.Millisecond}).thing("doris_restore").plan(stageRestore)
		expect(t, "warnings", result.summaries(), nil)
	})
	t.Run("an older line", func(t *testing.T) {
		older := s.sibling(dorissim.Options{Tick: 5 * time.Millisecond, Profile: "3.1"})
		older.exec(shopTables)
		older.exec(customersTable("shop", "grouped", oneReplica+",\"colocate_with\"=\"g1\""))
		_, result := older.thing("doris_restore").plan(stageRestore)
		golden(t, "source_restore_older", plain(diagnosticsText(result.diags)))
	})
}

// More tables than a plan looks into are counted, not asked about: there is no client here.
func TestRestoreLooksAreBounded(t *testing.T) {
	seen := &restoreSight{inTheWay: make([]target, tableLooks)}
	r := &restoreResource{in: &instance{}}
	for _, another := range []target{{name: "a"}, {name: "v", view: true}, {name: "b"}} {
		if err := r.meet(t.Context(), "stage", seen, []target{another}); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.Diagnostics
	seen.warnOfUnlooked("stage", &diags)
	golden(t, "source_restore_bounded", shown(diags))
}
