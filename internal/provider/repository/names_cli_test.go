// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
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
		tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, name, location, keysBlock(c, c.Storage.AccessKey, c.Storage.SecretKey, 1)))
		tf.Apply()
		providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "No changes.")
		tf.Configure(providertest.RepositoryHCL(c, name, location, keysBlock(c, c.Storage.AccessKey, c.Storage.SecretKey, 2)))
		output := tf.MustRun("plan", "-no-color")
		if said := strings.Contains(output, "The repository will be registered again"); said != again {
			t.Errorf("%s: registered again: %v\n%s", name, said, output)
		}
		providertest.WantSaid(t, tf.Apply(), "0 added, 1 changed, 0 destroyed")
		if repositoryRow(c, name) == nil {
			t.Errorf("%s is not registered", name)
		}
		tf.Destroy()
	}
}

// What somebody registered under other property names keeps its old keys when ALTER REPOSITORY adds new ones, and Doris says
// OK: the first change registers it again, and later ones are made in place.
func TestAccRepositoryOfOtherPropertyNames(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	if acctest.Real() {
		t.Skip("looks into the stand-in's statements")
	}
	for i, properties := range []string{
		`"minio.endpoint"="%s","minio.region"="%s","minio.access_key"="%s","minio.secret_key"="%s","use_path_style"="true"`,
		`"AWS_ENDPOINT"="%s","AWS_REGION"="%s","AWS_ACCESS_KEY"="%s","AWS_SECRET_KEY"="%s","use_path_style"="true"`,
	} {
		name, location := c.Name(fmt.Sprintf("by_hand_%d", i)), c.Location(fmt.Sprint(i))
		c.Exec(fmt.Sprintf("CREATE REPOSITORY `%s` WITH S3 ON LOCATION \"%s\" PROPERTIES("+properties+")", name, location, c.Storage.Endpoint, c.Storage.Region, c.Storage.AccessKey, c.Storage.SecretKey))
		block := func(version int) string {
			return providertest.RepositoryHCL(c, name, location, keysBlock(c, c.Storage.AccessKey, c.Storage.SecretKey, version))
		}
		tf := providertest.NewCLI(t, block(1)+fmt.Sprintf("import {\n  to = doris_repository.main\n  id = %q\n}\n", name))
		providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "Warning: The repository will be registered again", "Plan: 1 to import, 0 to add, 1 to change, 0 to destroy.")
		tf.Apply()
		if create := repositoryProperties(c, name); !strings.Contains(create, `"s3.endpoint"`) || strings.Contains(create, "minio.") {
			t.Errorf("%s is %s", name, create)
		}
		tf.Configure(block(2))
		providertest.WantNotSaid(t, tf.MustRun("plan", "-no-color"), "The repository will be registered again")
		c.Sim(t).ResetStatements()
		providertest.WantSaid(t, tf.Apply(), "0 added, 1 changed, 0 destroyed")
		if sent := fmt.Sprint(c.Sim(t).Statements()); !strings.Contains(sent, "ALTER REPOSITORY") {
			t.Errorf("%s: %s", name, sent)
		}
		providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "No changes.")
		tf.Destroy()
	}
}

// repositoryProperties is what SHOW CREATE REPOSITORY prints.
func repositoryProperties(c *acctest.Cluster, name string) string {
	return c.Query("SHOW CREATE REPOSITORY FOR `" + name + "`")[0][1]
}
