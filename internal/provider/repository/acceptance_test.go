// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// keysBlock is a group s3 with these keys.
func keysBlock(c *acctest.Cluster, accessKey, secretKey string, version int) string {
	return fmt.Sprintf(`s3 = {
    endpoint = %q
    region = %q
    use_path_style = true
    access_key = %q
    secret_key_wo = %q
    secret_key_wo_version = %d
  }`, c.Storage.Endpoint, c.Storage.Region, accessKey, secretKey, version)
}

const main = "doris_repository.main"

func TestAccRepository(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name, location := c.Name("repo"), c.Location("main")
	config := providertest.RepositoryHCL(c, name, location, c.S3Block())
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(main, tfjsonpath.New("id"), knownvalue.StringExact(name)),
					statecheck.ExpectKnownValue(main, tfjsonpath.New("type"), knownvalue.StringExact("S3")),
					statecheck.ExpectKnownValue(main, tfjsonpath.New("read_only"), knownvalue.Bool(false)),
					statecheck.ExpectKnownValue(main, tfjsonpath.New("location"), knownvalue.StringExact(location)),
					statecheck.ExpectKnownValue(main, tfjsonpath.New("s3").AtMapKey("secret_key_wo"), knownvalue.Null()),
				},
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply:             []plancheck.PlanCheck{plancheck.ExpectKnownValue(main, tfjsonpath.New("id"), knownvalue.StringExact(name))},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
			},
			{
				ResourceName:      main,
				ImportState:       true,
				ImportStateId:     name,
				ImportStateVerify: true,
				// Masked by Doris 3.1 and newer, so an import cannot know it.
				ImportStateVerifyIgnore: []string{"s3.access_key"},
			},
			{
				// Only what is kept in state changes: nothing is sent to Doris.
				Config: providertest.RepositoryHCL(c, name, location, c.S3Block(), `timeouts = { delete = "1m" }`),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(main, plancheck.ResourceActionUpdate)},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
			},
			{
				Config: providertest.RepositoryHCL(c, name, c.Location("other"), c.S3Block()),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(main, plancheck.ResourceActionReplace)},
				},
			},
			{
				Config: providertest.RepositoryHCL(c, name, c.Location("other"), c.S3Block(), "read_only = true"),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(main, plancheck.ResourceActionReplace)},
				},
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(main, tfjsonpath.New("read_only"), knownvalue.Bool(true)),
				},
			},
		},
		CheckDestroy: func(*terraform.State) error {
			if row := repositoryRow(c, name); row != nil {
				return fmt.Errorf("repository %s is still registered: %q", name, row)
			}
			return nil
		},
	})
}

// repositoryRow is the row of SHOW REPOSITORIES, nil when there is none.
func repositoryRow(c *acctest.Cluster, name string) []string {
	for _, row := range c.Query("SHOW REPOSITORIES") {
		if row[1] == name {
			return row
		}
	}
	return nil
}

func TestAccRepositoryDisappears(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	config := providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block())
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: config},
			{
				PreConfig: func() { c.Exec("DROP REPOSITORY `" + name + "`") },
				Config:    config,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(main, plancheck.ResourceActionCreate)},
				},
			},
		},
	})
}

// Somebody registers the name again at another place: the plan replaces it.
func TestAccRepositoryMovedOutside(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	config := providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block())
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: config},
			{
				PreConfig: func() {
					c.Exec("DROP REPOSITORY `" + name + "`")
					c.CreateRepository(t, name, c.Location("elsewhere"))
				},
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(main, plancheck.ResourceActionReplace)},
				},
			},
		},
	})
}

func TestAccRepositoryExists(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name, location := c.Name("repo"), c.Location("main")
	c.CreateRepository(t, name, location)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:   providertest.RepositoryHCL(c, name, location, c.S3Block()),
				PlanOnly: true,
				ExpectError: providertest.Said("Error: The repository exists already", fmt.Sprintf(`Repository %q is registered with location %s. Doris: "Failed to create repository: repository with same name already exist: %s" `+
					`To manage it here, add: import { to = doris_repository.example id = %q }`, name, location, name, name)),
			},
		},
	})
}

func TestAccRepositoryImportMissing(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{{
			Config:        providertest.RepositoryHCL(c, c.Name("repo"), c.Location("main"), c.S3Block()),
			ResourceName:  main,
			ImportState:   true,
			ImportStateId: "no_such_repository",
			ExpectError:   providertest.Said("Error: The repository does not exist", `Doris has no repository "no_such_repository".`),
		}},
	})
}

func TestAccRepositoryWrongStorage(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	bucket := strings.Replace(c.Location("main"), c.Storage.Bucket, "no-such-bucket-"+c.Storage.Bucket, 1)
	for _, test := range []struct {
		name, config string
		want         string
	}{
		{
			"wrong secret", providertest.RepositoryHCL(c, c.Name("secret"), c.Location("main"), keysBlock(c, c.Storage.AccessKey, "canary-wrong-secret", 1)),
			"Check the access key and the secret key, and that they may list, read and write the location.",
		},
		{"no bucket", providertest.RepositoryHCL(c, c.Name("bucket"), bucket, c.S3Block()), "Create the bucket, or correct the name in location."},
	} {
		t.Run(test.name, func(t *testing.T) {
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.ProviderFactories(),
				Steps: []resource.TestStep{
					{Config: test.config, ExpectError: providertest.Said("Error: The repository could not be created", "is not registered.", "Doris:", test.want)},
				},
			})
		})
	}
}

func TestAccRepositoryRotation(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.OwnS3())
	s3 := c.SimS3(t)
	name, location := c.Name("repo"), c.Location("main")
	oldKey, oldSecret := c.Storage.AccessKey, c.Storage.SecretKey
	sameType := statecheck.CompareValue(compare.ValuesSame())
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:            providertest.RepositoryHCL(c, name, location, keysBlock(c, oldKey, oldSecret, 1)),
				ConfigStateChecks: []statecheck.StateCheck{sameType.AddStateValue(main, tfjsonpath.New("id"))},
			},
			{
				// A new secret without a new version is not seen: nothing is planned.
				Config:             providertest.RepositoryHCL(c, name, location, keysBlock(c, oldKey, "another-secret", 1)),
				PlanOnly:           true,
				ExpectNonEmptyPlan: false,
			},
			{
				Config:      providertest.RepositoryHCL(c, name, location, keysBlock(c, oldKey, "another-secret", 2)),
				ExpectError: providertest.Said("Error: The repository does not work with the new settings", fmt.Sprintf("Repository %q stays as it was", name), "Doris:", "the change stays planned."),
			},
			{
				PreConfig: func() { s3.Rotate("new-access-key", "new-secret-key") },
				Config:    providertest.RepositoryHCL(c, name, location, keysBlock(c, "new-access-key", "new-secret-key", 2)),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(main, plancheck.ResourceActionUpdate)},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
				ConfigStateChecks: []statecheck.StateCheck{
					sameType.AddStateValue(main, tfjsonpath.New("id")),
					statecheck.ExpectKnownValue(main, tfjsonpath.New("s3").AtMapKey("secret_key_wo_version"), knownvalue.Int64Exact(2)),
					statecheck.ExpectKnownValue(main, tfjsonpath.New("s3").AtMapKey("access_key"), knownvalue.StringExact("new-access-key")),
				},
			},
		},
	})
}

func TestAccRepositoryProperties(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name, location := c.Name("repo"), c.Location("main")
	stored := func(want string) resource.TestCheckFunc {
		return func(*terraform.State) error {
			text := c.Query("SHOW CREATE REPOSITORY FOR `" + name + "`")[0][1]
			if strings.Contains(text, "s3.connection.maximum") != (want != "") || !strings.Contains(text, want) {
				return fmt.Errorf("want %q in %s", want, text)
			}
			return nil
		}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config: providertest.RepositoryHCL(c, name, location, c.S3Block(), `properties = { "s3.connection.maximum" = "60" }`),
				Check:  stored(`"s3.connection.maximum"  =  "60"`),
			},
			{
				Config: providertest.RepositoryHCL(c, name, location, c.S3Block(), `properties = { "s3.connection.maximum" = "70" }`),
				Check:  stored(`"s3.connection.maximum"  =  "70"`),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(main, plancheck.ResourceActionUpdate)},
				},
			},
			{
				// A key cannot be taken away in place: the mapping is dropped and created.
				Config: providertest.RepositoryHCL(c, name, location, c.S3Block()),
				Check:  stored(""),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(main, plancheck.ResourceActionUpdate)},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
			},
		},
	})
}
