// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package snapshot_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

const (
	all = "data.doris_snapshots.all"
	one = "data.doris_snapshot.one"
)

// snapshotsHCL is a configuration with data "doris_snapshots" "all".
func snapshotsHCL(c *acctest.Cluster, repository, lines string) string {
	return c.Provider() + fmt.Sprintf("data \"doris_snapshots\" \"all\" {\n  repository = %q\n  %s\n}\n", repository, lines)
}

func snapshotHCL(c *acctest.Cluster, repository, name, lines string) string {
	return c.Provider() + fmt.Sprintf("data \"doris_snapshot\" \"one\" {\n  repository = %q\n  name = %q\n  %s\n}\n", repository, name, lines)
}

// nextSecond waits until the server's clock shows another second.
func nextSecond(c *acctest.Cluster) {
	for now := c.Query("SELECT UNIX_TIMESTAMP()")[0][0]; c.Query("SELECT UNIX_TIMESTAMP()")[0][0] == now; {
		time.Sleep(20 * time.Millisecond)
	}
}

func TestAccSnapshots(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	repository := c.Name("repo")
	c.CreateRepository(t, repository, c.Location("main"))
	shop := acctest.SeedShop(t, c)
	first, second := c.Name("first"), c.Name("second")
	names := func(want ...string) statecheck.StateCheck {
		checks := make([]knownvalue.Check, len(want))
		for i, name := range want {
			checks[i] = knownvalue.ObjectPartial(map[string]knownvalue.Check{"name": knownvalue.StringExact(name)})
		}
		return statecheck.ExpectKnownValue(all, tfjsonpath.New("snapshots"), knownvalue.ListExact(checks))
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config: snapshotsHCL(c, repository, ""),
				ConfigStateChecks: []statecheck.StateCheck{
					names(),
					statecheck.ExpectKnownValue(all, tfjsonpath.New("most_recent"), knownvalue.Null()),
				},
			},
			{
				PreConfig: func() {
					c.TakeSnapshot(t, repository, shop.Database, first)
					nextSecond(c) // timestamps have seconds: the order of the two must show
					c.TakeSnapshot(t, repository, shop.Database, second)
				},
				Config: snapshotsHCL(c, repository, ""),
				ConfigStateChecks: []statecheck.StateCheck{
					names(second, first),
					statecheck.ExpectKnownValue(all, tfjsonpath.New("most_recent"), knownvalue.ObjectExact(map[string]knownvalue.Check{
						"name": knownvalue.StringExact(second), "backup_timestamp": providertest.ATimestamp, "taken_at": providertest.TextOfAnInstant,
						"age_seconds": knownvalue.Int64Func(func(age int64) error {
							if age < 0 || age > 300 {
								return fmt.Errorf("age is %d", age)
							}
							return nil
						}),
						"finished": knownvalue.Bool(true), "status": knownvalue.StringExact("OK"), "database": knownvalue.StringExact(shop.Database),
					})),
				},
			},
			{
				Config:            snapshotsHCL(c, repository, `name_regex = "^`+first+`$"`),
				ConfigStateChecks: []statecheck.StateCheck{names(first)},
			},
			{
				Config:            snapshotsHCL(c, repository, fmt.Sprintf("database = %q\n  limit = 1", shop.Database)),
				ConfigStateChecks: []statecheck.StateCheck{names(second)},
			},
			{
				Config:            snapshotsHCL(c, repository, `database = "another"`),
				ConfigStateChecks: []statecheck.StateCheck{names()},
			},
			{
				Config:            snapshotsHCL(c, repository, `contains_table = "`+shop.Orders+`"`),
				ConfigStateChecks: []statecheck.StateCheck{names(second, first)},
			},
			{
				Config:            snapshotsHCL(c, repository, `taken_before = timeadd(plantimestamp(), "-24h")`),
				ConfigStateChecks: []statecheck.StateCheck{names()},
			},
			{
				Config:            snapshotsHCL(c, repository, `taken_after = timeadd(plantimestamp(), "-24h")`),
				ConfigStateChecks: []statecheck.StateCheck{names(second, first)},
			},
			{
				Config:      snapshotsHCL(c, repository, `name_regex = "("`),
				ExpectError: providertest.Said("Error: The expression is not valid", `name_regex is "("`),
			},
			{
				Config:      snapshotsHCL(c, repository, "include_unfinished = true\n  database = \"shop\""),
				ExpectError: providertest.Said("Error: Unfinished snapshots cannot be filtered by what they hold"),
			},
			{
				Config: snapshotsHCL(c, c.Name("missing"), ""),
				ExpectError: providertest.Said("Error: The repository does not exist", fmt.Sprintf("Doris has no repository %q.", c.Name("missing")),
					`Doris: "Repository`, "does not exist\"", "register the repository with a doris_repository first."),
			},
		},
	})
}

func TestAccSnapshot(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	repository := c.Name("repo")
	c.CreateRepository(t, repository, c.Location("main"))
	shop := acctest.SeedShop(t, c)
	name := c.Name("snap")
	c.TakeSnapshot(t, repository, shop.Database, name)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config: snapshotHCL(c, repository, name, ""),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(one, tfjsonpath.New("backup_timestamp"), providertest.ATimestamp),
					statecheck.ExpectKnownValue(one, tfjsonpath.New("taken_at"), providertest.TextOfAnInstant),
					statecheck.ExpectKnownValue(one, tfjsonpath.New("finished"), knownvalue.Bool(true)),
					statecheck.ExpectKnownValue(one, tfjsonpath.New("status"), knownvalue.StringExact("OK")),
					statecheck.ExpectKnownValue(one, tfjsonpath.New("database"), knownvalue.StringExact(shop.Database)),
					statecheck.ExpectKnownValue(one, tfjsonpath.New("content"), knownvalue.StringExact("all")),
					statecheck.ExpectKnownValue(one, tfjsonpath.New("objects").AtMapKey("views"), knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact(shop.View)})),
					statecheck.ExpectKnownValue(one, tfjsonpath.New("objects").AtMapKey("tables"), knownvalue.ListPartial(map[int]knownvalue.Check{
						1: knownvalue.ObjectExact(map[string]knownvalue.Check{
							"name": knownvalue.StringExact(shop.Orders), "partition_count": knownvalue.Int64Exact(2),
							"partitions": knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("p2025"), knownvalue.StringExact("p2026")}),
						}),
					})),
				},
			},
			{
				Config:      snapshotHCL(c, repository, name, `backup_timestamp = "2001-01-01-00-00-00"`),
				ExpectError: providertest.Said("Error: The snapshot has another timestamp", "not 2001-01-01-00-00-00."),
			},
			{
				Config:      snapshotHCL(c, repository, name+"x", ""),
				ExpectError: providertest.Said("Error: The snapshot does not exist", fmt.Sprintf("Repository %q holds no snapshot %q. It holds %s.", repository, name+"x", name)),
			},
		},
	})
}

// A storage that cannot be listed is an error that says so, never "there is none".
func TestAccSnapshotsUnreadable(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.OwnS3())
	repository := c.Name("repo")
	c.CreateRepository(t, repository, c.Location("main"))
	server := c.SimS3(t)
	server.Revoke(true)
	defer server.Revoke(false)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config: snapshotsHCL(c, repository, ""),
				ExpectError: providertest.Said("Error: The repository cannot be read", fmt.Sprintf("Repository %q is registered, but Doris cannot list its storage; nothing is concluded from an unreadable repository.", repository),
					"Doris:", "Check the access key and the secret key"),
			},
			{
				Config:      snapshotHCL(c, repository, "any", ""),
				ExpectError: providertest.Said("Error: The repository cannot be read"),
			},
		},
	})
}

// Leftovers of a failed backup exist, but are not finished; a name that two backups share cannot be restored.
func TestAccSnapshotUnfinished(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	repository := c.Name("repo")
	c.CreateRepository(t, repository, c.Location("main"))
	shop := acctest.SeedShop(t, c)
	name := c.Name("stuck")
	gate := c.Sim(t).HoldState("backup", "UPLOADING")
	defer gate.Release()
	c.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s`", shop.Database, name, repository))
	select {
	case <-gate.Reached:
	case <-time.After(10 * time.Second):
		t.Fatal("the backup did not begin to upload")
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				PreConfig: func() { c.Exec("CANCEL BACKUP FROM `" + shop.Database + "`") },
				Config:    snapshotHCL(c, repository, name, ""),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(one, tfjsonpath.New("finished"), knownvalue.Bool(false)),
					statecheck.ExpectKnownValue(one, tfjsonpath.New("status"), knownvalue.StringExact("ERROR: No info file found")),
					statecheck.ExpectKnownValue(one, tfjsonpath.New("backup_timestamp"), knownvalue.Null()),
					statecheck.ExpectKnownValue(one, tfjsonpath.New("objects"), knownvalue.Null()),
				},
			},
			{
				Config:            snapshotsHCL(c, repository, ""),
				ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(all, tfjsonpath.New("snapshots"), knownvalue.ListSizeExact(0))},
			},
			{
				Config: snapshotsHCL(c, repository, "include_unfinished = true"),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(all, tfjsonpath.New("snapshots").AtSliceIndex(0).AtMapKey("name"), knownvalue.StringExact(name)),
					statecheck.ExpectKnownValue(all, tfjsonpath.New("snapshots").AtSliceIndex(0).AtMapKey("finished"), knownvalue.Bool(false)),
					statecheck.ExpectKnownValue(all, tfjsonpath.New("most_recent"), knownvalue.Null()),
				},
			},
		},
	})
}
