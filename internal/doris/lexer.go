// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"errors"
	"fmt"
	"strings"
)

// skipParentheses drops what is in parentheses at the beginning, when there are any.
func skipParentheses(lexemes []lexeme) []lexeme {
	depth := 0
	for i, l := range lexemes {
		switch {
		case l.is("("):
			depth++
		case l.is(")"):
			depth--
		}
		if depth <= 0 {
			if l.is(")") {
				i++
			}
			return lexemes[i:]
		}
	}
	return nil
}

// lexeme is a word, a quoted name, a string or a sign of a statement.
type lexeme struct {
	upper string // a word in capitals, or a sign; "" for what is quoted
	name  bool   // a word or a quoted name
	at    int    // first byte
}

func (l lexeme) is(word string) bool { return l.upper == word }

func (l lexeme) shown() string {
	if l.upper == "" {
		return "a quoted text"
	}
	return l.upper
}

// scanSQL cuts a text into lexemes, without comments. Hints are read like the rest, as Doris does.
func scanSQL(sql string) ([]lexeme, error) {
	var lexemes []lexeme
	hint := false
	for at := 0; at < len(sql); {
		rest := sql[at:]
		length, err := 1, error(nil)
		switch c := rest[0]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
		case strings.HasPrefix(rest, "--"):
			length, err = lineComment(rest)
		case strings.HasPrefix(rest, "/*+"):
			length, hint = 3, true
		case strings.HasPrefix(rest, "/*"):
			length, err = blockComment(rest)
		case strings.HasPrefix(rest, "*/"):
			if !hint {
				return nil, errors.New("it holds */ outside of a comment; put a space between * and /")
			}
			length, hint = 2, false
		case c == '\'' || c == '"' || c == '`':
			length, err = quotedLength(rest)
			lexemes = append(lexemes, lexeme{at: at, name: c == '`'})
		case c == '#':
			return nil, errors.New("it holds #, which Doris does not know; comments begin with --")
		case isWordByte(c):
			for length < len(rest) && isWordByte(rest[length]) {
				length++
			}
			lexemes = append(lexemes, lexeme{at: at, name: true, upper: strings.ToUpper(rest[:length])})
		default:
			lexemes = append(lexemes, lexeme{at: at, upper: rest[:1]})
		}
		if err != nil {
			return nil, err
		}
		at += length
	}
	if hint {
		return nil, errors.New("a hint /*+ is not closed")
	}
	return lexemes, nil
}

func isWordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// lineComment is the length of a comment that begins with --. Old parsers take "-- +" for a hint, new ones let a
// backslash continue the comment on the next line.
func lineComment(rest string) (int, error) {
	end := strings.IndexAny(rest, "\r\n")
	if end < 0 {
		end = len(rest)
	}
	if strings.HasPrefix(strings.TrimLeft(rest[2:end], " "), "+") {
		return 0, errors.New("a comment -- begins with +, which some releases take for a hint")
	}
	if strings.HasSuffix(rest[:end], `\`) {
		return 0, errors.New("a comment -- ends with a backslash, which some releases take for its continuation")
	}
	return end, nil
}

// blockComment is the length of a comment in /* */. Old parsers take "/* +" for a hint, new ones nest comments.
func blockComment(rest string) (int, error) {
	end := strings.Index(rest[2:], "*/")
	if end < 0 {
		return 0, errors.New("a comment /* is not closed")
	}
	inner := rest[2 : 2+end]
	switch {
	case strings.HasPrefix(strings.TrimLeft(inner, " "), "+"):
		return 0, errors.New("a comment begins with /* +, which some releases take for a hint; a hint is /*+")
	case strings.HasPrefix(inner, "!"):
		return 0, errors.New("it holds /*!, which MySQL runs; write it as a comment or as code")
	case strings.Contains(rest[1:2+end], "/*"):
		return 0, errors.New("a comment holds another /*, which some releases read as a comment in the comment")
	}
	return end + 4, nil
}

// quotedLength is the length of a string or a quoted name. Whether a backslash escapes the delimiter depends on
// sql_mode and on raw strings (R'...'), so that form is refused; a doubled delimiter is one on every line.
func quotedLength(rest string) (int, error) {
	quote := rest[0]
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && quote != '`':
			if i+1 < len(rest) && rest[i+1] == quote {
				return 0, fmt.Errorf(`it holds \%c in a string; write %c%c instead`, quote, quote, quote)
			}
			i++
		case rest[i] == quote && i+1 < len(rest) && rest[i+1] == quote:
			i++
		case rest[i] == quote:
			return i + 1, nil
		}
	}
	return 0, fmt.Errorf("a quote %c is not closed", quote)
}
