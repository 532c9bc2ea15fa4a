// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import "context"

// Databases lists the databases of catalog internal. Shared read.
func (c *Client) Databases(ctx context.Context) ([]string, error) { return nil, nil }

// DatabaseExists looks for one database by exact name. Never cached.
func (c *Client) DatabaseExists(ctx context.Context, name string) (bool, error) { return false, nil }

// CreateDatabase sends CREATE DATABASE IF NOT EXISTS.
func (c *Client) CreateDatabase(ctx context.Context, name string) error { return nil }

// TableKind tells tables from views.
type TableKind string

// Kinds as SHOW FULL TABLES prints them. Asynchronous materialized views say BASE TABLE there (reference 12, 15).
const (
	BaseTable TableKind = "BASE TABLE"
	View      TableKind = "VIEW"
)

// Table is one row of SHOW FULL TABLES.
type Table struct {
	Name string
	Kind TableKind
}

// Tables lists tables and views of a database. Shared read; fresh=true bypasses it.
func (c *Client) Tables(ctx context.Context, database string, fresh bool) ([]Table, error) {
	return nil, nil
}

// Partitions lists the partitions of a table (SHOW PARTITIONS), temporary ones not included.
func (c *Client) Partitions(ctx context.Context, database, table string) ([]string, error) {
	return nil, nil
}

// TableStates returns the State of each table of a database by SHOW PROC '/dbs/<id>': NORMAL, RESTORE, ...;
// views have "" (recorded: table_states). Never cached.
func (c *Client) TableStates(ctx context.Context, database string) (map[string]string, error) {
	return nil, nil
}
