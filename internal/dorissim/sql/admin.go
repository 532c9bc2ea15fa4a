// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// SetVariable is SET with its assignments.
type SetVariable struct{ Assignments []VariableAssignment }

// VariableAssignment is [GLOBAL|SESSION] name = value. SET NAMES x is the name "names".
type VariableAssignment struct {
	Global bool
	Name   string // lower case as Doris compares it
	User   bool   // @name, a user variable
	Value  Expr
}

// AdminSetConfig is ADMIN SET [ALL] FRONTEND[S] CONFIG.
type AdminSetConfig struct{ Properties Properties }

// ClusterSnapshot is one of the ADMIN ... CLUSTER SNAPSHOT statements of 4.x (DORIS.md "Statements"). Verb is "CREATE", "SET", "DROP".
type ClusterSnapshot struct {
	Verb       string
	Properties Properties
}

// Transaction is BEGIN, COMMIT or ROLLBACK. Verb is one of these.
type Transaction struct{ Verb string }

// Kill is KILL [QUERY|CONNECTION] id.
type Kill struct {
	Query bool
	ID    string
}

// Other is a statement that parses and that the stand-in gives no meaning, such as ANALYZE. Verb is its first word.
type Other struct {
	Verb string
	Text string
}

func (*SetVariable) statement()     {}
func (*AdminSetConfig) statement()  {}
func (*ClusterSnapshot) statement() {}
func (*Transaction) statement()     {}
func (*Kill) statement()            {}
func (*Other) statement()           {}
