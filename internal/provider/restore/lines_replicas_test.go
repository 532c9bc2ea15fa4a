// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Before apache/doris#42337, which 2.1 and 3.0 lack, an atomic restore keeps to the replicas of the table that is there: it is
// no way out, and refused like any other.
func TestAtomicReplicasByLine(t *testing.T) {
	tables := []target{{name: "orders", replicas: []doris.Partition{{Name: "p1", Replicas: 1}}}}
	for _, c := range []struct {
		version         doris.Version
		atomic          bool
		refused, advice bool
	}{
		{doris.Version{Major: 2, Minor: 1, Patch: 11}, false, true, false},
		{doris.Version{Major: 2, Minor: 1, Patch: 11}, true, true, false},
		{doris.Version{Major: 3, Patch: 8}, true, true, false},
		{doris.Version{Major: 4}, false, true, true},
		{doris.Version{Major: 4}, true, false, false},
		{doris.Version{Major: 4, Minor: 1}, true, false, false},
	} {
		m := restoreModel{ReplicationNum: types.Int64Value(2)}
		m.AtomicRestore, m.Database = types.BoolValue(c.atomic), types.StringValue("shop")
		for name, check := range map[string]func(*diag.Diagnostics){
			"given":    func(d *diag.Diagnostics) { m.refuseOtherReplicas(tables, c.version, d) },
			"snapshot": func(d *diag.Diagnostics) { m.refuseKeptReplicas(tables[0], &tables[0].replicas[0], 2, c.version, d) },
		} {
			if name == "snapshot" && c.atomic {
				continue // the caller decides
			}
			var diags diag.Diagnostics
			check(&diags)
			text := compare.Shown(diags)
			if diags.HasError() != c.refused || strings.Contains(text, "set atomic_restore") != c.advice {
				t.Errorf("%s on %s, atomic %v: %s", name, c.version, c.atomic, text)
			}
		}
	}
}

// Releases with clean_tables and without apache/doris#40620 drop the views that they have just restored.
func TestCleanTablesDropsViewsByLine(t *testing.T) {
	targets := []target{{name: "orders"}, {name: "v_orders", view: true}}
	for _, c := range []struct {
		version doris.Version
		targets []target
		warned  bool
	}{
		{doris.Version{Major: 2, Patch: 15}, targets, true}, {doris.Version{Major: 2, Minor: 1, Patch: 6}, targets, true},
		{doris.Version{Major: 3, Patch: 2}, targets, true}, {doris.Version{Major: 3, Patch: 2}, targets[:1], false},
		{doris.Version{Major: 3, Patch: 3}, targets, false}, {doris.Version{Major: 4, Minor: 1}, targets, false},
	} {
		var diags diag.Diagnostics
		restoreModel{}.warnOfDroppedViews(c.targets, c.version, &diags)
		if warned := strings.Contains(compare.Shown(diags), "v_orders"); warned != c.warned {
			t.Errorf("%s: %s", c.version, compare.Shown(diags))
		}
	}
}
