// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"
)

// TestAccRestoreReplacedByItself: Terraform shows no warnings of a replacement that -replace or replace_triggered_by asks
// for, so the plan refuses what it cannot announce. triggers does the same and is announced, also while the snapshot is
// not known.
func TestAccRestoreReplacedByItself(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	stage := s.Name("stage")
	config := func(run int, lifecycle, triggers string) string {
		return s.backup(`name_prefix = "nightly_"`, fmt.Sprintf(`triggers = { run = "%d" }`, run)) + resourceHCL("doris_restore", "r",
			"repository = doris_repository.main.name", "snapshot = doris_backup.b.name", fmt.Sprintf("database = %q", stage),
			"create_database = true", "replication_num = 1", `existing_tables = "overwrite"`, lifecycle, triggers)
	}
	c := newCLI(t, config(1, "", ""))
	c.apply()
	refused := func(arguments ...string) {
		t.Helper()
		output, code := c.run(append([]string{"apply", "-no-color", "-auto-approve"}, arguments...)...)
		if code != 1 {
			t.Errorf("exit code %d", code)
		}
		wantSaid(t, output, "Error: The replacement would restore over tables that exist", "customers, orders", "triggers = { b = doris_backup.b.id }")
		wantNotSaid(t, output, "Restoring", "Apply complete")
	}
	c.configure(config(2, "", ""))
	refused("-replace=doris_restore.r")
	c.configure(config(2, "lifecycle { replace_triggered_by = [doris_backup.b] }", ""))
	refused()
	if runs := len(s.Query("SHOW RESTORE FROM `" + stage + "`")); runs != 1 {
		t.Errorf("%d restores", runs)
	}
	c.configure(config(2, "", "triggers = { b = doris_backup.b.id }"))
	wantSaid(t, c.mustRun("plan", "-no-color"), "Warning: Existing tables will be overwritten (into "+stage+")", "customers, orders, tmp_import")
	c.apply()
	wantSaid(t, c.mustRun("plan", "-no-color"), "No changes.")
	c.destroy()
}
