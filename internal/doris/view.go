// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import "strings"

// viewReference is a table or view that the definition of a view reads.
type viewReference struct {
	catalog  string // "internal", or that of another system
	database string // "" = the definition does not say it
	table    string
}

// internal reports whether it lies in Doris itself.
func (r viewReference) internal() bool { return r.catalog == internalCatalog }

// internalCatalog is where backups and restores happen (DORIS.md "Names").
const internalCatalog = "internal"

// viewReferences lists what a definition, as SHOW CREATE TABLE or SHOW CREATE VIEW prints it, reads: names after FROM and
// JOIN, without common table expressions and table functions. Doris qualifies every table of a view when it is created
// (recorded: restore_database); where a definition names no database, Database is "". A text that scanSQL refuses has none.
func viewReferences(definition string) []viewReference {
	lexemes, err := scanSQL(definition)
	if err != nil {
		return nil
	}
	p := viewParser{text: definition, lexemes: lexemes}
	p.block(false)
	return p.found
}

// viewParser walks through a definition once. It knows no more of the grammar than where names of tables stand.
type viewParser struct {
	text    string
	lexemes []lexeme
	at      int
	found   []viewReference
}

// afterTables are the words that end the list of tables of a query; afterTable those that say more of the table before
// them, so that a comma may still bring another one.
var (
	afterTables = wordSet("SELECT WHERE GROUP HAVING QUALIFY WINDOW ORDER LIMIT UNION INTERSECT EXCEPT MINUS")
	afterTable  = wordSet("ON USING LATERAL TABLESAMPLE PARTITION PARTITIONS TABLET")
)

// block reads up to the closing parenthesis. tables = a table may come next: it is a parenthesis in a list of tables.
// FROM counts only after SELECT, because functions know it too: extract(year FROM d).
func (p *viewParser) block(tables bool) {
	query, list, next := tables, tables, tables
	before := ""
	for p.at < len(p.lexemes) {
		l := p.lexemes[p.at]
		p.at++
		word := l.upper
		switch {
		case l.is(")"):
			return
		case l.is("("):
			p.block(next)
			next = false
		case l.is(","):
			next = list
		case query && (word == "JOIN" || word == "FROM" && before != "DISTINCT"): // a IS DISTINCT FROM b
			list, next = true, true
		case afterTables[word]:
			query, list, next = query || word == "SELECT", false, false
		case afterTable[word]:
			next = false
		case l.name && next:
			p.reference(l)
			next = false
		}
		before = word
	}
}

// reference reads the rest of a name and keeps it.
func (p *viewParser) reference(first lexeme) {
	parts := []string{p.name(first)}
	for p.at+1 < len(p.lexemes) && p.lexemes[p.at].is(".") && p.lexemes[p.at+1].name {
		parts = append(parts, p.name(p.lexemes[p.at+1]))
		p.at += 2
	}
	switch n := len(parts); {
	case n > 2:
		p.found = append(p.found, viewReference{parts[n-3], shortName(parts[n-2]), parts[n-1]})
	case n == 2:
		p.found = append(p.found, viewReference{internalCatalog, shortName(parts[0]), parts[1]})
	case p.at < len(p.lexemes) && p.lexemes[p.at].is("("), p.isExpression(parts[0]): // a function, or from a WITH
	default:
		p.found = append(p.found, viewReference{internalCatalog, "", parts[0]})
	}
}

// isExpression reports whether a WITH gives the name to a query: name AS (..., or name (columns) AS (...
func (p *viewParser) isExpression(name string) bool {
	for i := 0; i+2 < len(p.lexemes); i++ {
		if !p.lexemes[i].name || !strings.EqualFold(p.name(p.lexemes[i]), name) {
			continue
		}
		rest := skipParentheses(p.lexemes[i+1:])
		if len(rest) > 1 && rest[0].is("AS") && rest[1].is("(") {
			return true
		}
	}
	return false
}

// name is a name as it is, without its backquotes.
func (p *viewParser) name(l lexeme) string {
	rest := p.text[l.at:]
	if l.upper != "" {
		size := 1
		for size < len(rest) && isWordByte(rest[size]) {
			size++
		}
		return rest[:size]
	}
	end, _ := quotedLength(rest) // scanSQL has read it before
	return strings.ReplaceAll(rest[1:end-1], "``", "`")
}

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}
