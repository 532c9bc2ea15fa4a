// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// lexer says how one line of Doris cuts a text; of several rules the longest match wins, then the first (DORIS.md "Quoting").
type lexer struct {
	name  string
	rules []rule
}

// rule matches at the beginning of a text; kind "" is left out of the tokens.
type rule struct {
	kind  string
	match func(text string) int // length, 0 = no match
}

func expression(kind, pattern string) rule {
	compiled := regexp.MustCompile(`^(?s:` + pattern + `)`)
	compiled.Longest()
	return rule{kind, func(text string) int { return len(compiled.FindString(text)) }}
}

const (
	blanks     = `[ \t\r\n\f]+`
	word       = `[0-9A-Za-z_$]+`
	backquoted = "`(?:[^`]|``)*`"
	escaping   = `'(?:\\.|''|[^'\\])*'|"(?:\\.|""|[^"\\])*"`
	literal    = `'(?:''|[^'])*'|"(?:""|[^"])*"` // with NO_BACKSLASH_ESCAPES
	raw        = `[Rr]'[^']*'|[Rr]"[^"]*"`
)

// nestedComment is a comment of the new parser: comments nest, and /*+ begins none.
func nestedComment(text string) int {
	if !strings.HasPrefix(text, "/*") || strings.HasPrefix(text, "/*+") {
		return 0
	}
	for at := 2; at < len(text); at++ {
		if strings.HasPrefix(text[at:], "*/") {
			return at + 2
		}
		if inner := nestedComment(text[at:]); inner > 0 {
			at += inner - 1
		}
	}
	return 0
}

// plainLine is a comment -- of the old parser, with the end of its line: one that begins with + is a hint.
func plainLine(text string) int {
	if line := lineComments.FindString(text); line != "" && !oneLineHint.MatchString(line[2:]) {
		return len(line)
	}
	return 0
}

// runComment is a comment /*! of MySQL, which is run: only its beginning is left out.
func runComment(text string) int {
	if strings.HasPrefix(text, "/*!") {
		return len("/*!")
	}
	return nestedComment(text)
}

var lineComments = regexp.MustCompile(`^--[^\r\n]*`)

var oneLineHint = regexp.MustCompile(`^ *\+[^\r\n]*$`)

// plainComment is one of the old parser: it does not nest, and one line that begins with + is a hint.
func plainComment(text string) int {
	if !strings.HasPrefix(text, "/*") {
		return 0
	}
	end := strings.Index(text[2:], "*/")
	if end < 0 || oneLineHint.MatchString(text[2:2+end]) {
		return 0
	}
	return end + 4
}

func lexers() []lexer {
	newer := func(name, text string, comment func(string) int, further ...rule) lexer {
		return lexer{name, append(
			further, expression("hint", `/\*\+`), expression("hint", `\*/`), expression("", blanks),
			expression("", `--(?:\\\n|[^\r\n])*\r?\n?`), rule{"", comment}, expression("text", text), expression("name", backquoted), expression("word", word),
		)}
	}
	return []lexer{
		newer("new", escaping, nestedComment),
		newer("new, raw strings", escaping, nestedComment, expression("text", raw)),
		newer("new, backslashes are letters", literal, nestedComment),
		{"old", []rule{
			expression("hint", `/\* *\+`),
			expression("hint", `-- *\+`),
			expression("hint", `\*/`),
			expression("", blanks),
			{"", plainComment},
			{"", plainLine},
			expression("text", escaping),
			expression("name", backquoted),
			expression("word", word),
		}},
		// A line that knows # and /*! as MySQL does, should one come.
		newer("MySQL's comments", escaping, runComment, expression("", `#[^\r\n]*`)),
	}
}

// tokens cuts a text; closed is false where something is never closed, which no line runs.
func (l lexer) tokens(text string) (kinds, values []string, closed bool) {
	for len(text) > 0 {
		best, kind := 0, ""
		for _, r := range l.rules {
			if n := r.match(text); n > best {
				best, kind = n, r.kind
			}
		}
		if best == 0 {
			if strings.ContainsAny(text[:1], "'\"`") || strings.HasPrefix(text, "/*") {
				return nil, nil, false
			}
			best, kind = 1, "sign"
		}
		if kind != "" {
			kinds, values = append(kinds, kind), append(values, text[:best])
		}
		text = text[best:]
	}
	return kinds, values, true
}

// TestNoLineReadsASecondStatement hides a semicolon behind everything that may begin a string or a comment, and before
// what may end it: what is accepted holds no second statement, whichever line reads it.
func TestNoLineReadsASecondStatement(t *testing.T) {
	before := []string{
		"", "'", `"`, "`", `\'`, `\"`, `\`, "\n", "--", "-- \\\n", "-- +", "/*", "/* +", "/*+", "/*!", "*/", "/* /* */", "#", "R'",
	}
	after := []string{"", "'", `"`, "`", "''", `\'`, "*/", "\n", " -- '", ` -- "`, " # '", " /* ' */"}
	end := []string{"", "'", "*/"}
	lines, accepted := lexers(), 0
	try := func(sql string) {
		text, _, err := readOnly(sql)
		if err != nil || !strings.Contains(text, ";") {
			return
		}
		accepted++
		for _, line := range lines {
			if problem := line.secondStatement(text); problem != "" {
				t.Fatalf("%q is accepted, but %s reads %s", text, line.name, problem)
			}
		}
	}
	for _, first := range before {
		for _, second := range before {
			for _, third := range []string{"", "'", `"`, "*/", "\n"} {
				for _, next := range after {
					for _, last := range end {
						try("SELECT 1 " + first + second + third + "; DROP" + next + last)
					}
				}
			}
		}
	}
	t.Logf("%d texts with a semicolon in them", accepted)
	if accepted < 1000 {
		t.Errorf("only %d texts with a semicolon in them were accepted", accepted)
	}
}

func (l lexer) secondStatement(text string) string {
	kinds, values, closed := l.tokens(text)
	if !closed {
		return ""
	}
	for i, value := range values {
		if kinds[i] == "sign" && value == ";" {
			return fmt.Sprintf("%s in %q", value, values)
		}
	}
	return ""
}
