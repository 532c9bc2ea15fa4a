// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"strings"
)

// schemaColumns are the tables of information_schema that hold something here, with their columns. The columns of the wide
// ones are those that tools ask for.
var schemaColumns = map[string]string{
	"schemata":         "CATALOG_NAME SCHEMA_NAME DEFAULT_CHARACTER_SET_NAME DEFAULT_COLLATION_NAME SQL_PATH",
	"tables":           "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_TYPE ENGINE VERSION# ROW_FORMAT TABLE_ROWS# AVG_ROW_LENGTH# DATA_LENGTH# MAX_DATA_LENGTH# INDEX_LENGTH# DATA_FREE# AUTO_INCREMENT# CREATE_TIME UPDATE_TIME CHECK_TIME TABLE_COLLATION CHECKSUM# CREATE_OPTIONS TABLE_COMMENT",
	"columns":          "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME ORDINAL_POSITION# COLUMN_DEFAULT IS_NULLABLE DATA_TYPE COLUMN_TYPE COLUMN_KEY EXTRA COLUMN_COMMENT",
	"views":            "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME VIEW_DEFINITION CHECK_OPTION IS_UPDATABLE DEFINER SECURITY_TYPE CHARACTER_SET_CLIENT COLLATION_CONNECTION",
	"partitions":       "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME PARTITION_NAME PARTITION_METHOD PARTITION_EXPRESSION PARTITION_DESCRIPTION TABLE_ROWS# DATA_LENGTH# CREATE_TIME PARTITION_COMMENT REPLICA_ALLOCATION REPLICA_NUM# STORAGE_POLICY STORAGE_MEDIUM",
	"table_properties": "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME PROPERTY_NAME PROPERTY_VALUE",
}

// schemaEmpty are tables of information_schema that are there and have no rows.
const schemaEmpty = `character_sets collations column_privileges engines events files global_variables key_column_usage
	metadata_name_ids parameters profiling processlist referential_constraints routines rowsets schema_privileges session_variables
	statistics table_constraints table_options table_privileges triggers user_privileges workload_groups active_queries
	workload_policy backend_active_tasks catalog_meta_cache_statistics file_cache_statistics workload_group_privileges
	workload_group_resource_usage`

// addSystemDatabases makes information_schema and mysql.
func (c *Catalog) addSystemDatabases() {
	for _, name := range []string{"information_schema", "mysql", "__internal_schema"} {
		if name == "mysql" && !c.profile.MySQLDatabase {
			continue
		}
		c.databases[name] = &Database{ID: c.NewID(), Name: name, Created: c.options.Now(), System: true, tables: map[string]*Table{}}
	}
	schema := c.databases["information_schema"]
	schema.first = c.profile.FirstSchemaTable
	add := func(name, columns string) {
		t := &Table{ID: c.NewID(), Name: name, Kind: Schema, State: StateNormal, Created: c.options.Now()}
		for _, column := range strings.Fields(columns) {
			typ := "varchar(512)"
			if plain, ok := strings.CutSuffix(column, "#"); ok {
				column, typ = plain, "bigint"
			}
			t.Columns = append(t.Columns, Column{Name: column, Type: typ, Null: true})
		}
		schema.Put(t)
	}
	for _, name := range []string{"schemata", "tables", "columns", "views", "partitions", "table_properties"} {
		add(name, schemaColumns[name])
	}
	for _, name := range strings.Fields(schemaEmpty) {
		add(name, "NAME")
	}
	if schema.first == "encryption_keys" {
		add(schema.first, "ID VERSION")
	}
}

// schemaRows are the rows of a table of information_schema.
func (c *Catalog) schemaRows(name string, session Session) []Row {
	var rows []Row
	for _, database := range c.databaseNames() {
		if !session.visible(database, "") {
			continue
		}
		d := c.databases[database]
		if name == "schemata" {
			rows = append(rows, rowOf(internalCatalog, d.Name, "utf8mb4", "utf8mb4_0900_bin", nil))
			continue
		}
		for _, t := range d.byName() {
			if session.visible(database, t.Name) {
				rows = append(rows, c.schemaRowsOf(name, d, t, session)...)
			}
		}
	}
	return rows
}

// rowOf makes a row of values.
func rowOf(values ...any) Row {
	var row Row
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			row = append(row, nil)
		case *string:
			row = append(row, v)
		case string:
			row = append(row, &v)
		case int:
			row = append(row, intValue(int64(v)).pointer())
		}
	}
	return row
}

func (c *Catalog) schemaRowsOf(name string, d *Database, t *Table, session Session) []Row {
	switch name {
	case "tables":
		var engine, rows any = "Doris", t.rows()
		switch t.Kind {
		case View:
			engine, rows = "View", nil
		case Schema:
			engine, rows = "SYSTEM VIEW", nil
		case MaterializedView:
			engine = nil
		}
		return []Row{rowOf(internalCatalog, d.Name, t.Name, t.tableType(), engine, nil, nil, rows, 0, 0, nil, nil, nil, nil,
			datetimeText(t.Created, session.Zone), datetimeText(t.Updated, session.Zone), nil, "utf-8", nil, nil, t.Comment)}
	case "columns":
		return c.schemaColumnRows(d, t)
	case "views":
		if t.Kind == View {
			return []Row{rowOf(internalCatalog, d.Name, t.Name, t.Query, "NONE", "NO", "root@%", "DEFINER", "utf8mb4", "utf8mb4_0900_bin")}
		}
	case "partitions":
		return schemaPartitionRows(d, t, session)
	case "table_properties":
		return c.schemaPropertyRows(d, t)
	}
	return nil
}

func (c *Catalog) schemaColumnRows(d *Database, t *Table) []Row {
	var rows []Row
	for i, column := range t.Columns {
		null, key := "NO", ""
		if column.Null {
			null = "YES"
		}
		if column.Key {
			key = map[string]string{DupKeys: "DUP", UniqueKeys: "UNI", AggKeys: "AGG"}[t.Keys]
		}
		rows = append(rows, rowOf(internalCatalog, d.Name, t.Name, column.Name, i+1, column.Default, null, typeName(column.Type), column.Type,
			key, column.Aggregation, column.Comment))
	}
	return rows
}

func schemaPartitionRows(d *Database, t *Table, session Session) []Row {
	var rows []Row
	for _, p := range t.sortedPartitions(t.Partitions) {
		rows = append(rows, rowOf(internalCatalog, d.Name, t.Name, p.Name, t.PartitionKind, strings.Join(t.PartitionColumns, ", "), t.item(p),
			p.rows(), 0, datetimeText(p.VersionTime, session.Zone), "", p.Replicas.String(), p.Replicas.Total(), p.Policy, p.Medium))
	}
	return rows
}

func (c *Catalog) schemaPropertyRows(d *Database, t *Table) []Row {
	if !t.HasData() {
		return nil
	}
	var rows []Row
	for line := range strings.Lines(c.propertiesText(t)) {
		key, value, _ := strings.Cut(strings.Trim(strings.TrimSpace(line), ","), " = ")
		rows = append(rows, rowOf(internalCatalog, d.Name, t.Name, strings.Trim(key, `"`), strings.Trim(value, `"`)))
	}
	return rows
}
