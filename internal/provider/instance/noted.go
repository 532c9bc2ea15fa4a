// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"github.com/terraform-doris/terraform-provider-doris/internal/objectid"
)

// NoteRepository, NoteDatabase and NoteBackup remember that this plan creates a name: it is not missing then.
func (in *Instance) NoteRepository(name string)        { in.Note("repository", name) }
func (in *Instance) NoteDatabase(name string)          { in.Note("database", name) }
func (in *Instance) NoteBackup(repo, name string)      { in.Note("backup", objectid.Join(repo, name)) }
func (in *Instance) RepositoryNoted(n string) bool     { return in.IsNoted("repository", n) }
func (in *Instance) DatabaseNoted(name string) bool    { return in.IsNoted("database", name) }
func (in *Instance) NoteRestore(database string)       { in.Note("restore", database) } // tables may come
func (in *Instance) RestoreNoted(database string) bool { return in.IsNoted("restore", database) }
func (in *Instance) BackupNoted(repo, name string) bool {
	return in.IsNoted("backup", objectid.Join(repo, name))
}

// NoteManaged and IsManaged remember names that state knows, because their refresh ran in this operation.
func (in *Instance) NoteManaged(kind, name string) { in.Note("managed "+kind, name) }

// IsManaged: see NoteManaged.
func (in *Instance) IsManaged(kind, name string) bool { return in.IsNoted("managed "+kind, name) }

// Note remembers a name of a kind.
func (in *Instance) Note(kind, name string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.noted == nil {
		in.noted = map[string]bool{}
	}
	in.noted[kind+" "+name] = true
}

// IsNoted reports whether Note was called for it.
func (in *Instance) IsNoted(kind, name string) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.noted[kind+" "+name]
}

// Meet notes that this plan has the name in this part and reports whether it was met in one of the others before. Plans
// of several objects run at the same time, so that exactly one of two sees the other.
func (in *Instance) Meet(name, part string, others ...string) bool {
	if in == nil || name == "" {
		return false
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	met := false
	for _, other := range others {
		met = met || in.noted[other+" "+name]
	}
	if in.noted == nil {
		in.noted = map[string]bool{}
	}
	in.noted[part+" "+name] = true
	return met
}
