// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// need is a privilege that the statements of a resource ask for (reference 6.1; recorded: privileges).
type need struct {
	privilege string // in the words of SHOW GRANTS
	database  string // "" = the whole cluster
	statement string // that Doris refuses without it
	certain   bool   // Doris has refused it already
	unproven  bool   // no statement of a plan tells: the grants decide
}

// word is the privilege as GRANT writes it, without _PRIV.
func (n need) word() string { return strings.TrimSuffix(strings.ToUpper(n.privilege), "_PRIV") }

// jobNeeds are the privileges of every backup and restore: the proof of a snapshot, and the job itself.
func jobNeeds(version doris.Version, statement, database string) []need {
	var needs []need
	if version.SnapshotsNeedAdmin() {
		needs = append(needs, need{privilege: doris.AdminPrivilege, statement: "SHOW SNAPSHOT"})
	}
	if database != "" {
		needs = append(needs, need{privilege: doris.LoadPrivilege, database: database, statement: statement})
	}
	return needs
}

// repositoryNeeds are the privileges of everything that changes a repository. Where everybody may read repositories, no
// statement of a plan tells who may change them.
func repositoryNeeds(version doris.Version, statement string) []need {
	return []need{{privilege: doris.AdminPrivilege, statement: statement, unproven: !version.SnapshotsNeedAdmin()}}
}

// needs are the privileges that the restore's statements ask for, those of a later destroy included.
func (r *restoreResource) needs(ctx context.Context, plan restoreModel, cluster doris.Cluster) []need {
	database := plan.Database.ValueString()
	needs := jobNeeds(cluster.Version, "RESTORE", database)
	if database == "" {
		return needs
	}
	add := func(privilege, statement string) {
		needs = append(needs, need{privilege: privilege, database: database, statement: statement})
	}
	if plan.CreateDatabase.ValueBool() {
		if present, err := r.in.client.Databases(ctx); err == nil && !slices.Contains(present, database) {
			add(doris.CreatePrivilege, "CREATE DATABASE")
		}
	}
	switch plan.OnDestroy.ValueString() {
	case destroyDropTables:
		add(doris.DropPrivilege, "DROP TABLE")
	case destroyDropDatabase:
		add(doris.DropPrivilege, "DROP DATABASE")
	}
	if plan.verification() != nil {
		add(doris.SelectPrivilege, "SELECT")
	}
	return needs
}

// checkPrivileges compares the user's grants with what will be needed. It reports whether the other checks have a chance;
// what is missing is said once in a plan. Where grants cannot be read or understood nothing is concluded, and what Doris
// itself answers to the user outranks them: with another access controller (Ranger, LDAP) grants say nothing.
func (in *instance) checkPrivileges(ctx context.Context, needs []need, diags *diag.Diagnostics) bool {
	grants, err := in.client.Grants(ctx)
	if err != nil || !grants.Understood {
		return true
	}
	var missing []need
	words := ""
	for _, n := range needs {
		if grants.Allow(n.privilege, n.database) {
			continue
		}
		refused, said := in.refuses(ctx, n, len(grants.Roles) > 0)
		if !refused && !n.certain {
			continue
		}
		missing = append(missing, n)
		if words == "" {
			words = said
		}
	}
	if len(missing) == 0 {
		return true
	}
	next := grantAll(missing, grantee(in.settings.username, grants.User))
	if in.plan.first(next) {
		diags.AddError("The Doris user lacks a privilege", threeParts(refusal(in.settings.username, missing), words, next))
	}
	return false
}

// refuses asks Doris by a statement that needs the same privilege, where there is one that other checks send anyway.
// Where there is none, the grants decide, unless roles may bring what they do not show.
func (in *instance) refuses(ctx context.Context, n need, roles bool) (refused bool, words string) {
	var err error
	switch {
	case n.unproven:
		return !roles, ""
	case n.privilege == doris.AdminPrivilege:
		_, err = in.client.Repositories(ctx)
	case n.privilege == doris.LoadPrivilege:
		err = in.jobsAtPlan(ctx, n.database).err
		if doris.KindOf(err) == doris.KindUnknownDatabase { // nobody is asked for it then
			return !roles, ""
		}
	default:
		return !roles, ""
	}
	if doris.KindOf(err) != doris.KindAccessDenied || doris.LoginRefused(err) {
		return false, ""
	}
	return true, wordsOf(err)
}

// refusal says which statements Doris refuses, and what the user lacks: on the cluster, and on the one database.
func refusal(username string, missing []need) string {
	var statements, lacks, onDatabase []string
	database := ""
	for _, n := range missing {
		statements = append(statements, n.statement)
		switch {
		case n.database != "":
			database, onDatabase = n.database, append(onDatabase, n.word())
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

// grantAll is what an administrator has to run. ADMIN includes all the others.
func grantAll(missing []need, grantee string) string {
	var statements []string
	for _, n := range missing {
		scope := "*.*.*"
		if n.database != "" {
			scope = "internal." + doris.Identifier(n.database) + ".*"
		}
		statement := fmt.Sprintf("GRANT %s_PRIV ON %s TO %s;", n.word(), scope, grantee)
		if n.privilege == doris.AdminPrivilege {
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

// grantee names the user in a GRANT: as Doris knows it where it is bound to hosts, else as it was configured.
func grantee(username, identity string) string {
	if strings.HasPrefix(identity, "'") && !strings.HasSuffix(identity, "@'%'") && strings.Contains(identity, "@") {
		return identity
	}
	return "'" + quoted(username) + "'"
}
