// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// TestRenameBesideLiveTables: on lines that may lack the fix of apache/doris#48820 no job of several objects runs while the
// database holds the old name of one that is renamed.
func TestRenameBesideLiveTables(t *testing.T) {
	for _, line := range []struct {
		version doris.Version
		safe    bool
	}{
		{doris.Version{Major: 2, Patch: 16}, false},
		{doris.Version{Major: 2, Minor: 1, Patch: 11}, false},
		{doris.Version{Major: 3, Patch: 8}, false},
		{doris.Version{Major: 3, Minor: 1, Patch: 4}, false},
		{doris.Version{Major: 4}, true},
		{doris.Version{Major: 4, Minor: 1, Patch: 2}, true},
	} {
		for name, c := range map[string]struct {
			letters int
			live    []string
			tables  []string // nil = everything
			rename  map[string]string
			want    map[string]string // what is in danger
		}{
			"both renamed, both live":     {0, []string{"orders", "customers"}, []string{"orders", "customers"}, map[string]string{"orders": "o", "customers": "c"}, map[string]string{"orders": "orders", "customers": "customers"}},
			"one live":                    {0, []string{"orders"}, []string{"orders", "customers"}, map[string]string{"orders": "o"}, map[string]string{"orders": "orders"}},
			"with a view":                 {0, []string{"orders"}, []string{"orders", "v_orders"}, map[string]string{"orders": "o"}, map[string]string{"orders": "orders"}},
			"with a pattern":              {0, []string{"orders"}, []string{"orders", "*"}, map[string]string{"orders": "o"}, map[string]string{"orders": "orders"}},
			"live in another case":        {2, []string{"Orders"}, []string{"orders", "customers"}, map[string]string{"orders": "o"}, map[string]string{"Orders": "orders"}},
			"case counts":                 {0, []string{"Orders"}, []string{"orders", "customers"}, map[string]string{"orders": "o"}, nil},
			"one object":                  {0, []string{"orders", "customers"}, []string{"orders"}, map[string]string{"orders": "o"}, nil},
			"a pattern of one object":     {0, []string{"orders"}, []string{"orders", "ord*"}, map[string]string{"orders": "o"}, nil},
			"nothing lives there":         {0, nil, []string{"orders", "customers"}, map[string]string{"orders": "o"}, nil},
			"something else lives there":  {0, []string{"clicks"}, []string{"orders", "customers"}, map[string]string{"orders": "o"}, nil},
			"renamed to its own name":     {0, []string{"clicks"}, []string{"orders", "customers"}, map[string]string{"orders": "orders"}, nil},
			"everything, without renames": {0, []string{"clicks"}, nil, nil, nil},
		} {
			t.Run(line.version.String()+" "+name, func(t *testing.T) {
				f := withSnapshot(t)
				f.version, f.letters = line.version, c.letters
				f.databases["clone"] = nil
				for _, table := range c.live {
					f.databases["clone"] = append(f.databases["clone"], doris.Table{Name: table})
				}
				request := cloneRequest()
				request.Selection.Tables, request.Rename = c.tables, c.rename
				_, planned := f.runner().PlanRestore(context.Background(), request)
				_, planAgain := f.runner().PlanRestoreAgain(context.Background(), request, RestoreState{})
				_, err := f.runner().Restore(context.Background(), request)
				if line.safe || c.want == nil {
					for _, err := range []error{planned, planAgain, err} {
						mustSucceed(t, err)
					}
					return
				}
				for _, err := range []error{planned, planAgain, err} {
					failure := mustFail(t, err, CodeRename)
					if !maps.Equal(DetailOf[TablesInTheWay](failure).Renamed, c.want) || DetailOf[TablesInTheWay](failure).Of < 2 {
						t.Errorf("%+v", *failure)
					}
				}
				if f.calls["SubmitRestore"] != 0 {
					t.Errorf("calls %v", f.calls)
				}
			})
		}
	}
}

// What is in the way is not answered with a rename that would be refused.
func TestTablesInTheWayOneByOne(t *testing.T) {
	for _, c := range []struct {
		version doris.Version
		tables  []string
		want    bool
	}{
		{doris.Version{Major: 3, Patch: 3}, nil, true}, {doris.Version{Major: 3, Patch: 3}, []string{"orders"}, false}, {doris.Version{Major: 4}, nil, false},
	} {
		f := withSnapshot(t)
		f.version, f.databases["clone"] = c.version, []doris.Table{{Name: "orders"}}
		request := cloneRequest()
		request.Selection.Tables = slices.Clone(c.tables)
		_, err := f.runner().Restore(context.Background(), request)
		if failure := mustFail(t, err, CodeTables); DetailOf[TablesInTheWay](failure).OneByOne != c.want {
			t.Errorf("%s, %q: one by one %v", c.version, c.tables, DetailOf[TablesInTheWay](failure).OneByOne)
		}
	}
}
