// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind int

const (
	eof tokenKind = iota
	word
	quotedName
	stringToken
	number
	operator
	broken // a quote that is never closed, or a character that nothing begins with
)

// token is one token. text is the value (of a string or quoted name without quotes), raw the text as written.
type token struct {
	kind     tokenKind
	text     string
	raw      string
	pos, end int // bytes
}

// upper is the token as a keyword; empty for everything but an unquoted word.
func (t token) upper() string {
	if t.kind != word {
		return ""
	}
	return strings.ToUpper(t.text)
}

// operators of two or three characters, longest first.
var longOperators = []string{"<=>", "<=", ">=", "<>", "!=", "||", "&&", "==", "@@", ":="}

// lex cuts a text into tokens; the last one is eof.
func lex(text string, dialect Dialect) []token {
	l := lexer{text: text, dialect: dialect}
	var tokens []token
	for {
		l.skipBlank()
		t := l.next()
		t.raw = text[t.pos:t.end]
		tokens = append(tokens, t)
		if t.kind == eof {
			return tokens
		}
	}
}

type lexer struct {
	text    string
	at      int
	dialect Dialect
}

// skipBlank skips white space, "-- ..." and "/* ... */". "#" begins no comment in Doris.
func (l *lexer) skipBlank() {
	for l.at < len(l.text) {
		rest := l.text[l.at:]
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case unicode.IsSpace(r):
			l.at += size
		case strings.HasPrefix(rest, "--"):
			if n := strings.IndexByte(rest, '\n'); n >= 0 {
				l.at += n + 1
			} else {
				l.at = len(l.text)
			}
		case strings.HasPrefix(rest, "/*"):
			if n := strings.Index(rest[2:], "*/"); n >= 0 {
				l.at += n + 4
			} else {
				l.at = len(l.text)
			}
		default:
			return
		}
	}
}

func (l *lexer) next() token {
	start := l.at
	if start >= len(l.text) {
		return token{kind: eof, pos: len(l.text), end: len(l.text)}
	}
	r, size := utf8.DecodeRuneInString(l.text[start:])
	switch {
	case r == '\'' || r == '"':
		return l.quoted(byte(r), stringToken)
	case r == '`':
		return l.quoted('`', quotedName)
	case isNameRune(r):
		return l.wordOrNumber()
	case r == '.' && start+1 < len(l.text) && isDigit(l.text[start+1]) && !l.afterName():
		if end, ok := numberEnd(l.text, start); ok {
			l.at = end
			return token{kind: number, text: l.text[start:end], pos: start, end: end}
		}
	}
	for _, op := range longOperators {
		if strings.HasPrefix(l.text[start:], op) {
			l.at += len(op)
			return token{kind: operator, text: op, pos: start, end: l.at}
		}
	}
	l.at += size
	kind := operator
	if !strings.ContainsRune("()[]{}<>,.;=+-*/%!@:|&^~?", r) {
		kind = broken
	}
	return token{kind: kind, text: l.text[start:l.at], pos: start, end: l.at}
}

// afterName says whether the "." at the current place joins two parts of a name, as in t.1.
func (l *lexer) afterName() bool {
	if l.at == 0 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(l.text[:l.at])
	return r == '`' || isNameRune(r)
}

func isNameRune(r rune) bool {
	return r == '_' || r == '$' || (r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// wordOrNumber reads an unquoted word or a number; "1digit" is a word in Doris.
func (l *lexer) wordOrNumber() token {
	start := l.at
	if isDigit(l.text[start]) {
		if end, ok := numberEnd(l.text, start); ok {
			l.at = end
			return token{kind: number, text: l.text[start:end], pos: start, end: end}
		}
	}
	for l.at < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.at:])
		if !isNameRune(r) {
			break
		}
		l.at += size
	}
	return token{kind: word, text: l.text[start:l.at], pos: start, end: l.at}
}

// numberEnd finds the end of 12, 1.5, .5 or 1e9, unless a name goes on there.
func numberEnd(text string, start int) (int, bool) {
	i := start
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	if i < len(text) && text[i] == '.' && (i == start || i+1 >= len(text) || isDigit(text[i+1]) || !isNameRune(rune(text[i+1]))) {
		i++
		for i < len(text) && isDigit(text[i]) {
			i++
		}
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		j := i + 1
		if j < len(text) && (text[j] == '+' || text[j] == '-') {
			j++
		}
		if j < len(text) && isDigit(text[j]) {
			for j < len(text) && isDigit(text[j]) {
				j++
			}
			i = j
		}
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return i, !isNameRune(r)
}

// quoted reads '...', "..." or `...`.
func (l *lexer) quoted(quote byte, kind tokenKind) token {
	start := l.at
	i := start + 1
	for i < len(l.text) {
		switch {
		case l.text[i] == '\\' && kind == stringToken:
			i += 2
		case l.text[i] == quote && i+1 < len(l.text) && l.text[i+1] == quote:
			i += 2
		case l.text[i] == quote:
			l.at = i + 1
			inner := l.text[start+1 : i]
			if kind == quotedName {
				return token{kind: kind, text: strings.ReplaceAll(inner, "``", "`"), pos: start, end: l.at}
			}
			return token{kind: kind, text: unquote(inner, quote, l.dialect), pos: start, end: l.at}
		default:
			i++
		}
	}
	l.at = len(l.text)
	return token{kind: broken, text: l.text[start:], pos: start, end: l.at}
}

// unquote turns the inside of a string literal into its value. The two parsers collapse doubled delimiters at different
// moments (DORIS.md "Quoting").
func unquote(inner string, quote byte, dialect Dialect) string {
	one := string(quote)
	if dialect == Legacy {
		return strings.ReplaceAll(unescape(inner), one+one, one)
	}
	return unescape(strings.ReplaceAll(inner, one+one, one))
}

func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'b':
			b.WriteByte('\b')
		case '0':
			b.WriteByte(0)
		case 'Z':
			b.WriteByte(26)
		case '%', '_':
			b.WriteByte('\\')
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
