// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

// TestAccRestoreOnDestroy: a destroy drops the database that a restore made, and stops while another's table is in it.
func TestAccRestoreOnDestroy(t *testing.T) {
	t.Parallel()
	profiles(t, testRestoreOnDestroy)
}

func testRestoreOnDestroy(t *testing.T, line acctest.Option) {
	s := newShop(t, line)
	stage := s.Name("stage")
	config := s.backup(fmt.Sprintf("name = %q", s.Name("monday"))) + resourceHCL("doris_restore", "r",
		"repository = doris_backup.b.repository", "snapshot = doris_backup.b.name", fmt.Sprintf("database = %q", stage),
		"create_database = true", "replication_num = 1", `on_destroy = "drop_database"`)
	c := newCLI(t, config)
	wantNotSaid(t, c.apply(), "Warning: The")
	wantSaid(t, c.mustRun("plan", "-no-color"), "No changes.")

	s.Exec("CREATE TABLE `" + stage + "`.`theirs` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
	output, code := c.run("destroy", "-no-color", "-auto-approve", "-target=doris_restore.r")
	wantSaid(t, output, "The restored database will be dropped ("+stage+")", "Error: The restored database holds other tables", "theirs. Nothing was dropped.")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	s.Exec("DROP TABLE `" + stage + "`.`theirs` FORCE")
	wantNotSaid(t, c.mustRun("plan", "-no-color"), "must be replaced", "tainted")
	c.destroy()
	if slices.ContainsFunc(s.Query("SHOW DATABASES"), func(row []string) bool { return row[0] == stage }) {
		t.Errorf("database %s is still there", stage)
	}
}
