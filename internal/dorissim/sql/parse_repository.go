// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// createRepository reads what follows CREATE.
func (p *parser) createRepository() Statement {
	s := &CreateRepository{}
	if p.accept("READ") {
		p.expectBeforeName("ONLY")
		s.ReadOnly = true
	}
	p.expectBeforeName("REPOSITORY")
	s.Name = p.name()
	p.expectBeforeName("WITH")
	s.Storage = p.expectAny("BROKER", "HDFS", "LOCAL", "S3")
	if p.isName(p.current()) {
		s.Broker = p.advance().text
	}
	p.expect("ON")
	p.expect("LOCATION")
	s.Location = p.location()
	s.Properties = p.properties(byDialect)
	return s
}

// location takes the string after LOCATION. The newer parser takes its outer quotes off and nothing more
// (DORIS.md "Quoting").
func (p *parser) location() string {
	t := p.current()
	value := p.str()
	if p.dialect == Nereids {
		return t.raw[1 : len(t.raw)-1]
	}
	return value
}

// alterRepository reads what follows ALTER.
func (p *parser) alterRepository() Statement {
	p.expect("REPOSITORY")
	return &AlterRepository{Name: p.name(), Properties: p.properties(byDialect)}
}

// dropRepository reads what follows DROP.
func (p *parser) dropRepository() Statement {
	p.expect("REPOSITORY")
	return &DropRepository{Name: p.name()}
}
