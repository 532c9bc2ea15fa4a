// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
)

// JobNeeds are the privileges of every backup and restore: the proof of a snapshot, and the job itself.
func JobNeeds(version doris.Version, statement, database string) []explain.Need {
	var needs []explain.Need
	if version.Has(doris.SnapshotsNeedAdmin) {
		needs = append(needs, explain.Need{Privilege: doris.AdminPrivilege, Statement: "SHOW SNAPSHOT"})
	}
	if database != "" {
		needs = append(needs, explain.Need{Privilege: doris.LoadPrivilege, Database: database, Statement: statement})
	}
	return needs
}

// RepositoryNeeds are the privileges of everything that changes a repository. Where everybody may read repositories, no
// statement of a plan tells who may change them.
func RepositoryNeeds(version doris.Version, statement string) []explain.Need {
	return []explain.Need{{Privilege: doris.AdminPrivilege, Statement: statement, Unproven: !version.Has(doris.SnapshotsNeedAdmin)}}
}

// CheckPrivileges compares the user's grants with what will be needed. It reports whether the other checks have a chance;
// what is missing is said once in a plan. Where grants cannot be read or understood nothing is concluded, and what Doris
// itself answers to the user outranks them: with another access controller (Ranger, LDAP) grants say nothing.
func (in *Instance) CheckPrivileges(ctx context.Context, needs []explain.Need, diags *diag.Diagnostics) bool {
	grants, err := in.Client.Grants(ctx)
	if err != nil || !grants.Understood {
		return true
	}
	var missing []explain.Need
	words := ""
	for _, n := range needs {
		if grants.Allow(n.Privilege, n.Database) {
			continue
		}
		refused, said := in.refuses(ctx, n, len(grants.Roles) > 0)
		if !refused && !n.Certain {
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
	next := explain.GrantAll(missing, explain.Grantee(in.Settings.Username, grants.User))
	if in.Plan.First(next) {
		diags.AddError("The Doris user lacks a privilege", explain.ThreeParts(explain.Refusal(in.Settings.Username, missing), words, next))
	}
	return false
}

// refuses asks Doris by a statement that needs the same privilege, where there is one that other checks send anyway.
// Where there is none, the grants decide, unless roles may bring what they do not show.
func (in *Instance) refuses(ctx context.Context, n explain.Need, roles bool) (refused bool, words string) {
	var err error
	switch {
	case n.Unproven:
		return !roles, ""
	case n.Privilege == doris.AdminPrivilege:
		_, err = in.Client.Repositories(ctx)
	case n.Privilege == doris.LoadPrivilege:
		err = in.JobsAtPlan(ctx, n.Database).Err
		if doris.KindOf(err) == doris.KindUnknownDatabase { // nobody is asked for it then
			return !roles, ""
		}
	default:
		return !roles, ""
	}
	if doris.KindOf(err) != doris.KindAccessDenied || doris.LoginRefused(err) {
		return false, ""
	}
	return true, explain.ErrorWords(err)
}
