// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "time"

// Detail is what an Error of one code, or of a few, tells beside the facts that all share.
type Detail interface{ detail() }

// DetailOf returns the detail of an error, or an empty one.
func DetailOf[D Detail](e *Error) D {
	d, _ := e.Detail.(D)
	return d
}

// AnotherSnapshot has the name: E-EXISTS, E-OTHER, E-SHARED; E-USED-UP where it was destroyed and kept.
type AnotherSnapshot struct {
	Database     string
	TakenAt      time.Time
	Content      string   // "all" or "metadata_only" where it is not the one asked for
	Wanted, Held []string // objects that were asked for and those that it holds, where they differ
}

// Twins have one name: E-TWICE.
type Twins []Twin

// MissingObjects of a finished job: E-INCOMPLETE, E-PARTLY, E-VERIFY.
type MissingObjects struct {
	Names      []string
	Partitions []string  // those of Names that are partitions, as table.partition
	Of         int       // how many there should be
	TakenAt    time.Time // of the incomplete snapshot
}

// Unmatched is what a selection asks for in vain: E-SELECTION.
type Unmatched struct {
	Names      []string
	Partitions []string // those of Names that are partitions, as table.partition
	Near       []string // names that may be meant
	Excluded   bool     // Names are excluded, and nothing else is there
}

// DoubledNames are tables of the snapshot by new names that other tables of it have: E-SELECTION.
type DoubledNames map[string]string

// NotBackedUp are objects that Doris leaves out, and the selection takes no others: E-EMPTY.
type NotBackedUp []string

// NearNames may be meant by one that is not there: E-NO-SNAPSHOT, E-NO-DATABASE, E-REPO.
type NearNames []string

// TablesInTheWay of a restore: E-TABLES, E-HISTORY; E-RENAME, where Renamed are live ones in danger.
type TablesInTheWay struct {
	Names    []string
	Of       int               // how many tables the restore has
	Renamed  map[string]string // names in the snapshot by the names of what is there
	OneByOne bool              // this Doris renames safely only in a restore of one object
	Hidden   bool              // later jobs may hide the restore that made all these tables
}

// UnfinishedTasks of a job that stalls, as far as Doris lists them (at most 100): E-STALL.
type UnfinishedTasks int

// DeadBackends are the hosts of backends that are not alive: E-DEADLINE.
type DeadBackends []string

// Unseen is why nobody can tell how a job ended: E-LOST.
type Unseen struct {
	Evicted     bool          // its row is gone
	Looks       int           // how often Doris showed its jobs, and this one was not among them
	LookedFor   time.Duration // from the first of these looks to the last
	LookedUntil time.Time     // when that was
	Unanswered  time.Duration // for how long no look was answered
}

// Vanished: the row of the job is gone; it was cancelled while PENDING, or evicted unfinished: E-CANCELLED.
type Vanished struct{}

// Replicas that fit, where a restore has too many: E-CANCELLED, E-DORIS.
type Replicas struct {
	Fit     int    // 0 = not known
	Tag     string // of the backends that they fit on; "" and "default" are those of replication_num
	OnHosts bool   // Fit is the number of hosts, because each takes one replica
}

// Dropped is how far a Delete of a restore came: E-OCCUPIED, E-QUEUE, E-INTERRUPT.
type Dropped struct {
	Tables int
	Others []string // tables that keep the database from being dropped
}

// DeletedFiles is how far a deletion came: E-FILES, E-ELSEWHERE.
type DeletedFiles int

func (AnotherSnapshot) detail() {}
func (Twins) detail()           {}
func (MissingObjects) detail()  {}
func (Unmatched) detail()       {}
func (DoubledNames) detail()    {}
func (NotBackedUp) detail()     {}
func (NearNames) detail()       {}
func (TablesInTheWay) detail()  {}
func (UnfinishedTasks) detail() {}
func (DeadBackends) detail()    {}
func (Unseen) detail()          {}
func (Vanished) detail()        {}
func (Replicas) detail()        {}
func (Dropped) detail()         {}
func (DeletedFiles) detail()    {}
