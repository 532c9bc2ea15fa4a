// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

func (p *parser) alterTable() Statement {
	p.expect("TABLE")
	s := &AlterTable{Name: p.tableName()}
	for {
		s.Clauses = append(s.Clauses, p.alterClause())
		if !p.accept(",") {
			return s
		}
	}
}

func (p *parser) alterClause() AlterClause {
	first := p.current()
	switch {
	case p.is("ADD", "PARTITION"), p.is("ADD", "TEMPORARY", "PARTITION"):
		p.expect("ADD")
		c := &AddPartition{Temporary: p.accept("TEMPORARY"), Partition: p.partitionDef()}
		c.Distribution = p.distribution()
		p.properties(modern)
		return c
	case p.is("DROP", "PARTITION"), p.is("DROP", "TEMPORARY", "PARTITION"):
		p.expect("DROP")
		c := &DropPartition{Temporary: p.accept("TEMPORARY")}
		p.expect("PARTITION")
		c.IfExists = p.ifExists()
		c.Name = p.name()
		c.Force = p.accept("FORCE")
		return c
	case p.is("ADD", "COLUMN"):
		p.expect("ADD", "COLUMN")
		return p.addColumn()
	case p.is("DROP", "COLUMN"):
		p.expect("DROP", "COLUMN")
		c := &DropColumn{Name: p.name()}
		p.rollupAndProperties()
		return c
	case p.is("MODIFY", "COLUMN") && !p.peek(3).matches("COMMENT"):
		p.expect("MODIFY", "COLUMN")
		c := &ModifyColumn{Column: p.columnDef()}
		p.columnPlace()
		p.rollupAndProperties()
		return c
	case p.is("RENAME"):
		return p.rename()
	case p.is("REPLACE"):
		return p.replace()
	case p.is("SET", "("):
		p.expect("SET")
		return &SetProperties{Properties: p.propertyList(modern)}
	}
	switch p.current().upper() {
	case "ADD", "DROP", "MODIFY", "ENABLE", "ORDER", "CREATE", "SET", "CONVERT":
		p.skipRest()
		return &OtherClause{Text: p.textSince(first)}
	}
	p.expected = append(p.expected, "ADD", "DROP", "ENABLE", "MODIFY", "ORDER", "RENAME", "REPLACE", "SET")
	p.fail()
	return nil
}

func (p *parser) addColumn() AlterClause {
	c := &AddColumn{}
	if p.accept("(") {
		for {
			c.Columns = append(c.Columns, p.columnDef())
			if !p.accept(",") {
				break
			}
		}
		p.expect(")")
	} else {
		c.Columns = []ColumnDef{p.columnDef()}
		c.After, c.First = p.columnPlace()
	}
	p.rollupAndProperties()
	return c
}

// columnPlace takes FIRST or AFTER column.
func (p *parser) columnPlace() (after string, first bool) {
	if p.accept("FIRST") {
		return "", true
	}
	if p.accept("AFTER") {
		return p.name(), false
	}
	return "", false
}

// rollupAndProperties takes [TO|FROM rollup] [PROPERTIES (...)].
func (p *parser) rollupAndProperties() {
	if p.acceptAny("TO", "FROM", "IN") != "" {
		p.name()
	}
	p.properties(modern)
}

func (p *parser) rename() AlterClause {
	p.expect("RENAME")
	switch {
	case p.is("PARTITION"):
		p.advance()
		return &RenamePartition{From: p.name(), To: p.name()}
	case p.is("COLUMN"):
		p.advance()
		return &RenameColumn{From: p.name(), To: p.name()}
	case p.is("ROLLUP"):
		first := p.current()
		p.advance()
		p.name()
		p.name()
		return &OtherClause{Text: "RENAME " + p.textSince(first)}
	}
	return &RenameTable{To: p.name()}
}

func (p *parser) replace() AlterClause {
	p.expect("REPLACE")
	if p.accept("WITH", "TABLE") {
		return &ReplaceWith{Table: p.name(), Properties: p.properties(modern)}
	}
	c := &ReplacePartition{}
	c.Partitions, _ = p.partitionNames()
	if c.Partitions == nil {
		p.expected = append(p.expected, "PARTITION", "WITH")
		p.fail()
	}
	p.expect("WITH")
	c.With, _ = p.partitionNames()
	if c.With == nil {
		p.expect("TEMPORARY")
	}
	p.accept("FORCE")
	p.properties(modern)
	return c
}
