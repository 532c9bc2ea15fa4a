// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// as configures the provider anew for a user who has what the statements grant.
func as(s *providertest.StandIn, user string, grants ...string) {
	s.T.Helper()
	s.Exec("CREATE USER IF NOT EXISTS `" + user + "` IDENTIFIED BY 'pw'")
	for _, grant := range grants {
		s.Exec(grant)
	}
	providertest.WantText(s.T, s.Configure(providertest.Obj{"endpoints": []string{s.Sim.Addr()}, "username": user, "password": "pw", "poll_interval": "100ms"}))
}

// TestPlanPrivileges shows what a plan says to users without the rights that an apply needs, with the GRANT to run.
func TestPlanPrivileges(t *testing.T) {
	const load = "GRANT LOAD_PRIV ON `shop`.* TO `u`"
	byPrefix := providertest.With(providertest.ShopBackup, providertest.Obj{"name": nil, "name_prefix": "nightly_"})
	drill := providertest.With(providertest.StageRestore, providertest.Obj{"on_destroy": "drop_database", "verify": providertest.Obj{"count_rows": true}})
	for _, line := range []string{"4.1", "3.0", "2.0"} {
		s := providertest.NewStandInWith(t, dorissim.Options{Profile: line, Tick: 5 * time.Millisecond})
		s.Exec("CREATE ROLE `dba`")
		s.Exec("GRANT ADMIN_PRIV ON *.*.* TO ROLE 'dba'")
		for name, c := range map[string]struct {
			lines    []string
			resource string
			config   providertest.Obj
			grants   []string
			silent   bool
		}{
			"backup_of_nobody":     {resource: "doris_backup", config: providertest.ShopBackup},
			"backup_with_load":     {resource: "doris_backup", config: providertest.ShopBackup, grants: []string{load}, silent: line == "2.0"},
			"prefix_with_load":     {resource: "doris_backup", config: byPrefix, grants: []string{load}},
			"backup_with_admin":    {resource: "doris_backup", config: providertest.ShopBackup, grants: []string{"GRANT ADMIN_PRIV ON *.*.* TO `u`"}, silent: true},
			"backup_with_a_role":   {resource: "doris_backup", config: providertest.ShopBackup, grants: []string{"GRANT 'dba' TO `u`"}, silent: true},
			"repository_of_nobody": {resource: "doris_repository", config: providertest.Obj{"name": "new", "location": "s3://backups/new", "s3": providertest.Obj{"region": "us-east-1"}}},
			"restore_of_nobody":    {resource: "doris_restore", config: providertest.StageRestore},
			"drill_with_load_only": {resource: "doris_restore", config: drill, grants: []string{"GRANT LOAD_PRIV ON `stage`.* TO `u`"}},
			"drill_with_admin":     {resource: "doris_restore", config: drill, grants: []string{"GRANT ADMIN_PRIV ON *.*.* TO `u`"}, silent: true},
		} {
			t.Run(line+"/"+name, func(t *testing.T) {
				s.Exec("DROP USER IF EXISTS `u`")
				as(s, "u", c.grants...)
				_, result := s.Thing(c.resource).Plan(c.config)
				var said []string
				for _, d := range result.Diags {
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
				compare.Golden(t, "privileges_"+name+"_"+line, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
				if c.resource == "doris_repository" {
					return
				}
				_, again := s.Thing(c.resource).Plan(providertest.With(c.config, providertest.Obj{"adopt_finished_within": "2h"}))
				if len(again.Diags) > 0 && again.Diags[0].Summary == "The Doris user lacks a privilege" {
					t.Error("the same right is asked for twice in one plan")
				}
			})
		}
	}
}

// TestPlanWithoutGrants: where SHOW GRANTS fails, what Doris answers to the user is what counts.
func TestPlanWithoutGrants(t *testing.T) {
	s := providertest.NewStandIn(t)
	s.Sim.FailStatement("SHOW GRANTS", "Access denied by another controller", 10)
	as(s, "u", "GRANT ADMIN_PRIV ON *.*.* TO `u`")
	_, result := s.Thing("doris_backup").Plan(providertest.ShopBackup)
	compare.Lists(t, "with ADMIN", result.Summaries(), nil)
	as(s, "nobody")
	_, result = s.Thing("doris_backup").Plan(providertest.ShopBackup)
	if said := providertest.DiagnosticsText(result.Diags); !strings.Contains(said, "may not run SHOW REPOSITORIES") {
		t.Errorf("without ADMIN: %s", said)
	}
}
