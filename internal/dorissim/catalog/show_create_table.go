// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"fmt"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// showCreateTable is SHOW CREATE TABLE and SHOW CREATE VIEW (recorded: restore_database, skipped_objects).
func (c *Catalog) showCreateTable(s *sql.Show, session Session) (*result.Result, error) {
	t, err := c.find(s.Name, session)
	if err != nil {
		return nil, err
	}
	switch {
	case t.Kind == MaterializedView:
		return nil, c.errorf(profile.Analysis, "not support async materialized view, please use `show create materialized view`")
	case t.Kind == View:
		return result.Of("View", "Create View", "character_set_client", "collation_connection").
			Add(t.Name, c.viewText(t), "utf8mb4", "utf8mb4_0900_bin"), nil
	case s.Kind == sql.ShowCreateView:
		database, _ := c.databaseOf(s.Name, session)
		return nil, c.coded(1347, "HY000", "'%s.%s' is not VIEW", database, t.Name)
	}
	if t.other() {
		return result.Of("Table", "Create Table").Add(t.Name, c.otherText(t)), nil
	}
	return result.Of("Table", "Create Table").Add(t.Name, c.tableText(t)), nil
}

// viewText is the text of a view.
func (c *Catalog) viewText(v *Table) string {
	columns := ""
	if c.profile.NamesViewColumns {
		var names []string
		for _, column := range v.Columns {
			names = append(names, column.Name)
		}
		columns = "\n(" + strings.Join(names, ",\n") + ")\n"
	}
	comment := ""
	if v.Comment != "" {
		comment = " COMMENT '" + v.Comment + "'"
	}
	return "CREATE VIEW `" + v.Name + "`" + columns + comment + " AS " + v.Query + ";"
}

func (c *Catalog) tableText(t *Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE `%s` (\n%s\n) ENGINE=OLAP\n", t.Name, c.columnsText(t))
	b.WriteString(c.keysText(t))
	b.WriteString(t.partitionsText())
	b.WriteString(t.distributionText())
	b.WriteString("PROPERTIES (\n" + c.propertiesText(t) + "\n);")
	return b.String()
}

func (c *Catalog) columnsText(t *Table) string {
	var lines []string
	for _, column := range t.Columns {
		lines = append(lines, "  "+c.columnText(column))
	}
	for _, index := range t.Indexes {
		line := "  INDEX " + index.Name + " (" + quotedNames(index.Columns) + ")"
		if index.Type != "" {
			line += " USING " + index.Type
		}
		if index.Comment != "" {
			line += " COMMENT '" + index.Comment + "'"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, ",\n")
}

func (c *Catalog) columnText(column Column) string {
	text := "`" + column.Name + "` " + c.typeText(column.Type)
	if column.Aggregation != "" {
		text += " " + column.Aggregation
	}
	if column.Null {
		text += " NULL"
	} else {
		text += " NOT NULL"
	}
	switch {
	case column.AutoIncrement:
		text += " AUTO_INCREMENT(1)"
	case column.DefaultCall != "":
		text += " DEFAULT " + column.DefaultCall
	case column.Default != nil:
		text += " DEFAULT \"" + *column.Default + "\""
	}
	if column.Comment != "" {
		text += " COMMENT '" + strings.ReplaceAll(column.Comment, "'", "\\'") + "'"
	}
	return text
}

func (c *Catalog) keysText(t *Table) string {
	word := map[string]string{AggKeys: "AGGREGATE", UniqueKeys: "UNIQUE", DupKeys: "DUPLICATE"}[t.Keys]
	text := ""
	if keys := t.keyColumns(); len(keys) > 0 {
		text = word + " KEY(" + quotedNames(keys) + ")\n"
	}
	switch {
	case t.Comment != "":
		text += "COMMENT '" + strings.ReplaceAll(t.Comment, "'", "\\'") + "'\n"
	case c.profile.CommentsOLAP:
		text += "COMMENT 'OLAP'\n"
	}
	return text
}

func (t *Table) partitionsText() string {
	if t.PartitionKind == Unpartitioned {
		return ""
	}
	auto := ""
	if t.AutoPartition {
		auto = "AUTO "
	}
	var lines []string
	for _, p := range t.sortedPartitions(t.Partitions) {
		lines = append(lines, "PARTITION "+p.Name+" "+t.itemText(p))
	}
	return auto + "PARTITION BY " + t.PartitionKind + "(" + quotedNames(t.PartitionColumns) + ")\n(" + strings.Join(lines, ",\n") + ")\n"
}

// itemText is the range or list of a partition in SHOW CREATE TABLE.
func (t *Table) itemText(p *Partition) string {
	types := t.partitionTypes()
	if t.PartitionKind == Range {
		return "VALUES [(" + boundText(types, pointers(p.Lower)) + "), (" + boundText(types, pointers(p.Upper)) + "))"
	}
	var items []string
	for _, values := range p.In {
		item := boundText(types, values)
		if len(types) > 1 {
			item = "(" + item + ")"
		}
		items = append(items, item)
	}
	return "VALUES IN (" + strings.Join(items, ",") + ")"
}

func pointers(values []string) []*string {
	var list []*string
	for i := range values {
		list = append(list, &values[i])
	}
	return list
}

// boundText is a key as SQL: dates in single quotes (recorded: restore_database), other values in double ones; behind NULL and
// MAXVALUE Doris leaves the comma out.
func boundText(types []string, key []*string) string {
	var b strings.Builder
	for i, v := range key {
		switch {
		case v == nil:
			b.WriteString("NULL")
			continue
		case *v == maxValue:
			b.WriteString(maxValue)
			continue
		case i < len(types) && isDate(types[i]):
			b.WriteString("'" + *v + "'")
		default:
			b.WriteString("\"" + *v + "\"")
		}
		if i < len(key)-1 {
			b.WriteString(", ")
		}
	}
	return b.String()
}

func (t *Table) distributionText() string {
	text := "DISTRIBUTED BY RANDOM"
	if t.Distribution.Kind == "HASH" {
		text = "DISTRIBUTED BY HASH(" + quotedNames(t.Distribution.Columns) + ")"
	}
	if t.Distribution.Auto {
		return text + " BUCKETS AUTO\n"
	}
	return fmt.Sprintf("%s BUCKETS %d\n", text, t.Distribution.Buckets)
}

// propertiesText lists the properties in Doris's order with their defaults (recorded for 3.0 and 4.1: restore_database,
// skipped_objects; 2.x has fewer).
func (c *Catalog) propertiesText(t *Table) string {
	var lines []string
	add := func(key, value string) { lines = append(lines, "\""+key+"\" = \""+value+"\"") }
	optional := func(key string) {
		if value, ok := t.Properties.Get(key); ok {
			add(key, value)
		}
	}
	add("replication_allocation", t.Replicas.String())
	add("min_load_replica_num", t.Properties.or("min_load_replica_num", "-1"))
	optional("bloom_filter_columns")
	add("is_being_synced", t.Properties.or("is_being_synced", "false"))
	optional("colocate_with")
	c.dynamicText(t, add)
	if c.profile.LaterProperties {
		add("storage_medium", strings.ToLower(t.Properties.or("storage_medium", "hdd")))
	}
	add("storage_format", "V2")
	if c.profile.LaterProperties {
		add("inverted_index_storage_format", c.profile.IndexFormat)
	}
	optional("compression")
	optional("estimate_partition_size")
	mergeOnWrite := t.Properties.or("enable_unique_key_merge_on_write", "true")
	if t.Keys == UniqueKeys {
		add("enable_unique_key_merge_on_write", mergeOnWrite)
	}
	add("light_schema_change", "true")
	for _, key := range []string{
		"storage_policy", "function_column.sequence_col", "function_column.sequence_type", "store_row_column",
		"storage_page_size", "skip_write_index_on_load", "compaction_policy",
	} {
		optional(key)
	}
	add("disable_auto_compaction", t.Properties.or("disable_auto_compaction", "false"))
	add("enable_single_replica_compaction", t.Properties.or("enable_single_replica_compaction", "false"))
	if c.profile.LaterProperties {
		add("group_commit_interval_ms", t.Properties.or("group_commit_interval_ms", "10000"))
		add("group_commit_data_bytes", t.Properties.or("group_commit_data_bytes", "134217728"))
	}
	if t.Keys == UniqueKeys && mergeOnWrite == "true" && c.profile.LaterProperties {
		add("enable_mow_light_delete", t.Properties.or("enable_mow_light_delete", "false"))
	}
	if t.InAtomicRestore {
		add("in_atomic_restore", "true")
	}
	return strings.Join(lines, ",\n")
}

func (c *Catalog) dynamicText(t *Table, add func(key, value string)) {
	if !t.dynamic() {
		return
	}
	for _, p := range []Property{
		{"enable", "true"},
		{"time_unit", "DAY"},
		{"time_zone", c.options.Zone().String()},
		{"start", noStart},
		{"end", "0"},
		{"prefix", "p"},
		{"replication_allocation", t.Replicas.String()},
		{"buckets", "0"},
		{"create_history_partition", "false"},
		{"history_partition_num", "-1"},
		{"hot_partition_num", "0"},
		{"reserved_history_periods", "NULL"},
		{"storage_policy", ""},
	} {
		value := t.dynamicProperty(p.Key, p.Value)
		if p.Key == "time_unit" {
			value = strings.ToUpper(value)
		}
		add("dynamic_partition."+p.Key, value)
	}
}

// materializedViewText is the text of an asynchronous materialized view.
func (c *Catalog) materializedViewText(t *Table) string {
	var names []string
	for _, column := range t.Columns {
		names = append(names, "`"+column.Name+"`")
	}
	return "CREATE MATERIALIZED VIEW `" + t.Name + "` (" + strings.Join(names, ",") + ")\n" + t.Refresh + "\n" + c.keysText(t) +
		t.distributionText() + "PROPERTIES (\n" + c.propertiesText(t) + "\n)\nAS " + t.Query + ";"
}
