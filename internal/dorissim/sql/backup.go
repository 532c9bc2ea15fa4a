// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// Backup is BACKUP SNAPSHOT.
type Backup struct {
	Database   string // empty when not given
	Label      string
	Repository string
	Objects    *ObjectList // nil without ON and EXCLUDE
	Properties Properties
}

// Restore is RESTORE SNAPSHOT.
type Restore struct {
	Database   string // empty when not given
	Label      string
	Repository string
	Objects    *ObjectList // nil without ON and EXCLUDE
	Properties Properties
}

// ObjectList is ON (...) or EXCLUDE (...); it is never empty.
type ObjectList struct {
	Exclude bool
	Refs    []ObjectRef
}

// ObjectRef is one table or view of the list.
type ObjectRef struct {
	Name       Name     // a database before the table parses and is refused later (DORIS.md "Names")
	Partitions []string // nil = all
	Temporary  bool     // TEMPORARY PARTITION
	Alias      string
}

// CancelJob is CANCEL BACKUP or CANCEL RESTORE.
type CancelJob struct {
	Restore  bool
	Database string // empty when not given
}

func (*Backup) statement()    {}
func (*Restore) statement()   {}
func (*CancelJob) statement() {}
