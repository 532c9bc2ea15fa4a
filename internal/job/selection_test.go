// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"strings"
	"testing"
)

func TestSelectionChoose(t *testing.T) {
	present := []string{"fact_orders", "fact_clicks", "dim_user", "tmp_a"}
	for name, c := range map[string]struct {
		selection   Selection
		taken, vain string
	}{
		"all":                          {Selection{}, "dim_user fact_clicks fact_orders tmp_a", ""},
		"patterns and names":           {Selection{Tables: []string{"fact_*", "dim_user"}}, "dim_user fact_clicks fact_orders", ""},
		"a name and a pattern in vain": {Selection{Tables: []string{"fact_*", "gone", "x_*"}}, "fact_clicks fact_orders", "gone x_*"},
		"exclude":                      {Selection{Exclude: []string{"tmp_*", "never_there"}}, "dim_user fact_clicks fact_orders", ""},
	} {
		taken, vain := c.selection.Choose(present)
		if strings.Join(taken, " ") != c.taken || strings.Join(vain, " ") != c.vain {
			t.Errorf("%s: took %v, in vain %v", name, taken, vain)
		}
	}
	taken, vain := Selection{Tables: []string{"t"}, Partitions: map[string][]string{"t": {"p1*", "q", "r*"}}}.ChoosePartitions("t", []string{"p12", "p11", "p2"})
	if strings.Join(taken, " ") != "p11 p12" || strings.Join(vain, " ") != "t.q t.r*" {
		t.Errorf("took %v, in vain %v", taken, vain)
	}
}

func TestSelectionAgrees(t *testing.T) {
	listed := func(name string, partitions ...string) object {
		return object{name: name, partitions: partitions, allListed: true}
	}
	for name, c := range map[string]struct {
		selection Selection
		objects   []object
		want      bool
	}{
		"everything, whatever there was":         {Selection{}, []object{listed("a", "p1"), listed("b")}, true},
		"a table dropped since does not count":   {Selection{Tables: []string{"a*"}}, []object{listed("a1")}, true},
		"an object that was not asked for":       {Selection{Tables: []string{"a*"}}, []object{listed("a1"), listed("b")}, false},
		"an excluded object":                     {Selection{Exclude: []string{"b*"}}, []object{listed("a"), listed("b1")}, false},
		"a literal name is missing":              {Selection{Tables: []string{"a", "b"}}, []object{listed("a")}, false},
		"a row's partitions nobody asked for":    {Selection{Tables: []string{"a"}}, []object{{name: "a", partitions: []string{"p1"}}}, false},
		"the whole table instead of a partition": {Selection{Tables: []string{"a"}, Partitions: map[string][]string{"a": {"p1"}}}, []object{{name: "a"}}, false},
		"partitions by pattern":                  {Selection{Tables: []string{"a"}, Partitions: map[string][]string{"a": {"p*"}}}, []object{listed("a", "p1", "p2")}, true},
		"a partition that was not asked for":     {Selection{Tables: []string{"a"}, Partitions: map[string][]string{"a": {"p1"}}}, []object{listed("a", "p1", "p2")}, false},
		"a literal partition is missing":         {Selection{Tables: []string{"a"}, Partitions: map[string][]string{"a": {"p1", "q*"}}}, []object{listed("a", "q1")}, false},
		"case counts":                            {Selection{Tables: []string{"A"}}, []object{listed("a")}, false},
	} {
		if got := c.selection.agrees(c.objects); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
