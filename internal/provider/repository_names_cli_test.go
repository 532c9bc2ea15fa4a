// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

// Names that only 4.x takes: all letters, and more than 64 characters, which ALTER REPOSITORY refuses there.
func TestAccRepositoryNamesOfNewLines(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	if acctest.Real() {
		t.Skip("uses names that Doris before 4.0 refuses, and leaves what it registers to the stand-in")
	}
	for name, again := range map[string]bool{"répo_仓库": false, "r" + strings.Repeat("x", 64): true} {
		location := c.Location("names")
		tf := newCLI(t, repositoryHCL(c, name, location, keysBlock(c, c.Storage.AccessKey, c.Storage.SecretKey, 1)))
		tf.apply()
		wantSaid(t, tf.mustRun("plan", "-no-color"), "No changes.")
		tf.configure(repositoryHCL(c, name, location, keysBlock(c, c.Storage.AccessKey, c.Storage.SecretKey, 2)))
		output := tf.mustRun("plan", "-no-color")
		if said := strings.Contains(output, "The repository will be registered again"); said != again {
			t.Errorf("%s: registered again: %v\n%s", name, said, output)
		}
		wantSaid(t, tf.apply(), "0 added, 1 changed, 0 destroyed")
		if repositoryRow(c, name) == nil {
			t.Errorf("%s is not registered", name)
		}
		tf.destroy()
	}
}
