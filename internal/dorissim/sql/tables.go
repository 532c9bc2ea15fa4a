// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// Tables finds the tables that a query names after FROM and JOIN, also in queries beyond the parser. Names of WITH clauses
// and of functions are left out.
func Tables(query string) (refs []TableRef) {
	p := newParser(query, Nereids)
	var stopped error
	defer p.recover(&stopped) // a text that is no query gives what was found up to there
	names := map[string]bool{}
	for ; p.current().kind != eof; p.advance() {
		if p.isName(p.current()) && p.peek(1).matches("AS") && p.peek(2).matches("(") && p.peek(3).matches("SELECT") {
			names[p.current().text] = true
		}
		if !p.is("FROM") && !p.is("JOIN") && !(p.is(",") && len(refs) > 0 && refs[len(refs)-1].End == p.peekBack().end) {
			continue
		}
		first := p.peek(1)
		if !p.isName(first) {
			continue
		}
		p.advance()
		ref := TableRef{Pos: first.pos}
		ref.Name = p.tableName()
		ref.End = p.peekBack().end
		call := p.is("(")
		p.at-- // the loop goes on behind the name
		if !call && !(ref.Name.Database == "" && names[ref.Name.Table]) {
			refs = append(refs, ref)
		}
	}
	return refs
}

// peekBack is the token before the current one.
func (p *parser) peekBack() token {
	if p.at == 0 {
		return token{}
	}
	return p.tokens[p.at-1]
}
