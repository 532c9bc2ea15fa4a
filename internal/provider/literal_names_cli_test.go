// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestAccLiteralNames: a repository is named by a text beside the resource that registers it, so that Terraform creates and
// destroys both at once. The plan says so; apply and destroy get through all the same.
func TestAccLiteralNames(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	shop := acctest.SeedShop(t, c)
	name := c.Name("repo")
	objects := fmt.Sprintf("object_storage = {\n    access_key = %q\n    secret_key = %q\n  }", c.Storage.AccessKey, c.Storage.SecretKey)
	repository := strings.Replace(providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block()), c.Provider(), c.Provider(objects), 1)
	backup := func(repository string) string {
		return providertest.ResourceHCL("doris_backup", "b", "repository = "+repository, fmt.Sprintf("database = %q", shop.Database),
			`name_prefix = "nightly_"`, `on_destroy = "delete"`)
	}
	const warning = "Nothing orders the repository and what uses it"
	tf := providertest.NewCLI(t, repository+backup(fmt.Sprintf("%q", name)))
	providertest.WantSaid(t, tf.Apply(), warning, "2 added")
	providertest.WantSaid(t, tf.Destroy(), "2 destroyed")

	tf.Configure(repository + backup("doris_repository.main.name"))
	providertest.WantNotSaid(t, tf.Apply(), warning)
	providertest.WantNotSaid(t, tf.MustRun("plan", "-no-color"), warning)
	tf.Destroy()
}

// TestAccRepositoryCreateBeforeDestroy: Doris registers a name once. The plan and the error name the one way out, and it works.
func TestAccRepositoryCreateBeforeDestroy(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	config := func(location string) string {
		return providertest.RepositoryHCL(c, name, c.Location(location), c.S3Block(), "lifecycle { create_before_destroy = true }")
	}
	way := "DROP REPOSITORY `" + name + "`;"
	tf := providertest.NewCLI(t, config("main"))
	tf.Apply()
	tf.Configure(config("other"))
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "create_before_destroy", way)
	output, code := tf.Run("apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	providertest.WantSaid(t, output, "Error: The repository exists already", "create_before_destroy", way)
	c.Exec("DROP REPOSITORY `" + name + "`")
	tf.Apply()
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "No changes.")
	tf.Destroy()
}

// TestAccBackupsOfEqualInputs: raising count must not give two objects one snapshot that one of them deletes.
func TestAccBackupsOfEqualInputs(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	config := func(lines ...string) string {
		return s.Backup(append([]string{`name_prefix = "nightly_"`}, lines...)...)
	}
	tf := providertest.NewCLI(t, config("count = 1"))
	tf.Apply()
	tf.Configure(config("count = 2", `on_destroy = "delete"`))
	output, code := tf.Run("apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	providertest.WantSaid(t, output, "Error: Two objects would share one snapshot (nightly_", "triggers = { n = count.index }")
	if taken := len(s.Snapshots()); taken != 1 {
		t.Errorf("%d snapshots", taken)
	}
	tf.Configure(config("count = 2"))
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "Warning: Two objects would share one snapshot (nightly_")
	tf.Configure(config("count = 2", "triggers = { n = count.index }"))
	tf.Apply()
	if taken := len(s.Snapshots()); taken != 3 {
		t.Errorf("%d snapshots, want the old one and two", taken)
	}
	tf.Destroy()
}
