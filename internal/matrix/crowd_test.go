// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

const (
	crowdDatabases = 20
	refreshLimit   = 10 * time.Second // of the processors, Terraform's own part of 200 objects included
)

// TestCrowd: 100 backups of 20 databases in one apply end with 100 snapshots and no error; and what a refresh of 200 of
// them costs does not grow with their number.
func TestCrowd(t *testing.T) {
	cli := clis(t)[0]
	takeTurn(t)
	cluster := acctest.NewCluster(t)
	sim := cluster.Sim(t)
	var seed strings.Builder
	var databases []string
	for i := range crowdDatabases {
		name := cluster.Name(fmt.Sprintf("crowd%d", i))
		databases = append(databases, fmt.Sprintf("%q", name))
		fmt.Fprintf(&seed, "CREATE DATABASE `%s`;\nCREATE TABLE `%s`.`t` (`id` INT) DUPLICATE KEY(`id`)"+
			" DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\");\n", name, name)
	}
	cluster.Exec(seed.String())
	repository := cluster.Name("repo")
	cluster.CreateRepository(t, repository, cluster.Location("repo"))
	backups := func(address, name string) string {
		return fmt.Sprintf(`
resource "doris_backup" %q {
  count      = 100
  repository = %q
  database   = element([%s], count.index)
  %s
}
`, address, repository, strings.Join(databases, ", "), name)
	}
	snapshots := func() int {
		complete := 0
		for _, row := range cluster.Query("SHOW SNAPSHOT ON `" + repository + "`") {
			if row[2] == "OK" {
				complete++
			}
		}
		return complete
	}

	configuration := cluster.Provider() + backups("crowd", `name_prefix = "crowd_"`)
	w := newWorkspace(t, cli, configuration)
	w.start("apply", "-auto-approve", "-input=false", "-no-color", "-parallelism=10").mustSucceed("Resources: 100 added")
	if got := snapshots(); got != 100 || len(sim.Journal()) != 100 {
		t.Errorf("%d snapshots of %d jobs, want 100 of 100", got, len(sim.Journal()))
	}
	w.write(configuration + backups("more", `name_prefix = "more_"`))
	w.mustApply()
	if got := snapshots(); got != 200 || len(w.state()) != 200 {
		t.Errorf("%d snapshots and %d objects in the state, want 200", got, len(w.state()))
	}

	sim.ResetStatements()
	refresh := w.plan()
	refresh.mustSucceed("No changes")
	took := refresh.command.ProcessState.UserTime() + refresh.command.ProcessState.SystemTime() // the provider's included
	sent := map[string]int{}
	total := 0
	for _, statement := range sim.Statements() {
		sent[statement.Text]++
		total++
	}
	if total > 10 {
		t.Errorf("a refresh of 200 backups sent %d statements, want at most 10: %v", total, sent)
	}
	if took > refreshLimit {
		t.Errorf("a refresh of 200 backups took %s of the processors, want at most %s", took, refreshLimit)
	}
	t.Logf("a refresh of 200 backups: %d statements, %s of the processors", total, took.Round(time.Millisecond))
}
