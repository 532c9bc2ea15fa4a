// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package catalog is the memory of one stand-in cluster: databases with their tables, views, partitions, tablets and a few
// typed rows, and the answers of the SHOW statements about them. It is safe for concurrent use: what hangs below a
// Database may be read inside View and changed inside Update only.
package catalog

import (
	"slices"
	"sync"
	"sync/atomic"
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

// New makes a catalog that holds the system databases only.
func New(options Options) *Catalog {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Zone == nil {
		options.Zone = func() *time.Location { return time.UTC }
	}
	if options.NextID == nil {
		last := new(atomic.Int64)
		last.Store(10000)
		options.NextID = func() int64 { return last.Add(1) }
	}
	if options.Backends == 0 {
		options.Backends = 1
	}
	c := &Catalog{options: options, profile: options.Profile, databases: map[string]*Database{}}
	c.addSystemDatabases()
	return c
}

// NewID takes the next id of the cluster.
func (c *Catalog) NewID() int64 { return c.options.NextID() }

// HasDatabase says whether a database is there.
func (c *Catalog) HasDatabase(name string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.databases[name] != nil
}

// Databases lists the names, sorted, with the system databases.
func (c *Catalog) Databases() []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.databaseNames()
}

func (c *Catalog) databaseNames() []string {
	names := make([]string, 0, len(c.databases))
	for name := range c.databases {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// DatabaseID is the id of a database; it changes when the database is dropped and created again.
func (c *Catalog) DatabaseID(name string) (int64, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	d := c.databases[name]
	if d == nil {
		return 0, false
	}
	return d.ID, true
}

// View reads a database under the lock. A missing database is profile.UnknownDatabase.
func (c *Catalog) View(database string, read func(*Database) error) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	d, err := c.database(database)
	if err != nil {
		return err
	}
	return read(d)
}

// Update changes a database under the lock. A missing database is profile.UnknownDatabase. Inside, the methods of Catalog that
// take ids (ForRestore, PartitionForRestore) may be called, others not.
func (c *Catalog) Update(database string, change func(*Database) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, err := c.database(database)
	if err != nil {
		return err
	}
	return change(d)
}

// database finds a database; the lock is held.
func (c *Catalog) database(name string) (*Database, error) {
	if d := c.databases[name]; d != nil {
		return d, nil
	}
	return nil, c.profile.UnknownDatabase(name)
}

func (c *Catalog) errorf(kind profile.Kind, format string, args ...any) error {
	return c.profile.Err(kind, format, args...)
}
