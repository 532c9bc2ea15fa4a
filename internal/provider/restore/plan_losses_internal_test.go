// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestComparePartitions(t *testing.T) {
	partitions := func(names ...string) (list []doris.Partition) {
		for _, name := range names {
			list = append(list, doris.Partition{Name: name})
		}
		return list
	}
	for name, c := range map[string]struct {
		target   target
		existing []doris.Partition
		want     string
		lost     []string
	}{
		"all":                 {target{name: "t", source: "t", partitions: []string{"p1", "p2"}}, partitions("p1", "p2"), "t (all)", nil},
		"some":                {target{name: "t", source: "t", partitions: []string{"p1", "p3"}}, partitions("p1", "p2"), "t (1 of 2 partitions)", []string{"p2"}},
		"all of the snapshot": {target{name: "t", source: "t"}, partitions("p1", "p2"), "t (all)", nil},
		"unpartitioned":       {target{name: "t", source: "t", partitions: []string{"t"}}, partitions("t"), "t (all)", nil},
		"under a new name":    {target{name: "copy", source: "t", partitions: []string{"t"}}, partitions("copy"), "copy (all)", nil},
		"none in common":      {target{name: "t", source: "t", partitions: []string{"p1"}}, partitions("p2", "p3"), "t (0 of 2 partitions)", []string{"p2", "p3"}},
		"empty":               {target{name: "t", source: "t", partitions: []string{"p1"}}, nil, "t (all)", nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.target.compare(c.existing)
			if got := c.target.String(); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			compare.Lists(t, "lost", c.target.lost, c.lost)
		})
	}
}
