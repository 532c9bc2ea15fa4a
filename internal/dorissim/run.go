// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"errors"
	"fmt"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/backup"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// Exec runs statements (separated by ;) as root without a connection. It is not counted by Statements.
func (s *Server) Exec(text string) error {
	root := s.rootSession()
	for _, statement := range sql.Split(text) {
		if _, err := s.run(root, statement); err != nil {
			return fmt.Errorf("%s: %w", sql.Words(statement, 3), err)
		}
	}
	return nil
}

// Query runs one statement as root without a connection. NULL is "\\N". It is not counted by Statements.
func (s *Server) Query(text string) (columns []string, rows [][]string, err error) {
	r, err := s.run(s.rootSession(), text)
	if err != nil || r == nil {
		return nil, nil, err
	}
	for _, values := range r.Rows {
		row := make([]string, len(values))
		for i, value := range values {
			row[i] = `\N`
			if value != nil {
				row[i] = *value
			}
		}
		rows = append(rows, row)
	}
	return r.Columns, rows, nil
}

// runText runs the statements of one COM_QUERY of a client, one after the other, until one fails (DORIS.md "One statement, one text").
func (s *Server) runText(c *session, text string) ([]*result.Result, error) {
	statements := sql.Split(text)
	if len(statements) == 0 {
		return nil, nil
	}
	var results []*result.Result
	for _, statement := range statements {
		r, err := s.runOne(c, statement)
		if err != nil {
			return results, err
		}
		results = append(results, r)
	}
	return results, nil
}

// runOne runs one statement of a client, past the faults that a test has put in its way.
func (s *Server) runOne(c *session, text string) (*result.Result, error) {
	s.record(c, text)
	to, err := s.receive(c, text)
	if err == nil {
		err = s.reached(to)
	}
	if err != nil {
		return nil, err
	}
	if err := s.faults.before(text, s.ctx.Done()); err != nil {
		return nil, s.faultError(err)
	}
	if err := s.reached(to); err != nil { // meanwhile
		return nil, err
	}
	r, err := s.run(c, text)
	s.logStatement(c, text, err)
	if cut := s.faults.after(text, s.ctx.Done()); cut != nil {
		return nil, cut
	}
	if err := s.ended(to); err != nil {
		return nil, err
	}
	return r, err
}

// run parses a statement, checks the user's privileges and gives it to the part that answers it.
func (s *Server) run(c *session, text string) (*result.Result, error) {
	dialect := sql.Legacy
	if s.profile.Nereids {
		dialect = sql.Nereids
	}
	statement, err := sql.Parse(text, dialect)
	if err != nil {
		return nil, s.parseError(err)
	}
	if statement == nil {
		return nil, nil
	}
	if err := s.checkPrivilege(c, statement); err != nil {
		return nil, err
	}
	if err := s.refusedInCloud(statement); err != nil {
		return nil, err
	}
	if err := s.needsAnyBackend(statement); err != nil {
		return nil, err
	}
	if r, err, mine := s.answerAlone(c, text, statement); mine {
		return r, err
	}
	if r, err, mine := s.answer(c, statement); mine {
		return r, err
	}
	if r, handled, err := s.jobs.Exec(s.ctx, backup.Session{Database: c.database, Zone: s.zone(c)}, statement); handled {
		if err == nil && asksForDetails(text) && c.frontend.lacksFolder() {
			return s.withoutFolder(r), nil
		}
		return r, err
	}
	if r, handled, err := s.runCatalog(c, statement); handled {
		return r, err
	}
	return nil, s.profile.Err(profile.Analysis, "The stand-in does not model this statement: %s", sql.Words(text, 3))
}

// runCatalog runs a statement about databases, tables and rows.
func (s *Server) runCatalog(c *session, statement sql.Statement) (*result.Result, bool, error) {
	if s.options.NoQueries {
		if err := s.needsBackend(statement); err != nil {
			return nil, true, err
		}
	}
	return s.catalog.Execute(statement, s.catalogSession(c))
}

func (s *Server) catalogSession(c *session) catalog.Session {
	return catalog.Session{
		ID:       c.id,
		Database: c.database,
		Zone:     s.zone(c),
		Visible:  func(database, _ string) bool { return s.mayUse(c.user, database) },

		UnicodeNames: s.variable(c, "enable_unicode_name_support", false) == "true",
	}
}

// parseError gives a syntax error its packet (DORIS.md "Error codes").
func (s *Server) parseError(err error) error {
	if syntax, ok := errors.AsType[*sql.Error](err); ok {
		return s.profile.Err(profile.Analysis, "%s", syntax.Message)
	}
	return err
}

// answer runs the statements of this package; mine is false for the others.
func (s *Server) answer(c *session, statement sql.Statement) (r *result.Result, err error, mine bool) {
	switch stmt := statement.(type) {
	case *sql.Show:
		return s.show(c, stmt)
	case *sql.Select:
		if stmt.From == nil {
			r, err = s.selectValues(c, stmt)
			return r, err, true
		}
	case *sql.Use:
		return nil, s.use(c, stmt.Database), true
	case *sql.Switch:
		return nil, s.switchCatalog(stmt.Catalog), true
	case *sql.SetVariable:
		return nil, s.setVariables(c, stmt), true
	case *sql.AdminSetConfig:
		return nil, s.setConfig(stmt), true
	case *sql.CreateUser:
		return nil, s.createUser(stmt), true
	case *sql.AlterUser:
		return nil, s.alterUser(stmt), true
	case *sql.DropUser:
		return nil, s.dropUser(stmt), true
	case *sql.SetPassword:
		return nil, s.setPassword(c, stmt), true
	case *sql.CreateRole:
		return nil, s.createRole(stmt), true
	case *sql.DropRole:
		return nil, s.dropRole(stmt), true
	case *sql.Grant:
		return nil, s.grant(stmt), true
	case *sql.Kill:
		return nil, s.kill(stmt), true
	case *sql.ClusterSnapshot:
		// DORIS.md "Statements"
		return nil, s.profile.Err(profile.Analysis, "The sql is illegal in disk mode "), true
	case *sql.Transaction, *sql.Explain, *sql.Other:
		return nil, nil, true
	}
	return nil, nil, false
}

// switchCatalog knows the one catalog that there is.
func (s *Server) switchCatalog(name string) error {
	if name != "internal" {
		return s.profile.Err(profile.Analysis, "Unknown catalog '%s'", name)
	}
	return nil
}
