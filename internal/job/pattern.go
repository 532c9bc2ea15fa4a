// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import "strings"

// A selection is written in names and patterns: * stands for any text and ? for one character, and a backslash takes that
// meaning from a *, a ? or a backslash behind it. Before anything else a backslash is itself. Doris 4.x takes tables of
// any name, so each must be possible to write.

// mark is one character of a pattern: a literal one, or a wildcard.
type mark struct {
	char rune
	wild bool
}

func marks(pattern string) []mark {
	text := []rune(pattern)
	list := make([]mark, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && strings.ContainsRune(`*?\`, text[i+1]):
			i++
			list = append(list, mark{char: text[i]})
		default:
			list = append(list, mark{text[i], text[i] == '*' || text[i] == '?'})
		}
	}
	return list
}

// IsPattern tells patterns from names.
func IsPattern(text string) bool {
	for _, m := range marks(text) {
		if m.wild {
			return true
		}
	}
	return false
}

// Literal is the name that is written so: the text without its escapes. In keys of partitions and rename * and ? have no other
// meaning.
func Literal(text string) string {
	var b strings.Builder
	for _, m := range marks(text) {
		b.WriteRune(m.char)
	}
	return b.String()
}

// glob reports whether name matches a pattern.
func glob(pattern, name string) bool {
	p, n := marks(pattern), []rune(name)
	star, from := -1, 0
	i, j := 0, 0
	for j < len(n) {
		switch {
		case i < len(p) && p[i] == mark{'*', true}:
			star, from = i, j
			i++
		case i < len(p) && (p[i] == mark{'?', true} || p[i] == mark{char: n[j]}):
			i++
			j++
		case star >= 0:
			from++
			i, j = star+1, from
		default:
			return false
		}
	}
	for i < len(p) && p[i] == (mark{'*', true}) {
		i++
	}
	return i == len(p)
}

// Escaped is how a name is written in a selection.
func Escaped(name string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`).Replace(name)
}
