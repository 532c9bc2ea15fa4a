// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package catalog is the memory of one stand-in cluster: databases with their tables, views, partitions, tablets and a few
// typed rows, one counter for all ids, and the answers of the SHOW statements about them. It is safe for concurrent use:
// what hangs below a Database may be read inside View and changed inside Update only.
package catalog

import (
	"sync"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

// Options of a Catalog.
type Options struct {
	Profile *profile.Profile
	// Now is the cluster's clock; time.Now when nil.
	Now func() time.Time
	// Zone is the cluster's global time zone; UTC when nil.
	Zone func() *time.Location
	// NextID takes the next id of the cluster; an own counter from 10001 when nil.
	NextID func() int64
	// Backends is the number of alive backends; 1 when 0. Their ids are BackendID(0), BackendID(1), ...
	Backends int
}

// BackendID is the id of the i-th backend (recorded: the first one is 10002, tablet_be_map of backup_database).
func BackendID(i int) int64 { return int64(10002 + i) }

// Catalog is the catalog of one cluster.
type Catalog struct {
	options Options
	profile *profile.Profile

	mu        sync.RWMutex
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
