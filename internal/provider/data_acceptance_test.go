// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// dataHCL reads what can be seen of a cluster in one configuration, after a restore that it makes.
func dataHCL(c *acctest.Cluster, repository, database, snapshot, copied string) string {
	return c.Provider() + fmt.Sprintf(`
resource "doris_restore" "copy" {
  repository      = %[1]q
  snapshot        = %[3]q
  database        = %[4]q
  create_database = true
  replication_num = 1
  on_destroy      = "drop_database"
}
data "doris_repositories" "all" {}
data "doris_backup_jobs" "shop" {
  database = %[2]q
}
data "doris_restore_jobs" "copy" {
  database = doris_restore.copy.database
  snapshot = %[3]q
}
data "doris_tables" "copy" {
  database = doris_restore.copy.database
}
data "doris_query" "copy" {
  database = doris_restore.copy.database
  sql      = "SHOW TABLES"
}
output "repository" {
  value = [for r in data.doris_repositories.all.repositories : r if r.name == %[1]q][0]
}
`, repository, database, snapshot, copied)
}

func TestAccDataSources(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"3.0", "4.1"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			c := acctest.NewCluster(t, acctest.Profile(line), acctest.NoQueries())
			repository, snapshot, copied := c.Name("repo"), c.Name("snap"), c.Name("copy")
			c.CreateRepository(t, repository, c.Location("main"))
			shop := acctest.SeedShop(t, c)
			c.TakeSnapshot(t, repository, shop.Database, snapshot)
			config := dataHCL(c, repository, shop.Database, snapshot, copied)
			job := func(further map[string]knownvalue.Check) knownvalue.Check {
				checks := map[string]knownvalue.Check{
					"snapshot": knownvalue.StringExact(snapshot), "state": knownvalue.StringExact("FINISHED"), "status": knownvalue.StringExact("[OK]"),
					"task_err_msg": knownvalue.Null(), "progress_percent": knownvalue.Int64Exact(100), "unfinished_tasks": knownvalue.Int64Exact(0),
					"job_id": knownvalue.NotNull(), "submitted_at": providertest.TextOfAnInstant, "finished_at": providertest.TextOfAnInstant,
				}
				for name, check := range further {
					checks[name] = check
				}
				return knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectExact(checks)})
			}
			phases := func(names ...string) knownvalue.Check {
				checks := map[string]knownvalue.Check{}
				for _, name := range names {
					checks[name] = knownvalue.NotNull()
				}
				return knownvalue.MapExact(checks)
			}
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.ProviderFactories(),
				Steps: []resource.TestStep{
					{
						Config: config,
						ConfigStateChecks: []statecheck.StateCheck{
							statecheck.ExpectKnownOutputValue("repository", knownvalue.ObjectExact(map[string]knownvalue.Check{
								"name": knownvalue.StringExact(repository), "type": knownvalue.StringExact("S3"), "location": knownvalue.StringExact(c.Location("main")),
								"read_only": knownvalue.Bool(false), "created_at": providertest.TextOfAnInstant, "err_msg": knownvalue.Null(),
							})),
							statecheck.ExpectKnownValue("data.doris_backup_jobs.shop", tfjsonpath.New("jobs"), job(map[string]knownvalue.Check{
								"phase_seconds": phases("snapshot", "upload", "save"),
							})),
							statecheck.ExpectKnownValue("data.doris_restore_jobs.copy", tfjsonpath.New("jobs"), job(map[string]knownvalue.Check{
								"phase_seconds": phases("prepare", "snapshot", "download", "commit"), "backup_timestamp": providertest.ATimestamp,
							})),
							statecheck.ExpectKnownValue("data.doris_tables.copy", tfjsonpath.New("tables"), knownvalue.ListPartial(map[int]knownvalue.Check{
								1: knownvalue.ObjectExact(map[string]knownvalue.Check{
									"name": knownvalue.StringExact(shop.Orders), "type": knownvalue.StringExact("OLAP"), "partition_count": knownvalue.Int64Exact(2),
									"backed_up": knownvalue.Bool(true), "reason": knownvalue.Null(),
								}),
								3: knownvalue.ObjectPartial(map[string]knownvalue.Check{
									"name": knownvalue.StringExact(shop.View), "type": knownvalue.StringExact("VIEW"), "partition_count": knownvalue.Null(),
								}),
							})),
							statecheck.ExpectKnownValue("data.doris_query.copy", tfjsonpath.New("columns"), providertest.ListOfChecks(knownvalue.StringExact("Tables_in_"+copied))),
							statecheck.ExpectKnownValue("data.doris_query.copy", tfjsonpath.New("rows").AtSliceIndex(0), knownvalue.MapExact(map[string]knownvalue.Check{
								"Tables_in_" + copied: knownvalue.StringExact(shop.Customers),
							})),
						},
					},
					{
						Config: config,
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
					},
					{
						Config:      config + fmt.Sprintf("data \"doris_backup_jobs\" \"none\" {\n  database = %q\n}\n", shop.Database+"s"),
						ExpectError: providertest.Said("Error: The database does not exist", fmt.Sprintf("Doris has no database %q. Its nearest names are", shop.Database+"s"), shop.Database),
					},
				},
			})
		})
	}
}
