// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestBackupResults: what the state says of a finished snapshot, for each way to select, on both lines.
func TestBackupResults(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, _ string) {
		s.Exec(dailyView)
		const left = "mv_daily: asynchronous materialized view"
		for name, c := range map[string]struct {
			change  providertest.Obj
			tables  []string
			views   []string
			skipped []string
		}{
			"database":            {nil, []string{"customers 1", "orders 2"}, []string{"v_orders"}, []string{left}},
			"tables":              {providertest.Obj{"tables": []string{"orders", "v_orders"}}, []string{"orders 2"}, []string{"v_orders"}, nil},
			"patterns":            {providertest.Obj{"tables": []string{"*o*"}}, []string{"customers 1", "orders 2"}, []string{"v_orders"}, nil},
			"patterns_of_all":     {providertest.Obj{"tables": []string{"*"}}, []string{"customers 1", "orders 2"}, []string{"v_orders"}, []string{left}},
			"partitions":          {providertest.Obj{"tables": []string{"orders", "customers"}, "partitions": providertest.Obj{"orders": []string{"p2026"}}}, []string{"customers 1", "orders 1"}, nil, nil},
			"partition_patterns":  {providertest.Obj{"tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"p*"}}}, []string{"orders 2"}, nil, nil},
			"exclusion":           {providertest.Obj{"exclude_tables": []string{"v_*", "mv_daily", "nothing_*"}}, []string{"customers 1", "orders 2"}, nil, nil},
			"metadata_only":       {providertest.Obj{"content": "metadata_only", "exclude_tables": []string{"mv_*"}}, []string{"customers 1", "orders 2"}, []string{"v_orders"}, nil},
			"view_without_tables": {providertest.Obj{"tables": []string{"v_orders"}}, nil, []string{"v_orders"}, nil},
		} {
			x := s.Thing("doris_backup")
			x.Again()
			if diags := x.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.With(providertest.Obj{"name": name}, c.change))); providertest.AnyError(diags) {
				t.Fatalf("%s: %s", name, providertest.DiagnosticsText(diags))
			}
			tables, views := x.Held()
			if !slices.Equal(tables, c.tables) || !slices.Equal(views, c.views) {
				t.Errorf("%s holds %q and %q, want %q and %q", name, tables, views, c.tables, c.views)
			}
			skipped(x, c.skipped...)
			compare.Lists(t, name+": missing", x.List("missing_objects", tftypes.Value{}), nil)
			x.WantState(map[string]string{"state": "FINISHED", "id": "dr_main/" + name})
			for _, attribute := range []string{"backup_timestamp", "taken_at", "finished_at", "job_id"} {
				if x.Text(attribute) == "" {
					t.Errorf("%s: no %s", name, attribute)
				}
			}
			attributes := x.Attributes(x.State)
			if n := providertest.Number(t, attributes["duration_seconds"]); strings.HasPrefix(n, "-") {
				t.Errorf("%s took %s seconds", name, n)
			}
			var phases map[string]tftypes.Value
			if err := attributes["phase_seconds"].As(&phases); err != nil {
				t.Fatal(err)
			}
			compare.Lists(t, name+": phases", slices.Sorted(maps.Keys(phases)), []string{"queue", "save", "snapshot", "upload"})
			if diags := x.Refresh(); len(diags) > 0 {
				t.Errorf("%s, refreshed: %s", name, providertest.DiagnosticsText(diags))
			}
			if _, result := x.Plan(providertest.With(providertest.ShopBackup, providertest.With(providertest.Obj{"name": name}, c.change))); len(result.Changed()) > 0 {
				t.Errorf("%s: the next plan changes %q", name, result.Changed())
			}
		}
	})
}
