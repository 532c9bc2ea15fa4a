// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Selection is what the user asks for, as written: names, or patterns with * and ?; a backslash escapes (see marks).
type Selection struct {
	Tables     []string            // nil = everything
	Partitions map[string][]string // by the name of the table, without escapes; each stands literally in Tables
	Exclude    []string            // whole tables; not together with Tables
	AnyCase    bool                // lower_case_table_names is not 0: to Doris, names that differ in case alone are one table
}

// Wait holds the limits of one operation.
type Wait struct {
	Timeout             time.Duration // the whole operation, queueing included
	JobTimeout          time.Duration // Doris's own; 0 = Doris's default
	AdoptFinishedWithin time.Duration // the window of the lifecycle document; 0 = never
	StallTimeout        time.Duration // 0 = never
	CancelOnTimeout     bool          // on_timeout = "cancel"
}

// BackupRequest is one snapshot to take. Exactly one of Name and NamePrefix is set.
type BackupRequest struct {
	Repository, Database string
	Name, NamePrefix     string
	Selection            Selection
	MetadataOnly         bool
	AllowIncomplete      bool
	Triggers             map[string]string
	Wait                 Wait
}

// RestoreRequest is one restore to run.
type RestoreRequest struct {
	Repository, Snapshot string
	BackupTimestamp      string // "" = look it up
	Database             string
	CreateDatabase       bool
	Selection            Selection
	Rename               map[string]string // name in the snapshot -> new name
	Overwrite            bool              // existing_tables = "overwrite"
	ReplicationNum       int64             // 0 = not given
	ReplicaAllocation    string            // "" = not given
	ReserveReplica       *bool             // nil = not given; with none of the three, true is sent
	doris.RestoreOptions
	Properties map[string]string // further RESTORE properties, passed as they are
	Verify     *Verification     // nil = the data is not looked at
	Wait       Wait
}
