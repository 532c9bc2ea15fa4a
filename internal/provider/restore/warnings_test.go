// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
)

// TestRestoreWarnings holds the warnings that plans and applies of restores give.
func TestRestoreWarnings(t *testing.T) {
	plain := restoreModel{
		Repository: types.StringValue("dr_main"), Database: types.StringValue("shop_stage"), Snapshot: types.StringValue("before_migration"),
		Objects: group.ObjectsOf([]doris.SnapshotTable{{Name: "orders"}, {Name: "customers"}}, []string{"v_orders"}),
	}
	restoring := plain
	restoring.State, restoring.JobID = types.StringValue("DOWNLOADING"), types.StringValue("20811")
	cancelled := restoring
	cancelled.State = types.StringValue(group.StateCancelled)
	created := restorePrivate{Repository: "dr_main", CreatedTables: []string{"customers", "orders", "v_orders"}, CreatedDatabase: true}
	dropping := func(m restoreModel, on string) restoreModel {
		m.OnDestroy = types.StringValue(on)
		return m
	}
	text := func(summary, detail string) string { return "Warning: " + summary + "\n\n" + detail + "\n" }
	for name, warning := range map[string]string{
		"restore_interrupted":          text(restoring.interruptedWarning()),
		"restore_destroy":              text(plain.destroyWarning(restorePrivate{})),
		"restore_destroy_running":      text(restoring.destroyWarning(restorePrivate{})),
		"restore_resumed":              text("A job will be resumed", restoring.resumeText()),
		"restore_cancelled":            text("A job will be resumed", cancelled.resumeText()),
		"restore_destroy_tables":       text(dropping(plain, destroyDropTables).destroyWarning(created)),
		"restore_destroy_database":     text(dropping(plain, destroyDropDatabase).destroyWarning(created)),
		"restore_destroy_not_ours":     text(dropping(plain, destroyDropTables).destroyWarning(restorePrivate{})),
		"restore_destroy_there_before": text(dropping(plain, destroyDropDatabase).destroyWarning(restorePrivate{Repository: "dr_main", CreatedTables: []string{"orders"}})),
		"restore_destroy_cancels":      text(dropping(restoring, destroyDropDatabase).destroyWarning(created)),
		"restore_overwrite": text(plain.overwriteWarning([]target{
			{name: "fact_orders", hit: 3, existing: 36}, {name: "dim_user", hit: 1, existing: 1},
		})),
	} {
		t.Run(name, func(t *testing.T) { compare.Golden(t, "warning_"+name, warning) })
	}
}
