// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"time"
)

// Code names an error of the lifecycle document.
type Code string

// The errors of LIFECYCLE.md "Creating a backup", "What Terraform sees", "The waiter"; their texts are made in internal/explain.
const (
	CodeRepository   Code = "E-REPO"        // unknown, read-only, unreadable, or no right to look
	CodeDuplicate    Code = "E-DUPLICATE"   // two objects of one apply make the same snapshot or restore
	CodeExists       Code = "E-EXISTS"      // the snapshot exists and is not ours
	CodeOther        Code = "E-OTHER"       // another backup has this name, of other objects
	CodeUsedUp       Code = "E-USED-UP"     // leftovers hold the label
	CodeTwice        Code = "E-TWICE"       // two info files under one label
	CodeShared       Code = "E-SHARED"      // the label's snapshot is another database's or another time's
	CodeVanished     Code = "E-VANISHED"    // FINISHED, but nothing is in the repository
	CodeIncomplete   Code = "E-INCOMPLETE"  // FINISHED, tables are missing
	CodeNoSnapshot   Code = "E-NO-SNAPSHOT" // restore: absent or leftovers
	CodeNoDatabase   Code = "E-NO-DATABASE"
	CodeTables       Code = "E-TABLES"    // the restore would overwrite tables
	CodeRename       Code = "E-RENAME"    // several objects, and live tables under the old names of renamed ones: apache/doris#48820
	CodePartly       Code = "E-PARTLY"    // finished in the window, some targets dropped since
	CodeHistory      Code = "E-HISTORY"   // later jobs hide whether it has just run
	CodeCancelled    Code = "E-CANCELLED" // the job was cancelled
	CodeDeadline     Code = "E-DEADLINE"  // own deadline; the job runs on (or was cancelled: Cancelled)
	CodeStall        Code = "E-STALL"
	CodeBlocked      Code = "E-BLOCKED"
	CodeNoJobs       Code = "E-NO-JOBS"   // the cluster runs none: max_backup_restore_job_num_per_db = 0
	CodeQueue        Code = "E-QUEUE"     // another job holds the database until the deadline
	CodeLost         Code = "E-LOST"      // outcome unknown
	CodeInterrupted  Code = "E-INTERRUPT" // Ctrl-C while queueing: nothing was submitted
	CodeSelection    Code = "E-SELECTION" // a name or pattern of the selection matches nothing
	CodeOccupied     Code = "E-OCCUPIED"  // on_destroy: the database holds what this restore did not create
	CodeClaimed      Code = "E-CLAIMED"   // delete: another object of this process has the snapshot
	CodeNotOurs      Code = "E-NOT-OURS"  // delete: it is not proven that the snapshot is this object's
	CodeInUse        Code = "E-IN-USE"    // delete: a job of this cluster uses the snapshot: Holder
	CodeElsewhere    Code = "E-ELSEWHERE" // delete: Doris and this machine see different files
	CodeWritten      Code = "E-WRITTEN"   // delete: somebody wrote after the snapshot's end
	CodeFiles        Code = "E-FILES"     // the bucket answered an error: Cause
	CodeVerification Code = "E-VERIFY"    // restored tables are missing after FINISHED
	CodeDoris        Code = "E-DORIS"     // any other answer of Doris: Cause is a *doris.Error or *doris.Unreachable
)

// Error is why a job could not be run to its end.
type Error struct {
	Code       Code
	Kind       string // "backup" or "restore"
	Database   string
	Repository string
	Label      string
	NameFixed  bool
	JobID      string
	LastState  string
	FinishedAt time.Time
	Doris      string // Doris's own words, "" = none
	Cause      error
	Detail     Detail // nil = nothing beside
	Attempt
}

// Attempt is what the operation did and met before it failed.
type Attempt struct {
	Purpose     Purpose
	JobTimeout  bool // the submission carries the property timeout
	Submitted   bool // something was submitted
	Resubmitted bool
	Cancelled   bool          // our job, by us (on_timeout)
	UsedUp      bool          // the label
	After       time.Duration // how long it was waited, stalled
	Queued      time.Duration // of that, behind others
	Holder      *Holder       // who holds the database, or the snapshot
	Struck      *Holder       // a stranger's job that our CANCEL hit instead of ours: to be said loudly
}

// Purpose is what an operation was for, as far as a text tells.
type Purpose string

// Purposes.
const (
	ToRun    Purpose = ""       // a job was to run, or to be stopped
	ToDelete Purpose = "delete" // the files of a snapshot
	ToDrop   Purpose = "drop"   // what a restore created
)

func (e *Error) Error() string { return string(e.Code) }

// Unwrap returns the answer of Doris behind it.
func (e *Error) Unwrap() error { return e.Cause }

// Holder is the job that stands in the way.
type Holder struct {
	Kind, Database, Label, State, JobID, TaskErrMsg string
	Since                                           time.Time
	Moving                                          bool
}

// CodeEmpty: the backup would hold nothing. 3.0 makes an empty snapshot of it and 4.1 cancels the job (recorded:
// backup_empty); here nothing is submitted on either, so that no name is used up by a backup that nobody can want.
const CodeEmpty Code = "E-EMPTY"
