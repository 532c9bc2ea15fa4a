// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// Parse reads one statement. A text that the grammar does not accept gives an *Error with Doris's words.
// An empty text, or one of comments only, gives nil and no error.
func Parse(text string, dialect Dialect) (Statement, error) { return nil, nil }

// Split cuts a text into its statements at each ; outside of quotes and comments. Empty statements are left out.
func Split(text string) []string { return nil }

// Words are the first n words of a statement in upper case, joined by one space, as "BACKUP SNAPSHOT"; comments before them
// are skipped.
func Words(text string, n int) string { return "" }
