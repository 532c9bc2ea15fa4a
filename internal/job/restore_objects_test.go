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

// Doris refuses a new name that is the name of another table of the restore, even of one that gets a new name itself, and
// takes t AS t for such a name as well (recorded: restore_bad).
func TestNewNames(t *testing.T) {
	details := &doris.SnapshotDetails{
		Tables: []doris.SnapshotTable{{Name: "a", Partitions: []string{"a"}}, {Name: "b", Partitions: []string{"b"}}}, Views: []string{"v"},
	}
	for name, c := range map[string]struct {
		tables  []string
		rename  map[string]string
		aliases map[string]string // by name in the snapshot
		doubled map[string]string
	}{
		"another name":         {[]string{"a", "b"}, map[string]string{"a": "c"}, map[string]string{"a": "c"}, nil},
		"its own name":         {[]string{"a", "b"}, map[string]string{"a": "a", "b": "c"}, map[string]string{"b": "c"}, nil},
		"of a table left out":  {[]string{"a"}, map[string]string{"a": "b"}, map[string]string{"a": "b"}, nil},
		"of one of a pattern":  {[]string{"a", "b*"}, map[string]string{"a": "b"}, map[string]string{"a": "b"}, map[string]string{"b": "a"}},
		"of a view":            {[]string{"a", "v"}, map[string]string{"a": "v"}, map[string]string{"a": "v"}, map[string]string{"v": "a"}},
		"of one that moves on": {[]string{"a", "b"}, map[string]string{"a": "b", "b": "c"}, map[string]string{"a": "b", "b": "c"}, map[string]string{"b": "a"}},
		"two for one":          {[]string{"a", "b"}, map[string]string{"a": "c", "b": "c"}, map[string]string{"a": "c", "b": "c"}, map[string]string{"c": "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			g, inVain := expandRestore(Selection{Tables: c.tables}, c.rename, details)
			aliases := map[string]string{}
			for _, ref := range g.refs {
				if ref.Alias != "" {
					aliases[ref.Name] = ref.Alias
				}
			}
			if len(inVain) > 0 || !maps.Equal(aliases, c.aliases) || !maps.Equal(g.doubledNames(), c.doubled) {
				t.Errorf("in vain %v, aliases %v, doubled %v", inVain, aliases, g.doubledNames())
			}
		})
	}
}

func TestPartitionsOfViews(t *testing.T) {
	details := &doris.SnapshotDetails{Views: []string{"v"}}
	_, inVain := expandRestore(Selection{Tables: []string{"v"}, Partitions: map[string][]string{"v": {"p*"}}}, nil, details)
	if !slices.Equal(inVain, []string{"v.p*"}) {
		t.Errorf("in vain %v", inVain)
	}
}

func TestRestoreRefusesDoubledNames(t *testing.T) {
	f := withSnapshot(t)
	request := cloneRequest()
	request.Selection, request.Rename = Selection{Tables: []string{"orders", "cust*"}}, map[string]string{"orders": "customers"}
	_, err := f.runner().PlanRestore(context.Background(), request)
	if failure := mustFail(t, err, CodeSelection); DetailOf[DoubledNames](failure)["customers"] != "orders" {
		t.Errorf("%+v", failure)
	}
	_, err = f.runner().Restore(context.Background(), request)
	mustFail(t, err, CodeSelection)
	if f.journal("") != 0 || len(f.databases["clone"]) != 0 {
		t.Errorf("%d jobs, %v", f.journal(""), f.databases["clone"])
	}
}

// With lower_case_table_names = 1 Doris makes all names lower case, with 2 it takes names that differ in case for the same:
// what is there must not be overlooked, or it is overwritten unasked.
func TestCaseOfTargets(t *testing.T) {
	for letters, c := range map[int]struct {
		there string
		want  []string // in the way
	}{
		0: {"orders_old", nil},
		1: {"orders_old", []string{"orders_old"}},
		2: {"ORDERS_OLD", []string{"Orders_Old"}},
	} {
		f := withSnapshot(t)
		f.letters, f.databases["clone"] = letters, []doris.Table{{Name: c.there, Kind: doris.BaseTable}}
		request := cloneRequest()
		request.Selection, request.Rename = Selection{Tables: []string{"orders"}}, map[string]string{"orders": "Orders_Old"}
		_, err := f.runner().PlanRestore(context.Background(), request)
		if c.want == nil {
			mustSucceed(t, err)
			continue
		}
		if failure := mustFail(t, err, CodeTables); !slices.Equal(DetailOf[TablesInTheWay](failure).Names, c.want) {
			t.Errorf("%d: %v", letters, DetailOf[TablesInTheWay](failure).Names)
		}
	}
}

func TestLowerCaseTargets(t *testing.T) {
	details := &doris.SnapshotDetails{Tables: []doris.SnapshotTable{{Name: "Orders", Partitions: []string{"P1"}}}, Views: []string{"V_Orders"}}
	g, _ := expandRestore(Selection{}, nil, details)
	g.lower()
	if !slices.Equal(g.targets, []string{"orders", "v_orders"}) || g.tables[0].Name != "orders" || g.views[0] != "v_orders" || g.sources["Orders"] == nil {
		t.Errorf("%+v", g)
	}
}
