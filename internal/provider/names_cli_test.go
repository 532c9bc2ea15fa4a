// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// What Terraform writes for a snapshot whose name no new one could get is planned and applied as it is.
func TestAccImportSnapshotOfLetters(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.Profile("4.1"))
	if acctest.Real() {
		t.Skip("needs a line of Doris of its own choice")
	}
	repository, database := c.Name("repo"), c.Name("shop")
	c.CreateRepository(t, repository, c.Location("main"))
	c.Exec(fmt.Sprintf("CREATE DATABASE `%s`; CREATE TABLE `%s`.`a.b` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")", database, database))
	c.TakeSnapshot(t, repository, database, "备份_1")
	tf := providertest.NewCLI(t, c.Provider()+fmt.Sprintf("import {\n  to = doris_backup.old\n  id = %q\n}\n", repository+"/备份_1"))
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-generate-config-out=generated.tf"), "Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.")
	providertest.WantSaid(t, tf.MustRun("validate", "-no-color"), "The configuration is valid")
	tf.Apply()
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
}
