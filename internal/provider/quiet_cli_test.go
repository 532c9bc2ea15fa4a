// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

// heard makes the CLI start the provider through a script that keeps what it writes on standard error, and returns what that
// was since the last call.
func heard(c *providertest.CLI) func() string {
	c.T.Helper()
	built, err := terraform.Built()
	if err != nil {
		c.T.Fatal(err)
	}
	directory, file := c.T.TempDir(), filepath.Join(c.T.TempDir(), "stderr")
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' \"$@\" 2>>'%s'\n", filepath.Join(built, terraform.Executable), file)
	if err := os.WriteFile(filepath.Join(directory, terraform.Executable), []byte(script), 0o700); err != nil {
		c.T.Fatal(err)
	}
	if err := c.UseProvider(directory); err != nil {
		c.T.Fatal(err)
	}
	return func() string {
		content, err := os.ReadFile(file)
		if err != nil {
			c.T.Fatal(err)
		}
		if err := os.Truncate(file, 0); err != nil {
			c.T.Fatal(err)
		}
		return string(content)
	}
}

// Lines that nobody reads are not written: they were half of a plan's time. Each variable that asks for them gets them.
func TestAccProviderIsQuiet(t *testing.T) {
	t.Parallel()
	const backups, trace = 10, `"@level":"trace"`
	c := acctest.NewCluster(t)
	shop := c.Name("shop")
	c.Exec("CREATE DATABASE " + shop + "; CREATE TABLE " + shop + ".orders (id INT) DISTRIBUTED BY HASH(id) BUCKETS 1 PROPERTIES (\"replication_num\" = \"1\")")
	repository := c.Name("repo")
	tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, repository, c.Location("main"), c.S3Block())+fmt.Sprintf(`
resource "doris_backup" "all" {
  count       = %d
  name_prefix = "b${count.index}_"
  database    = %q
  repository  = doris_repository.main.name
}
`, backups, shop))
	heard := heard(tf)
	tf.MustRun("plan", "-no-color")
	if got := heard(); len(got) > 4096 || strings.Contains(got, trace) || strings.Contains(got, "Doris answered") {
		t.Errorf("%d bytes are written in a plan that nobody looks into: %.600s", len(got), got)
	}
	for _, variable := range []string{"TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_CORE", "TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		tf.Variables = []string{variable + "=TRACE", "TF_LOG_PATH=" + filepath.Join(tf.Directory, "trace.log")}
		tf.MustRun("plan", "-no-color")
		if got := heard(); strings.Count(got, trace) < 5*backups {
			t.Errorf("with %s=TRACE only %d lines: %.600s", variable, strings.Count(got, trace), got)
		}
	}
	for _, level := range []string{"INFO", ""} { // With it, and as a provider's standard error is kept by whoever runs it
		tf.Variables = []string{"TF_LOG=" + level, "TF_LOG_PATH=" + filepath.Join(tf.Directory, "info.log")}
		tf.MustRun("apply", "-no-color", "-auto-approve")
		got := heard()
		tf.MustRun("state", "rm", "doris_backup.all[0]") // the next apply makes another
		if !strings.Contains(got, "verified in the repository") || strings.Contains(got, trace) {
			t.Errorf("with TF_LOG=%s: %.3000s", level, got)
		}
	}
}
