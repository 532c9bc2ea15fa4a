// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// target is a table or view of a restore, and what of it exists.
type target struct {
	name       string   // the new name
	source     string   // the name in the snapshot
	partitions []string // that are restored; nil = all of the snapshot's
	view       bool

	hit      int               // how many of the existing partitions are overwritten
	existing int               // how many partitions exist; 0 = not looked at
	lost     []string          // those of them that are not restored
	replicas []doris.Partition // those of them that are restored
}

// String is "fact_orders (3 of 36 partitions)" or "dim_user (all)".
func (t target) String() string {
	if t.existing == 0 || t.hit == t.existing {
		return t.name + " (all)"
	}
	return fmt.Sprintf("%s (%d of %s)", t.name, t.hit, explain.Count(t.existing, "partition"))
}

// tablesOnly leaves views out: an equal one is kept, and over another one Doris cancels the restore (DORIS.md "What a restore finds").
func tablesOnly(targets []target) []target {
	return slices.DeleteFunc(slices.Clone(targets), func(t target) bool { return t.view })
}

// restoreSight is what a plan sees of the snapshot and of the database that it is restored into.
type restoreSight struct {
	targets  []target      // all of the restore
	inTheWay []target      // those that exist, with their partitions
	clashes  []doris.Table // of the same names, but of another kind: Doris never restores over these
	others   []doris.Table // what else the database holds
	unlooked int           // how many of inTheWay were not looked into, because they are too many
}

// sight looks at the targets of a restore; it is empty while the database is not there.
func (r *restoreResource) sight(ctx context.Context, database string, targets []target) (*restoreSight, error) {
	seen := &restoreSight{targets: targets}
	exists, err := r.instance.Client.DatabaseExists(ctx, database)
	if err != nil || !exists {
		return seen, err
	}
	present, err := r.instance.Client.Tables(ctx, database, false)
	if err != nil {
		return seen, err
	}
	var met []target
	for _, table := range present {
		i := slices.IndexFunc(seen.targets, func(t target) bool { return t.name == table.Name })
		switch {
		case i < 0:
			seen.others = append(seen.others, table)
		case seen.targets[i].view != (table.Kind == doris.View):
			seen.clashes = append(seen.clashes, table)
		default:
			met = append(met, seen.targets[i])
		}
	}
	return seen, r.meet(ctx, database, seen, met)
}

// meet adds the targets that exist, with their partitions as far as they may be looked into.
func (r *restoreResource) meet(ctx context.Context, database string, seen *restoreSight, met []target) error {
	var looked []int // into met
	var tables []string
	for i, t := range met {
		switch {
		case t.view:
		case len(seen.inTheWay)+i >= instance.TableLooks:
			seen.unlooked++
		case r.isOtherType(ctx, database, t.name): // it is refused; SHOW PARTITIONS takes none but OLAP tables
		default:
			looked, tables = append(looked, i), append(tables, t.name)
		}
	}
	existing, err := r.instance.Client.PartitionsOf(ctx, database, tables)
	if err != nil {
		return err
	}
	for n, i := range looked {
		met[i].compare(existing[n])
	}
	seen.inTheWay = append(seen.inTheWay, met...)
	return nil
}

// isOtherType reports whether what SHOW TABLES calls a table is a table of another engine. SHOW PROC needs ADMIN.
func (r *restoreResource) isOtherType(ctx context.Context, database, table string) bool {
	kinds, err := r.instance.Client.TableTypes(ctx, database)
	return err == nil && kinds[table] != "" && !slices.Contains(partitionedTypes, kinds[table])
}

// partitionedTypes are those whose partitions Doris shows.
var partitionedTypes = []string{doris.OLAP, "MATERIALIZED_VIEW"}

// compare sorts the partitions of an existing table into those that are restored and those that are not. The one of an
// unpartitioned table bears the name that the table had when it was created.
func (t *target) compare(existing []doris.Partition) {
	t.existing = len(existing)
	for _, partition := range existing {
		single := len(existing) == 1 && partition.Name == t.name && slices.Contains(t.partitions, t.source)
		if t.partitions == nil || single || slices.Contains(t.partitions, partition.Name) {
			t.hit++
			t.replicas = append(t.replicas, partition)
			continue
		}
		t.lost = append(t.lost, partition.Name)
	}
}

// restoreTargets are the tables and views that a restore makes of a snapshot, under their new names. lower: with
// lower_case_table_names = 1 Doris makes all names lower case.
func restoreTargets(details *doris.SnapshotDetails, selection job.Selection, rename map[string]string, lower bool) []target {
	partitions := map[string][]string{}
	var held []string
	for _, table := range details.Tables {
		partitions[table.Name] = table.Partitions
		held = append(held, table.Name)
	}
	held = append(held, details.Views...)
	taken, _ := selection.Choose(held)
	targets := make([]target, 0, len(taken))
	for _, name := range taken {
		t := target{name: name, source: name, view: slices.Contains(details.Views, name), partitions: partitions[name]}
		if len(selection.Partitions[name]) > 0 {
			t.partitions, _ = selection.ChoosePartitions(name, partitions[name])
		}
		if newName, ok := rename[name]; ok {
			t.name = newName
		}
		if lower {
			t.name = strings.ToLower(t.name)
		}
		targets = append(targets, t)
	}
	return targets
}

// readAhead reads the definitions of the tables that a plan looks into, several at a time.
func (r *restoreResource) readAhead(ctx context.Context, database string, targets []target, name func(target) string) {
	var tables []string
	for _, t := range targets[:min(len(targets), instance.TableLooks)] {
		tables = append(tables, name(t))
	}
	r.instance.Client.ReadAhead(ctx, database, tables)
}
