// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import "strings"

// showForm is how one kind of SHOW goes on after its words.
type showForm struct {
	words  string
	kind   ShowKind
	clause string // what may follow, in order; see showClauses
}

// showForms lists the SHOW statements, longer ones before the shorter ones with the same beginning. Clauses: "d" FROM|IN
// database, "t" FROM|IN table (required), "o" FROM|IN table (optional), "n" a table name (required), "b" a database name
// (required), "l" LIKE, "w" WHERE, "s" ORDER BY and LIMIT.
var showForms = []showForm{
	{"BACKUP", ShowBackup, "dlw"},
	{"RESTORE", ShowRestore, "dlw"},
	{"REPOSITORIES", ShowRepositories, ""},
	{"DATABASES", ShowDatabases, "dlw"},
	{"SCHEMAS", ShowDatabases, "dlw"},
	{"CREATE DATABASE", ShowCreateDatabase, "b"},
	{"CREATE SCHEMA", ShowCreateDatabase, "b"},
	{"CREATE TABLE", ShowCreateTable, "n"},
	{"CREATE VIEW", ShowCreateView, "n"},
	{"CREATE MATERIALIZED VIEW", ShowCreateMTMV, "n"},
	{"TABLES", ShowTables, "dlw"},
	{"VIEWS", ShowViews, "dlw"},
	{"TABLE STATUS", ShowTableStatus, "dlw"},
	{"COLUMNS", ShowColumns, "tdlw"},
	{"FIELDS", ShowColumns, "tdlw"},
	{"INDEX", ShowIndex, "td"},
	{"INDEXES", ShowIndex, "td"},
	{"KEYS", ShowIndex, "td"},
	{"KEY", ShowIndex, "td"},
	{"PARTITIONS", ShowPartitions, "tws"},
	{"DYNAMIC PARTITION TABLES", ShowDynamicPartitions, "d"},
	{"DATA", ShowData, "os"},
	{"TABLETS", ShowTablets, "tws"},
	{"REPLICA STATUS", ShowReplicaStatus, "tw"},
	{"REPLICA DISTRIBUTION", ShowReplicaDistribution, "t"},
	{"TABLET STORAGE FORMAT", ShowTabletStorageFormat, ""},
	{"FRONTENDS", ShowFrontends, ""},
	{"BACKENDS", ShowBackends, ""},
	{"BROKER", ShowBroker, ""},
	{"FRONTEND CONFIG", ShowFrontendConfig, "l"},
	{"VARIABLES", ShowVariables, "lw"},
	{"STATUS", ShowStatus, "lw"},
	{"ROLES", ShowRoles, ""},
	{"PRIVILEGES", ShowPrivileges, ""},
	{"RESOURCES", ShowResources, "lws"},
	{"STORAGE VAULTS", ShowStorageVaults, ""},
	{"STORAGE VAULT", ShowStorageVaults, ""},
	{"CATALOGS", ShowCatalogs, "lw"},
	{"PROCESSLIST", ShowProcesslist, ""},
	{"WARNINGS", ShowWarnings, "s"},
	{"ERRORS", ShowErrors, "s"},
	{"ENGINES", ShowEngines, ""},
	{"STORAGE ENGINES", ShowEngines, ""},
	{"PLUGINS", ShowPlugins, ""},
	{"CHARSET", ShowCharset, "lw"},
	{"CHARACTER SET", ShowCharset, "lw"},
	{"COLLATION", ShowCollation, "lw"},
	{"LOAD", ShowLoad, "dws"},
	{"STREAM LOAD", ShowLoad, "dws"},
}

func (p *parser) show() Statement {
	start := p.current()
	p.expect("SHOW")
	s := &Show{Limit: -1}
	p.showModifiers(s)
	switch {
	case p.is("SNAPSHOT"):
		p.showSnapshot(s)
	case p.is("CREATE", "REPOSITORY"):
		p.expect("CREATE", "REPOSITORY")
		p.expectBeforeName("FOR")
		s.Kind, s.Repository = ShowCreateRepository, p.name()
	case p.is("PROC"):
		p.advance()
		s.Kind, s.Path = ShowProc, p.str()
	case p.is("GRANTS"):
		p.advance()
		s.Kind = ShowGrants
		if p.accept("FOR") {
			u := p.user()
			s.User = &u
		}
	case p.is("STORAGE", "POLICY"):
		p.expect("STORAGE", "POLICY")
		s.Kind, s.Using = ShowStoragePolicy, p.accept("USING")
		if s.Using && p.accept("FOR") {
			s.Repository = p.nameOrString()
		}
	case p.is("ALTER", "TABLE"):
		p.expect("ALTER", "TABLE")
		s.Kind = ShowAlterTable
		p.skipRest()
	default:
		p.showByForm(s, start)
	}
	s.Text = p.textSince(start)
	return s
}

func (p *parser) showModifiers(s *Show) {
	switch {
	case p.is("BRIEF", "RESTORE"): // there is no SHOW BRIEF BACKUP (DORIS.md "Statements")
		p.advance()
		s.Brief = true
	case p.is("FULL"):
		p.advance()
		s.Full = true
	case p.is("ALL", "GRANTS"):
		p.advance()
		s.All = true
	case p.is("GLOBAL", "VARIABLES"), p.is("GLOBAL", "STATUS"):
		p.advance()
		s.Global = true
	case p.is("SESSION"), p.is("LOCAL"):
		p.advance()
	case p.is("TEMPORARY", "PARTITIONS"):
		p.advance()
		s.Temporary = true
	}
}

// showSnapshot takes SNAPSHOT ON repository [LIKE|WHERE].
func (p *parser) showSnapshot(s *Show) {
	p.expect("SNAPSHOT")
	p.expectBeforeName("ON")
	s.Kind, s.Repository = ShowSnapshot, p.name()
	p.showClauses(s, "lw")
}

func (p *parser) showByForm(s *Show, start token) {
	for _, form := range showForms {
		list := strings.Fields(form.words)
		if p.is(list...) {
			p.expect(list...)
			s.Kind = form.kind
			p.showClauses(s, form.clause)
			return
		}
	}
	if !showOther[p.current().upper()] {
		p.noViable(start)
	}
	s.Kind = ShowOther
	p.skipRest()
}

// showOther are the words after SHOW of the statements that parse and are not modelled.
var showOther = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range words(`TRIGGERS EVENTS FUNCTIONS FUNCTION PROCEDURE BUILTIN GLOBAL FULL EXPORT TRANSACTION USER QUERY LAST SMALL FILE
		SQL_BLOCK_RULE ROW ENCRYPTKEYS TYPECAST TABLE DATABASE DATABASES PARTITION TRASH SYNC JOB JOBS TASKS TASK CLUSTERS COMPUTE
		WORKLOAD TABLET TABLETS ROUTINE CREATE COLUMN ANALYZE AUTO STATS LOAD POLICY CATALOG OPEN BINLOG MIGRATIONS DIAGNOSE
		STAGES CACHE HOTSPOT COPY QUEUED CONSTRAINTS CONVERT DICTIONARIES INDEX DATA CLUSTER REPLICA SESSION COUNT PYTHON BUILD
		MATERIALIZED SNAPSHOTS`) {
		set[w] = true
	}
	return set
}()

// showClauses reads what may follow the words of a SHOW statement.
func (p *parser) showClauses(s *Show, clauses string) {
	for _, c := range clauses {
		switch c {
		case 'd':
			if p.acceptAny("FROM", "IN") != "" {
				s.Catalog, s.Database = p.databaseName()
			}
		case 'b':
			s.Catalog, s.Database = p.databaseName()
		case 't':
			p.expectAny("FROM", "IN")
			s.Name = p.tableName()
		case 'o':
			if p.acceptAny("FROM", "IN") != "" {
				s.Name = p.tableName()
			}
		case 'n':
			s.Name = p.tableName()
		case 'l':
			if p.accept("LIKE") {
				s.HasLike, s.Like = true, p.like()
			}
		case 'w':
			if p.accept("WHERE") {
				s.Where = p.expression()
			}
		case 's':
			if p.accept("ORDER", "BY") {
				s.OrderBy = p.orderItems()
			}
			s.Limit, s.Offset = p.limit()
		}
	}
}

// like takes the pattern after LIKE. The newer parser takes only its outer quotes off (DORIS.md "Filters of SHOW").
func (p *parser) like() string {
	t := p.current()
	value := p.str()
	if p.dialect == Nereids {
		return t.raw[1 : len(t.raw)-1]
	}
	return value
}

// describe reads DESC table and DESCRIBE table; before a query it is EXPLAIN.
func (p *parser) describe() Statement {
	start := p.current()
	p.advance()
	if p.is("SELECT") || p.is("INSERT") || p.is("WITH") {
		return &Explain{Statement: p.statement()}
	}
	s := &Show{Kind: ShowColumns, Describe: true, Limit: -1}
	if p.is("FUNCTION") {
		s.Kind = ShowOther
		p.skipRest()
	} else {
		s.Name = p.tableName()
		s.All = p.accept("ALL")
	}
	s.Text = p.textSince(start)
	return s
}
