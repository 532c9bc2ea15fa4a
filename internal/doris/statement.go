// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

// statement is one SQL text and the name under which errors and log lines speak of it: the verb and what it is about,
// never a value, because values may be secrets.
type statement struct {
	text   string
	name   string
	effort effort
	submit bool // a job: it must be known afterwards to which master it went
}

// newStatement builds a statement whose text holds no values and may be named as it is.
func newStatement(text string) statement { return statement{text: text, name: text} }

// onStorage is a statement that makes the frontend read the object storage.
func onStorage(text string) statement { return statement{text: text, name: text, effort: looks} }
