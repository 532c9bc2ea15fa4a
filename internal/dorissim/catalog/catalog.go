// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package catalog is the memory of one stand-in cluster: databases with their tables, views, partitions, tablets and a few
// typed rows, one counter for all ids, and the answers of the SHOW statements about them. It is safe for concurrent use:
// what hangs below a Database may be read inside View and changed inside Update only.
package catalog

import (
	"sync"
	"time"
)

// Options of a Catalog.
type Options struct {
	// Version is the profile: "2.0" to "4.1"; texts, columns and codes differ.
	Version string
	// Now is the cluster's clock; time.Now when nil.
	Now func() time.Time
	// Zone is the cluster's zone, for what is kept as text; UTC when nil.
	Zone *time.Location
	// Backends are the ids of the alive backends, for replicas; one backend 10002 when nil.
	Backends func() []int64
	// Scan is asked before a query that needs a backend to compute; its error is the answer. nil lets every query run.
	Scan func() error
}

// Catalog is the catalog of one cluster.
type Catalog struct {
	options Options
	traits  traits

	mu        sync.RWMutex
	lastID    int64
	databases map[string]*Database
}

// Database is one database. Its methods need the lock of View or Update.
type Database struct {
	ID      int64
	Name    string
	Created time.Time
	System  bool // information_schema and mysql

	tables map[string]*Table
}
