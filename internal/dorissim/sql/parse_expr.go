// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import "strings"

// expression reads an expression, weakest operators first: OR, XOR, AND, NOT, comparisons, + -, * / %.
func (p *parser) expression() Expr {
	defer p.enter()()
	x := p.xorExpression()
	for p.is("OR") || p.is("||") {
		p.advance()
		x = &Binary{Op: "OR", L: x, R: p.xorExpression()}
	}
	return x
}

func (p *parser) xorExpression() Expr {
	x := p.andExpression()
	for p.is("XOR") {
		p.advance()
		x = &Binary{Op: "XOR", L: x, R: p.andExpression()}
	}
	return x
}

func (p *parser) andExpression() Expr {
	x := p.notExpression()
	for p.is("AND") || p.is("&&") {
		p.advance()
		x = &Binary{Op: "AND", L: x, R: p.notExpression()}
	}
	return x
}

func (p *parser) notExpression() Expr {
	defer p.enter()()
	if p.is("NOT") || p.is("!") {
		p.advance()
		return &Unary{Op: "NOT", X: p.notExpression()}
	}
	return p.predicate()
}

var comparisons = map[string]string{
	"=": "=", "==": "=", "<>": "!=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "<=>": "<=>",
}

func (p *parser) predicate() Expr {
	x := p.sum()
	for {
		t := p.current()
		if op := comparisons[t.text]; t.kind == operator && op != "" {
			p.advance()
			x = &Binary{Op: op, L: x, R: p.sum()}
			continue
		}
		if p.is("IS") {
			p.advance()
			x = p.isPredicate(x)
			continue
		}
		next := p.predicateWord(x)
		if next == nil {
			return x
		}
		x = next
	}
}

func (p *parser) isPredicate(x Expr) Expr {
	not := p.accept("NOT")
	if w := p.expectAny("NULL", "TRUE", "FALSE"); w != "NULL" {
		op := "="
		if not {
			op = "!="
		}
		return &Binary{Op: op, L: x, R: &Literal{Kind: Boolean, Text: strings.ToLower(w)}}
	}
	return &IsNull{X: x, Not: not}
}

// predicateWord reads [NOT] IN, LIKE, REGEXP and BETWEEN after x; nil when none comes.
func (p *parser) predicateWord(x Expr) Expr {
	not := p.is("NOT") && (p.peek(1).matches("IN") || p.peek(1).matches("LIKE") || p.peek(1).matches("REGEXP") ||
		p.peek(1).matches("RLIKE") || p.peek(1).matches("BETWEEN"))
	if not {
		p.advance()
	}
	prefix := ""
	if not {
		prefix = "NOT "
	}
	switch {
	case p.accept("IN"):
		return &In{X: x, Not: not, List: p.expressionList()}
	case p.accept("LIKE"):
		return &Binary{Op: prefix + "LIKE", L: x, R: p.sum()}
	case p.accept("REGEXP"), p.accept("RLIKE"):
		return &Binary{Op: prefix + "REGEXP", L: x, R: p.sum()}
	case p.accept("BETWEEN"):
		low := p.sum()
		p.expect("AND")
		return &Between{X: x, Not: not, Low: low, High: p.sum()}
	}
	return nil
}

// expressionList takes ( expression, ... ).
func (p *parser) expressionList() []Expr {
	p.expect("(")
	list := []Expr{p.expression()}
	for p.accept(",") {
		list = append(list, p.expression())
	}
	p.expect(")")
	return list
}

func (p *parser) sum() Expr {
	x := p.product()
	for p.is("+") || p.is("-") {
		op := p.advance().text
		x = &Binary{Op: op, L: x, R: p.product()}
	}
	return x
}

func (p *parser) product() Expr {
	x := p.unary()
	for {
		switch {
		case p.is("*"), p.is("/"), p.is("%"):
			op := p.advance().text
			x = &Binary{Op: op, L: x, R: p.unary()}
		case p.is("DIV"):
			p.advance()
			x = &Binary{Op: "DIV", L: x, R: p.unary()}
		case p.is("MOD"):
			p.advance()
			x = &Binary{Op: "%", L: x, R: p.unary()}
		default:
			return x
		}
	}
}

func (p *parser) unary() Expr {
	defer p.enter()()
	if p.is("-") || p.is("+") {
		op := p.advance().text
		return &Unary{Op: op, X: p.unary()}
	}
	return p.primary()
}

func (p *parser) primary() Expr {
	t := p.current()
	switch {
	case t.kind == stringToken:
		p.advance()
		return &Literal{Kind: String, Text: t.text}
	case t.kind == number:
		p.advance()
		return &Literal{Kind: Number, Text: t.text}
	case p.is("@@"):
		return p.variable()
	case p.is("("):
		p.advance()
		x := p.expression()
		p.expect(")")
		return x
	case t.kind == quotedName:
		return p.columnOrCall()
	case t.kind == word:
		return p.wordExpression()
	}
	p.failName(true)
	return nil
}

// wordExpression reads an expression that begins with an unquoted word.
func (p *parser) wordExpression() Expr {
	t := p.current()
	w := t.upper()
	switch {
	case w == "NULL":
		p.advance()
		return &Literal{Kind: Null}
	case w == "TRUE", w == "FALSE":
		p.advance()
		return &Literal{Kind: Boolean, Text: strings.ToLower(w)}
	case w == "DEFAULT":
		p.advance()
		return &Literal{Kind: Default, Text: "DEFAULT"}
	case w == "MAXVALUE":
		p.advance()
		return &Literal{Kind: MaxValue, Text: "MAXVALUE"}
	case w == "CASE":
		return p.caseExpression()
	case w == "CAST" && p.peek(1).matches("("):
		p.advance()
		return p.cast()
	case w == "INTERVAL" && !p.peek(1).matches("("):
		p.advance()
		n := p.sum()
		return &Interval{N: n, Unit: strings.ToUpper(p.name())}
	case (w == "DATE" || w == "TIMESTAMP" || w == "DATETIME" || w == "DATEV2") && p.peek(1).kind == stringToken:
		p.advance()
		return &Literal{Kind: String, Text: p.advance().text}
	case p.peek(1).matches("("):
		return p.columnOrCall()
	case w == "CURRENT_USER" || w == "CURRENT_TIMESTAMP" || w == "CURRENT_DATE" || w == "CURRENT_TIME" || w == "LOCALTIME" ||
		w == "LOCALTIMESTAMP" || w == "SESSION_USER":
		if !p.peek(1).matches(".") {
			p.advance()
			return &Call{Name: w}
		}
	}
	return p.columnOrCall()
}

// variable reads @@name, @@global.name or @@session.name.
func (p *parser) variable() Expr {
	p.expect("@@")
	v := &Variable{}
	if scope := p.current().upper(); (scope == "GLOBAL" || scope == "SESSION") && p.peek(1).matches(".") {
		p.advance()
		p.advance()
		v.Scope = scope
	}
	v.Name = p.namePart()
	return v
}

// columnOrCall reads a function call, or a name of up to four parts.
func (p *parser) columnOrCall() Expr {
	first := p.current()
	if p.peek(1).matches("(") {
		p.advance()
		return p.call(strings.ToUpper(first.text))
	}
	parts := p.parts(4)
	end := p.tokens[p.at-1].end
	return &Column{Qualifiers: parts[:len(parts)-1], Name: parts[len(parts)-1], Pos: first.pos, End: end}
}

// call reads the arguments of a function.
func (p *parser) call(name string) Expr {
	p.expect("(")
	c := &Call{Name: name}
	if p.accept(")") {
		return c
	}
	if p.is("*", ")") {
		p.expect("*", ")")
		c.Star = true
		return c
	}
	c.Distinct = p.accept("DISTINCT")
	c.Args = append(c.Args, p.expression())
	for p.accept(",") {
		c.Args = append(c.Args, p.expression())
	}
	if p.accept("ORDER", "BY") { // of GROUP_CONCAT
		p.orderItems()
	}
	if p.accept("SEPARATOR") {
		c.Args = append(c.Args, &Literal{Kind: String, Text: p.str()})
	}
	p.expect(")")
	return c
}

func (p *parser) caseExpression() Expr {
	p.expect("CASE")
	c := &Case{}
	if !p.is("WHEN") {
		c.X = p.expression()
	}
	for p.accept("WHEN") {
		w := When{If: p.expression()}
		p.expect("THEN")
		w.Then = p.expression()
		c.Whens = append(c.Whens, w)
	}
	if len(c.Whens) == 0 {
		p.fail()
	}
	if p.accept("ELSE") {
		c.Else = p.expression()
	}
	p.expect("END")
	return c
}

func (p *parser) cast() Expr {
	p.expect("(")
	x := p.expression()
	p.expect("AS")
	c := &Cast{X: x, Type: p.columnType()}
	p.expect(")")
	return c
}
