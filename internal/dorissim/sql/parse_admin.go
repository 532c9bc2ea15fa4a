// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import "strings"

func (p *parser) set() Statement {
	start := p.current()
	p.expect("SET")
	switch {
	case p.is("PASSWORD") && (p.peek(1).matches("=") || p.peek(1).matches("FOR")):
		p.advance()
		return p.setPassword()
	case p.is("PROPERTY"), p.is("LDAP_ADMIN_PASSWORD"), p.is("TRANSACTION"), p.is("SESSION", "TRANSACTION"), p.is("CHARSET"),
		p.is("CHARACTER", "SET"), p.is("DEFAULT", "STORAGE"):
		p.skipRest()
		return &Other{Verb: "SET", Text: p.textSince(start)}
	}
	s := &SetVariable{}
	for {
		s.Assignments = append(s.Assignments, p.assignment())
		if !p.accept(",") {
			return s
		}
	}
}

// assignment takes [GLOBAL|SESSION|LOCAL] name = value, @@[global.]name = value, @name = value or NAMES charset.
func (p *parser) assignment() VariableAssignment {
	if p.accept("NAMES") {
		a := VariableAssignment{Name: "names", Value: &Literal{Kind: String, Text: p.nameOrDefault()}}
		if p.accept("COLLATE") {
			p.nameOrDefault()
		}
		return a
	}
	a := VariableAssignment{}
	switch {
	case p.accept("@@"):
		if scope := p.acceptAny("GLOBAL", "SESSION"); scope != "" {
			a.Global = scope == "GLOBAL"
			p.expect(".")
		}
	case p.accept("@"):
		a.User = true
	case p.is("GLOBAL") && !p.peek(1).matches("="):
		p.advance()
		a.Global = true
	case (p.is("SESSION") || p.is("LOCAL")) && !p.peek(1).matches("="):
		p.advance()
	}
	a.Name = strings.ToLower(p.name())
	if !p.accept(":=") {
		p.expect("=")
	}
	a.Value = p.variableValue()
	return a
}

// nameOrDefault takes a name, a string or the word DEFAULT.
func (p *parser) nameOrDefault() string {
	if p.accept("DEFAULT") {
		return "default"
	}
	return p.nameOrString()
}

// variableValue takes an expression; words such as ON, ALL and utf8mb4 stand as strings.
func (p *parser) variableValue() Expr {
	if p.is("ON") || p.is("ALL") || p.is("BINARY") {
		return &Literal{Kind: String, Text: p.advance().text}
	}
	x := p.expression()
	if column, ok := x.(*Column); ok && len(column.Qualifiers) == 0 {
		return &Literal{Kind: String, Text: column.Name}
	}
	return x
}

func (p *parser) admin() Statement {
	start := p.current()
	p.expect("ADMIN")
	switch {
	case p.is("SHOW"):
		statement := p.show()
		if s, ok := statement.(*Show); ok {
			s.Admin, s.Text = true, p.textSince(start)
		}
		return statement
	case p.is("SET", "FRONTEND"), p.is("SET", "ALL", "FRONTENDS"):
		p.expect("SET")
		p.accept("ALL")
		p.expectAny("FRONTEND", "FRONTENDS")
		p.expect("CONFIG")
		return &AdminSetConfig{Properties: p.propertyList(modern)}
	case p.is("CREATE", "CLUSTER", "SNAPSHOT"), p.is("DROP", "CLUSTER", "SNAPSHOT"), p.is("SET", "AUTO", "CLUSTER"),
		p.is("SET", "CLUSTER", "SNAPSHOT"):
		return p.clusterSnapshot(start)
	}
	switch p.current().upper() {
	case "SET", "REPAIR", "CANCEL", "CHECK", "CLEAN", "COMPACT", "DIAGNOSE", "COPY", "REBALANCE", "RECOVER", "ROTATE":
		p.skipRest()
		return &Other{Verb: "ADMIN", Text: p.textSince(start)}
	}
	p.noViable(start)
	return nil
}

// clusterSnapshot reads the statements of the cloud mode's cluster snapshots, which only the newer parser knows.
func (p *parser) clusterSnapshot(start token) Statement {
	if p.dialect == Legacy {
		p.noViable(start)
	}
	s := &ClusterSnapshot{Verb: p.advance().upper()}
	for !p.is("PROPERTIES") && p.current().kind != eof && !p.is(";") {
		p.advance()
	}
	s.Properties = p.properties(modern)
	return s
}

func (p *parser) transaction() Statement {
	s := &Transaction{Verb: p.advance().upper()}
	if s.Verb == "START" {
		p.expect("TRANSACTION")
		s.Verb = "BEGIN"
	}
	p.skipRest()
	return s
}

func (p *parser) kill() Statement {
	p.expect("KILL")
	s := &Kill{Query: p.acceptAny("QUERY", "CONNECTION") == "QUERY"}
	if t := p.current(); t.kind == number || t.kind == stringToken {
		s.ID = p.advance().text
		return s
	}
	p.expected = append(p.expected, "~INTEGER_VALUE")
	p.fail()
	return nil
}
