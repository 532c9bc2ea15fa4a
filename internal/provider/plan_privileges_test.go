// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// as configures the provider anew for a user who has what the statements grant.
func (s *standIn) as(user string, grants ...string) {
	s.t.Helper()
	s.exec("CREATE USER IF NOT EXISTS `" + user + "` IDENTIFIED BY 'pw'")
	for _, grant := range grants {
		s.exec(grant)
	}
	wantText(s.t, s.configure(obj{"endpoints": []string{s.sim.Addr()}, "username": user, "password": "pw", "poll_interval": "100ms"}))
}

// TestPlanPrivileges shows what a plan says to users without the rights that an apply needs, with the GRANT to run.
func TestPlanPrivileges(t *testing.T) {
	const load = "GRANT LOAD_PRIV ON `shop`.* TO `u`"
	byPrefix := with(shopBackup, obj{"name": nil, "name_prefix": "nightly_"})
	drill := with(stageRestore, obj{"on_destroy": "drop_database", "verify": obj{"count_rows": true}})
	for _, line := range []string{"4.1", "3.0", "2.0"} {
		s := newStandInWith(t, dorissim.Options{Profile: line, Tick: 5 * time.Millisecond})
		s.exec("CREATE ROLE `dba`")
		s.exec("GRANT ADMIN_PRIV ON *.*.* TO ROLE 'dba'")
		for name, c := range map[string]struct {
			lines    []string
			resource string
			config   obj
			grants   []string
			silent   bool
		}{
			"backup_of_nobody":     {resource: "doris_backup", config: shopBackup},
			"backup_with_load":     {resource: "doris_backup", config: shopBackup, grants: []string{load}, silent: line == "2.0"},
			"prefix_with_load":     {resource: "doris_backup", config: byPrefix, grants: []string{load}},
			"backup_with_admin":    {resource: "doris_backup", config: shopBackup, grants: []string{"GRANT ADMIN_PRIV ON *.*.* TO `u`"}, silent: true},
			"backup_with_a_role":   {resource: "doris_backup", config: shopBackup, grants: []string{"GRANT 'dba' TO `u`"}, silent: true},
			"repository_of_nobody": {resource: "doris_repository", config: obj{"name": "new", "location": "s3://backups/new", "s3": obj{"region": "us-east-1"}}},
			"restore_of_nobody":    {resource: "doris_restore", config: stageRestore},
			"drill_with_load_only": {resource: "doris_restore", config: drill, grants: []string{"GRANT LOAD_PRIV ON `stage`.* TO `u`"}},
			"drill_with_admin":     {resource: "doris_restore", config: drill, grants: []string{"GRANT ADMIN_PRIV ON *.*.* TO `u`"}, silent: true},
		} {
			t.Run(line+"/"+name, func(t *testing.T) {
				s.exec("DROP USER IF EXISTS `u`")
				s.as("u", c.grants...)
				_, result := s.thing(c.resource).plan(c.config)
				var said []string
				for _, d := range result.diags {
					if d.Summary == "The Doris user lacks a privilege" {
						said = append(said, d.Detail)
					}
				}
				if c.silent {
					if len(said) > 0 {
						t.Errorf("nothing is missing, but the plan says %q", said)
					}
					return
				}
				golden(t, "privileges_"+name+"_"+line, plain(diagnosticsText(result.diags)))
				if c.resource == "doris_repository" {
					return
				}
				_, again := s.thing(c.resource).plan(with(c.config, obj{"adopt_finished_within": "2h"}))
				if len(again.diags) > 0 && again.diags[0].Summary == "The Doris user lacks a privilege" {
					t.Error("the same right is asked for twice in one plan")
				}
			})
		}
	}
}

// TestPlanWithoutGrants: where SHOW GRANTS fails, what Doris answers to the user is what counts.
func TestPlanWithoutGrants(t *testing.T) {
	s := newStandIn(t)
	s.sim.FailStatement("SHOW GRANTS", "Access denied by another controller", 10)
	s.as("u", "GRANT ADMIN_PRIV ON *.*.* TO `u`")
	_, result := s.thing("doris_backup").plan(shopBackup)
	expect(t, "with ADMIN", result.summaries(), nil)
	s.as("nobody")
	_, result = s.thing("doris_backup").plan(shopBackup)
	if said := diagnosticsText(result.diags); !strings.Contains(said, "may not run SHOW REPOSITORIES") {
		t.Errorf("without ADMIN: %s", said)
	}
}

func TestGrantStatements(t *testing.T) {
	missing := []need{{privilege: doris.LoadPrivilege, database: "a`b"}, {privilege: doris.CreatePrivilege, database: "a`b"}}
	want := "As an administrator run:\nGRANT LOAD_PRIV ON internal.`a``b`.* TO 'u';\nGRANT CREATE_PRIV ON internal.`a``b`.* TO 'u';"
	if got := grantAll(missing, grantee("u", "'u'@'%'")); got != want {
		t.Errorf("%s", got)
	}
	for identity, want := range map[string]string{"'u'@'%'": "'u'", "'u'@'10.%'": "'u'@'10.%'", "": "'u'", "u": "'u'"} {
		if got := grantee("u", identity); got != want {
			t.Errorf("%s: %s, want %s", identity, got, want)
		}
	}
}
