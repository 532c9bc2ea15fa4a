// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

func TestRestoreTargets(t *testing.T) {
	details := &doris.SnapshotDetails{
		Tables: []doris.SnapshotTable{{Name: "orders", Partitions: []string{"p1", "p2"}}, {Name: "customers", Partitions: []string{"customers"}}},
		Views:  []string{"v_orders"},
	}
	for name, c := range map[string]struct {
		selection job.Selection
		rename    map[string]string
		want      []string
	}{
		"all":        {job.Selection{}, nil, []string{"customers[customers]", "orders[p1 p2]", "v_orders[]"}},
		"some":       {job.Selection{Tables: []string{"o*"}}, nil, []string{"orders[p1 p2]"}},
		"partitions": {job.Selection{Tables: []string{"orders"}, Partitions: map[string][]string{"orders": {"*2"}}}, nil, []string{"orders[p2]"}},
		"excluded":   {job.Selection{Exclude: []string{"*_orders", "cust*"}}, nil, []string{"orders[p1 p2]"}},
		"renamed":    {job.Selection{Tables: []string{"orders"}}, map[string]string{"orders": "o2"}, []string{"o2[p1 p2]"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, target := range restoreTargets(details, c.selection, c.rename, false) {
				got = append(got, target.name+"["+strings.Join(target.partitions, " ")+"]")
			}
			compare.Lists(t, "targets", got, c.want)
			for _, target := range restoreTargets(details, job.Selection{}, map[string]string{"orders": "Orders_Old"}, true) {
				if target.name != strings.ToLower(target.name) {
					t.Errorf("%s is not in lower case", target.name)
				}
			}
		})
	}
}

func TestParseAllocation(t *testing.T) {
	replicas, ok := parseAllocation("tag.location.default: 2, tag.location.b:1")
	if !ok || len(replicas) != 2 || replicas["default"] != 2 || replicas["b"] != 1 {
		t.Errorf("%v, %v", replicas, ok)
	}
	for _, text := range []string{"", "3", "tag.location.: 1", "location.a: 1", "tag.location.a: 0", "tag.location.a: 40000"} {
		if _, ok := parseAllocation(text); ok {
			t.Errorf("%q passed", text)
		}
	}
}
