// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// A configuration that Terraform writes for a repository needs nothing but the secrets, and then changes nothing.
func TestAccRepositoryGeneratedConfiguration(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ profile, accessKey string }{
		{"3.0", ""},                   // Shows the access key
		{"4.1", "access_key_wo     "}, // masks it
	} {
		t.Run(test.profile, func(t *testing.T) {
			t.Parallel()
			c := acctest.NewCluster(t, acctest.Profile(test.profile))
			if acctest.Real() {
				t.Skip("needs a line of Doris of its own choice")
			}
			name := c.Name("repo")
			c.CreateRepository(t, name, c.Location("main"))
			tf := providertest.NewCLI(t, c.Provider()+fmt.Sprintf("import {\n  to = doris_repository.main\n  id = %q\n}\n", name))
			output, code := tf.Run("plan", "-no-color", "-generate-config-out=generated.tf")
			if code != 1 {
				t.Errorf("plan ended with %d", code)
			}
			providertest.WantSaid(t, output, "Error: The secret key is missing", "Set secret_key_wo and secret_key_wo_version.")
			generated, err := os.ReadFile(filepath.Join(tf.Directory, "generated.tf"))
			if err != nil {
				t.Fatal(err)
			}
			filled := replaceLine(string(generated), "secret_key_wo ", fmt.Sprintf("secret_key_wo = %q", c.Storage.SecretKey))
			if test.accessKey != "" {
				filled = replaceLine(filled, test.accessKey, fmt.Sprintf("access_key_wo = %q", c.Storage.AccessKey))
			}
			tf.Write("generated.tf", filled)
			providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.")
			c.Sim(t).ResetStatements()
			tf.Apply()
			for _, statement := range c.Sim(t).Statements() {
				for _, write := range []string{"CREATE REPOSITORY", "ALTER REPOSITORY", "DROP REPOSITORY"} {
					if strings.HasPrefix(statement.Text, write) {
						t.Errorf("an import sent %s", write)
					}
				}
			}
			providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
		})
	}
}

// replaceLine replaces the line that begins with these words.
func replaceLine(text, begins, line string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		if strings.HasPrefix(strings.TrimSpace(lines[i])+" ", begins) {
			lines[i] = line
		}
	}
	return strings.Join(lines, "\n")
}

func TestAccRepositoryImportByIdentity(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	c.CreateRepository(t, name, c.Location("main"))
	resource.Test(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{{
			Config: providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block()) + fmt.Sprintf("import {\n  to = doris_repository.main\n  identity = {\n    name = %q\n  }\n}\n", name),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
		}},
	})
}
