// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Package result holds what a statement answers: columns and rows of text, as Doris sends them.
package result

import "fmt"

// Result is the answer of a statement. A nil *Result is OK without rows.
type Result struct {
	Columns []string
	// Rows hold text; nil is NULL.
	Rows [][]*string
}

// Of starts a result with these columns.
func Of(columns ...string) *Result { return &Result{Columns: columns} }

// Add appends a row: nil is NULL, a *string is taken as it is, everything else becomes its text.
func (r *Result) Add(values ...any) *Result {
	row := make([]*string, len(values))
	for i, value := range values {
		switch v := value.(type) {
		case nil:
		case *string:
			row[i] = v
		default:
			text := fmt.Sprint(v)
			row[i] = &text
		}
	}
	r.Rows = append(r.Rows, row)
	return r
}
