// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"slices"
	"strings"
)

// Privileges in the words of SHOW GRANTS.
const (
	AdminPrivilege  = "Admin_priv"
	NodePrivilege   = "Node_priv"
	LoadPrivilege   = "Load_priv"
	SelectPrivilege = "Select_priv"
	CreatePrivilege = "Create_priv"
	DropPrivilege   = "Drop_priv"
)

// Grants is what SHOW GRANTS says of the connected user, by scope; what roles bring is among it (root shows the
// privileges of role operator; recorded: identity). Shared read.
type Grants struct {
	User      string              // 'tf_backup'@'%'
	Roles     []string            // by name
	Global    []string            // Admin_priv, Load_priv, ...
	Catalogs  map[string][]string // "internal" -> privileges
	Databases map[string][]string // "internal.shop" -> privileges
	Tables    map[string][]string // "internal.shop.orders" -> privileges
	// Understood is false where the answer has another form than the ones known here: nothing is concluded then.
	Understood bool
}

// tableWise are the privileges that suffice on single tables: a SELECT or DROP TABLE asks for no more. Backups, restores and
// CREATE DATABASE ask for theirs on the database (Role.checkDbPriv).
var tableWise = []string{SelectPrivilege, DropPrivilege}

// Allow reports whether the user has a privilege on a database of catalog internal, or, where that suffices, on anything in
// it; "" asks for the whole cluster. ADMIN includes all others but NODE.
func (g Grants) Allow(privilege, database string) bool {
	has := func(list []string) bool {
		return slices.Contains(list, privilege) || privilege != NodePrivilege && slices.Contains(list, AdminPrivilege)
	}
	if has(g.Global) {
		return true
	}
	if database == "" {
		return false
	}
	for scope, list := range g.Catalogs {
		if has(list) && covers(scope, "internal") {
			return true
		}
	}
	scopes := []map[string][]string{g.Databases}
	if slices.Contains(tableWise, privilege) {
		scopes = append(scopes, g.Tables)
	}
	for _, scopes := range scopes {
		for scope, list := range scopes {
			parts := strings.SplitN(scope, ".", 3)
			if has(list) && len(parts) > 1 && covers(parts[0], "internal") && covers(shortName(parts[1]), database) {
				return true
			}
		}
	}
	return false
}

// covers reports whether a name in a grant stands for another: itself, or a pattern of old lines.
func covers(granted, name string) bool {
	return granted == name || granted == "*" || strings.Contains(granted, "%")
}

func showGrants() statement { return newStatement("SHOW GRANTS") }

// Grants reads SHOW GRANTS.
func (c *Client) Grants(ctx context.Context) (Grants, error) {
	return cached(ctx, c.cache, grantsKey, lifeOfLists, func() (Grants, error) {
		answer, err := c.query(ctx, showGrants())
		if err != nil {
			return Grants{}, err
		}
		return parseGrants(answer), nil
	})
}

// parseGrants reads SHOW GRANTS of the connected user: one row (recorded: privileges).
func parseGrants(answer *result) Grants {
	grants := Grants{
		Catalogs: map[string][]string{}, Databases: map[string][]string{}, Tables: map[string][]string{},
		Understood: len(answer.rows) > 0 && answer.has("GlobalPrivs") && answer.has("DatabasePrivs"),
	}
	for _, r := range answer.rows {
		grants.User = r.text("UserIdentity")
		grants.Roles = append(grants.Roles, strings.FieldsFunc(r.text("Roles"), func(c rune) bool { return c == ',' || c == ' ' })...)
		global := privileges(r.text("GlobalPrivs"))
		if len(global) == 0 && strings.TrimSpace(strings.ReplaceAll(r.text("GlobalPrivs"), "(false)", "")) != "" {
			grants.Understood = false
		}
		grants.Global = append(grants.Global, global...)
		understood := addScopes(grants.Catalogs, r.text("CatalogPrivs")) && addScopes(grants.Databases, r.text("DatabasePrivs")) &&
			addScopes(grants.Tables, r.text("TablePrivs"))
		grants.Understood = grants.Understood && understood
	}
	return grants
}

// addScopes reads "internal.shop: Select_priv,Load_priv; internal.mysql: Select_priv". It reports whether all of the text
// has that form.
func addScopes(scopes map[string][]string, text string) bool {
	understood := true
	for part := range strings.SplitSeq(text, ";") {
		at := strings.LastIndex(part, ":") // old lines write default_cluster:shop
		if at < 0 {
			understood = understood && strings.TrimSpace(part) == ""
			continue
		}
		scope := strings.TrimSpace(part[:at])
		scopes[scope] = append(scopes[scope], privileges(part[at+1:])...)
	}
	return understood
}

// privileges reads "Node_priv,Admin_priv"; older lines use spaces and add "(false)".
func privileges(text string) []string {
	var list []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		if strings.HasSuffix(word, "_priv") {
			list = append(list, word)
		}
	}
	return list
}
