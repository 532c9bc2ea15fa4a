// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import "strings"

// user takes 'name' or 'name'@'host', also without quotes.
func (p *parser) user() User {
	u := User{Name: p.nameOrString(), Host: "%"}
	if !p.accept("@") {
		return u
	}
	if p.accept("(") {
		u.Host = p.nameOrString()
		p.expect(")")
		return u
	}
	u.Host = p.nameOrString()
	return u
}

func (p *parser) createUser() Statement {
	p.expect("USER")
	s := &CreateUser{IfNotExists: p.ifNotExists(), User: p.user()}
	if p.accept("IDENTIFIED") {
		s.Password = p.identified()
	}
	if p.accept("DEFAULT", "ROLE") {
		s.Role = p.nameOrString()
	}
	p.passwordOptions()
	return s
}

// identified takes BY [PASSWORD] 'password' after IDENTIFIED.
func (p *parser) identified() string {
	p.expect("BY")
	p.accept("PASSWORD")
	return p.str()
}

// passwordOptions takes PASSWORD_EXPIRE and its like, which the stand-in does not keep.
func (p *parser) passwordOptions() {
	switch p.current().upper() {
	case "PASSWORD_EXPIRE", "PASSWORD_HISTORY", "PASSWORD_REUSE", "PASSWORD_LOCK_TIME", "FAILED_LOGIN_ATTEMPTS", "ACCOUNT_LOCK",
		"ACCOUNT_UNLOCK", "COMMENT", "REQUIRE":
		p.skipRest()
	}
}

func (p *parser) alterUser() Statement {
	p.expect("USER")
	s := &AlterUser{IfExists: p.ifExists(), User: p.user()}
	if p.accept("IDENTIFIED") {
		password := p.identified()
		s.Password = &password
	}
	p.passwordOptions()
	return s
}

func (p *parser) grant() Statement {
	s := &Grant{Revoke: p.advance().upper() == "REVOKE"}
	toward := "TO"
	if s.Revoke {
		toward = "FROM"
	}
	list := p.privileges()
	if !p.accept("ON") {
		s.Roles = list
		p.expect(toward)
		s.User = p.user()
		return s
	}
	for _, privilege := range list {
		s.Privileges = append(s.Privileges, strings.ToUpper(privilege))
	}
	p.grantTarget(s)
	p.expect(toward)
	if p.accept("ROLE") {
		s.Role = p.nameOrString()
		return s
	}
	s.User = p.user()
	return s
}

// privileges takes LOAD_PRIV, SELECT_PRIV(a, b), ... or 'role', ...
func (p *parser) privileges() []string {
	var list []string
	for {
		if p.is("ALL") {
			p.advance()
			p.accept("PRIVILEGES")
			list = append(list, "ALL")
		} else {
			list = append(list, p.nameOrString())
		}
		if p.is("(") {
			p.skipBrackets()
		}
		if !p.accept(",") {
			return list
		}
	}
}

// grantTarget takes what stands after ON: a pattern of names, or a kind with its name.
func (p *parser) grantTarget(s *Grant) {
	kinds := [][]string{{"RESOURCE"}, {"WORKLOAD", "GROUP"}, {"STORAGE", "VAULT"}, {"COMPUTE", "GROUP"}, {"CLUSTER"}, {"STAGE"}}
	for _, kind := range kinds {
		if p.is(kind...) && !p.peek(len(kind)).matches(".") {
			p.expect(kind...)
			s.On = strings.Join(kind, " ")
			s.Resource = p.patternPart(true)
			return
		}
	}
	s.On, s.Catalog = "TABLE", "internal"
	parts := []string{p.patternPart(false)}
	for len(parts) < 3 && p.accept(".") {
		parts = append(parts, p.patternPart(false))
	}
	switch len(parts) {
	case 1:
		s.Database, s.Table = "*", parts[0]
	case 2:
		s.Database, s.Table = parts[0], parts[1]
	default:
		s.Catalog, s.Database, s.Table = parts[0], parts[1], parts[2]
	}
}

// patternPart takes a name or "*".
func (p *parser) patternPart(orString bool) string {
	if p.accept("*") {
		return "*"
	}
	if orString && p.current().kind == stringToken {
		return p.advance().text
	}
	return p.name()
}

// setPassword reads what follows SET PASSWORD.
func (p *parser) setPassword() Statement {
	s := &SetPassword{}
	if p.accept("FOR") {
		u := p.user()
		s.User = &u
	}
	p.expect("=")
	if p.accept("PASSWORD") {
		p.expect("(")
		s.Password = p.str()
		p.expect(")")
		return s
	}
	s.Password = p.str()
	return s
}
