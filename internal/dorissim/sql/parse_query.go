// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// selectStatement reads SELECT, also in brackets.
func (p *parser) selectStatement() *Select {
	defer p.enter()()
	if p.accept("(") {
		s := p.selectStatement()
		p.expect(")")
		return s
	}
	p.expect("SELECT")
	s := &Select{Limit: -1}
	s.Distinct = p.acceptAny("DISTINCT", "ALL") == "DISTINCT"
	s.Items = append(s.Items, p.selectItem())
	for p.accept(",") {
		s.Items = append(s.Items, p.selectItem())
	}
	if p.accept("FROM") {
		s.From = p.tableRef()
	}
	if p.accept("WHERE") {
		s.Where = p.expression()
	}
	if p.accept("GROUP", "BY") {
		s.GroupBy = append(s.GroupBy, p.expression())
		for p.accept(",") {
			s.GroupBy = append(s.GroupBy, p.expression())
		}
	}
	if p.accept("HAVING") {
		s.Having = p.expression()
	}
	if p.accept("ORDER", "BY") {
		s.OrderBy = p.orderItems()
	}
	s.Limit, s.Offset = p.limit()
	return s
}

func (p *parser) selectItem() SelectItem {
	first := p.current()
	item := SelectItem{Pos: first.pos}
	if p.star() {
		item.Star = true
	} else {
		item.Expr = p.expression()
	}
	item.Text = p.textSince(first)
	item.End = item.Pos + len(item.Text)
	switch {
	case p.accept("AS"):
		item.Alias = p.nameOrString()
	case p.isName(p.current()) || p.current().kind == stringToken:
		item.Alias = p.advance().text
	}
	return item
}

// star takes "*", "t.*" or "db.t.*".
func (p *parser) star() bool {
	n := 0
	for p.isName(p.peek(n)) && p.peek(n+1).matches(".") {
		n += 2
	}
	if !p.peek(n).matches("*") {
		return false
	}
	for range n + 1 {
		p.advance()
	}
	return true
}

func (p *parser) tableRef() *TableRef {
	if p.accept("(") {
		sub := p.selectStatement()
		p.expect(")")
		return &TableRef{Subquery: sub, Alias: p.alias()}
	}
	ref := &TableRef{Pos: p.current().pos}
	ref.Name = p.tableName()
	ref.End = p.tokens[p.at-1].end
	ref.Partitions, _ = p.partitionNames()
	ref.Alias = p.alias()
	return ref
}

// alias takes [AS] name.
func (p *parser) alias() string {
	if p.accept("AS") {
		return p.nameOrString()
	}
	if p.isName(p.current()) {
		return p.advance().text
	}
	return ""
}

// partitionNames takes [TEMPORARY] PARTITION[S] p | (p, ...).
func (p *parser) partitionNames() (list []string, temporary bool) {
	if p.is("TEMPORARY") {
		p.advance()
		temporary = true
		if !p.is("PARTITION") && !p.is("PARTITIONS") {
			p.expect("PARTITION")
		}
	}
	if p.acceptAny("PARTITION", "PARTITIONS") == "" {
		return nil, false
	}
	if p.is("(") {
		return p.nameList(), temporary
	}
	return []string{p.name()}, temporary
}

func (p *parser) orderItems() []OrderItem {
	var list []OrderItem
	for {
		item := OrderItem{Expr: p.expression()}
		item.Desc = p.acceptAny("ASC", "DESC") == "DESC"
		if p.accept("NULLS") {
			p.expectAny("FIRST", "LAST")
		}
		list = append(list, item)
		if !p.accept(",") {
			return list
		}
	}
}

// limit takes LIMIT n [OFFSET m] or LIMIT m, n; -1 without.
func (p *parser) limit() (limit, offset int) {
	if !p.accept("LIMIT") {
		return -1, 0
	}
	limit = p.integer()
	switch {
	case p.accept("OFFSET"):
		offset = p.integer()
	case p.accept(","):
		offset, limit = limit, p.integer()
	}
	return limit, offset
}

func (p *parser) insert() Statement {
	p.expect("INSERT")
	s := &Insert{}
	if p.expectAny("INTO", "OVERWRITE") == "OVERWRITE" {
		s.Overwrite = true
		p.expect("TABLE")
	}
	p.accept("TABLE")
	s.Name = p.tableName()
	s.Partitions, _ = p.partitionNames()
	if p.accept("WITH", "LABEL") {
		s.Label = p.nameOrString()
	}
	if p.is("(") && !p.peek(1).matches("SELECT") {
		s.Columns = p.nameList()
	}
	if p.acceptAny("VALUES", "VALUE") == "" {
		if !p.is("SELECT") && !p.is("(") {
			p.expected = append(p.expected, "SELECT")
			p.fail()
		}
		s.Select = p.selectStatement()
		return s
	}
	for {
		s.Rows = append(s.Rows, p.row())
		if !p.accept(",") {
			return s
		}
	}
}

// row takes ( expression, ... ); it may be empty.
func (p *parser) row() []Expr {
	if p.is("(", ")") {
		p.expect("(", ")")
		return nil
	}
	return p.expressionList()
}

func (p *parser) delete() Statement {
	p.expect("DELETE", "FROM")
	s := &Delete{Name: p.tableName()}
	s.Partitions, _ = p.partitionNames()
	if p.accept("WHERE") {
		s.Where = p.expression()
	}
	return s
}

func (p *parser) update() Statement {
	p.expect("UPDATE")
	s := &Update{Name: p.tableName()}
	p.expect("SET")
	for {
		a := Assignment{Column: p.name()}
		p.expect("=")
		a.Value = p.expression()
		s.Set = append(s.Set, a)
		if !p.accept(",") {
			break
		}
	}
	if p.accept("WHERE") {
		s.Where = p.expression()
	}
	return s
}
