// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Level is how well a job is known to be ours (LIFECYCLE.md "Whose job is it"). It is kept in private data.
type Level string

// Levels of proof.
const (
	Mine     Level = "MINE"
	Ours     Level = "OURS"
	Namesake Level = "NAMESAKE"
	Imported Level = "IMPORTED"
)

// Progress is the job as last seen.
type Progress struct {
	Label    string
	State    string // Doris's word; "" when no row is known
	ID       string // "" or "-1" when not known yet
	Created  time.Time
	Finished time.Time        // zero while unfinished
	Duration time.Duration    // 0 while unfinished
	Phases   map[string]int64 // seconds: backup queue, snapshot, upload, save; restore queue, prepare, snapshot, download, commit
}

// BackupResult is what a backup operation left. Interrupted = the context ended while the job runs in Doris; then only
// Progress, Level and Submitted are set and the caller stores a RUNNING state with a warning.
type BackupResult struct {
	Progress
	Level           Level
	Interrupted     bool
	Database        string // whose snapshot it is
	BackupTimestamp string
	TakenAt         time.Time
	Details         *doris.SnapshotDetails // what the snapshot holds; nil while unfinished
	Submitted       []string               // names of the tables and views that were asked for, sorted; nil = not known (killed)
	Missing         []string               // of Submitted, not in the snapshot
	Skipped         []Skipped              // of Submitted, kinds that Doris does not back up
	Notices         []Notice
}

// Skipped is an object that Doris leaves out, and why.
type Skipped struct{ Name, Reason string }

// RestoreResult is what a restore operation left.
type RestoreResult struct {
	Progress
	Level           Level
	Interrupted     bool
	BackupTimestamp string
	TakenAt         time.Time
	Tables          []doris.SnapshotTable // under their new names, as they are in the target database
	Views           []string
	CreatedTables   []string // that this restore created (absent before); for on_destroy
	CreatedDatabase bool
	Supposed        bool      // CreatedDatabase is concluded from what an apply that failed left: nothing proves it
	Verified        *Verified // nil = was not asked for, or the job is not done
	Notices         []Notice
}

// RestorePlan is what a restore would do now.
type RestorePlan struct {
	Submits bool    // a job of its own; otherwise it waits for or adopts one that is there
	Holder  *Holder // another's job that holds the database and is waited for first; nil = none
	Notices []Notice

	BackupTimestamp string // of the snapshot that it restores
}

// BackupState is what the state remembers of a backup.
type BackupState struct {
	Repository, Database, Label string
	State                       string // FINISHED, UNRESTORABLE, or the last state seen
	BackupTimestamp             string
	Created                     time.Time // zero when unknown
	TakenAt                     time.Time // zero when unknown
	Level                       Level
	Submitted                   []string
	Selection                   Selection // as written, to compare an adopted snapshot with
}

// RestoreState is what the state remembers of a restore. Created is the baseline of the lifecycle document (2.2).
type RestoreState struct {
	Repository, Snapshot, Database string
	State                          string
	BackupTimestamp                string
	Created                        time.Time
	Level                          Level
	Tables                         []string // targets, under their new names, views included
	CreatedTables                  []string // of them, those that were absent when it was submitted; nil = not known
}

// Fate is what a read found out about an object in state.
type Fate string

// Fates of an object in state (LIFECYCLE.md "Read").
const (
	Unchanged    Fate = "unchanged"
	Moved        Fate = "moved"        // a running job: Result holds its progress, or the full result
	Gone         Fate = "gone"         // deleted, cancelled or vanished: the object leaves the state, with a warning
	Unrestorable Fate = "unrestorable" // twins, or another's snapshot under the label
	Kept         Fate = "kept"         // repository missing or unreadable: nothing is concluded, a warning says so
)

// BackupRead is the outcome of ReadBackup.
type BackupRead struct {
	Fate    Fate
	Result  BackupResult // with Moved
	Notices []Notice
}

// RestoreRead is the outcome of ReadRestore. Present lists the targets that are still there.
type RestoreRead struct {
	Fate    Fate
	Result  RestoreResult
	Present []string
	Notices []Notice
}
