// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"maps"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// restoreObjects is what a restore asks for, expanded over what the snapshot holds.
type restoreObjects struct {
	refs             []doris.TableRef      // ON; nil = everything
	sources          map[string][]string   // tables by their names in the snapshot, with partitions, as SHOW RESTORE will show them
	sourceViews      []string              // views by their names in the snapshot
	tables           []doris.SnapshotTable // under their new names
	views            []string              // under their new names
	targets          []string              // all new names, sorted
	foldCase         bool                  // names that differ in case alone are the same table
	missedPartitions map[string]string     // tables by the partitions of them, as table.partition, that are asked for in vain
	anyCase          bool                  // the same, also where Doris makes all names lower case
}

// expand expands a selection over o.details. What Doris makes of the case of names depends on the cluster (DORIS.md "Names").
func (o *restore) expand(selection Selection, rename map[string]string) (inVain []string, err error) {
	here, err := ask(o.operation, o.r.cluster.Facts)
	if err != nil {
		return nil, err
	}
	o.objects, inVain = expandRestore(selection, rename, o.details)
	o.version, o.objects.anyCase = here.Version, here.LowerCaseTableNames != 0
	switch here.LowerCaseTableNames {
	case 1:
		o.objects.lower()
	case 2:
		o.objects.foldCase = true
	}
	return inVain, nil
}

// lower gives all that is made lower case, as lower_case_table_names = 1 does.
func (g *restoreObjects) lower() {
	for i := range g.targets {
		g.targets[i] = strings.ToLower(g.targets[i])
	}
	for i := range g.tables {
		g.tables[i].Name = strings.ToLower(g.tables[i].Name)
	}
	for i := range g.views {
		g.views[i] = strings.ToLower(g.views[i])
	}
	g.targets = sorted(g.targets)
}

// target returns the target that a table of the database is, "" when it is none.
func (g restoreObjects) target(table string) string {
	i := slices.IndexFunc(g.targets, func(target string) bool {
		return target == table || g.foldCase && strings.EqualFold(target, table)
	})
	if i < 0 {
		return ""
	}
	return g.targets[i]
}

// expandRestore expands a selection over a snapshot. EXCLUDE is never sent: Doris ignores it, so the rest is sent as ON.
// inVain names what is asked for in vain, and keys of rename that are no table of the restore.
func expandRestore(selection Selection, rename map[string]string, details *doris.SnapshotDetails) (g restoreObjects, inVain []string) {
	partitions := map[string][]string{}
	var names []string
	for _, t := range details.Tables {
		names, partitions[t.Name] = append(names, t.Name), t.Partitions
	}
	names = append(names, details.Views...)
	taken, inVain := selection.Choose(names)
	g.sources, g.missedPartitions = map[string][]string{}, map[string]string{}
	whole := selection.Tables == nil && len(taken) == len(names) && len(rename) == 0
	for _, name := range taken {
		ref, target := doris.TableRef{Name: name}, name
		if alias := rename[name]; alias != "" && alias != name { // Doris calls t AS t a duplicate
			ref.Alias, target = alias, alias
		}
		g.targets = append(g.targets, target)
		if all, isTable := partitions[name]; isTable {
			chosen := all
			if len(selection.Partitions[name]) > 0 {
				var missed []string
				chosen, missed = selection.ChoosePartitions(name, all)
				ref.Partitions, inVain = chosen, append(inVain, missed...)
				for _, partition := range missed {
					g.missedPartitions[partition] = name
				}
			}
			g.sources[name] = chosen
			g.tables = append(g.tables, doris.SnapshotTable{Name: target, Partitions: chosen})
		} else {
			g.sourceViews, g.views = append(g.sourceViews, name), append(g.views, target)
			for _, partition := range selection.Partitions[name] { // Doris would ignore them
				inVain = append(inVain, name+"."+partition)
				g.missedPartitions[name+"."+partition] = name
			}
		}
		if !whole {
			g.refs = append(g.refs, ref)
		}
	}
	for name := range rename {
		if !slices.Contains(taken, name) {
			inVain = append(inVain, name)
		}
	}
	slices.Sort(g.targets)
	slices.Sort(g.views)
	slices.SortFunc(g.tables, func(a, b doris.SnapshotTable) int { return strings.Compare(a.Name, b.Name) })
	inVain = sorted(inVain)
	return g, slices.Compact(inVain)
}

// among returns the targets that stand among a database's tables.
func (g restoreObjects) among(tables []doris.Table) []string {
	var present []string
	for _, t := range tables {
		if target := g.target(t.Name); target != "" {
			present = append(present, target)
		}
	}
	return sorted(present)
}

// doubledNames gives, by the new names that Doris refuses, the tables they are for: another table of the restore has the name
// in the snapshot, even if it gets another one, or gets it as well (recorded: restore_bad).
func (g restoreObjects) doubledNames() map[string]string {
	taken := map[string]bool{}
	for _, ref := range g.refs {
		taken[ref.Name] = true
	}
	doubled := map[string]string{}
	for _, ref := range g.refs {
		if ref.Alias == "" {
			continue
		}
		if taken[ref.Alias] {
			doubled[ref.Alias] = ref.Name
		}
		taken[ref.Alias] = true
	}
	return doubled
}

// expandRequest expands the selection over the snapshot's Details.
func (o *restore) expandRequest() error {
	inVain, err := o.expand(o.request.Selection, o.request.Rename)
	if err != nil {
		return err
	}
	if len(inVain) > 0 || len(o.objects.targets) == 0 {
		present := objectNames(snapshotObjects(o.details))
		partitions := slices.Sorted(maps.Keys(o.objects.missedPartitions))
		if len(inVain) > 0 && o.objects.missedPartitions[inVain[0]] != "" {
			name := o.objects.missedPartitions[inVain[0]]
			for _, table := range o.details.Tables { // a partition is missed in its table
				if table.Name == name {
					present = table.Partitions
				}
			}
			return o.partitionError(name, inVain, partitions, present)
		}
		return o.selectionError(inVain, partitions, o.request.Selection, present)
	}
	if doubled := o.objects.doubledNames(); len(doubled) > 0 {
		return o.failWith(CodeSelection, DoubledNames(doubled))
	}
	return nil
}

// keep leaves only the targets that are present.
func (g *restoreObjects) keep(present []string) {
	g.targets = present
	g.tables = slices.DeleteFunc(g.tables, func(t doris.SnapshotTable) bool { return !slices.Contains(present, t.Name) })
	g.views = slices.DeleteFunc(g.views, func(v string) bool { return !slices.Contains(present, v) })
}
