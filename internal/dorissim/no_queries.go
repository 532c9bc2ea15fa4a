// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// needsBackend is the error of a statement that needs a backend to compute, on a cluster whose backends take tasks and
// answer no queries (Options.NoQueries): that of the recordings properties_read and skipped_objects. nil for the others.
func (s *Server) needsBackend(statement sql.Statement) error {
	switch stmt := statement.(type) {
	case *sql.Select:
		if stmt.From != nil {
			return s.queryFails(stmt.From)
		}
	case *sql.Show:
		if stmt.Kind == sql.ShowTabletStorageFormat {
			return s.profile.Err(profile.Analysis, "get tablet data from backend: %derror.", catalog.BackendID(0))
		}
		if stmt.Kind == sql.ShowTableStatus && s.profile.StatusNeedsBackend {
			return s.profile.Err(profile.Analysis, "Failed to execute internal SQL. "+
				"org.apache.doris.common.NereidsException: errCode = 2, detailMessage = %s", s.noBackend())
		}
	}
	return nil
}

// needsAnyBackend is the error of a SELECT that computes something, on a cluster without backends: on 4.x that takes one even
// without a table (recorded of @@version_comment: identity; seen of UNIX_TIMESTAMP()). nil for all others.
func (s *Server) needsAnyBackend(statement sql.Statement) error {
	stmt, ok := statement.(*sql.Select)
	if !ok || s.options.Backends > 0 || !s.profile.Nereids && stmt.From == nil {
		return nil
	}
	for _, item := range stmt.Items {
		switch item.Expr.(type) {
		case *sql.Call, *sql.Variable:
			return s.profile.Err(profile.Analysis, "No backend available as scan node, please check the status of your backends.")
		}
	}
	return nil
}

// queryFails: the analysis of a query comes first, so a table that is not there is said before the missing backend.
func (s *Server) queryFails(from *sql.TableRef) error {
	if from.Name.Database == "information_schema" && !systemTables[from.Name.Table] {
		position := ""
		if s.profile.Nereids {
			position = fmt.Sprintf("(line 1, pos %d)", from.Pos)
		}
		return s.profile.Err(profile.Analysis, "Table [%s] does not exist in database [information_schema].%s",
			from.Name.Table, position)
	}
	return s.profile.Err(profile.Analysis, "%s", s.noBackend())
}

func (s *Server) noBackend() string {
	text := "There is no scanNode Backend available."
	if s.profile.Nereids {
		text = "No backend available as scan node, please check the status of your backends."
	}
	return fmt.Sprintf("%s[%d: in black list(send fragments failed. io.grpc.StatusRuntimeException: UNAVAILABLE: io exception)]",
		text, catalog.BackendID(0))
}

// systemTables are the tables of information_schema that backup tools ask for.
var systemTables = map[string]bool{
	"tables": true, "partitions": true, "table_properties": true, "columns": true, "schemata": true, "views": true,
	"backends": true, "frontends": true, "statistics": true, "processlist": true, "character_sets": true, "collations": true,
	"engines": true, "user_privileges": true, "schema_privileges": true, "table_privileges": true, "files": true,
	"global_variables": true, "session_variables": true, "metadata_name_ids": true, "rowsets": true, "active_queries": true,
	"workload_groups": true, "catalog_meta_cache_statistics": true, "table_options": true,
}
