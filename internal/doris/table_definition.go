// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"regexp"
	"slices"
	"strings"
)

// TableFacts is what the definition of a table or view says that matters to backups and restores (DORIS.md "What a backup holds", "Dynamic partitions").
type TableFacts struct {
	Kind             string     // as ObjectKind says it
	ColocateWith     string     // the colocate group, "" = none
	DynamicPartition bool       // dynamic partitioning is switched on
	StoragePolicy    string     // of the table or of its dynamic partitions, "" = none
	Buckets          int        // of a partition; 0 = BUCKETS AUTO, or no table
	Columns          []string   // of a table, in order
	Partitions       int        // how many the definition lists; 1 without PARTITION BY, 0 when it is no table
	Reads            []ViewRead // what a view reads
	NameElsewhere    bool       // a view: the name of its database stands in it elsewhere than before the name of a table
}

// ViewRead is a table or view that a view reads. Database is "" where the definition does not say it.
type ViewRead struct{ Database, Table string }

func (f TableFacts) weight() int { return 1 + len(f.Columns) + len(f.Reads) }

// TableFacts reads the definition of one table or view by SHOW CREATE TABLE, which a frontend answers without a backend.
// Shared read. KindUnknownTable when there is no such table.
func (c *Client) TableFacts(ctx context.Context, database, table string) (TableFacts, error) {
	return cached(ctx, c.cache, tableKey(database, table), lifeOfDefinitions, func() (TableFacts, error) {
		text, err := c.TableDefinition(ctx, database, table)
		if isMaterializedView(err) {
			return TableFacts{Kind: kindMaterializedView}, nil
		}
		if err != nil {
			return TableFacts{}, err
		}
		facts := parseDefinition(text)
		facts.NameElsewhere = facts.Kind == kindView && nameElsewhere(text, database)
		return facts, nil
	})
}

// nameElsewhere reports whether the query of a view holds a text where it is not the name of the database: in other names,
// or in literals. Definitions of old releases leave the catalog out.
func nameElsewhere(definition, database string) bool {
	_, query, _ := strings.Cut(definition, " AS ")
	rest := strings.ReplaceAll(query, "`internal`."+Identifier(database)+".", "")
	if rest == query {
		rest = strings.ReplaceAll(query, Identifier(database)+".", "")
	}
	return strings.Contains(rest, database)
}

var (
	definitionProperty = regexp.MustCompile(`(?m)^"([^"]+)"\s*=\s*"([^"]*)"`)
	listedPartition    = regexp.MustCompile(`(?m)^\(?PARTITION \S+ VALUES `)
	columnLine         = regexp.MustCompile("(?m)^  `((?:[^`]|``)+)` ")
	bucketsClause      = regexp.MustCompile(`(?m)^DISTRIBUTED BY .*\bBUCKETS (\d+)`)
)

// parseDefinition reads the text of SHOW CREATE TABLE (recorded: skipped_objects, restore_database).
func parseDefinition(text string) TableFacts {
	facts := TableFacts{Kind: definitionKind(text)}
	if facts.Kind == kindView {
		facts.Reads = viewReads(text)
		return facts
	}
	if at := strings.LastIndex(text, "PROPERTIES ("); at >= 0 {
		for _, property := range definitionProperty.FindAllStringSubmatch(text[at:], -1) {
			facts.setProperty(property[1], property[2])
		}
	}
	if facts.Kind != OLAP {
		return facts
	}
	list, _, _ := strings.Cut(text, "\n) ENGINE=")
	for _, column := range columnLine.FindAllStringSubmatch(list, -1) {
		facts.Columns = append(facts.Columns, strings.ReplaceAll(column[1], "``", "`"))
	}
	facts.Partitions = max(1, len(listedPartition.FindAllStringIndex(text, -1)))
	if buckets := bucketsClause.FindStringSubmatch(text); buckets != nil {
		facts.Buckets = number(buckets[1])
	}
	return facts
}

func (f *TableFacts) setProperty(key, value string) {
	switch key {
	case "colocate_with":
		f.ColocateWith = value
	case "dynamic_partition.enable":
		f.DynamicPartition = strings.EqualFold(value, "true")
	case "storage_policy":
		f.StoragePolicy = value
	case "dynamic_partition.storage_policy": // always shown, mostly empty
		if f.StoragePolicy == "" {
			f.StoragePolicy = value
		}
	}
}

// viewReads lists what the query of a view reads, each once, in the order of the text. What lies in another catalog has
// its name before that of the database.
func viewReads(text string) []ViewRead {
	var reads []ViewRead
	for _, reference := range viewReferences(text) {
		read := ViewRead{reference.database, reference.table}
		if !reference.internal() {
			read.Database = reference.catalog + "." + reference.database
		}
		if !slices.Contains(reads, read) {
			reads = append(reads, read)
		}
	}
	return reads
}

// tempTable is the mark in the names that SHOW PROC shows of temporary tables, which belong to a session and are seen by
// SHOW TABLES of that session only: "<session>_#TEMP#_<name>". Read from the source of Doris, not recorded.
const tempTable = "_#TEMP#_"

// TempTableName is the name that a temporary table has for its session; ok is false for other names.
func TempTableName(name string) (short string, ok bool) {
	_, short, ok = strings.Cut(name, tempTable)
	return short, ok
}
