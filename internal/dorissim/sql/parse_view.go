// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import "strings"

func (p *parser) createView() Statement {
	s := &CreateView{OrReplace: p.accept("OR", "REPLACE")}
	p.expect("VIEW")
	s.IfNotExists = p.ifNotExists()
	s.Name = p.tableName()
	s.Columns = p.viewColumns()
	s.Comment = p.comment()
	p.expect("AS")
	s.Query, s.Select = p.query()
	return s
}

// viewColumns takes ( name [COMMENT 'text'], ... ) if it comes next.
func (p *parser) viewColumns() []ViewColumn {
	if !p.accept("(") {
		return nil
	}
	var columns []ViewColumn
	for {
		c := ViewColumn{Name: p.name()}
		c.Comment = p.comment()
		columns = append(columns, c)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return columns
}

// query takes the rest of the statement as a query. One that the parser does not know (a join, a union) gives its text only.
func (p *parser) query() (text string, query *Select) {
	first := p.current()
	if !p.is("SELECT") && !p.is("(") && !p.is("WITH") {
		p.expected = []string{"(", "SELECT", "VALUES", "WITH"}
		p.fail()
	}
	p.skipRest()
	text = strings.TrimSpace(p.textSince(first))
	statement, err := Parse(text, p.dialect)
	if s, ok := statement.(*Select); ok && err == nil {
		query = s
	}
	return text, query
}

// createMaterializedView reads the asynchronous kind; the synchronous one (nothing but AS after the name) is *Other.
func (p *parser) createMaterializedView(start token) Statement {
	p.expect("MATERIALIZED", "VIEW")
	s := &CreateMaterializedView{IfNotExists: p.ifNotExists(), Name: p.tableName()}
	if p.is("AS") && p.dialect == Legacy {
		p.skipRest()
		return &Other{Verb: "CREATE", Text: p.textSince(start)}
	}
	s.Columns = p.viewColumns()
	if p.accept("BUILD") {
		s.Build = p.expectAny("DEFERRED", "IMMEDIATE")
	}
	s.Refresh = p.refresh()
	if p.accept("DUPLICATE") {
		p.accept("KEY")
		s.Keys, s.KeyColumns = "DUPLICATE", p.nameList()
	}
	s.Comment = p.comment()
	if p.accept("PARTITION", "BY") {
		s.Partition = &PartitionBy{Kind: "LIST", Columns: p.partitionColumns()}
	}
	s.Distribution = p.distribution()
	s.Properties = p.properties(modern)
	p.expect("AS")
	s.Query, s.Select = p.query()
	return s
}

// refresh takes REFRESH {COMPLETE|AUTO} [ON {MANUAL|COMMIT|SCHEDULE EVERY n unit [STARTS 'time']}].
func (p *parser) refresh() string {
	first := p.current()
	refresh := p.accept("REFRESH")
	if refresh {
		first = p.current()
		p.acceptAny("COMPLETE", "AUTO")
	}
	if p.accept("ON") {
		if p.expectAny("MANUAL", "COMMIT", "SCHEDULE") == "SCHEDULE" {
			p.expect("EVERY")
			p.integer()
			p.name()
			if p.accept("STARTS") {
				p.str()
			}
		}
	} else if !refresh {
		return ""
	}
	return strings.ToUpper(p.textSince(first))
}
