// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

// Result is the answer to a statement. Columns is nil for a statement without a result set.
type Result struct {
	Columns  []string
	Rows     [][]*string // nil = NULL
	Affected int64
	// Database is the database to switch to after USE.
	Database string
}

// Error is what the client sees: Message is the whole text, usually "errCode = 2, detailMessage = ...".
type Error struct {
	Code    int
	Message string
}

func (e *Error) Error() string { return e.Message }
