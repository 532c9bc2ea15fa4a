// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"slices"
	"testing"
)

func TestRecordedGrants(t *testing.T) {
	all := []string{LoadPrivilege, SelectPrivilege, CreatePrivilege, DropPrivilege}
	for _, profile := range profiles {
		for _, s := range recorded(t, profile, "privileges", "SHOW GRANTS") {
			got := parseGrants(s.result())
			if want := "'" + s.User + "'@'%'"; got.User != want {
				t.Errorf("%s: user %s, want %s", profile, got.User, want)
			}
			if !got.Understood || len(got.Roles) > 0 {
				t.Errorf("%s: %s is %+v", profile, s.User, got)
			}
			if got.Allow(AdminPrivilege, "") != (s.User == "admin2") || got.Allow(NodePrivilege, "") {
				t.Errorf("%s: %s on the cluster: %+v", profile, s.User, got)
			}
			want := map[string][]string{"reader": {SelectPrivilege}, "admin2": all, "loader": all}[s.User]
			for _, privilege := range all {
				if allowed := got.Allow(privilege, "shop"); allowed != slices.Contains(want, privilege) {
					t.Errorf("%s: %s has %s on shop: %v", profile, s.User, privilege, allowed)
				}
			}
			if got.Allow(LoadPrivilege, "ods") != (s.User == "admin2") {
				t.Errorf("%s: %s has LOAD on a database that it was never granted", profile, s.User)
			}
		}
		root := parseGrants(recorded(t, profile, "identity", "SHOW GRANTS")[0].result())
		if !root.Allow(AdminPrivilege, "") || !root.Allow(NodePrivilege, "") || !slices.Equal(root.Roles, []string{"operator"}) {
			t.Errorf("%s: root is %+v", profile, root)
		}
	}
}

func TestGrantsOfOtherForms(t *testing.T) {
	row := func(roles, global, catalogs, databases, tables string) Grants {
		return parseGrants((step{Columns: []string{"UserIdentity", "Roles", "GlobalPrivs", "CatalogPrivs", "DatabasePrivs", "TablePrivs"}, Rows: [][]*string{{
			new("'u'@'%'"), new(roles), new(global), new(catalogs), new(databases), new(tables),
		}}}).result())
	}
	for name, c := range map[string]struct {
		grants              Grants
		admin, load, create bool
		understood          bool
	}{
		"old form":        {row("", "Node_priv Admin_priv  (false)", "", "", ""), true, true, true, true},
		"old scopes":      {row("", " (false)", "internal: Create_priv  (false)", "internal.default_cluster:shop: Load_priv  (false)", ""), false, true, true, true},
		"another catalog": {row("", "", "hive: Load_priv", "hive.shop: Load_priv", ""), false, false, false, true},
		"one table":       {row("", "", "", "", "internal.shop.orders: Load_priv,Create_priv"), false, false, false, true},
		"a pattern":       {row("", "", "", "internal.sh%: Load_priv", ""), false, true, false, true},
		"global load":     {row("", "Load_priv", "", "", ""), false, true, false, true},
		"roles":           {row("backup, dba", "", "", "", ""), false, false, false, true},
		"unknown words":   {row("", "everything", "", "", ""), false, false, false, false},
		"unknown scopes":  {row("", "", "", "internal.shop Load_priv", ""), false, false, false, false},
		"no such columns": {parseGrants((step{Columns: []string{"Grants for u"}, Rows: [][]*string{{new("GRANT ALL")}}}).result()), false, false, false, false},
		"no row":          {parseGrants((step{Columns: []string{"GlobalPrivs", "DatabasePrivs"}}).result()), false, false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := []bool{c.grants.Allow(AdminPrivilege, ""), c.grants.Allow(LoadPrivilege, "shop"), c.grants.Allow(CreatePrivilege, "shop"), c.grants.Understood}
			if want := []bool{c.admin, c.load, c.create, c.understood}; !slices.Equal(got, want) {
				t.Errorf("ADMIN, LOAD, CREATE, understood: %v, want %v: %+v", got, want, c.grants)
			}
		})
	}
	if one := row("", "", "", "", "internal.shop.orders: Select_priv,Drop_priv"); !one.Allow(SelectPrivilege, "shop") || !one.Allow(DropPrivilege, "shop") {
		t.Error("a table is read and dropped with privileges on it alone")
	}
	if roles := row("backup, dba", "", "", "", "").Roles; !slices.Equal(roles, []string{"backup", "dba"}) {
		t.Errorf("roles %q", roles)
	}
}

func TestSnapshotsNeedAdmin(t *testing.T) {
	for text, want := range map[string]bool{"2.0.16": false, "2.1.2": false, "2.1.3": true, "3.0.0": true, "4.1": true} {
		version, err := parseVersion(text)
		if err != nil || version.Has(SnapshotsNeedAdmin) != want {
			t.Errorf("%s: %v, %v", text, version.Has(SnapshotsNeedAdmin), err)
		}
	}
	if !(Version{}).Has(SnapshotsNeedAdmin) {
		t.Error("an unknown version counts as the newest")
	}
}
