// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"slices"
	"strings"
)

func showDatabases() statement { return newStatement("SHOW DATABASES") }

func createDatabase(name string) statement {
	return newStatement("CREATE DATABASE IF NOT EXISTS " + Identifier(name))
}

func showTables(database string) statement {
	return newStatement("SHOW FULL TABLES FROM " + Identifier(database))
}

func showPartitions(database, table string) statement {
	return newStatement("SHOW PARTITIONS FROM " + Identifier(database) + "." + Identifier(table))
}

func showTemporaryPartitions(database, table string) statement {
	return newStatement("SHOW TEMPORARY PARTITIONS FROM " + Identifier(database) + "." + Identifier(table))
}

func showCreateTable(database, table string) statement {
	return newStatement("SHOW CREATE TABLE " + Identifier(database) + "." + Identifier(table))
}

// showProc is SHOW PROC, whose path is in single quotes in all recordings; ids are digits.
func showProc(path string) statement { return newStatement("SHOW PROC '" + path + "'") }

// Databases lists the databases of catalog internal. Shared read.
func (c *Client) Databases(ctx context.Context) ([]string, error) {
	names, err := cached(ctx, c.cache, databasesKey, lifeOfLists, func() ([]string, error) { return c.readDatabases(ctx) })
	return slices.Clone(names), err
}

func (c *Client) readDatabases(ctx context.Context) ([]string, error) {
	answer, err := c.query(ctx, showDatabases())
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(answer.rows))
	for _, r := range answer.rows {
		names = append(names, shortName(r.first()))
	}
	return names, nil
}

// TemporaryPartitions lists the temporary partitions of a table (SHOW TEMPORARY PARTITIONS). Never cached.
func (c *Client) TemporaryPartitions(ctx context.Context, database, table string) ([]string, error) {
	return c.partitionNames(ctx, showTemporaryPartitions(database, table))
}

// DatabaseExists looks for one database by exact name. Never cached.
func (c *Client) DatabaseExists(ctx context.Context, name string) (bool, error) {
	names, err := c.readDatabases(ctx)
	return slices.Contains(names, name), err
}

// CreateDatabase sends CREATE DATABASE IF NOT EXISTS.
func (c *Client) CreateDatabase(ctx context.Context, name string) error {
	defer c.cache.forget(databasesKey, tablesKey(name), procKey(name))
	return c.exec(ctx, createDatabase(name))
}

// TableKind tells tables from views.
type TableKind string

// Kinds as SHOW FULL TABLES prints them. Asynchronous materialized views say BASE TABLE there (recorded: skipped_objects).
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
	if fresh {
		c.ForgetTables(database)
	}
	tables, err := cached(ctx, c.cache, tablesKey(database), lifeOfLists, func() ([]Table, error) {
		answer, err := c.query(ctx, showTables(database))
		if err != nil {
			return nil, err
		}
		return parseTables(answer), nil
	})
	return slices.Clone(tables), err
}

// parseTables reads SHOW FULL TABLES; the first column holds the database's name in its own.
func parseTables(answer *result) []Table {
	tables := make([]Table, 0, len(answer.rows))
	for _, r := range answer.rows {
		table := Table{Name: r.first(), Kind: BaseTable}
		if strings.HasSuffix(r.text("Table_type"), "VIEW") {
			table.Kind = View
		}
		tables = append(tables, table)
	}
	return tables
}

// Partitions lists the partitions of a table (SHOW PARTITIONS), temporary ones not included.
func (c *Client) Partitions(ctx context.Context, database, table string) ([]string, error) {
	return c.partitionNames(ctx, showPartitions(database, table))
}

func (c *Client) partitionNames(ctx context.Context, st statement) ([]string, error) {
	answer, err := c.query(ctx, st)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(answer.rows))
	for _, r := range answer.rows {
		names = append(names, r.text("PartitionName"))
	}
	return names, nil
}

// TableStates returns the State of each table of a database by SHOW PROC '/dbs/<id>': NORMAL, RESTORE, ...;
// views have "" (recorded: table_states). Never cached. It needs ADMIN.
func (c *Client) TableStates(ctx context.Context, database string) (map[string]string, error) {
	answer, err := c.readProc(ctx, database)
	if err != nil {
		return nil, err
	}
	return byTable(answer, "State"), nil
}

// TableIDs returns the id of each table and view of a database by the same statement. A table that is dropped and made anew
// has another one; TRUNCATE and ALTER TABLE keep it. Never cached.
func (c *Client) TableIDs(ctx context.Context, database string) (map[string]string, error) {
	answer, err := c.readProc(ctx, database)
	if err != nil {
		return nil, err
	}
	return byTable(answer, "TableId"), nil
}

// TableTypes returns the Type of each object of a database by SHOW PROC '/dbs/<id>': OLAP, VIEW, MATERIALIZED_VIEW,
// MYSQL, ... Only the first two are backed up (DORIS.md "What a backup holds"). Shared read. It needs ADMIN.
func (c *Client) TableTypes(ctx context.Context, database string) (map[string]string, error) {
	answer, err := c.sharedProc(ctx, database)
	if err != nil {
		return nil, err
	}
	return byTable(answer, "Type"), nil
}

// TableSize is how many partitions and indexes (the table itself and its rollups) a table has.
type TableSize struct{ Partitions, Indexes int }

// TableSizes returns the sizes of the objects of a database by the same statement as TableTypes. Shared read.
func (c *Client) TableSizes(ctx context.Context, database string) (map[string]TableSize, error) {
	answer, err := c.sharedProc(ctx, database)
	if err != nil {
		return nil, err
	}
	sizes := make(map[string]TableSize, len(answer.rows))
	for _, r := range answer.rows {
		sizes[r.text("TableName")] = TableSize{Partitions: number(r.text("PartitionNum")), Indexes: number(r.text("IndexNum"))}
	}
	return sizes, nil
}

func (c *Client) sharedProc(ctx context.Context, database string) (*result, error) {
	return cached(ctx, c.cache, procKey(database), lifeOfLists, func() (*result, error) { return c.readProc(ctx, database) })
}

func (c *Client) readProc(ctx context.Context, database string) (*result, error) {
	list, err := c.query(ctx, showProc("/dbs"))
	if err != nil {
		return nil, err
	}
	id := ""
	for _, r := range list.rows {
		if shortName(r.text("DbName")) == database {
			id = r.text("DbId")
		}
	}
	if id == "" || strings.Trim(id, "0123456789") != "" {
		return nil, &Error{Kind: KindUnknownDatabase, Message: "Unknown database '" + database + "'", Statement: showProc("/dbs").name}
	}
	return c.query(ctx, showProc("/dbs/"+id))
}

// byTable maps the names of tables to another column.
func byTable(answer *result, column string) map[string]string {
	values := make(map[string]string, len(answer.rows))
	for _, r := range answer.rows {
		values[r.text("TableName")] = r.text(column)
	}
	return values
}

// TableDefinition is the text of SHOW CREATE TABLE, which a frontend answers without a backend. KindUnknownTable when
// there is no such table.
func (c *Client) TableDefinition(ctx context.Context, database, table string) (string, error) {
	answer, err := c.query(ctx, showCreateTable(database, table))
	if err != nil || len(answer.rows) == 0 {
		return "", err
	}
	for _, column := range []string{"Create Table", "Create View", "Create Materialized View"} {
		if answer.has(column) {
			return answer.rows[0].text(column), nil
		}
	}
	return "", nil
}
