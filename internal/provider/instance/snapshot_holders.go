// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
)

// One snapshot can have two owners: a new backup of equal inputs takes a snapshot over that another object of the state
// holds, as if an apply had been killed. Create cannot tell, because an apply says nothing about objects that stay as they
// are; a plan meets all of them. Whichever is planned last finds out.

// Holders are the parts that one snapshot plays in one plan. Objects are told apart by what their private data calls them:
// Terraform may plan one of them more than once.
type Holders struct {
	Held                  map[string]bool // by objects that stay; true = on_destroy is "delete"
	Going                 map[string]bool // With objects that are destroyed and delete it
	Wanted, WantedDeletes bool            // by a new one that would take it over
}

// Others reports whether other objects than this one are among these, and whether one of them deletes.
func Others(objects map[string]bool, object string) (found, deletes bool) {
	for other, d := range objects {
		if other != object {
			found, deletes = true, deletes || d
		}
	}
	return found, deletes
}

// OfSnapshot runs what reads and changes the parts of a snapshot; whoever comes last sees all others.
func (m *planMemory) OfSnapshot(repository, label string, change func(*Holders)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := objectid.Join(repository, label)
	if m.snapshots == nil {
		m.snapshots = map[string]*Holders{}
	}
	if m.snapshots[key] == nil {
		m.snapshots[key] = &Holders{Held: map[string]bool{}, Going: map[string]bool{}}
	}
	change(m.snapshots[key])
}
