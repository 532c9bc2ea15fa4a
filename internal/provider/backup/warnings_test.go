// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
)

// TestBackupWarnings holds the warnings that plans and applies of backups give.
func TestBackupWarnings(t *testing.T) {
	plain := backupModel{
		Repository: types.StringValue("dr_main"), Database: types.StringValue("shop"), Name: types.StringValue("before_migration"),
	}
	running := plain
	running.State, running.JobID = types.StringValue("UPLOADING"), types.StringValue("17352")
	text := func(summary, detail string) string { return "Warning: " + summary + "\n\n" + detail + "\n" }
	for name, warning := range map[string]string{
		"backup_interrupted":     text(running.interruptedWarning()),
		"backup_destroy":         text(plain.destroyWarning()),
		"backup_destroy_running": text(running.destroyWarning()),
		"backup_resumed":         text("A job will be resumed", running.resumeText()),
	} {
		t.Run(name, func(t *testing.T) { compare.Golden(t, "warning_"+name, warning) })
	}
}
