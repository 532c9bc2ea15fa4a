// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"
	"testing"
)

const theirTable = "CREATE TABLE `stage`.`theirs` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")"

// destroy plans and destroys, and returns what both said.
func (x *thing) destroy() (plan, apply string) {
	x.t.Helper()
	_, result := x.plan(nil)
	return plain(diagnosticsText(result.diags)), plain(diagnosticsText(x.apply(x.t.Context(), nil)))
}

// left is what a database holds; "" when it is gone.
func (s *standIn) left(database string) string {
	s.t.Helper()
	_, databases, err := s.sim.Query("SHOW DATABASES")
	if err != nil {
		s.t.Fatal(err)
	}
	if !slices.ContainsFunc(databases, func(row []string) bool { return row[0] == database }) {
		return ""
	}
	_, tables, err := s.sim.Query("SHOW TABLES FROM `" + database + "`")
	if err != nil {
		s.t.Fatal(err)
	}
	names := []string{database + ":"}
	for _, row := range tables {
		names = append(names, row[0])
	}
	return strings.Join(names, " ")
}

func TestRestoreDestroyed(t *testing.T) {
	all := "stage: customers orders v_orders"
	for name, c := range map[string]struct {
		config  obj
		before  string // SQL before the restore
		between string // SQL before the destroy
		stays   string
		failed  bool
	}{
		"keep":                 {stays: all},
		"drop_tables":          {config: obj{"on_destroy": "drop_tables"}, between: theirTable, stays: "stage: theirs"},
		"drop_database":        {config: obj{"on_destroy": "drop_database"}},
		"drop_database shared": {config: obj{"on_destroy": "drop_database"}, between: theirTable, stays: "stage: customers orders theirs v_orders", failed: true},
		"drop_database of before": {
			config: obj{"on_destroy": "drop_database"}, before: "CREATE DATABASE `stage`", stays: "stage:",
		},
		"dropped since": {
			config:  obj{"on_destroy": "drop_tables"},
			between: "DROP TABLE `stage`.`customers`", stays: "stage:",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSnapshots(t)
			if c.before != "" {
				s.exec(c.before)
			}
			x := s.thing("doris_restore")
			x.succeeds(with(stageRestore, c.config))
			if c.between != "" {
				s.exec(c.between)
			}
			x.refresh()
			plan, applied := x.destroy()
			golden(t, "destroy_"+strings.ReplaceAll(name, " ", "_"), plan+applied)
			if got := s.left("stage"); got != c.stays {
				t.Errorf("left: %q, want %q", got, c.stays)
			}
			if x.exists() != c.failed {
				t.Errorf("in state: %t", x.exists())
			}
		})
	}
}

// TestRestoreDestroyLeavesWhatIsMadeAnew: what was dropped and made anew by somebody else is not dropped again.
func TestRestoreDestroyLeavesWhatIsMadeAnew(t *testing.T) {
	s := newSnapshots(t)
	x := s.thing("doris_restore")
	x.succeeds(with(stageRestore, obj{"on_destroy": "drop_tables"}))
	s.exec("DROP TABLE `stage`.`customers`")
	x.refresh()
	s.exec(strings.ReplaceAll(theirTable, "theirs", "customers"))
	x.refresh()
	x.destroy()
	if got := s.left("stage"); got != "stage: customers" {
		t.Errorf("left: %q", got)
	}
}

// TestRestoreDestroyedRunning: the job is cancelled first, which makes Doris remove what it created.
func TestRestoreDestroyedRunning(t *testing.T) {
	s := newSnapshots(t)
	x := s.thing("doris_restore")
	config := with(stageRestore, obj{"on_destroy": "drop_database"})
	gate := s.sim.HoldState("restore", "DOWNLOADING")
	defer gate.Release()
	x.applyUntil(gate, "SHOW RESTORE", config)
	x.refresh()
	plan, applied := x.destroy()
	golden(t, "destroy_running", plan+applied)
	if got := s.left("stage"); got != "" || x.exists() {
		t.Errorf("left: %q", got)
	}
}
