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
