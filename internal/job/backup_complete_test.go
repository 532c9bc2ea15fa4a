// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// TestBackupResultNames: what a finished snapshot lacks is either left out by Doris, with the reason, or missing.
func TestBackupResultNames(t *testing.T) {
	partitions := Selection{Tables: []string{"orders", "customers"}, Partitions: map[string][]string{"orders": {"p1", "p2"}}}
	patterns := Selection{Tables: []string{"*"}, Partitions: map[string][]string{"orders": {"p*"}}}
	for name, c := range map[string]struct {
		selection Selection
		arrange   func(f *fakeCluster)
		lacks     func(d *doris.SnapshotDetails) // what the snapshot lacks
		skipped   []Skipped
		missing   []string
	}{
		"nothing": {},
		"kinds": {
			arrange: func(f *fakeCluster) {
				f.databases["shop"] = append(f.databases["shop"], doris.Table{Name: "mv"}, doris.Table{Name: "es"})
				f.kinds["mv"], f.kinds["es"] = "MATERIALIZED VIEW", "ELASTICSEARCH"
				f.temporary = []string{"scratch"}
			},
			lacks: func(d *doris.SnapshotDetails) {
				d.Tables = slices.DeleteFunc(slices.Clone(d.Tables), func(t doris.SnapshotTable) bool { return t.Name == "mv" || t.Name == "es" })
			},
			skipped: []Skipped{{"es", "elasticsearch table"}, {"mv", "asynchronous materialized view"}, {"scratch", "temporary table"}},
		},
		"an ODBC table": {
			selection: Selection{Tables: []string{"orders", "legacy"}},
			arrange: func(f *fakeCluster) {
				f.databases["shop"] = append(f.databases["shop"], doris.Table{Name: "legacy"})
				f.kinds["legacy"] = "ODBC"
			},
			lacks: func(d *doris.SnapshotDetails) {
				d.Tables = slices.DeleteFunc(slices.Clone(d.Tables), func(t doris.SnapshotTable) bool { return t.Name == "legacy" })
				d.Others = []string{"legacy"}
			},
		},
		"temporary tables that are not selected": {
			selection: Selection{Tables: []string{"orders"}},
			arrange:   func(f *fakeCluster) { f.temporary = []string{"orders_tmp"} },
		},
		"temporary tables that are excluded": {
			selection: Selection{Exclude: []string{"*_tmp"}},
			arrange:   func(f *fakeCluster) { f.temporary = []string{"orders_tmp"} },
		},
		"a dropped partition": {
			selection: partitions,
			lacks: func(d *doris.SnapshotDetails) {
				for i := range d.Tables {
					d.Tables[i].Partitions = slices.DeleteFunc(slices.Clone(d.Tables[i].Partitions), func(p string) bool { return p == "p2" })
				}
			},
			missing: []string{"orders.p2"},
		},
		"a dropped partition of a pattern": {
			selection: patterns,
			lacks: func(d *doris.SnapshotDetails) {
				for i := range d.Tables {
					d.Tables[i].Partitions = slices.DeleteFunc(slices.Clone(d.Tables[i].Partitions), func(p string) bool { return p == "p2" })
				}
			},
			missing: []string{"orders.p2"},
		},
		"a dropped table": {
			selection: partitions,
			arrange: func(f *fakeCluster) {
				f.after["SubmitBackup"] = func() { f.databases["shop"] = f.databases["shop"][1:] }
			},
			lacks: func(d *doris.SnapshotDetails) {
				d.Tables = slices.DeleteFunc(slices.Clone(d.Tables), func(t doris.SnapshotTable) bool { return t.Name == "orders" })
			},
			missing: []string{"orders"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			if c.arrange != nil {
				c.arrange(f)
			}
			if c.lacks != nil {
				f.before["SnapshotDetails"] = func() {
					f.mu.Lock()
					defer f.mu.Unlock()
					for _, details := range f.snapshots["repo"]["before_migration"].infos {
						c.lacks(details)
					}
				}
			}
			request := fixedRequest()
			request.Selection, request.AllowIncomplete = c.selection, true
			result, err := f.runner().Backup(context.Background(), request)
			mustSucceed(t, err)
			if !slices.Equal(result.Skipped, c.skipped) || !slices.Equal(result.Missing, c.missing) {
				t.Errorf("skipped %+v, missing %q; want %+v, %q", result.Skipped, result.Missing, c.skipped, c.missing)
			}
		})
	}
}
