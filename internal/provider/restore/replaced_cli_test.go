// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"fmt"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestAccRestoreReplacedByItself: Terraform shows no warnings of a replacement that -replace or replace_triggered_by asks
// for, so the plan refuses what it cannot announce. triggers does the same and is announced, also while the snapshot is
// not known.
func TestAccRestoreReplacedByItself(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	stage := s.Name("stage")
	config := func(run int, lifecycle, triggers string) string {
		return s.Backup(`name_prefix = "nightly_"`, fmt.Sprintf(`triggers = { run = "%d" }`, run)) + providertest.ResourceHCL("doris_restore", "r",
			"repository = doris_repository.main.name", "snapshot = doris_backup.b.name", fmt.Sprintf("database = %q", stage),
			"create_database = true", "replication_num = 1", `existing_tables = "overwrite"`, lifecycle, triggers)
	}
	c := providertest.NewCLI(t, config(1, "", ""))
	c.Apply()
	refused := func(arguments ...string) {
		t.Helper()
		output, code := c.Run(append([]string{"apply", "-no-color", "-auto-approve"}, arguments...)...)
		if code != 1 {
			t.Errorf("exit code %d", code)
		}
		providertest.WantSaid(t, output, "Error: The replacement would restore over tables that exist", "customers, orders", "triggers = { b = doris_backup.b.id }")
		providertest.WantNotSaid(t, output, "Restoring", "Apply complete")
	}
	c.Configure(config(2, "", ""))
	refused("-replace=doris_restore.r")
	c.Configure(config(2, "lifecycle { replace_triggered_by = [doris_backup.b] }", ""))
	refused()
	if runs := len(s.Query("SHOW RESTORE FROM `" + stage + "`")); runs != 1 {
		t.Errorf("%d restores", runs)
	}
	c.Configure(config(2, "", "triggers = { b = doris_backup.b.id }"))
	providertest.WantSaid(t, c.MustRun("plan", "-no-color"), "Warning: Existing tables will be overwritten (into "+stage+")", "customers, orders, tmp_import")
	c.Apply()
	providertest.WantSaid(t, c.MustRun("plan", "-no-color"), "No changes.")
	c.Destroy()
}
