// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"slices"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

// Kinds of a Table, as in SHOW PROC '/dbs/<id>'.
const (
	OLAP             = "OLAP"
	View             = "VIEW"
	MaterializedView = "MATERIALIZED_VIEW"
	Schema           = "SCHEMA" // tables of information_schema
)

// States of a Table and of a Partition.
const (
	StateNormal  = "NORMAL"
	StateRestore = "RESTORE"
)

// Kinds of keys.
const (
	DupKeys    = "DUP_KEYS"
	AggKeys    = "AGG_KEYS"
	UniqueKeys = "UNIQUE_KEYS"
)

// Kinds of partitioning.
const (
	Range         = "RANGE"
	List          = "LIST"
	Unpartitioned = "UNPARTITIONED"
)

// Table is a table, a view or an asynchronous materialized view. As JSON it is everything but the rows: the meta file of a
// snapshot carries it to another cluster; rows travel as Tablet.EncodeRows.
type Table struct {
	ID          int64     `json:"id"`
	Name        string    `json:"name"`
	Kind        string    `json:"kind"`
	State       string    `json:"state"`
	Comment     string    `json:"comment,omitempty"`
	Created     time.Time `json:"created"`
	Updated     time.Time `json:"updated"`
	Columns     []Column  `json:"columns"`
	Version     int64     `json:"version"`
	VersionTime time.Time `json:"version_time"`

	// Of OLAP tables and materialized views.
	Keys             string       `json:"keys,omitempty"`
	IndexID          int64        `json:"index_id,omitempty"` // the base index; its name is the table's
	SchemaHash       int32        `json:"schema_hash,omitempty"`
	PartitionKind    string       `json:"partition_kind,omitempty"` // Range, List or Unpartitioned
	AutoPartition    bool         `json:"auto_partition,omitempty"`
	PartitionColumns []string     `json:"partition_columns,omitempty"`
	Partitions       []*Partition `json:"partitions,omitempty"` // in the order of creation
	TempPartitions   []*Partition `json:"temp_partitions,omitempty"`
	recycled         []*Partition // dropped, the last one last
	Distribution     Distribution `json:"distribution"`
	Indexes          []Index      `json:"indexes,omitempty"`
	Properties       PropertyList `json:"properties,omitempty"` // as given, without the number of replicas
	Replicas         Allocation   `json:"replicas,omitempty"`
	// Restored tables show no row count before data comes in (recorded: table_states).
	Restored  bool `json:"restored,omitempty"`
	Temporary bool `json:"temporary,omitempty"` // of one session; see temporary.go
	// InAtomicRestore is set on the old table while an atomic restore runs beside it.
	InAtomicRestore bool `json:"in_atomic_restore,omitempty"`

	// Of views: the definition with full names, as SHOW CREATE VIEW prints it. Of materialized views: the query as written.
	Query string `json:"query,omitempty"`
	// Of materialized views: "BUILD DEFERRED REFRESH COMPLETE ON MANUAL".
	Refresh string `json:"refresh,omitempty"`
}

// Column is one column. Type is in lower case, as "int" or "varchar(20)".
type Column struct {
	Name          string  `json:"name"`
	Type          string  `json:"type"`
	Key           bool    `json:"key,omitempty"`
	Aggregation   string  `json:"aggregation,omitempty"` // "SUM", ... or empty
	Null          bool    `json:"null,omitempty"`
	AutoIncrement bool    `json:"auto_increment,omitempty"`
	Default       *string `json:"default,omitempty"`
	DefaultCall   string  `json:"default_call,omitempty"` // CURRENT_TIMESTAMP
	Comment       string  `json:"comment,omitempty"`
	UniqueID      int     `json:"unique_id"`
}

// Index is a secondary index.
type Index struct {
	ID         int64        `json:"id"`
	Name       string       `json:"name"`
	Columns    []string     `json:"columns"`
	Type       string       `json:"type"`
	Properties PropertyList `json:"properties,omitempty"`
	Comment    string       `json:"comment,omitempty"`
}

// Distribution is how rows are spread over the tablets of a partition.
type Distribution struct {
	Kind    string   `json:"kind,omitempty"` // "HASH" or "RANDOM"
	Columns []string `json:"columns,omitempty"`
	Buckets int      `json:"buckets,omitempty"`
	Auto    bool     `json:"auto,omitempty"`
}

// Partition is one partition; a table without PARTITION BY has one, of its own name.
type Partition struct {
	ID          int64     `json:"id"`
	Name        string    `json:"name"`
	State       string    `json:"state"`   // StateNormal or StateRestore
	Version     int64     `json:"version"` // 1 = empty
	VersionTime time.Time `json:"version_time"`
	// Lower and Upper are the range [Lower, Upper); the word MAXVALUE stands for the open end.
	Lower []string `json:"lower,omitempty"`
	Upper []string `json:"upper,omitempty"`
	// In are the values of a list partition, each as long as the partition columns; nil inside is NULL.
	In       [][]*string `json:"in,omitempty"`
	Buckets  int         `json:"buckets"`
	Replicas Allocation  `json:"replicas"`
	Medium   string      `json:"medium"` // "HDD" or "SSD"
	Cooled   bool        `json:"-"`      // its data was moved to remote storage by its storage policy
	Policy   string      `json:"policy,omitempty"`
	Tablets  []*Tablet   `json:"tablets"`
}

// Tablet is one bucket of a partition with its rows.
type Tablet struct {
	ID       int64     `json:"id"`
	Replicas []Replica `json:"replicas"`
	Rows     []Row     `json:"-"`
}

// Replica is one copy of a tablet.
type Replica struct {
	ID      int64 `json:"id"`
	Backend int64 `json:"backend"`
}

// Row is one row: the values of the table's columns in their order, as Doris prints them; nil is NULL.
type Row []*string

// HasData says whether the table keeps rows: it is a table or a materialized view.
func (t *Table) HasData() bool { return t.Kind == OLAP || t.Kind == MaterializedView }

// Partition is a partition by its name, or nil. Names are compared without case, as Doris does.
func (t *Table) Partition(name string) *Partition { return findPartition(t.Partitions, name) }

// TempPartition is a temporary partition by its name, or nil.
func (t *Table) TempPartition(name string) *Partition { return findPartition(t.TempPartitions, name) }

func findPartition(list []*Partition, name string) *Partition {
	for _, p := range list {
		if strings.EqualFold(p.Name, name) {
			return p
		}
	}
	return nil
}

// PartitionNames lists the names in the order of a snapshot's partition_names.
func (t *Table) PartitionNames() []string {
	var names []string
	for _, p := range t.Partitions {
		names = append(names, p.Name)
	}
	return profile.HashOrder(names, 16)
}

// RemovePartition drops a partition without any check.
func (t *Table) RemovePartition(name string) {
	t.Partitions = slices.DeleteFunc(t.Partitions, func(p *Partition) bool { return strings.EqualFold(p.Name, name) })
}

// column is the place of a column, or -1. Names are compared without case.
func (t *Table) column(name string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return strings.EqualFold(c.Name, name) })
}

// keyColumns lists the names of the key columns.
func (t *Table) keyColumns() []string {
	var names []string
	for _, c := range t.Columns {
		if c.Key {
			names = append(names, c.Name)
		}
	}
	return names
}

// rows counts the rows of all partitions.
func (t *Table) rows() int {
	n := 0
	for _, p := range t.Partitions {
		n += p.rows()
	}
	return n
}

func (p *Partition) rows() int {
	n := 0
	for _, tablet := range p.Tablets {
		n += len(tablet.Rows)
	}
	return n
}
