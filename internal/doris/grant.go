// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"slices"
	"strings"
)

// Grants is what SHOW GRANTS says of the connected user, by scope. Shared read.
type Grants struct {
	User      string              // 'tf_backup'@'%'
	Global    []string            // Admin_priv, Load_priv, ...
	Catalogs  map[string][]string // "internal" -> privileges
	Databases map[string][]string // "internal.shop" -> privileges
}

// Admin reports whether the user has ADMIN, which everything around repositories needs (reference 6.1).
func (g Grants) Admin() bool { return slices.Contains(g.Global, "Admin_priv") }

// On lists the privileges that hold on a database of catalog internal, from all scopes, without repetition.
func (g Grants) On(database string) []string {
	all := slices.Concat(g.Global, g.Catalogs["internal"], g.Databases["internal."+database])
	slices.Sort(all)
	return slices.Compact(all)
}

func showGrants() statement { return about("SHOW GRANTS") }

// Grants reads SHOW GRANTS.
func (c *Client) Grants(ctx context.Context) (Grants, error) {
	return sharedRead(ctx, c.shared, grantsKey, rememberRead, func() (Grants, error) {
		answer, err := c.query(ctx, showGrants())
		if err != nil {
			return Grants{}, err
		}
		return parseGrants(answer), nil
	})
}

// parseGrants reads SHOW GRANTS of the connected user: one row (recorded: privileges).
func parseGrants(answer *result) Grants {
	grants := Grants{Catalogs: map[string][]string{}, Databases: map[string][]string{}}
	for _, r := range answer.rows {
		grants.User = r.text("UserIdentity")
		grants.Global = append(grants.Global, privileges(r.text("GlobalPrivs"))...)
		addScopes(grants.Catalogs, r.text("CatalogPrivs"))
		addScopes(grants.Databases, r.text("DatabasePrivs"))
	}
	return grants
}

// addScopes reads "internal.shop: Select_priv,Load_priv; internal.mysql: Select_priv".
func addScopes(scopes map[string][]string, text string) {
	for part := range strings.SplitSeq(text, ";") {
		if scope, list, ok := strings.Cut(part, ":"); ok {
			scope = strings.TrimSpace(scope)
			scopes[scope] = append(scopes[scope], privileges(list)...)
		}
	}
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
