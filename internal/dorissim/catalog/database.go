// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"cmp"
	"slices"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// Database is one database. Its methods need the lock of View or Update.
type Database struct {
	ID      int64
	Name    string
	Created time.Time
	System  bool // information_schema and mysql

	properties sql.Properties
	tables     map[string]*Table
	recycled   []*Table // dropped, the last one last
	first      string   // the name that Tables lists first, whatever the order
}

// Table is a table, view or materialized view of the database, or nil.
func (d *Database) Table(name string) *Table { return d.tables[name] }

// Tables lists all tables and views in the order in which Doris walks its map of names: the order of BackupObjs and of
// olap_table_list (recorded: backup_database, skipped_objects).
func (d *Database) Tables() []*Table {
	var names []string
	for _, t := range d.byID() {
		names = append(names, t.Name)
	}
	var tables []*Table
	for _, name := range profile.HashOrder(names, 16) {
		if name == d.first {
			tables = slices.Insert(tables, 0, d.tables[name])
			continue
		}
		tables = append(tables, d.tables[name])
	}
	return tables
}

// byID lists the tables by their ids, as SHOW PROC does.
func (d *Database) byID() []*Table {
	tables := make([]*Table, 0, len(d.tables))
	for _, t := range d.tables {
		tables = append(tables, t)
	}
	slices.SortFunc(tables, func(a, b *Table) int { return cmp.Compare(a.ID, b.ID) })
	return tables
}

// byName lists the tables by their names, as SHOW TABLES does.
func (d *Database) byName() []*Table {
	tables := d.byID()
	slices.SortStableFunc(tables, func(a, b *Table) int { return cmp.Compare(a.Name, b.Name) })
	return tables
}

// Put adds a table or replaces the one of the same name.
func (d *Database) Put(t *Table) { d.tables[t.Name] = t }

// Remove drops a table without any check.
func (d *Database) Remove(name string) { delete(d.tables, name) }

func (c *Catalog) createDatabase(s *sql.CreateDatabase) error {
	if c.databases[s.Database] != nil {
		if s.IfNotExists {
			return nil
		}
		return c.errorf(profile.DatabaseExist, "Can't create database '%s'; database exists", s.Database)
	}
	c.databases[s.Database] = &Database{
		ID: c.NewID(), Name: s.Database, Created: c.options.Now(), properties: s.Properties, tables: map[string]*Table{},
	}
	return nil
}

// dropDatabase refuses while a table is being restored (recorded: table_states; the odd text is Doris's own).
func (c *Catalog) dropDatabase(s *sql.DropDatabase) error {
	d := c.databases[s.Database]
	if d == nil {
		if s.IfExists {
			return nil
		}
		return c.errorf(profile.DropMissing, "Can't drop database '%s'; database doesn't exist", s.Database)
	}
	if d.System {
		return c.errorf(profile.Analysis, "Access denied for user 'root' to database '%s'", s.Database)
	}
	if !s.Force {
		for _, t := range d.byID() {
			if t.Kind == OLAP && t.State != StateNormal {
				return c.errorf(profile.Analysis, stateTableText, t.State, t.State)
			}
		}
	}
	delete(c.databases, s.Database)
	return nil
}

func (c *Catalog) alterDatabase(s *sql.AlterDatabase) error {
	d, err := c.database(s.Database)
	if err != nil {
		return err
	}
	if s.RenameTo == "" {
		return nil
	}
	if c.databases[s.RenameTo] != nil {
		return c.errorf(profile.DatabaseExist, "Database name[%s] is already used", s.RenameTo)
	}
	delete(c.databases, s.Database)
	d.Name = s.RenameTo
	c.databases[d.Name] = d
	return nil
}
