// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import "strings"

// propertyRules say how a PROPERTIES clause is read.
type propertyRules int

const (
	// byDialect: the statements of backups and repositories, which the old parser reads on the legacy line.
	byDialect propertyRules = iota
	// modern: statements that the newer parser reads on every line, such as CREATE TABLE.
	modern
)

// properties takes PROPERTIES ( key = value, ... ) if it comes next (DORIS.md "Quoting").
func (p *parser) properties(rules propertyRules) Properties {
	if !p.accept("PROPERTIES") {
		return nil
	}
	return p.propertyList(rules)
}

// propertyList takes ( key = value, ... ). It must not be empty (recorded: repository_alter).
func (p *parser) propertyList(rules propertyRules) Properties {
	strict := rules == byDialect && p.dialect == Legacy
	p.expect("(")
	if p.is(")") {
		p.failName(true)
	}
	var list Properties
	for {
		key := p.propertyText(strict, false)
		p.expect("=")
		value := p.propertyText(strict, true)
		if !strict {
			key = strings.TrimSpace(key)
		}
		list = p.addProperty(list, Property{Key: key, Value: value}, strict)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return list
}

// addProperty appends a property. One that is there already is an error for the newer parser; for the old one the last wins.
func (p *parser) addProperty(list Properties, added Property, strict bool) Properties {
	for i, old := range list {
		if old.Key != added.Key {
			continue
		}
		if !strict {
			p.refuse("Multiple entries with same key: %s=%s and %s=%s", old.Key, old.Value, added.Key, added.Value)
		}
		list[i].Value = added.Value
		return list
	}
	return append(list, added)
}

// propertyText takes one key or value: a string, or for the newer parser also an identifier, number or boolean.
func (p *parser) propertyText(strict, value bool) string {
	t := p.current()
	if strict || t.kind == stringToken {
		return p.str()
	}
	switch {
	case t.kind == number:
		return p.advance().text
	case value && p.is("-") && p.peek(1).kind == number:
		p.advance()
		return "-" + p.advance().text
	case value && (p.is("DEFAULT") || p.is("TRUE") || p.is("FALSE") || p.is("NULL")):
		return p.advance().text
	}
	if !p.isName(t) {
		p.failName(true)
	}
	key := p.advance().text
	for !value && p.is(".") { // unquoted keys like dynamic_partition.enable
		p.advance()
		key += "." + p.namePart()
	}
	return key
}
