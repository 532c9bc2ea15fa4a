// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package snapshot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// looks counts the listings of the repository and the looks inside a snapshot since the last time.
func looks(s *providertest.StandIn) (lists, inside int) {
	for _, statement := range s.Sim.Statements() {
		switch {
		case strings.Contains(statement.Text, "AND TIMESTAMP ="):
			inside++
		case strings.HasPrefix(statement.Text, "SHOW SNAPSHOT ON"):
			lists++
		}
	}
	s.Sim.ResetStatements()
	return lists, inside
}

// A data source looks inside what its answer may depend on, newest first, and never twice in one run of Terraform.
func TestSnapshotsLookInsideWhereItMatters(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{NoQueries: true}, func(t *testing.T, s *providertest.StandIn) {
		for days, name := range []string{"today", "yesterday_or_so", "three_days_ago", "long_ago"} {
			s.Sim.SetClock(-time.Duration(days*days) * 25 * time.Hour) // 0, 25, 100 and 225 hours ago
			s.Exec("BACKUP SNAPSHOT `shop`.`" + name + "` TO `dr_main` ON (`" + []string{"orders", "customers"}[days%2] + "`)")
			s.Await("doris_backup_jobs", "shop", "FINISHED")
		}
		s.Sim.SetClock(0)
		s.Sim.ResetStatements()
		for _, test := range []struct {
			name   string
			config providertest.Obj
			want   string
			inside int
		}{
			{"all", providertest.Obj{}, "today yesterday_or_so three_days_ago long_ago", 2},
			{"again", providertest.Obj{}, "today yesterday_or_so three_days_ago long_ago", 0},
			{"the newest with a table", providertest.Obj{"contains_table": "customers", "limit": 1}, "yesterday_or_so", 0},
			{"older than a limit", providertest.Obj{"taken_before": time.Now().Add(-90 * time.Hour).Format(time.RFC3339)}, "three_days_ago long_ago", 1},
			{"of a database", providertest.Obj{"database": "shop"}, "today yesterday_or_so three_days_ago long_ago", 1},
			{"with a table", providertest.Obj{"contains_table": "orders"}, "today three_days_ago", 0},
			{"of another database", providertest.Obj{"database": "ods"}, "", 0},
		} {
			test.config["repository"] = "dr_main"
			var names []string
			for _, snapshot := range s.MustRead("doris_snapshots", test.config)["snapshots"].([]any) {
				names = append(names, snapshot.(providertest.Obj)["name"].(string))
			}
			if got := strings.Join(names, " "); got != test.want {
				t.Errorf("%s: %s, want %s", test.name, got, test.want)
			}
			if lists, inside := looks(s); lists != 1 || inside != test.inside {
				t.Errorf("%s: %d listings and %d looks inside, want 1 and %d", test.name, lists, inside, test.inside)
			}
		}
	})
}
