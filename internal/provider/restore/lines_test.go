// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestRestoreOnAnOlderLine: the plan refuses what the line lacks; where the provider is told a wrong version, Doris's
// refusal of the statement says the same, and nothing runs.
func TestRestoreOnAnOlderLine(t *testing.T) {
	t.Parallel()
	s := providertest.NewStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond, Profile: "3.0"})
	s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
	forced := providertest.With(providertest.StageRestore, providertest.Overwriting(providertest.Obj{"atomic_restore": true, "force_replace": true}))
	x := s.Thing("doris_restore")
	_, result := x.Plan(providertest.With(forced, providertest.Obj{"reserve_colocate": true, "storage_vault_name": "v1"}))
	compare.Golden(t, "lines_restore_plan", providertest.Plain(providertest.DiagnosticsText(result.Diags)))

	misreported := providertest.Obj{"endpoints": []string{s.Sim.Addr()}, "username": "root", "poll_interval": "100ms", "doris_version": "4.1"}
	for name, c := range map[string]providertest.Obj{
		"force_replace": forced,
		"colocate":      providertest.With(providertest.StageRestore, providertest.Obj{"reserve_colocate": true}),
		"property":      providertest.With(providertest.StageRestore, providertest.Obj{"properties": providertest.Obj{"no_such": "x"}}),
		"value":         providertest.With(providertest.StageRestore, providertest.Obj{"properties": providertest.Obj{"allow_load": "maybe"}}),
	} {
		providertest.WantText(t, s.Configure(misreported))
		compare.Golden(t, "lines_restore_apply_"+name, providertest.Plain(providertest.DiagnosticsText(s.Thing("doris_restore").Apply(t.Context(), c))))
	}
	if n := s.Runs("restore"); n != 0 {
		t.Errorf("%d jobs", n)
	}
}

// TestRestoreInCloud: what a storage-compute decoupled cluster does not have is refused while planning; what only such a
// cluster has is not.
func TestRestoreInCloud(t *testing.T) {
	t.Parallel()
	here := providertest.NewStandIn(t)
	here.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
	cloud := here.Sibling(dorissim.Options{Tick: 5 * time.Millisecond, Cloud: true})
	cloud.Exec("ADMIN SET FRONTEND CONFIG (\"experimental_enable_cloud_restore_job\" = \"true\")")
	cloud.Exec(providertest.ShopTables)
	for name, change := range map[string]providertest.Obj{
		"local_only": providertest.Overwriting(providertest.Obj{"atomic_restore": true, "force_replace": true, "reserve_colocate": true}),
		"a_vault":    {"storage_vault_name": "v1", "reserve_dynamic_partition_enable": true},
		"overwrite":  providertest.Overwriting(providertest.Obj{"database": "shop"}),
	} {
		_, result := cloud.Thing("doris_restore").Plan(providertest.With(providertest.StageRestore, change))
		compare.Golden(t, "lines_restore_cloud_"+name, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	}
}

// TestRestoreRenamedBesideLive: before the fix of apache/doris#48820 a restore of several objects into the database of the live
// tables is refused in the plan, and in the apply where the plan could not know the snapshot; one table alone is restored.
func TestRestoreRenamedBesideLive(t *testing.T) {
	t.Parallel()
	several := providertest.With(providertest.StageRestore, providertest.Obj{
		"database": "shop", "existing_tables": "overwrite", "tables": []string{"orders", "customers", "v_orders"},
		"rename": providertest.Obj{"orders": "orders_old", "customers": "customers_old"},
	})
	alone := providertest.With(several, providertest.Obj{"tables": []string{"customers"}, "rename": providertest.Obj{"customers": "customers_old"}})
	for profile, refused := range map[string]bool{"2.1": true, "3.0": true, "3.1": true, "4.0": false, "4.1": false} {
		s := providertest.NewStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond, Profile: profile})
		s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
		s.Exec("DROP VIEW `shop`.`v_orders`; CREATE VIEW `shop`.`v_orders` AS SELECT 1 AS `another`") // refused in the end
		for name, snapshot := range map[string]any{"known": providertest.StageRestore["snapshot"], "unknown": providertest.NotKnown} {
			x := s.Thing("doris_restore")
			planned, result := x.Plan(providertest.With(several, providertest.Obj{"snapshot": snapshot}))
			said := providertest.DiagnosticsText(result.Diags)
			if name == "unknown" {
				values := x.Attributes(planned.PlannedState)
				values["snapshot"] = tftypes.NewValue(tftypes.String, providertest.StageRestore["snapshot"])
				known, err := tfprotov6.NewDynamicValue(x.ResourceType(x.Name), tftypes.NewValue(x.ResourceType(x.Name), values))
				if err != nil {
					t.Fatal(err)
				}
				planned.PlannedState = &known
				said = providertest.DiagnosticsText(x.ApplyPlanned(t.Context(), several, planned))
			}
			if got := strings.Contains(said, "The rename endangers live tables"); got != refused {
				t.Errorf("%s, snapshot %s: %s", profile, name, said)
			}
		}
		if n := s.Runs("restore"); (n == 0) != refused {
			t.Errorf("%s: %d jobs", profile, n)
		}
		if said := s.Thing("doris_restore").Apply(t.Context(), alone); providertest.Failed(said) {
			t.Errorf("%s: %s", profile, providertest.DiagnosticsText(said))
		}
		if _, rows, err := s.Sim.Query("SELECT COUNT(*) FROM `shop`.`customers`"); err != nil || len(rows) != 1 {
			t.Errorf("%s: the live table is gone: %v", profile, err)
		}
	}
}
