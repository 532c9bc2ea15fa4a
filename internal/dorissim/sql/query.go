// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// Select is a query without or over one table.
type Select struct {
	Distinct bool
	Items    []SelectItem
	From     *TableRef // nil without FROM
	Where    Expr      // nil without
	GroupBy  []Expr
	Having   Expr
	OrderBy  []OrderItem
	Limit    int // -1 without
	Offset   int
}

// SelectItem is one expression of the select list. Text is the expression as written (Doris names the column by it on
// 4.x). Star is "*" or "t.*", then Expr is nil.
type SelectItem struct {
	Expr     Expr
	Alias    string
	Text     string
	Star     bool
	Pos, End int // bytes in the statement
}

// TableRef is the table of FROM. Subquery is set for FROM (SELECT ...) alias.
type TableRef struct {
	Name       Name
	Partitions []string
	Alias      string
	Subquery   *Select
	Pos, End   int // bytes of Name in the statement
}

// OrderItem is one term of ORDER BY.
type OrderItem struct {
	Expr Expr
	Desc bool
}

// Insert is INSERT INTO or INSERT OVERWRITE TABLE: Rows from VALUES, or Select.
type Insert struct {
	Overwrite  bool
	Name       Name
	Partitions []string
	Label      string
	Columns    []string
	Rows       [][]Expr
	Select     *Select
}

// Delete is DELETE FROM.
type Delete struct {
	Name       Name
	Partitions []string
	Where      Expr
}

// Update is UPDATE ... SET.
type Update struct {
	Name  Name
	Set   []Assignment
	Where Expr
}

// Assignment is column = value.
type Assignment struct {
	Column string
	Value  Expr
}

// Explain is EXPLAIN, DESCRIBE of a query; it is accepted only.
type Explain struct{ Statement Statement }

func (*Select) statement()  {}
func (*Insert) statement()  {}
func (*Delete) statement()  {}
func (*Update) statement()  {}
func (*Explain) statement() {}
