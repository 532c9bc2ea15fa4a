// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"slices"
	"time"
)

// A restore whose data failed its verification is tainted. Terraform deletes it before it makes the replacement, but plans
// the replacement with neither its state nor its private data. The refresh of the same command has seen both.

// ForeseeReplacement notes, for the plans of this process, a restore in state that is about to be replaced, and the tables
// that its Delete drops.
func (r *Runner) ForeseeReplacement(database, snapshot, timestamp string, created time.Time, drops []string) {
	r.memory.mu.Lock()
	defer r.memory.mu.Unlock()
	r.memory.foreseen[restorePlace{database, snapshot, timestamp, created.Unix()}] = drops
}

// foreseenDrops returns what of a database will be dropped before a Create, and whether this restore is one of those
// that will be deleted without dropping anything.
func (m *memory) foreseenDrops(key restorePlace) (drops []string, kept bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for place, tables := range m.foreseen {
		if place.database == key.database {
			drops = append(drops, tables...)
		}
	}
	tables, ours := m.foreseen[key]
	return drops, ours && len(tables) == 0
}

// foresee changes what a plan found to what the apply will find.
func (o *restore) foresee(look *restoreLook) {
	var key restorePlace
	finished := look.row != nil && (look.facts.row == r2InWindow || look.facts.row == r3BeforeWindow)
	if finished {
		key = o.place(look.row.Created)
	} else {
		key.database = o.database
	}
	drops, kept := o.r.memory.foreseenDrops(key)
	if kept {
		look.facts.released = true
	}
	if len(drops) == 0 {
		return
	}
	if gone := without(look.present, without(look.present, drops)); len(gone) > 0 {
		o.notice(Notice{Code: NoticeWillDrop, Names: sorted(drops)})
	}
	look.present = without(look.present, drops)
	switch {
	case len(look.present) == 0:
		look.facts.targets = targetsNone
	case len(look.present) < len(o.objects.targets):
		look.facts.targets = targetsSome
	}
	if finished && slices.ContainsFunc(o.objects.targets, func(t string) bool { return slices.Contains(drops, t) }) {
		look.facts.row, look.row = r0None, nil
	}
}

// InheritDatabase notes that a Delete of this process left a database that its restore may have created: the replacement
// counts it as its own when it holds nothing but its tables, as after an adoption (LIFECYCLE.md "What Terraform sees").
func (r *Runner) InheritDatabase(database string) {
	r.memory.mu.Lock()
	defer r.memory.mu.Unlock()
	r.memory.inherited[database] = true
}

func (m *memory) inherits(database string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.inherited[database]
}
