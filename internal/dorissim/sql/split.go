// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import "strings"

// Split cuts a text into its statements at each ; outside of quotes and comments. Empty statements are left out.
func Split(text string) []string {
	var parts []string
	start, empty := 0, true
	for _, t := range lex(text, Nereids) {
		if t.kind != eof && !(t.kind == operator && t.text == ";") {
			empty = false
			continue
		}
		if !empty {
			parts = append(parts, strings.TrimSpace(text[start:t.pos]))
		}
		start, empty = t.end, true
	}
	return parts
}

// Words are the first n words of a statement in upper case, joined by one space, as "BACKUP SNAPSHOT"; comments before
// them are skipped.
func Words(text string, n int) string {
	var words []string
	for _, t := range lex(text, Nereids) {
		if t.kind == eof || len(words) == n {
			break
		}
		words = append(words, strings.ToUpper(t.raw))
	}
	return strings.Join(words, " ")
}
