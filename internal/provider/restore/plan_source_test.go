// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestRestorePlanSource shows what a plan says of tables and views that will not come back as they are, where their
// database is in the same cluster; the golden files hold the texts.
func TestRestorePlanSource(t *testing.T) {
	t.Parallel()
	s := providertest.NewStandIn(t)
	richShop(s)
	s.Exec(customersTable("shop", "grouped", oneReplica+",\"colocate_with\"=\"g1\""))
	s.Thing("doris_backup").Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
	s.Exec("CREATE DATABASE `plain`")
	s.Exec(customersTable("plain", "grouped", oneReplica))
	s.Exec("CREATE DATABASE `half`")
	s.Exec(customersTable("half", "orders", oneReplica))
	for name, change := range map[string]providertest.Obj{
		"everything":         {},
		"all_kept":           {"reserve_colocate": true, "reserve_dynamic_partition_enable": true, "exclude_tables": []string{"v_people"}},
		"views_alone":        {"tables": []string{"v_*"}},
		"views_find_others":  {"database": "half", "tables": []string{"v_orders"}},
		"renamed":            {"tables": []string{"orders", "v_orders"}, "rename": providertest.Obj{"orders": "orders_then"}},
		"over_the_source":    providertest.Overwriting(providertest.Obj{"database": "shop", "tables": []string{"clicks", "v_people"}}),
		"groups_over_tables": providertest.Overwriting(providertest.Obj{"database": "plain", "tables": []string{"grouped"}, "reserve_colocate": true}),
		"swapped_in":         providertest.Overwriting(providertest.Obj{"database": "shop", "tables": []string{"clicks"}, "atomic_restore": true}),
	} {
		t.Run(name, func(t *testing.T) {
			_, result := s.Thing("doris_restore").Plan(providertest.With(providertest.StageRestore, change))
			compare.Golden(t, "source_restore_"+name, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
		})
	}
	t.Run("another cluster", func(t *testing.T) {
		_, result := s.Sibling(dorissim.Options{Tick: 5 * time.Millisecond}).Thing("doris_restore").Plan(providertest.StageRestore)
		compare.Lists(t, "warnings", result.Summaries(), nil)
	})
	t.Run("an older line", func(t *testing.T) {
		older := s.Sibling(dorissim.Options{Tick: 5 * time.Millisecond, Profile: "3.1"})
		older.Exec(providertest.ShopTables)
		older.Exec(customersTable("shop", "grouped", oneReplica+",\"colocate_with\"=\"g1\""))
		_, result := older.Thing("doris_restore").Plan(providertest.StageRestore)
		compare.Golden(t, "source_restore_older", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	})
}
