// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// TestRestoreOnAnOlderLine: the plan refuses what the line lacks; where the provider is told a wrong version, Doris's
// refusal of the statement says the same, and nothing runs.
func TestRestoreOnAnOlderLine(t *testing.T) {
	t.Parallel()
	s := newStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond, Profile: "3.0"})
	s.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "monday"}))
	forced := with(stageRestore, overwriting(obj{"atomic_restore": true, "force_replace": true}))
	x := s.thing("doris_restore")
	_, result := x.plan(with(forced, obj{"reserve_colocate": true, "storage_vault_name": "v1"}))
	golden(t, "lines_restore_plan", plain(diagnosticsText(result.diags)))

	misreported := obj{"endpoints": []string{s.sim.Addr()}, "username": "root", "poll_interval": "100ms", "doris_version": "4.1"}
	for name, c := range map[string]obj{
		"force_replace": forced,
		"colocate":      with(stageRestore, obj{"reserve_colocate": true}),
		"property":      with(stageRestore, obj{"properties": obj{"no_such": "x"}}),
		"value":         with(stageRestore, obj{"properties": obj{"allow_load": "maybe"}}),
	} {
		wantText(t, s.configure(misreported))
		golden(t, "lines_restore_apply_"+name, plain(diagnosticsText(s.thing("doris_restore").apply(t.Context(), c))))
	}
	if n := s.runs("restore"); n != 0 {
		t.Errorf("%d jobs", n)
	}
}

// TestRestoreInCloud: what a storage-compute decoupled cluster does not have is refused while planning; what only such a
// cluster has is not.
func TestRestoreInCloud(t *testing.T) {
	t.Parallel()
	here := newStandIn(t)
	here.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "monday"}))
	cloud := here.sibling(dorissim.Options{Tick: 5 * time.Millisecond, Cloud: true})
	cloud.exec("ADMIN SET FRONTEND CONFIG (\"experimental_enable_cloud_restore_job\" = \"true\")")
	cloud.exec(shopTables)
	for name, change := range map[string]obj{
		"local_only": overwriting(obj{"atomic_restore": true, "force_replace": true, "reserve_colocate": true}),
		"a_vault":    {"storage_vault_name": "v1", "reserve_dynamic_partition_enable": true},
		"overwrite":  overwriting(obj{"database": "shop"}),
	} {
		_, result := cloud.thing("doris_restore").plan(with(stageRestore, change))
		golden(t, "lines_restore_cloud_"+name, plain(diagnosticsText(result.diags)))
	}
}

// TestRestoreRenamedBesideLive: before the fix of apache/doris#48820 a restore of several objects into the database of the live
// tables is refused in the plan, and in the apply where the plan could not know the snapshot; one table alone is restored.
func TestRestoreRenamedBesideLive(t *testing.T) {
	t.Parallel()
	several := with(stageRestore, obj{
		"database": "shop", "existing_tables": "overwrite", "tables": []string{"orders", "customers", "v_orders"},
		"rename": obj{"orders": "orders_old", "customers": "customers_old"},
	})
	alone := with(several, obj{"tables": []string{"customers"}, "rename": obj{"customers": "customers_old"}})
	for profile, refused := range map[string]bool{"2.1": true, "3.0": true, "3.1": true, "4.0": false, "4.1": false} {
		s := newStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond, Profile: profile})
		s.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "monday"}))
		s.exec("DROP VIEW `shop`.`v_orders`; CREATE VIEW `shop`.`v_orders` AS SELECT 1 AS `another`") // refused in the end
		for name, snapshot := range map[string]any{"known": stageRestore["snapshot"], "unknown": notKnown} {
			x := s.thing("doris_restore")
			planned, result := x.plan(with(several, obj{"snapshot": snapshot}))
			said := diagnosticsText(result.diags)
			if name == "unknown" {
				values := x.attributes(planned.PlannedState)
				values["snapshot"] = tftypes.NewValue(tftypes.String, stageRestore["snapshot"])
				known, err := tfprotov6.NewDynamicValue(x.resourceType(x.name), tftypes.NewValue(x.resourceType(x.name), values))
				if err != nil {
					t.Fatal(err)
				}
				planned.PlannedState = &known
				said = diagnosticsText(x.applyPlanned(t.Context(), several, planned))
			}
			if got := strings.Contains(said, "The rename endangers live tables"); got != refused {
				t.Errorf("%s, snapshot %s: %s", profile, name, said)
			}
		}
		if n := s.runs("restore"); (n == 0) != refused {
			t.Errorf("%s: %d jobs", profile, n)
		}
		if said := s.thing("doris_restore").apply(t.Context(), alone); failed(said) {
			t.Errorf("%s: %s", profile, diagnosticsText(said))
		}
		if _, rows, err := s.sim.Query("SELECT COUNT(*) FROM `shop`.`customers`"); err != nil || len(rows) != 1 {
			t.Errorf("%s: the live table is gone: %v", profile, err)
		}
	}
}
