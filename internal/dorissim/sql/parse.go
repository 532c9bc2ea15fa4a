// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

// Parse reads one statement. A text that the grammar does not accept gives an *Error with Doris's words.
// An empty text, or one of comments only, gives nil and no error.
func Parse(text string, dialect Dialect) (statement Statement, err error) {
	p := newParser(text, dialect)
	defer p.recover(&err)
	for p.accept(";") {
	}
	if p.current().kind == eof {
		return nil, nil
	}
	parsed := p.statement()
	for p.accept(";") {
	}
	p.end()
	return parsed, nil
}

// statement reads one statement by its first word.
func (p *parser) statement() Statement {
	defer p.enter()()
	switch first := p.current(); first.upper() {
	case "SELECT", "WITH":
		return p.selectStatement()
	case "SHOW":
		return p.show()
	case "DESC", "DESCRIBE":
		return p.describe()
	case "CREATE":
		return p.create()
	case "DROP":
		return p.drop()
	case "ALTER":
		return p.alter()
	case "TRUNCATE":
		return p.truncate()
	case "RECOVER":
		return p.recoverDropped()
	case "INSERT":
		return p.insert()
	case "DELETE":
		return p.delete()
	case "UPDATE":
		return p.update()
	case "USE":
		return p.use()
	case "SWITCH":
		p.advance()
		return &Switch{Catalog: p.name()}
	case "SET":
		return p.set()
	case "ADMIN":
		return p.admin()
	case "BACKUP":
		return p.backup()
	case "RESTORE":
		return p.restore()
	case "CANCEL":
		return p.cancel()
	case "GRANT", "REVOKE":
		return p.grant()
	case "BEGIN", "START", "COMMIT", "ROLLBACK":
		return p.transaction()
	case "KILL":
		return p.kill()
	case "EXPLAIN":
		p.advance()
		p.acceptAny("VERBOSE", "GRAPH", "PLAN", "TREE")
		return &Explain{Statement: p.statement()}
	}
	if p.current().kind == operator && p.current().text == "(" {
		return p.selectStatement()
	}
	if isStart(p.current().upper(), p.dialect) {
		return p.other()
	}
	p.expected = starts(p.dialect)
	p.fail()
	return nil
}

// other takes a statement that the stand-in gives no meaning whole.
func (p *parser) other() Statement {
	first := p.current()
	p.skipRest()
	return &Other{Verb: first.upper(), Text: p.textSince(first)}
}
