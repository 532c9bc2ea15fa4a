// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package sql reads the SQL text that the stand-in Doris understands: Split cuts a text into statements, Parse turns one
// statement into a struct. It knows the grammar of the two Doris parsers where they differ (DORIS.md "Statements"-1.6).
// It checks words and their order only; whether a database exists or a property is allowed is not its business.
package sql

// Dialect is which of Doris's two parsers reads a statement.
type Dialect int

const (
	// Nereids is the parser of 4.0 and later.
	Nereids Dialect = iota
	// Legacy is the parser of 2.0 to 3.x.
	Legacy
)

// Statement is one of the structs of this package, always as a pointer.
type Statement interface{ statement() }

// Name is a table, view or other object with the database it was given with; empty parts were not given.
type Name struct {
	Catalog  string
	Database string
	Table    string
}

// Property is one key with its value of a PROPERTIES clause.
type Property struct {
	Key   string
	Value string
}

// Properties are the properties of a statement in the order they were written, each key once.
type Properties []Property

// Get is the value of a key and whether it was given.
func (p Properties) Get(key string) (string, bool) {
	for _, property := range p {
		if property.Key == key {
			return property.Value, true
		}
	}
	return "", false
}

// Map is the same as a map.
func (p Properties) Map() map[string]string {
	m := make(map[string]string, len(p))
	for _, property := range p {
		m[property.Key] = property.Value
	}
	return m
}
