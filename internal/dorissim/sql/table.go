// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// CreateTable is CREATE TABLE. Like is set for CREATE TABLE x LIKE y, As for CREATE TABLE x AS SELECT.
type CreateTable struct {
	IfNotExists  bool
	Name         Name
	Columns      []ColumnDef
	Indexes      []IndexDef
	Engine       string // lower case; empty when not given
	Temporary    bool
	Keys         string // "AGGREGATE", "UNIQUE", "DUPLICATE" or empty when not given
	KeyColumns   []string
	Comment      string
	Partition    *PartitionBy
	Distribution *Distribution
	Properties   Properties
	Like         *Name
	As           *Select
}

// ColumnDef is one column of CREATE TABLE or ADD COLUMN.
type ColumnDef struct {
	Name          string
	Type          string // lower case without spaces, as "varchar(20)", "decimal(10,2)", "array<int>"
	Key           bool
	Aggregation   string // "SUM", "MIN", "MAX", "REPLACE", "REPLACE_IF_NOT_NULL", "HLL_UNION", ... or empty
	NotNull       bool
	NullGiven     bool // NULL or NOT NULL was written
	AutoIncrement bool
	HasDefault    bool
	Default       *Literal // nil with HasDefault = DEFAULT NULL or a function: see DefaultCall
	DefaultCall   string   // "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP(3)", ... or empty
	Comment       string
}

// IndexDef is one INDEX of CREATE TABLE.
type IndexDef struct {
	Name       string
	Columns    []string
	Type       string // "INVERTED", "BITMAP", "NGRAM_BF" or empty
	Properties Properties
	Comment    string
}

// PartitionBy is the PARTITION BY clause. Auto is AUTO PARTITION BY. Columns may hold a function of a column, as its text.
type PartitionBy struct {
	Auto       bool
	Kind       string // "RANGE" or "LIST"
	Columns    []string
	Partitions []PartitionDef
}

// PartitionDef is one partition. Exactly one of LessThan, Lower+Upper, In, From+To is set, or none (a list partition that takes all).
type PartitionDef struct {
	Name        string
	IfNotExists bool
	LessThan    []Expr // VALUES LESS THAN (...) ; MAXVALUE alone = one Literal of Kind MaxValue
	Lower       []Expr // VALUES [(...), (...))
	Upper       []Expr
	In          [][]Expr // VALUES IN (...): one inner list per value, as long as the partition columns
	From, To    []Expr   // FROM (...) TO (...) INTERVAL n unit
	Step        int
	StepUnit    string // "DAY", ... or empty for numbers
	Properties  Properties
}

// Distribution is DISTRIBUTED BY.
type Distribution struct {
	Kind    string // "HASH" or "RANDOM"
	Columns []string
	Buckets int  // 0 when not given
	Auto    bool // BUCKETS AUTO
}

// CreateView is CREATE VIEW. Query is the text of the SELECT as written; positions in Select count from the start of Query.
type CreateView struct {
	IfNotExists bool
	OrReplace   bool
	Name        Name
	Columns     []ViewColumn
	Comment     string
	Query       string
	Select      *Select // nil when the query is beyond the parser
}

// ViewColumn is one column that CREATE VIEW names.
type ViewColumn struct{ Name, Comment string }

// CreateMaterializedView is CREATE MATERIALIZED VIEW of the asynchronous kind.
type CreateMaterializedView struct {
	IfNotExists  bool
	Name         Name
	Columns      []ViewColumn
	Build        string // "DEFERRED" or "IMMEDIATE"
	Refresh      string // the words between REFRESH and the next clause, upper case, as "COMPLETE ON MANUAL"
	Keys         string // "DUPLICATE" or empty
	KeyColumns   []string
	Comment      string
	Partition    *PartitionBy
	Distribution *Distribution
	Properties   Properties
	Query        string
	Select       *Select // nil when the query is beyond the parser
}

// AlterView is ALTER VIEW ... AS.
type AlterView struct {
	Name    Name
	Columns []ViewColumn
	Query   string
	Select  *Select
}

// DropTable is DROP TABLE, DROP VIEW or DROP MATERIALIZED VIEW.
type DropTable struct {
	Kind     string // "TABLE", "VIEW" or "MATERIALIZED VIEW"
	IfExists bool
	Name     Name
	Force    bool
}

// TruncateTable is TRUNCATE TABLE, of all or some partitions.
type TruncateTable struct {
	Name       Name
	Partitions []string
	Force      bool
}

// Recover is RECOVER TABLE or RECOVER PARTITION: what was dropped last under a name comes out of the recycle bin. As is
// another name for it.
type Recover struct {
	Kind      string // "TABLE" or "PARTITION"
	Name      Name   // the table
	Partition string
	As        string
}

// AlterTable is ALTER TABLE with its clauses.
type AlterTable struct {
	Name    Name
	Clauses []AlterClause
}

// AlterClause is one of AddPartition, DropPartition, AddColumn, DropColumn, ModifyColumn, RenameTable, RenamePartition,
// RenameColumn, ReplacePartition, ReplaceWith, SetProperties and OtherClause, as a pointer.
type AlterClause interface{ alterClause() }

// AddPartition adds one partition.
type AddPartition struct {
	Temporary    bool
	Partition    PartitionDef
	Distribution *Distribution
}

// DropPartition drops one partition.
type DropPartition struct {
	Temporary bool
	IfExists  bool
	Name      string
	Force     bool
}

// AddColumn adds columns. After is the column before it; First puts it first.
type AddColumn struct {
	Columns []ColumnDef
	After   string
	First   bool
}

// DropColumn drops a column.
type DropColumn struct{ Name string }

// ModifyColumn changes a column.
type ModifyColumn struct{ Column ColumnDef }

// RenameTable renames the table.
type RenameTable struct{ To string }

// RenamePartition renames a partition.
type RenamePartition struct{ From, To string }

// RenameColumn renames a column.
type RenameColumn struct{ From, To string }

// ReplacePartition puts temporary partitions in the place of others.
type ReplacePartition struct{ Partitions, With []string }

// ReplaceWith swaps the table with another or replaces it.
type ReplaceWith struct {
	Table      string
	Properties Properties
}

// SetProperties is SET (...).
type SetProperties struct{ Properties Properties }

// OtherClause is a clause that is accepted and has no effect here. Text is as written.
type OtherClause struct{ Text string }

func (*AddPartition) alterClause()     {}
func (*DropPartition) alterClause()    {}
func (*AddColumn) alterClause()        {}
func (*DropColumn) alterClause()       {}
func (*ModifyColumn) alterClause()     {}
func (*RenameTable) alterClause()      {}
func (*RenamePartition) alterClause()  {}
func (*RenameColumn) alterClause()     {}
func (*ReplacePartition) alterClause() {}
func (*ReplaceWith) alterClause()      {}
func (*SetProperties) alterClause()    {}
func (*OtherClause) alterClause()      {}

func (*CreateTable) statement()            {}
func (*CreateView) statement()             {}
func (*CreateMaterializedView) statement() {}
func (*AlterView) statement()              {}
func (*DropTable) statement()              {}
func (*TruncateTable) statement()          {}
func (*Recover) statement()                {}
func (*AlterTable) statement()             {}
