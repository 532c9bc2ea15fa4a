// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds how deep expressions and queries may be nested.
const maxDepth = 200

// parser reads tokens by recursive descent. It stops at the first error by a panic with *Error, which Parse recovers.
type parser struct {
	text     string
	dialect  Dialect
	tokens   []token
	at       int
	depth    int
	expected []string // what was looked for at the current token, for the error
}

func newParser(text string, dialect Dialect) *parser {
	return &parser{text: text, dialect: dialect, tokens: lex(text, dialect)}
}

func (p *parser) recover(err *error) {
	switch r := recover().(type) {
	case nil:
	case *Error:
		*err = r
	default:
		panic(r)
	}
}

func (p *parser) current() token { return p.peek(0) }

// peek is the token n places ahead; the last one is always eof.
func (p *parser) peek(n int) token {
	if p.at+n >= len(p.tokens) {
		return p.tokens[len(p.tokens)-1]
	}
	return p.tokens[p.at+n]
}

func (p *parser) advance() token {
	t := p.current()
	if t.kind != eof {
		p.at++
	}
	p.expected = nil
	return t
}

// matches says whether a token is a keyword (given in upper case) or an operator.
func (t token) matches(what string) bool {
	switch t.kind {
	case word:
		return strings.ToUpper(t.text) == what
	case operator:
		return t.text == what
	case eof:
		return what == "<EOF>"
	}
	return false
}

// is says whether the next tokens are these keywords or operators.
func (p *parser) is(what ...string) bool {
	for i, w := range what {
		if !p.peek(i).matches(w) {
			return false
		}
	}
	return true
}

// accept takes these keywords or operators if all of them come next.
func (p *parser) accept(what ...string) bool {
	if !p.is(what...) {
		p.expected = append(p.expected, what[0])
		return false
	}
	for range what {
		p.advance()
	}
	return true
}

// acceptAny takes one of these keywords and returns it, or "".
func (p *parser) acceptAny(words ...string) string {
	for _, w := range words {
		if p.accept(w) {
			return w
		}
	}
	return ""
}

// expect takes these keywords or operators, each of which must come next.
func (p *parser) expect(what ...string) {
	for _, w := range what {
		if !p.accept(w) {
			p.fail()
		}
	}
}

// expectAny takes one of these keywords.
func (p *parser) expectAny(words ...string) string {
	w := p.acceptAny(words...)
	if w == "" {
		p.fail()
	}
	return w
}

// expectBeforeName is expect for a keyword that a name follows: Doris then says that the keyword is missing.
func (p *parser) expectBeforeName(keyword string) {
	if p.accept(keyword) {
		return
	}
	if p.isName(p.current()) && !p.peek(1).matches(keyword) {
		p.failf("missing '%s' at %s", keyword, quoteToken(p.current()))
	}
	p.fail()
}

// end demands the end of the text.
func (p *parser) end() {
	if p.current().kind == eof {
		return
	}
	p.expected = append([]string{"<EOF>", ";"}, p.expected...)
	p.fail()
}

// fail stops with what was expected at the current token, in the words of Doris's parser generator: "extraneous input"
// when leaving the token out would help, else "mismatched input".
func (p *parser) fail() {
	t := p.current()
	slices.SortStableFunc(p.expected, compareExpected)
	expected := slices.Compact(p.expected)
	what := "mismatched"
	for _, e := range expected {
		if t.kind != eof && p.peek(1).matches(e) {
			what = "extraneous"
		}
	}
	list := make([]string, len(expected))
	for i, e := range expected {
		list[i] = quoteExpected(e)
	}
	text := strings.Join(list, ", ")
	if len(list) != 1 {
		text = "{" + text + "}"
	}
	p.failf("%s input %s expecting %s", what, quoteToken(t), text)
}

// noViable stops at a token that no statement goes on with; from is the first token of the decision.
func (p *parser) noViable(from token) {
	p.failf("no viable alternative at input '%s'", escapeBlank(p.text[from.pos:p.current().end]))
}

// failf stops with a text and the place of the current token.
func (p *parser) failf(format string, args ...any) {
	before := p.text[:p.current().pos]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	panic(&Error{Message: fmt.Sprintf("\n%s(line %d, pos %d)\n", fmt.Sprintf(format, args...), line, column)})
}

// refuse stops with a text of its own.
func (p *parser) refuse(format string, args ...any) {
	panic(&Error{Message: fmt.Sprintf(format, args...)})
}

func quoteToken(t token) string {
	if t.kind == eof {
		return "'<EOF>'"
	}
	return "'" + escapeBlank(t.raw) + "'"
}

func escapeBlank(s string) string {
	return strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s)
}

// quoteExpected is an expected token as the parser generator prints it; classes of tokens and those of several spellings
// stand without quotes.
func quoteExpected(e string) string {
	if strings.HasPrefix(e, "~") {
		return e[1:]
	}
	if e == "<EOF>" || e == "CHAR" {
		return e
	}
	return "'" + e + "'"
}

// compareExpected puts the end and operators before words, and words in alphabetical order, as token numbers are. The
// recorded lists are in order already and hold entries with "~".
func compareExpected(a, b string) int {
	if rank(a) != rank(b) {
		return rank(a) - rank(b)
	}
	if rank(a) < 2 {
		return 0
	}
	return strings.Compare(a, b)
}

func rank(e string) int {
	switch {
	case strings.HasSuffix(e, "<EOF>"):
		return 0
	case e == "" || e[0] < 'A' || e[0] > 'Z':
		return 1
	}
	return 2
}

// isName says whether a token may stand as a name.
func (p *parser) isName(t token) bool {
	return t.kind == quotedName || (t.kind == word && !reserved[strings.ToUpper(t.text)])
}

// name takes one identifier.
func (p *parser) name() string {
	if !p.isName(p.current()) {
		p.failName(false)
	}
	return p.advance().text
}

// failName stops where a name was expected, or a name or value.
func (p *parser) failName(orValue bool) {
	var list []string
	for _, e := range names(p.dialect) {
		if strings.HasPrefix(e, "+") {
			if !orValue {
				continue
			}
			e = e[1:]
		}
		list = append(list, quoteExpected(e))
	}
	p.failf("mismatched input %s expecting {%s}", quoteToken(p.current()), strings.Join(list, ", "))
}

// names takes a list of identifiers separated by commas.
func (p *parser) names() []string {
	list := []string{p.name()}
	for p.accept(",") {
		list = append(list, p.name())
	}
	return list
}

// nameList takes ( name, ... ).
func (p *parser) nameList() []string {
	p.expect("(")
	list := p.names()
	p.expect(")")
	return list
}

// parts takes a name of one to most parts joined by dots.
func (p *parser) parts(most int) []string {
	list := []string{p.name()}
	for len(list) < most && p.accept(".") {
		list = append(list, p.namePart())
	}
	return list
}

// namePart is a name after a dot, where reserved words and numbers are names too.
func (p *parser) namePart() string {
	t := p.current()
	if t.kind == word || t.kind == quotedName || t.kind == number {
		return p.advance().text
	}
	return p.name()
}

// tableName takes [[catalog.]database.]table.
func (p *parser) tableName() Name {
	parts := p.parts(3)
	n := Name{Table: parts[len(parts)-1]}
	if len(parts) > 1 {
		n.Database = parts[len(parts)-2]
	}
	if len(parts) > 2 {
		n.Catalog = parts[0]
	}
	return n
}

// databaseName takes [catalog.]database.
func (p *parser) databaseName() (catalog, database string) {
	parts := p.parts(2)
	if len(parts) == 2 {
		return parts[0], parts[1]
	}
	return "", parts[0]
}

// str takes a string literal.
func (p *parser) str() string {
	if p.current().kind != stringToken {
		p.expected = append(p.expected, "~STRING_LITERAL")
		p.fail()
	}
	return p.advance().text
}

// integer takes a whole number.
func (p *parser) integer() int {
	n, err := strconv.Atoi(p.current().text)
	if p.current().kind != number || err != nil {
		p.expected = append(p.expected, "~INTEGER_VALUE")
		p.fail()
	}
	p.advance()
	return n
}

// nameOrString takes an identifier or a string literal.
func (p *parser) nameOrString() string {
	if p.current().kind == stringToken {
		return p.advance().text
	}
	return p.name()
}

func (p *parser) ifExists() bool { return p.accept("IF", "EXISTS") }

func (p *parser) ifNotExists() bool { return p.accept("IF", "NOT", "EXISTS") }

// comment takes COMMENT 'text' if it comes next.
func (p *parser) comment() string {
	if !p.accept("COMMENT") {
		return ""
	}
	p.accept("=")
	return p.str()
}

// textSince is the text from a token to the one before the current.
func (p *parser) textSince(first token) string {
	if p.at == 0 {
		return ""
	}
	end := p.tokens[p.at-1].end
	if end < first.pos {
		return ""
	}
	return p.text[first.pos:end]
}

// skipRest takes everything up to the end of the statement.
func (p *parser) skipRest() {
	for p.current().kind != eof && !p.is(";") {
		p.advance()
	}
}

// skipBrackets takes a balanced ( ... ) that comes next and returns its inside.
func (p *parser) skipBrackets() string {
	p.expect("(")
	first, open := p.current(), 1
	for {
		switch {
		case p.current().kind == eof:
			p.expect(")")
		case p.is("("):
			open++
		case p.is(")"):
			open--
		}
		if open == 0 {
			inside := p.textSince(first)
			p.advance()
			return inside
		}
		p.advance()
	}
}

// enter counts a level of nesting; the returned function leaves it.
func (p *parser) enter() func() {
	p.depth++
	if p.depth > maxDepth {
		p.refuse("the statement is nested too deep")
	}
	return func() { p.depth-- }
}
