// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestAccRestoreOnDestroy: a destroy drops the database that a restore made, and stops while another's table is in it.
func TestAccRestoreOnDestroy(t *testing.T) {
	t.Parallel()
	providertest.Profiles(t, testRestoreOnDestroy)
}

func testRestoreOnDestroy(t *testing.T, line acctest.Option) {
	s := providertest.NewShop(t, line)
	stage := s.Name("stage")
	config := s.Backup(fmt.Sprintf("name = %q", s.Name("monday"))) + providertest.ResourceHCL("doris_restore", "r",
		"repository = doris_backup.b.repository", "snapshot = doris_backup.b.name", fmt.Sprintf("database = %q", stage),
		"create_database = true", "replication_num = 1", `on_destroy = "drop_database"`)
	c := providertest.NewCLI(t, config)
	providertest.WantNotSaid(t, c.Apply(), "Warning: The")
	providertest.WantSaid(t, c.MustRun("plan", "-no-color"), "No changes.")

	s.Exec("CREATE TABLE `" + stage + "`.`theirs` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
	output, code := c.Run("destroy", "-no-color", "-auto-approve", "-target=doris_restore.r")
	providertest.WantSaid(t, output, "The restored database will be dropped ("+stage+")", "Error: The restored database holds other tables", "theirs. Nothing was dropped.")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	s.Exec("DROP TABLE `" + stage + "`.`theirs` FORCE")
	providertest.WantNotSaid(t, c.MustRun("plan", "-no-color"), "must be replaced", "tainted")
	c.Destroy()
	if slices.ContainsFunc(s.Query("SHOW DATABASES"), func(row []string) bool { return row[0] == stage }) {
		t.Errorf("database %s is still there", stage)
	}
}
