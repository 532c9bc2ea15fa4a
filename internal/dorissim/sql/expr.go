// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// Expr is an expression: *Literal, *Column, *Variable, *Call, *Unary, *Binary, *In, *Between, *IsNull, *Case or *Cast.
type Expr interface{ expr() }

// LiteralKind says how a literal was written.
type LiteralKind int

const (
	String LiteralKind = iota
	Number
	Boolean
	Null
	Default  // the word DEFAULT in INSERT ... VALUES
	MaxValue // the word MAXVALUE in a partition
)

// Literal is a constant. Text is the value without quotes; empty for Null.
type Literal struct {
	Kind LiteralKind
	Text string
}

// Column is a name in an expression, with up to three qualifiers (catalog, database, table) before it.
type Column struct {
	Qualifiers []string
	Name       string
	Pos, End   int // bytes in the statement
}

// Variable is @@name, @@session.name or @@global.name. Scope is "", "SESSION" or "GLOBAL".
type Variable struct {
	Scope string
	Name  string
}

// Call is a function call. Name is upper case; Star is COUNT(*).
type Call struct {
	Name     string
	Distinct bool
	Star     bool
	Args     []Expr
}

// Unary is "-", "+" or "NOT" before an expression.
type Unary struct {
	Op string
	X  Expr
}

// Binary is two expressions joined by an operator: = != < <= > >= <=> + - * / % || AND OR XOR LIKE "NOT LIKE" REGEXP "NOT REGEXP".
// "<>" is given as "!=", "RLIKE" as "REGEXP".
type Binary struct {
	Op   string
	L, R Expr
}

// In is x [NOT] IN (list).
type In struct {
	X    Expr
	Not  bool
	List []Expr
}

// Between is x [NOT] BETWEEN low AND high.
type Between struct {
	X         Expr
	Not       bool
	Low, High Expr
}

// IsNull is x IS [NOT] NULL.
type IsNull struct {
	X   Expr
	Not bool
}

// When is one WHEN ... THEN ... of a Case.
type When struct{ If, Then Expr }

// Case is CASE [x] WHEN ... THEN ... [ELSE ...] END.
type Case struct {
	X     Expr // nil without
	Whens []When
	Else  Expr // nil without
}

// Cast is CAST(x AS type).
type Cast struct {
	X    Expr
	Type string
}

// Interval is INTERVAL n unit after + or -; Unit is upper case.
type Interval struct {
	N    Expr
	Unit string
}

func (*Literal) expr()  {}
func (*Column) expr()   {}
func (*Variable) expr() {}
func (*Call) expr()     {}
func (*Unary) expr()    {}
func (*Binary) expr()   {}
func (*In) expr()       {}
func (*Between) expr()  {}
func (*IsNull) expr()   {}
func (*Case) expr()     {}
func (*Cast) expr()     {}
func (*Interval) expr() {}
