// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// internalCatalog is Doris's own catalog; the stand-in has no other.
const internalCatalog = "internal"

// Execute runs a statement about databases, tables, views and rows: all DDL and DML of those, SELECT, and the SHOW kinds of
// the catalog. handled is false for what it does not know: that belongs to the caller. Errors are *profile.Error.
// Privileges are checked before, by the caller. A nil answer is OK without rows.
func (c *Catalog) Execute(statement sql.Statement, session Session) (answer *result.Result, handled bool, err error) {
	switch s := statement.(type) {
	case *sql.Select:
		c.mu.RLock()
		defer c.mu.RUnlock()
		answer, _, err = c.query(s, session)
		return answer, true, err
	case *sql.Show:
		c.mu.RLock()
		defer c.mu.RUnlock()
		return c.show(s, session)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	handled, err = c.change(statement, session)
	return nil, handled, err
}

// change runs a statement that changes something; the lock is held.
func (c *Catalog) change(statement sql.Statement, session Session) (handled bool, err error) {
	switch s := statement.(type) {
	case *sql.CreateDatabase:
		err = c.createDatabase(s)
	case *sql.DropDatabase:
		err = c.dropDatabase(s)
	case *sql.AlterDatabase:
		err = c.alterDatabase(s)
	case *sql.CreateTable:
		err = c.createTable(s, session)
	case *sql.CreateView:
		err = c.createView(s, session)
	case *sql.AlterView:
		err = c.alterView(s, session)
	case *sql.CreateMaterializedView:
		err = c.createMaterializedView(s, session)
	case *sql.DropTable:
		err = c.dropTable(s, session)
	case *sql.TruncateTable:
		err = c.truncateTable(s, session)
	case *sql.Recover:
		err = c.recover(s, session)
	case *sql.AlterTable:
		err = c.alterTable(s, session)
	case *sql.Insert:
		err = c.insert(s, session)
	case *sql.Delete:
		err = c.delete(s, session)
	case *sql.Update:
		err = c.update(s, session)
	default:
		return false, nil
	}
	return true, err
}

// databaseOf is the database of a name: its own, or the session's.
func (c *Catalog) databaseOf(n sql.Name, session Session) (string, error) {
	if n.Catalog != "" && n.Catalog != internalCatalog {
		return "", c.errorf(profile.Analysis, "Unknown catalog '%s'", n.Catalog)
	}
	if n.Database != "" {
		return n.Database, nil
	}
	if session.Database == "" {
		return "", c.profile.NoDatabase()
	}
	return session.Database, nil
}

// target is the database in which a statement creates, alters or drops something.
func (c *Catalog) target(n sql.Name, session Session) (*Database, error) {
	name, err := c.databaseOf(n, session)
	if err != nil {
		return nil, err
	}
	return c.database(name)
}

// find is the table of a name; a missing one is "Unknown table 'x'".
func (c *Catalog) find(n sql.Name, session Session) (*Table, error) {
	d, err := c.target(n, session)
	if err != nil {
		return nil, err
	}
	t := d.Table(n.Table)
	if t == nil {
		return nil, c.errorf(profile.UnknownTable, "Unknown table '%s'", n.Table)
	}
	return t, nil
}

// olap is find for a table with rows.
func (c *Catalog) olap(n sql.Name, session Session) (*Table, error) {
	t, err := c.find(n, session)
	if err == nil && !t.HasData() {
		return nil, c.errorf(profile.NotOLAP, "Table '%s' is not a OLAP table", n.Table)
	}
	return t, err
}

// coded is an error whose code the profile does not name: code on the legacy lines, 1105 on 4.x.
func (c *Catalog) coded(code uint16, state, format string, args ...any) error {
	e := c.profile.Err(profile.Analysis, format, args...)
	if !c.profile.Nereids {
		e.Code, e.State = code, state
	}
	return e
}
