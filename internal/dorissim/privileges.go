// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// checkPrivilege says whether the user may run a statement, with the profile's texts (DORIS.md "Privileges"; privileges).
func (s *Server) checkPrivilege(c *session, statement sql.Statement) error {
	if s.allowed(c.user, "Admin_priv", "", "") {
		return nil
	}
	switch stmt := statement.(type) {
	case *sql.CreateRepository, *sql.AlterRepository, *sql.DropRepository:
		return s.profile.Denied("ADMIN")
	case *sql.Backup:
		return s.needLoad(c, stmt.Database)
	case *sql.Restore:
		return s.needLoad(c, stmt.Database)
	case *sql.CancelJob:
		return s.needLoad(c, stmt.Database)
	case *sql.AdminSetConfig, *sql.ClusterSnapshot:
		return s.profile.Denied("ADMIN")
	case *sql.CreateUser, *sql.AlterUser, *sql.DropUser, *sql.Grant, *sql.CreateRole, *sql.DropRole:
		return s.need(c, "Grant_priv", "GRANT", "", "")
	case *sql.SetPassword:
		if stmt.User != nil && stmt.User.Name != c.user {
			return s.need(c, "Grant_priv", "GRANT", "", "")
		}
	case *sql.SetVariable:
		for _, assignment := range stmt.Assignments {
			if assignment.Global {
				return s.profile.Denied("ADMIN")
			}
		}
	case *sql.Use:
		return nil // checked where it is run
	case *sql.Show:
		return s.checkShow(c, stmt)
	}
	return s.checkData(c, statement)
}

// checkShow is checkPrivilege for the SHOW statements.
func (s *Server) checkShow(c *session, stmt *sql.Show) error {
	switch stmt.Kind {
	case sql.ShowRepositories, sql.ShowCreateRepository, sql.ShowSnapshot:
		if s.profile.ReadsNeedAdmin {
			return s.profile.Denied("Admin_priv")
		}
	case sql.ShowBackup, sql.ShowRestore:
		database := orElse(stmt.Database, c.database)
		if database != "" && !s.allowed(c.user, "Load_priv", database, "*") {
			return s.profile.DeniedDB(c.user, database)
		}
	case sql.ShowFrontends, sql.ShowBackends:
		if s.profile.ClusterReadsNeedAdmin {
			return s.profile.Denied("ADMIN/OPERATOR")
		}
	case sql.ShowFrontendConfig:
		// 1105 on all lines (privileges).
		return s.profile.Err(profile.Analysis, "%s", deniedText("ADMIN"))
	case sql.ShowProc, sql.ShowTabletStorageFormat:
		return s.profile.Denied("ADMIN")
	case sql.ShowGrants:
		if stmt.All || stmt.User != nil && stmt.User.Name != c.user {
			return s.profile.Denied("GRANT")
		}
	case sql.ShowTables, sql.ShowViews, sql.ShowTableStatus, sql.ShowCreateDatabase, sql.ShowDynamicPartitions, sql.ShowData:
		return s.needDatabase(c, stmt.Database)
	case sql.ShowCreateTable, sql.ShowCreateView, sql.ShowCreateMTMV, sql.ShowColumns, sql.ShowIndex, sql.ShowPartitions,
		sql.ShowTablets, sql.ShowReplicaStatus, sql.ShowReplicaDistribution:
		return s.needDatabase(c, stmt.Name.Database)
	default: // open to everyone
	}
	return nil
}

// checkData is checkPrivilege for databases, tables and rows.
func (s *Server) checkData(c *session, statement sql.Statement) error {
	switch stmt := statement.(type) {
	case *sql.CreateDatabase:
		return s.needOrDeniedDB(c, "Create_priv", stmt.Database)
	case *sql.DropDatabase:
		return s.needOrDeniedDB(c, "Drop_priv", stmt.Database)
	case *sql.AlterDatabase:
		return s.needOrDeniedDB(c, "Alter_priv", stmt.Database)
	case *sql.CreateTable:
		return s.needOn(c, "Create_priv", "CREATE", stmt.Name)
	case *sql.CreateView:
		return s.needOn(c, "Create_priv", "CREATE", stmt.Name)
	case *sql.CreateMaterializedView:
		return s.needOn(c, "Create_priv", "CREATE", stmt.Name)
	case *sql.DropTable:
		return s.needOn(c, "Drop_priv", "DROP", stmt.Name)
	case *sql.AlterTable:
		return s.needOn(c, "Alter_priv", "ALTER", stmt.Name)
	case *sql.Recover:
		return s.needOn(c, "Alter_priv", "ALTER", stmt.Name)
	case *sql.AlterView:
		return s.needOn(c, "Alter_priv", "ALTER", stmt.Name)
	case *sql.TruncateTable:
		return s.needOn(c, "Load_priv", "LOAD", stmt.Name)
	case *sql.Insert:
		return s.needOn(c, "Load_priv", "LOAD", stmt.Name)
	case *sql.Delete:
		return s.needOn(c, "Load_priv", "LOAD", stmt.Name)
	case *sql.Update:
		return s.needOn(c, "Load_priv", "LOAD", stmt.Name)
	case *sql.Select:
		if stmt.From != nil && stmt.From.Subquery == nil {
			return s.needSelect(c, stmt.From.Name)
		}
	}
	return nil
}

// needLoad is the check of BACKUP, RESTORE and CANCEL. Without a database the statement itself says so.
func (s *Server) needLoad(c *session, database string) error {
	database = orElse(database, c.database)
	if database == "" {
		return nil
	}
	return s.need(c, "Load_priv", "LOAD", database, "*")
}

func (s *Server) needOn(c *session, privilege, word string, name sql.Name) error {
	return s.need(c, privilege, word, orElse(name.Database, c.database), name.Table)
}

func (s *Server) need(c *session, privilege, word, database, table string) error {
	if s.allowed(c.user, privilege, database, table) {
		return nil
	}
	return s.profile.Denied(word)
}

func (s *Server) needOrDeniedDB(c *session, privilege, database string) error {
	if s.allowed(c.user, privilege, database, "*") {
		return nil
	}
	return s.profile.DeniedDB(c.user, database)
}

// needDatabase: any privilege in the database lets its things be seen.
func (s *Server) needDatabase(c *session, database string) error {
	database = orElse(database, c.database)
	if database == "" || s.mayUse(c.user, database) {
		return nil
	}
	return s.profile.DeniedDB(c.user, database)
}

func (s *Server) needSelect(c *session, name sql.Name) error {
	database := orElse(name.Database, c.database)
	if database == "information_schema" || s.allowed(c.user, "Select_priv", database, name.Table) {
		return nil
	}
	return s.profile.Err(profile.Analysis, "Permission denied: user [%s] does not have privilege for [Select_priv] command on "+
		"[internal].[%s].[%s]", c.user, database, name.Table)
}

func orElse(text, other string) string {
	if text != "" {
		return text
	}
	return other
}

func deniedText(privilege string) string {
	return "Access denied; you need (at least one of) the (" + privilege + ") privilege(s) for this operation"
}
