// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// create reads every CREATE statement.
func (p *parser) create() Statement {
	start := p.current()
	p.expect("CREATE")
	switch {
	case p.is("DATABASE"), p.is("SCHEMA"):
		p.advance()
		s := &CreateDatabase{IfNotExists: p.ifNotExists()}
		_, s.Database = p.databaseName()
		s.Properties = p.properties(modern)
		return s
	case p.is("TABLE"), p.is("EXTERNAL", "TABLE"), p.is("TEMPORARY", "TABLE"):
		return p.createTable()
	case p.is("VIEW"), p.is("OR", "REPLACE", "VIEW"):
		return p.createView()
	case p.is("MATERIALIZED"):
		return p.createMaterializedView(start)
	case p.is("REPOSITORY"), p.is("READ"):
		return p.createRepository()
	case p.is("USER"):
		return p.createUser()
	case p.is("ROLE"):
		p.advance()
		s := &CreateRole{IfNotExists: p.ifNotExists(), Role: p.nameOrString()}
		p.comment()
		return s
	}
	switch p.current().upper() {
	case "INDEX", "CATALOG", "RESOURCE", "WORKLOAD", "STORAGE", "ROW", "SQL_BLOCK_RULE", "FUNCTION", "GLOBAL", "AGGREGATE",
		"JOB", "FILE", "ENCRYPTKEY", "ROUTINE", "SYNC", "STAGE", "ALIAS", "EXTERNAL", "SYNCHRONIZED", "STATS", "PROCEDURE":
		p.skipRest()
		return &Other{Verb: "CREATE", Text: p.textSince(start)}
	}
	p.noViable(start)
	return nil
}

// drop reads every DROP statement.
func (p *parser) drop() Statement {
	start := p.current()
	p.expect("DROP")
	switch {
	case p.is("DATABASE"), p.is("SCHEMA"):
		p.advance()
		s := &DropDatabase{IfExists: p.ifExists()}
		_, s.Database = p.databaseName()
		s.Force = p.accept("FORCE")
		return s
	case p.is("TABLE"), p.is("VIEW"), p.is("MATERIALIZED", "VIEW"):
		return p.dropTable()
	case p.is("REPOSITORY"):
		return p.dropRepository()
	case p.is("USER"):
		p.advance()
		return &DropUser{IfExists: p.ifExists(), User: p.user()}
	case p.is("ROLE"):
		p.advance()
		return &DropRole{IfExists: p.ifExists(), Role: p.nameOrString()}
	}
	switch p.current().upper() {
	case "INDEX", "CATALOG", "RESOURCE", "WORKLOAD", "STORAGE", "ROW", "SQL_BLOCK_RULE", "FUNCTION", "GLOBAL", "JOB", "FILE",
		"ENCRYPTKEY", "SYNC", "STAGE", "STATS", "EXPIRED", "CACHED", "ANALYZE", "PROCEDURE", "PROC":
		p.skipRest()
		return &Other{Verb: "DROP", Text: p.textSince(start)}
	}
	p.noViable(start)
	return nil
}

func (p *parser) dropTable() Statement {
	s := &DropTable{Kind: p.advance().upper()}
	if s.Kind == "MATERIALIZED" {
		s.Kind = "MATERIALIZED VIEW"
		p.expect("VIEW")
	}
	s.IfExists = p.ifExists()
	s.Name = p.tableName()
	if s.Kind == "MATERIALIZED VIEW" && p.accept("ON") { // of the synchronous kind: a rollup of a table
		p.tableName()
		return &Other{Verb: "DROP", Text: p.text}
	}
	if s.Kind == "TABLE" {
		s.Force = p.accept("FORCE")
	}
	return s
}

func (p *parser) truncate() Statement {
	p.expect("TRUNCATE", "TABLE")
	s := &TruncateTable{Name: p.tableName()}
	s.Partitions, _ = p.partitionNames()
	s.Force = p.accept("FORCE")
	return s
}

// recoverDropped takes RECOVER TABLE t [id] [AS new] and RECOVER PARTITION p [id] [AS new] FROM t; that of a database has no effect.
func (p *parser) recoverDropped() Statement {
	first := p.current()
	p.expect("RECOVER")
	s := &Recover{Kind: p.acceptAny("TABLE", "PARTITION")}
	switch s.Kind {
	case "TABLE":
		s.Name = p.tableName()
	case "PARTITION":
		s.Partition = p.name()
	default:
		p.skipRest()
		return &Other{Verb: "RECOVER", Text: p.textSince(first)}
	}
	if p.current().kind == number {
		p.advance()
	}
	if p.accept("AS") {
		s.As = p.name()
	}
	if s.Kind == "PARTITION" {
		p.expect("FROM")
		s.Name = p.tableName()
	}
	return s
}

// alter reads every ALTER statement.
func (p *parser) alter() Statement {
	start := p.current()
	p.expect("ALTER")
	switch {
	case p.is("TABLE"):
		return p.alterTable()
	case p.is("REPOSITORY"):
		return p.alterRepository()
	case p.is("VIEW"):
		p.advance()
		s := &AlterView{Name: p.tableName(), Columns: p.viewColumns()}
		p.comment()
		p.expect("AS")
		s.Query, s.Select = p.query()
		return s
	case p.is("DATABASE"):
		return p.alterDatabase()
	case p.is("USER"):
		return p.alterUser()
	}
	switch p.current().upper() {
	case "MATERIALIZED", "CATALOG", "RESOURCE", "WORKLOAD", "STORAGE", "ROLE", "SYSTEM", "ROUTINE", "JOB", "SQL_BLOCK_RULE",
		"COLOCATE", "STORAGE_POLICY":
		p.skipRest()
		return &Other{Verb: "ALTER", Text: p.textSince(start)}
	}
	p.noViable(start)
	return nil
}

func (p *parser) alterDatabase() Statement {
	p.expect("DATABASE")
	s := &AlterDatabase{Database: p.name()}
	if p.accept("RENAME") {
		s.RenameTo = p.name()
		return s
	}
	p.expectAny("SET")
	p.skipRest()
	return s
}

func (p *parser) use() Statement {
	p.expect("USE")
	s := &Use{}
	if p.accept("@") { // a compute group of the cloud mode
		p.name()
		return s
	}
	s.Catalog, s.Database = p.databaseName()
	return s
}
