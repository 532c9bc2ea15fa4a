// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
)

// complete is the end of COMMITTING: tables become NORMAL, atomic restores swap, what was not restored is cleaned.
func (j *restoreJob) complete() {
	now := j.handler.now()
	j.update(func(d *catalog.Database) {
		for _, t := range j.targets {
			for _, info := range t.info.Partitions {
				if p := t.partition(d, info.Name); p != nil {
					j.handler.catalog.Commit(t.table(d), p, info.Version, now)
				}
			}
			if table := t.table(d); table != nil {
				j.handler.catalog.Commit(table, nil, 0, now)
			}
			if j.atomic && t.fresh != nil {
				t.swap(d)
			}
			if table := d.Table(t.name); table != nil {
				release(table)
			}
		}
		for _, v := range j.views {
			v.settle(d)
		}
		j.cleanRest(d)
	})
	j.rows = nil
	j.finish()
}

// table is where the data is while the job runs.
func (t *target) table(d *catalog.Database) *catalog.Table {
	if t.fresh != nil {
		return t.fresh
	}
	return d.Table(t.name)
}

// swap puts the new table in the place of the old one, whose data is gone for good (DORIS.md "Atomic restore").
func (t *target) swap(d *catalog.Database) {
	d.Remove(t.place)
	d.Remove(t.name)
	t.fresh.Name = t.name
	d.Put(t.fresh)
}

// release makes a table NORMAL.
func release(t *catalog.Table) {
	if t.Kind == catalog.OLAP && (t.State == catalog.StateRestore || t.State == stateRestoreWithLoad) {
		t.State = catalog.StateNormal
	}
	t.InAtomicRestore = false
	for _, p := range t.Partitions {
		if p.State == catalog.StateRestore {
			p.State = catalog.StateNormal
		}
	}
}

// cleanRest is clean_tables and clean_partitions. It goes by the names in the snapshot, so a table restored under an alias
// is dropped too (DORIS.md "Properties of RESTORE").
func (j *restoreJob) cleanRest(d *catalog.Database) {
	for _, t := range d.Tables() {
		info := j.info.Table(t.Name)
		switch {
		case t.Kind == catalog.OLAP && info != nil:
			if j.cleanPartitions {
				t.Partitions = slices.DeleteFunc(t.Partitions, func(p *catalog.Partition) bool { return info.Partition(p.Name) == nil })
			}
		case !j.cleanTables:
		case t.Kind == catalog.OLAP, t.Kind == catalog.View && !j.info.View(t.Name):
			d.Remove(t.Name)
		}
	}
}

// clean is what a cancelled restore undoes: it drops what it created and makes the others NORMAL (DORIS.md "CANCEL").
func (j *restoreJob) clean() { j.undo() }

func (j *restoreJob) undo() {
	j.update(func(d *catalog.Database) {
		for _, name := range j.misled {
			d.Remove(name)
		}
		for _, t := range j.targets {
			if t.fresh != nil && j.shown {
				if table := d.Table(t.place); table == t.fresh {
					d.Remove(t.place)
				}
			}
			local := d.Table(t.name)
			if local == nil || local == t.fresh {
				continue
			}
			local.Partitions = slices.DeleteFunc(local.Partitions, func(p *catalog.Partition) bool { return slices.Contains(t.added, p) })
			release(local)
		}
		for _, v := range j.views {
			if j.shown && d.Table(v.view.Name) == v.view {
				d.Remove(v.view.Name)
			}
		}
	})
	j.targets, j.views, j.shown, j.misled = nil, nil, false, nil
}
