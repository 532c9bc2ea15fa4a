// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// show answers the SHOW statements about the cluster; those about jobs and tables are in packages backup and catalog.
func (s *Server) show(c *session, stmt *sql.Show) (r *result.Result, err error, mine bool) {
	switch stmt.Kind {
	case sql.ShowVariables:
		r = s.showVariables(c, stmt)
	case sql.ShowGrants:
		r, err = s.showGrants(c, stmt)
	case sql.ShowFrontends:
		r = s.showFrontends(c)
	case sql.ShowBackends:
		r = s.showBackends()
	case sql.ShowFrontendConfig:
		r = s.showFrontendConfig(stmt)
	case sql.ShowBroker:
		r = s.showBroker()
	case sql.ShowResources:
		r = showResources()
	case sql.ShowStoragePolicy:
		r = showStoragePolicy(stmt)
	case sql.ShowStorageVaults:
		r, err = s.showStorageVaults()
	case sql.ShowCatalogs:
		r = s.showCatalogs()
	case sql.ShowProcesslist:
		r = s.showProcesslist(c)
	case sql.ShowProc:
		return s.showProc(c, stmt)
	case sql.ShowWarnings, sql.ShowErrors:
		r = result.Of("Level", "Code", "Message")
	case sql.ShowEngines, sql.ShowPlugins, sql.ShowStatus, sql.ShowCharset, sql.ShowCollation, sql.ShowRoles,
		sql.ShowPrivileges, sql.ShowLoad, sql.ShowAlterTable, sql.ShowOther:
		r = result.Of("Name", "Value")
	default:
		return nil, nil, false
	}
	return r, err, true
}

// like says whether a text matches a LIKE pattern: % any text, _ one character, \ before either means itself. Case does not
// matter, as in SHOW VARIABLES LIKE and SHOW FRONTEND CONFIG LIKE.
func like(text, pattern string) bool {
	return likeRunes([]rune(strings.ToLower(text)), []rune(strings.ToLower(pattern)))
}

func likeRunes(text, pattern []rune) bool {
	if len(pattern) == 0 {
		return len(text) == 0
	}
	switch pattern[0] {
	case '%':
		for i := 0; i <= len(text); i++ {
			if likeRunes(text[i:], pattern[1:]) {
				return true
			}
		}
		return false
	case '_':
		return len(text) > 0 && likeRunes(text[1:], pattern[1:])
	case '\\':
		if len(pattern) > 1 {
			pattern = pattern[1:]
		}
	}
	return len(text) > 0 && text[0] == pattern[0] && likeRunes(text[1:], pattern[1:])
}
