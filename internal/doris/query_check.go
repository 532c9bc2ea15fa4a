// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"errors"
	"fmt"
	"strings"
)

// CheckReadOnly accepts a text that is exactly one SELECT, WITH ... SELECT or SHOW; one semicolon may end it. The error
// says what is wrong with it. Doris runs all statements of a text (DORIS.md "One statement, one text"), so a second one must be found
// whatever strings and comments are around it; where the parsers of the lines would not agree on where one of these
// ends (DORIS.md "Quoting"), the text is refused.
func CheckReadOnly(sql string) error {
	_, _, err := readOnly(sql)
	return err
}

// readOnly returns the statement without what may follow it, and its verb.
func readOnly(sql string) (text, verb string, err error) {
	lexemes, err := scanSQL(sql)
	if err != nil {
		return "", "", err
	}
	text = sql
	for n := len(lexemes); n > 0 && lexemes[n-1].is(";"); n = len(lexemes) {
		text = sql[:lexemes[n-1].at]
		lexemes = lexemes[:n-1]
	}
	for _, l := range lexemes {
		switch {
		case l.is(";"):
			return "", "", errors.New("it holds more than one statement")
		case l.is("INTO"):
			return "", "", errors.New("it holds INTO, which writes; a column of that name goes in backquotes")
		}
	}
	for len(lexemes) > 0 && lexemes[0].is("(") {
		lexemes = lexemes[1:]
	}
	if len(lexemes) == 0 {
		return "", "", errors.New("it is empty")
	}
	verb = lexemes[0].upper
	switch verb {
	case "SELECT", "SHOW":
		return strings.TrimSpace(text), verb, nil
	case "WITH":
		return strings.TrimSpace(text), verb, withReads(lexemes[1:])
	}
	return "", "", fmt.Errorf("it begins with %s; only SELECT, WITH and SHOW are run", lexemes[0].shown())
}

// withReads makes sure that a query follows the expressions of a WITH: Doris also takes INSERT, UPDATE and DELETE there.
func withReads(rest []lexeme) error {
	unreadable := errors.New("the expressions of its WITH cannot be read: WITH name [(columns)] AS (query), ... SELECT")
	if len(rest) > 1 && rest[0].is("RECURSIVE") && !rest[1].is("AS") && !rest[1].is("(") {
		rest = rest[1:]
	}
	for {
		if len(rest) == 0 || !rest[0].name {
			return unreadable
		}
		rest = skipParentheses(rest[1:])
		if len(rest) < 2 || !rest[0].is("AS") || !rest[1].is("(") {
			return unreadable
		}
		rest = skipParentheses(rest[1:])
		if len(rest) == 0 || !rest[0].is(",") {
			break
		}
		rest = rest[1:]
	}
	for len(rest) > 0 && rest[0].is("(") {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return unreadable
	}
	if !rest[0].is("SELECT") {
		return fmt.Errorf("its WITH belongs to %s; only a SELECT may follow", rest[0].shown())
	}
	return nil
}

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
