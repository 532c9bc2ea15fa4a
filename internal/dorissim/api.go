// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package dorissim is a stand-in for Apache Doris: a test double, never a product. It speaks the MySQL protocol, keeps
// a small catalog with a few rows, runs backup and restore jobs through the states of the real daemon, and writes
// repositories in the real layout to a real S3 API. It is judged by recorded answers of real frontends
// (testdata/conformance), not by its authors. Only tests and the demo import it.
//
// Where to look: what a statement answers is in the file named after it (show_frontends.go, users.go, …) here, in
// package catalog (databases, tables, rows) or in package backup (repositories, jobs, SHOW BACKUP, SHOW SNAPSHOT, …);
// what differs between the Doris lines is in package profile; the text of statements is read by package sql.
package dorissim

import (
	"time"
)

// Options of a Server; zero values are the defaults.
type Options struct {
	Profile string        // "2.0", "2.1", "3.0", "3.1", "4.0" or "4.1" (default)
	Listen  string        // default "127.0.0.1:0"
	Tick    time.Duration // period of the job daemon; default 3 s, milliseconds in tests; below 0: only by Server.Tick
	Name    string        // cluster name, for log lines; default "doris"
	Seed    string        // SQL run as root before the first connection is accepted
	Log     func(line string)
	// Backends is how many alive backends SHOW BACKENDS lists; default 3, so that Doris's default of 3 replicas fits. Below 0:
	// none is registered.
	Backends int
	// NoQueries makes the backends take tasks and answer no queries, like those of the recordings: statements that need a
	// backend to compute (SELECT … FROM, SHOW TABLE STATUS) fail as recorded.
	NoQueries bool
	// ClusterID is the ClusterId of SHOW FRONTENDS; default one of its own: no two clusters share one (three clusters of the
	// recordings had three).
	ClusterID int64
	// Frontends is how many frontends the cluster has; default 1. Election is after how long they elect another master when
	// theirs is lost; 0 = only by Frontend.Elect.
	Frontends int
	Election  time.Duration
	// Cloud makes storage and compute decoupled, from profile 3.0 on: see cloud.go.
	Cloud bool
}

// JobRecord is one job ever submitted. The journal forgets nothing, unlike SHOW BACKUP.
type JobRecord struct {
	Kind       string // "backup" or "restore"
	Database   string
	Label      string
	Repository string
	Timestamp  string // restore: the backup_timestamp given
	State      string // as it is now
	Created    time.Time
}

// Statement is one statement that a client sent.
type Statement struct {
	User string
	Text string
	At   time.Time
	// Frontend is the address of the frontend that was asked; "" = without a connection.
	Frontend string
}
