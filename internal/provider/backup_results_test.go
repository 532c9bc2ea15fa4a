// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// number prints a whole number.
func number(t *testing.T, value tftypes.Value) string {
	t.Helper()
	var n *big.Float
	if err := value.As(&n); err != nil || n == nil {
		t.Fatalf("%v is no number: %v", value, err)
	}
	return n.Text('f', 0)
}

// held is what objects in state names: tables with their number of partitions, and views.
func (x *thing) held() (tables, views []string) {
	x.t.Helper()
	var objects map[string]tftypes.Value
	if err := x.attributes(x.state)["objects"].As(&objects); err != nil {
		x.t.Fatal(err)
	}
	var list []tftypes.Value
	if err := objects["tables"].As(&list); err != nil {
		x.t.Fatal(err)
	}
	for _, element := range list {
		values := map[string]tftypes.Value{}
		if err := element.As(&values); err != nil {
			x.t.Fatal(err)
		}
		var name string
		if err := values["name"].As(&name); err != nil {
			x.t.Fatal(err)
		}
		tables = append(tables, fmt.Sprintf("%s %s", name, number(x.t, values["partition_count"])))
	}
	return tables, x.list("", objects["views"])
}

// list reads a list of strings: an attribute, or the value that is given.
func (x *thing) list(attribute string, value tftypes.Value) []string {
	x.t.Helper()
	if attribute != "" {
		value = x.attributes(x.state)[attribute]
	}
	var elements []tftypes.Value
	if err := value.As(&elements); err != nil {
		x.t.Fatal(err)
	}
	var all []string
	for _, element := range elements {
		var text string
		if err := element.As(&text); err != nil {
			x.t.Fatal(err)
		}
		all = append(all, text)
	}
	return all
}

// TestBackupResults: what the state says of a finished snapshot, for each way to select, on both lines.
func TestBackupResults(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, _ string) {
		s.exec(dailyView)
		const left = "mv_daily: asynchronous materialized view"
		for name, c := range map[string]struct {
			change  obj
			tables  []string
			views   []string
			skipped []string
		}{
			"database":            {nil, []string{"customers 1", "orders 2"}, []string{"v_orders"}, []string{left}},
			"tables":              {obj{"tables": []string{"orders", "v_orders"}}, []string{"orders 2"}, []string{"v_orders"}, nil},
			"patterns":            {obj{"tables": []string{"*o*"}}, []string{"customers 1", "orders 2"}, []string{"v_orders"}, nil},
			"patterns_of_all":     {obj{"tables": []string{"*"}}, []string{"customers 1", "orders 2"}, []string{"v_orders"}, []string{left}},
			"partitions":          {obj{"tables": []string{"orders", "customers"}, "partitions": obj{"orders": []string{"p2026"}}}, []string{"customers 1", "orders 1"}, nil, nil},
			"partition_patterns":  {obj{"tables": []string{"orders"}, "partitions": obj{"orders": []string{"p*"}}}, []string{"orders 2"}, nil, nil},
			"exclusion":           {obj{"exclude_tables": []string{"v_*", "mv_daily", "nothing_*"}}, []string{"customers 1", "orders 2"}, nil, nil},
			"metadata_only":       {obj{"content": "metadata_only", "exclude_tables": []string{"mv_*"}}, []string{"customers 1", "orders 2"}, []string{"v_orders"}, nil},
			"view_without_tables": {obj{"tables": []string{"v_orders"}}, nil, []string{"v_orders"}, nil},
		} {
			x := s.thing("doris_backup")
			x.again()
			if diags := x.apply(t.Context(), with(shopBackup, with(obj{"name": name}, c.change))); anyError(diags) {
				t.Fatalf("%s: %s", name, diagnosticsText(diags))
			}
			tables, views := x.held()
			if !slices.Equal(tables, c.tables) || !slices.Equal(views, c.views) {
				t.Errorf("%s holds %q and %q, want %q and %q", name, tables, views, c.tables, c.views)
			}
			x.skipped(c.skipped...)
			expect(t, name+": missing", x.list("missing_objects", tftypes.Value{}), nil)
			x.wantState(map[string]string{"state": "FINISHED", "id": "dr_main/" + name})
			for _, attribute := range []string{"backup_timestamp", "taken_at", "finished_at", "job_id"} {
				if x.text(attribute) == "" {
					t.Errorf("%s: no %s", name, attribute)
				}
			}
			attributes := x.attributes(x.state)
			if n := number(t, attributes["duration_seconds"]); strings.HasPrefix(n, "-") {
				t.Errorf("%s took %s seconds", name, n)
			}
			var phases map[string]tftypes.Value
			if err := attributes["phase_seconds"].As(&phases); err != nil {
				t.Fatal(err)
			}
			expect(t, name+": phases", sortedKeys(phases), []string{"queue", "save", "snapshot", "upload"})
			if diags := x.refresh(); len(diags) > 0 {
				t.Errorf("%s, refreshed: %s", name, diagnosticsText(diags))
			}
			if _, result := x.plan(with(shopBackup, with(obj{"name": name}, c.change))); len(result.changed()) > 0 {
				t.Errorf("%s: the next plan changes %q", name, result.changed())
			}
		}
	})
}
