// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"slices"
	"strings"
)

// Identifier quotes a name with backquotes, doubling inner ones (DORIS.md "Names").
func Identifier(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// Literal quotes a text with double quotes, doubling backslashes and double quotes: the one form that the old and the
// new parser read alike (DORIS.md "Quoting"). It relies on the default sql_mode.
func Literal(text string) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"`, `""`) + `"`
}

// location quotes the text after ON LOCATION. From 4.0 on Doris only strips the outer quotes there, so a text that
// needs escaping cannot be written in a way that all versions understand (DORIS.md "Quoting").
func location(text string) (string, error) {
	if strings.ContainsAny(text, "\"'`\\\n\r\x00") {
		return "", &Error{Message: "The location must not hold quotes, backslashes or line breaks: Doris reads it literally."}
	}
	return `"` + text + `"`, nil
}

// properties is the PROPERTIES clause with sorted keys, "" when there are none: Doris refuses an empty list.
func properties(values map[string]string) string {
	if len(values) == 0 {
		return ""
	}
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	pairs := make([]string, 0, len(keys))
	for _, key := range keys {
		pairs = append(pairs, Literal(key)+"="+Literal(values[key]))
	}
	return " PROPERTIES(" + strings.Join(pairs, ",") + ")"
}

// references is the list in ON (...) and EXCLUDE (...): tables with partitions and new names.
func references(tables []TableRef) string {
	parts := make([]string, 0, len(tables))
	for _, table := range tables {
		part := Identifier(table.Name)
		if len(table.Partitions) > 0 {
			part += " PARTITION (" + identifiers(table.Partitions) + ")"
		}
		if table.Alias != "" {
			part += " AS " + Identifier(table.Alias)
		}
		parts = append(parts, part)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

func identifiers(names []string) string {
	quoted := make([]string, 0, len(names))
	for _, name := range names {
		quoted = append(quoted, Identifier(name))
	}
	return strings.Join(quoted, ", ")
}
