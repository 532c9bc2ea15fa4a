// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package dorissim is a stand-in for Apache Doris: a test double, never a product. It speaks the MySQL protocol, keeps
// a small catalog with a few rows, runs backup and restore jobs through the states of the real daemon, and writes
// repositories in the real layout to a real S3 API. It is judged by recorded answers of real frontends
// (testdata/conformance), not by its authors. Only tests and the demo import it.
package dorissim

import (
	"time"
)

// Options of a Server; zero values are the defaults.
type Options struct {
	Profile string        // "2.0", "2.1", "3.0", "3.1", "4.0" or "4.1" (default)
	Listen  string        // default "127.0.0.1:0"
	Tick    time.Duration // period of the job daemon; default 3 s, milliseconds in tests
	Name    string        // cluster name, for log lines; default "doris"
	Seed    string        // SQL run as root before the first connection is accepted
	Log     func(line string)
	// Backends is how many alive backends SHOW BACKENDS lists; default 3, so that Doris's default of 3 replicas fits.
	Backends int
}

// Server is one stand-in cluster with one frontend.
type Server struct{}

// Start starts a server that accepts connections when Start returns.
func Start(options Options) (*Server, error) { return &Server{}, nil }

// Addr is host:port of the MySQL port. It stays the same over a Restart.
func (s *Server) Addr() string { return "" }

// Close ends the server and every connection.
func (s *Server) Close() error { return nil }

// Exec runs statements (separated by ;) as root without a connection. It is not counted by Statements.
func (s *Server) Exec(sql string) error { return nil }

// Query runs one statement as root without a connection. NULL is "\\N". It is not counted by Statements.
func (s *Server) Query(sql string) (columns []string, rows [][]string, err error) { return nil, nil, nil }

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

// Journal lists all jobs ever submitted, oldest first.
func (s *Server) Journal() []JobRecord { return nil }

// Statement is one statement that a client sent.
type Statement struct {
	User string
	Text string
	At   time.Time
}

// Statements lists what clients sent since the last ResetStatements, oldest first.
func (s *Server) Statements() []Statement { return nil }

// ResetStatements empties the list.
func (s *Server) ResetStatements() {}
