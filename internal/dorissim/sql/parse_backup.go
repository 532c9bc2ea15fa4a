// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

func (p *parser) backup() Statement {
	p.expect("BACKUP")
	p.expectBeforeName("SNAPSHOT")
	s := &Backup{}
	s.Database, s.Label = p.label()
	p.expectBeforeName("TO")
	s.Repository = p.name()
	s.Objects = p.objectList()
	s.Properties = p.properties(byDialect)
	return s
}

func (p *parser) restore() Statement {
	p.expect("RESTORE")
	p.expectBeforeName("SNAPSHOT")
	s := &Restore{}
	s.Database, s.Label = p.label()
	p.expectBeforeName("FROM")
	s.Repository = p.name()
	s.Objects = p.objectList()
	s.Properties = p.properties(byDialect)
	return s
}

// label takes [database.]label (DORIS.md "Names": never more than two parts).
func (p *parser) label() (database, label string) {
	start := p.current()
	parts := p.parts(4)
	switch {
	case len(parts) == 1:
		return "", parts[0]
	case len(parts) == 2:
		return parts[0], parts[1]
	case p.dialect == Nereids:
		p.refuse("only support [<db_name>.]<snapshot_name>")
	}
	p.noViable(start)
	return "", ""
}

// objectList takes ON (...) or EXCLUDE (...); nil when neither comes.
func (p *parser) objectList() *ObjectList {
	which := p.acceptAny("ON", "EXCLUDE")
	if which == "" {
		return nil
	}
	list := &ObjectList{Exclude: which == "EXCLUDE"}
	p.expect("(")
	for {
		list.Refs = append(list.Refs, p.objectRef())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return list
}

// objectRef takes table [PARTITION (...)] [AS alias].
func (p *parser) objectRef() ObjectRef {
	ref := ObjectRef{Name: p.tableName()}
	ref.Partitions, ref.Temporary = p.partitionNames()
	ref.Alias = p.alias()
	return ref
}

func (p *parser) cancel() Statement {
	start := p.current()
	p.expect("CANCEL")
	if !p.is("BACKUP") && !p.is("RESTORE") {
		switch p.current().upper() {
		case "LOAD", "EXPORT", "ALTER", "DECOMMISSION", "WARM", "BUILD", "MATERIALIZED", "TASK":
			p.skipRest()
			return &Other{Verb: "CANCEL", Text: p.textSince(start)}
		}
		p.noViable(start)
	}
	s := &CancelJob{Restore: p.advance().upper() == "RESTORE"}
	if p.acceptAny("FROM", "IN") != "" {
		s.Database = p.name()
	}
	return s
}
