// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"testing"
)

// TestCaseOfSelectedNames: where lower_case_table_names is not 0, Doris takes Orders and orders for one table. What is
// excluded must not come along because of its case.
func TestCaseOfSelectedNames(t *testing.T) {
	partitions := map[string][]string{"Orders": {"p1"}}
	for name, c := range map[string]struct {
		letters   int
		selection Selection
		want      []string // in the snapshot; nil = refused
	}{
		"excluded, case counts":  {0, Selection{Exclude: []string{"Customers"}}, []string{"customers", "orders", "v_orders"}},
		"excluded, lower case":   {1, Selection{Exclude: []string{"Customers"}}, []string{"orders", "v_orders"}},
		"excluded, any case":     {2, Selection{Exclude: []string{"CUST*"}}, []string{"orders", "v_orders"}},
		"selected, case counts":  {0, Selection{Tables: []string{"Orders"}}, nil},
		"selected, lower case":   {1, Selection{Tables: []string{"Orders"}}, []string{"orders"}},
		"partitions, lower case": {1, Selection{Tables: []string{"Orders"}, Partitions: partitions}, []string{"orders"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.letters = c.letters
			request := fixedRequest()
			request.Selection = c.selection
			result, err := f.runner().Backup(context.Background(), request)
			if c.want == nil {
				mustFail(t, err, CodeSelection)
				return
			}
			mustSucceed(t, err)
			if got := objectNames(snapshotObjects(result.Details)); !slices.Equal(got, c.want) {
				t.Errorf("the snapshot holds %q, want %q", got, c.want)
			}
			if c.selection.Partitions != nil && !slices.Equal(result.Details.Tables[0].Partitions, []string{"p1"}) {
				t.Errorf("partitions %q", result.Details.Tables[0].Partitions)
			}
			// The next apply of a killed one finds it again.
			again, err := f.runner().Backup(context.Background(), request)
			mustSucceed(t, err)
			if n := f.calls["SubmitBackup"]; n != 1 || again.BackupTimestamp != result.BackupTimestamp {
				t.Errorf("%d submissions", n)
			}
		})
	}
}
