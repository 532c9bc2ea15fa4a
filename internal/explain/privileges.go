// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Need is a privilege that the statements of a resource ask for (DORIS.md "Privileges"; recorded: privileges).
type Need struct {
	Privilege string // in the words of SHOW GRANTS
	Database  string // "" = the whole cluster
	Statement string // that Doris refuses without it
	Certain   bool   // Doris has refused it already
	Unproven  bool   // no statement of a plan tells: the grants decide
}

// word is the privilege as GRANT writes it, without _PRIV.
func (n Need) word() string { return strings.TrimSuffix(strings.ToUpper(n.Privilege), "_PRIV") }

// Refusal says which statements Doris refuses, and what the user lacks: on the cluster, and on the one database.
func Refusal(username string, missing []Need) string {
	var statements, lacks, onDatabase []string
	database := ""
	for _, n := range missing {
		statements = append(statements, n.Statement)
		switch {
		case n.Database != "":
			database, onDatabase = n.Database, append(onDatabase, n.word())
		case !slices.Contains(lacks, n.word()):
			lacks = append(lacks, n.word())
		}
	}
	if database != "" {
		lacks = append(lacks, fmt.Sprintf("%s on database %q", withAnd(onDatabase), database))
	}
	return fmt.Sprintf("User %q may not run %s. It lacks %s.", username, withAnd(statements), strings.Join(lacks, ", and "))
}

// withAnd is a, b and c.
func withAnd(texts []string) string {
	last := len(texts) - 1
	if last < 1 {
		return strings.Join(texts, "")
	}
	return strings.Join(texts[:last], ", ") + " and " + texts[last]
}

// GrantAll is what an administrator has to run. ADMIN includes all the others.
func GrantAll(missing []Need, grantee string) string {
	var statements []string
	for _, n := range missing {
		scope := "*.*.*"
		if n.Database != "" {
			scope = "internal." + doris.Identifier(n.Database) + ".*"
		}
		statement := fmt.Sprintf("GRANT %s_PRIV ON %s TO %s;", n.word(), scope, grantee)
		if n.Privilege == doris.AdminPrivilege {
			statements = []string{statement}
			break
		}
		statements = append(statements, statement)
	}
	if len(statements) == 1 {
		return "As an administrator run: " + statements[0]
	}
	return "As an administrator run:\n" + strings.Join(statements, "\n")
}

// Grantee names the user in a GRANT: as Doris knows it where it is bound to hosts, else as it was configured.
func Grantee(username, identity string) string {
	if strings.HasPrefix(identity, "'") && !strings.HasSuffix(identity, "@'%'") && strings.Contains(identity, "@") {
		return identity
	}
	return "'" + quoted(username) + "'"
}
