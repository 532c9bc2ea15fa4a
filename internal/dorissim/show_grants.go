// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"sort"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// showGrants is SHOW [ALL] GRANTS [FOR user] (identity, privileges).
func (s *Server) showGrants(c *session, stmt *sql.Show) (*result.Result, error) {
	r := result.Of(s.profile.GrantColumns...)
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	switch {
	case stmt.All:
		for name := range s.users {
			names = append(names, name)
		}
		sort.Strings(names)
	case stmt.User != nil:
		names = []string{identity(*stmt.User)}
	default:
		names = []string{s.findUserLocked(c.user).identity()}
	}
	for _, name := range names {
		u := s.users[name]
		if u == nil {
			return nil, s.profile.Err(profile.Common, "User: %s does not exist", name)
		}
		r.Rows = append(r.Rows, pick(s.profile.GrantColumns, s.grantRow(u)))
	}
	return r, nil
}

func (s *Server) grantRow(u *user) map[string]any {
	password := "No"
	if u.password != "" {
		password = "Yes"
	}
	row := map[string]any{
		"UserIdentity": u.identity(), "Comment": u.comment, "Password": password, "Roles": strings.Join(u.roles, ","),
		"WorkloadGroupPrivs": "normal: Usage_priv",
	}
	// Everyone reads the system databases.
	databases := []string{"internal.information_schema: Select_priv", "internal.mysql: Select_priv"}
	var catalogs, tables []string
	for on, granted := range s.grantsOf(u) {
		list := privilegeList(granted)
		switch {
		case list == "":
		case on == everywhere:
			row["GlobalPrivs"] = list
		case on.database == "*":
			catalogs = append(catalogs, on.catalog+": "+list)
		case on.table == "*":
			databases = append(databases, on.catalog+"."+on.database+": "+list)
		default:
			tables = append(tables, on.catalog+"."+on.database+"."+on.table+": "+list)
		}
	}
	for column, list := range map[string][]string{"CatalogPrivs": catalogs, "DatabasePrivs": databases, "TablePrivs": tables} {
		sort.Strings(list)
		if len(list) > 0 {
			row[column] = strings.Join(list, "; ")
		}
	}
	return row
}

func privilegeList(granted map[string]bool) string {
	var list []string
	for _, privilege := range privilegeOrder {
		if granted[privilege] {
			list = append(list, privilege)
		}
	}
	return strings.Join(list, ",")
}
