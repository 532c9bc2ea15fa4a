// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"fmt"
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

const theRestore = "doris_restore.r"

// Count compares the rows of a table.
func count(s *providertest.ShopConfig, t *testing.T, database, table, want string) {
	t.Helper()
	s.WantRows(t, database, table, want)
}

func TestAccRestore(t *testing.T) {
	t.Parallel()
	providertest.Profiles(t, testRestore)
}

func testRestore(t *testing.T, line acctest.Option) {
	s := providertest.NewShop(t, line)
	monday, tuesday, stage, other := s.Name("monday"), s.Name("tuesday"), s.Name("stage"), s.Name("other")
	config := func(snapshot, database string, lines ...string) string {
		return s.Restore(snapshot, database, append([]string{"create_database = true", "replication_num = 1"}, lines...)...)
	}
	again := config(tuesday, stage, `existing_tables = "overwrite"`, `triggers = { run = "2" }`)
	sameJob := statecheck.CompareValue(compare.ValuesSame())
	newJob := statecheck.CompareValue(compare.ValuesDiffer())
	job := tfjsonpath.New("job_id")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.Base},
			{
				PreConfig: func() { s.TakeSnapshot(t, s.Repository, s.Shop.Database, monday) },
				Config:    config(monday, stage),
				ConfigPlanChecks: providertest.Does(theRestore, plancheck.ResourceActionCreate,
					plancheck.ExpectUnknownValue(theRestore, tfjsonpath.New("state")),
					plancheck.ExpectUnknownValue(theRestore, tfjsonpath.New("backup_timestamp"))),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(theRestore, providertest.Text(s.Repository+"/"+monday+"/"+stage), "id"),
					providertest.Attribute(theRestore, providertest.Text("FINISHED"), "state"),
					providertest.Attribute(theRestore, providertest.Text("error"), "existing_tables"),
					providertest.Attribute(theRestore, knownvalue.NotNull(), "backup_timestamp"),
					providertest.Attribute(theRestore, knownvalue.NotNull(), "submitted_at"),
					providertest.Attribute(theRestore, knownvalue.NotNull(), "finished_at"),
					providertest.Attribute(theRestore, knownvalue.NotNull(), "rpo_seconds"),
					providertest.Attribute(theRestore, knownvalue.NotNull(), "rto_seconds"),
					providertest.Attribute(theRestore, knownvalue.NotNull(), "phase_seconds", "download"),
					providertest.Attribute(theRestore, providertest.ListOfChecks(providertest.Table("customers", 1), providertest.Table("orders", 2), providertest.Table("tmp_import", 1)), "objects", "tables"),
					providertest.Attribute(theRestore, providertest.ListOfChecks(providertest.Text("v_orders")), "objects", "views"),
					sameJob.AddStateValue(theRestore, job), newJob.AddStateValue(theRestore, job),
				},
			},
			{
				PreConfig: func() {
					count(s, t, stage, s.Shop.Orders, "5")
					count(s, t, stage, s.Shop.Customers, "3")
				},
				ResourceName:            theRestore,
				ImportState:             true,
				ImportStateVerify:       true,
				ImportStateVerifyIgnore: []string{"create_database", "replication_num"}, // Doris does not tell
			},
			{
				// The source moves on: the restore stays what it was.
				PreConfig: func() {
					s.Exec("INSERT INTO `" + s.Shop.Database + "`.`customers` VALUES (4, \"Barbara\")")
					s.TakeSnapshot(t, s.Repository, s.Shop.Database, tuesday)
				},
				Config:            config(tuesday, stage),
				ConfigPlanChecks:  providertest.Does(theRestore, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{providertest.Attribute(theRestore, providertest.Text(monday), "snapshot"), sameJob.AddStateValue(theRestore, job)},
			},
			{
				// Arguments of the next run and settings are recorded, nothing runs.
				Config:            config(tuesday, stage, `existing_tables = "overwrite"`, `stall_timeout = "5m"`),
				ConfigPlanChecks:  providertest.Does(theRestore, plancheck.ResourceActionUpdate, plancheck.ExpectKnownValue(theRestore, tfjsonpath.New("state"), providertest.Text("FINISHED"))),
				ConfigStateChecks: []statecheck.StateCheck{sameJob.AddStateValue(theRestore, job)},
			},
			{
				Config: again,
				ConfigPlanChecks: providertest.Does(theRestore, plancheck.ResourceActionUpdate,
					plancheck.ExpectUnknownValue(theRestore, tfjsonpath.New("state")),
					plancheck.ExpectKnownValue(theRestore, tfjsonpath.New("snapshot"), providertest.Text(tuesday))),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(theRestore, providertest.Text(s.Repository+"/"+tuesday+"/"+stage), "id"),
					providertest.Attribute(theRestore, providertest.Text("FINISHED"), "state"),
					newJob.AddStateValue(theRestore, job),
				},
			},
			{
				PreConfig:        func() { count(s, t, stage, s.Shop.Customers, "4") },
				Config:           config(monday, other, `triggers = { run = "2" }`),
				ConfigPlanChecks: providertest.Does(theRestore, plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(theRestore, providertest.Text(other), "database"), providertest.Attribute(theRestore, providertest.Text(monday), "snapshot"),
				},
			},
		},
		CheckDestroy: func(*terraform.State) error {
			count(s, t, stage, s.Shop.Customers, "4")
			count(s, t, other, s.Shop.Customers, "3")
			return nil
		},
	})
}

func TestAccRestoreSelection(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	snapshot, stage := s.Name("all"), s.Name("stage")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.Base},
			{
				// Beside the live table, under another name, one of its partitions.
				PreConfig: func() { s.TakeSnapshot(t, s.Repository, s.Shop.Database, snapshot) },
				Config: s.Restore(snapshot, s.Shop.Database, "replication_num = 1", `tables = ["orders", "cust*"]`, `partitions = { orders = ["p2026"] }`,
					`rename = { orders = "orders_then" }`, `existing_tables = "overwrite"`),
				ConfigPlanChecks: providertest.Does(theRestore, plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(theRestore, providertest.ListOfChecks(providertest.Table("customers", 1), providertest.Table("orders_then", 1)), "objects", "tables"),
					providertest.Attribute(theRestore, providertest.ListOfChecks(), "objects", "views"),
				},
			},
			{
				PreConfig: func() {
					count(s, t, s.Shop.Database, "orders_then", "3")
					count(s, t, s.Shop.Database, "orders", "5")
				},
				Config:           s.Restore(snapshot, stage, "create_database = true", "replication_num = 1", `exclude_tables = ["tmp_*", "v_*"]`),
				ConfigPlanChecks: providertest.Does(theRestore, plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(theRestore, providertest.ListOfChecks(providertest.Table("customers", 1), providertest.Table("orders", 2)), "objects", "tables"),
				},
			},
		},
	})
}

// Tables that somebody drops are daily work: a warning, no new run.
func TestAccRestoredTablesDropped(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	snapshot, stage := s.Name("all"), s.Name("stage")
	config := s.Restore(snapshot, stage, "create_database = true", "replication_num = 1")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.Base},
			{PreConfig: func() { s.TakeSnapshot(t, s.Repository, s.Shop.Database, snapshot) }, Config: config},
			{
				PreConfig:        func() { s.Exec("DROP TABLE `" + stage + "`.`customers`") },
				Config:           config,
				ConfigPlanChecks: providertest.Does(theRestore, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(theRestore, providertest.ListOfChecks(providertest.Table("orders", 2), providertest.Table("tmp_import", 1)), "objects", "tables"),
				},
			},
			{
				PreConfig:        func() { s.Exec("DROP DATABASE `" + stage + "` FORCE") },
				Config:           config,
				ConfigPlanChecks: providertest.Does(theRestore, plancheck.ResourceActionNoop),
			},
		},
	})
}

// What somebody restored by hand is imported; the triggers that its configuration has are recorded without a run.
func TestAccRestoreImport(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	snapshot, stage := s.Name("all"), s.Name("stage")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.Base},
			{
				PreConfig: func() {
					s.TakeSnapshot(t, s.Repository, s.Shop.Database, snapshot)
					s.Exec("CREATE DATABASE `" + stage + "`")
					s.RestoreSnapshot(t, s.Repository, snapshot, stage)
				},
				Config: s.Restore(snapshot, stage, "replication_num = 1", `triggers = { run = "1" }`) +
					fmt.Sprintf("import {\n  to = doris_restore.r\n  id = %q\n}\n", s.Repository+"/"+snapshot+"/"+stage),
				ConfigPlanChecks: providertest.Does(theRestore, plancheck.ResourceActionUpdate, plancheck.ExpectKnownValue(theRestore, tfjsonpath.New("state"), providertest.Text("FINISHED"))),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(theRestore, providertest.Text("FINISHED"), "state"),
					providertest.Attribute(theRestore, providertest.ListOfChecks(providertest.Table("customers", 1), providertest.Table("orders", 2), providertest.Table("tmp_import", 1)), "objects", "tables"),
				},
			},
		},
	})
	if jobs := s.Query("SHOW RESTORE FROM `" + stage + "`"); len(jobs) != 1 {
		t.Errorf("an import must not restore, SHOW RESTORE has %d rows", len(jobs))
	}
}

func TestAccRestoreErrors(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	snapshot, stage := s.Name("all"), s.Name("stage")
	fresh := []string{"create_database = true", "replication_num = 1"}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:      s.Restore(snapshot, stage, append(fresh, "reserve_replica = true")...),
				ExpectError: providertest.Shows("these are: replication_num, reserve_replica. Keep one of them, or none to have the snapshot's number of replicas."),
			},
			{Config: s.Base},
			{
				PreConfig: func() { s.TakeSnapshot(t, s.Repository, s.Shop.Database, snapshot) },
				Config:    s.Restore(snapshot, s.Shop.Database, "replication_num = 1", providertest.OnlyLook),
				ExpectError: providertest.Shows(fmt.Sprintf(`Database %q holds 4 of the 4 tables to restore: customers, orders, tmp_import, v_orders. Rename them with rename = { customers = "customers_restored" }, restore into another database, or set existing_tables = "overwrite".`,
					s.Shop.Database)),
			},
			{
				Config:      s.Restore(snapshot+"x", stage, fresh...),
				ExpectError: providertest.Shows(fmt.Sprintf(`Repository %q holds no complete snapshot %q. Its nearest names are %s.`, s.Repository, snapshot+"x", snapshot)),
			},
			{
				Config:      s.Restore(snapshot, stage, "replication_num = 1"),
				ExpectError: providertest.Shows("The database does not exist with doris_restore.r, on"),
			},
			{
				Config:      s.Restore(snapshot, stage, "replication_num = 1"),
				ExpectError: providertest.Shows("Set create_database = true."),
			},
			{
				Config:      s.Restore(snapshot, stage, append(fresh, `tables = ["ordrs"]`)...),
				ExpectError: providertest.Shows("nothing that matches ordrs."),
			},
			{
				Config:      s.Base + providertest.ResourceHCL("doris_restore", "r", `repository = "nowhere"`, fmt.Sprintf("snapshot = %q", snapshot), fmt.Sprintf("database = %q", stage)),
				ExpectError: providertest.Shows(`repository "nowhere", which is not registered in this cluster.`),
			},
		},
	})
}

// A replica number that the cluster cannot hold is refused in the plan.
func TestAccRestoreBackends(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t, acctest.Backends(1))
	s.Sim(t)
	snapshot, stage := s.Name("all"), s.Name("stage")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.Base},
			{
				PreConfig:   func() { s.TakeSnapshot(t, s.Repository, s.Shop.Database, snapshot) },
				Config:      s.Restore(snapshot, stage, "create_database = true", "replication_num = 3"),
				ExpectError: providertest.Shows("The restore asks for 3 replicas; 1 backend is alive with tag location.default. Set replication_num = 1."),
			},
			{
				Config:            s.Restore(snapshot, stage, "create_database = true"),
				ConfigStateChecks: []statecheck.StateCheck{providertest.Attribute(theRestore, providertest.Text("FINISHED"), "state")},
			},
		},
	})
}

// Repository, backup and restore in one configuration, applied from nothing: names known in the plan are not missing
// because the plan creates them.
func TestAccEverythingAtOnce(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	name, stage := s.Name("first"), s.Name("stage")
	config := s.Backup(fmt.Sprintf("name = %q", name)) + providertest.ResourceHCL("doris_restore", "r",
		"repository = doris_repository.main.name", "snapshot = doris_backup.b.name", fmt.Sprintf("database = %q", stage),
		"create_database = true", "replication_num = 1")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:           config,
				ConfigPlanChecks: providertest.Does(theRestore, plancheck.ResourceActionCreate, plancheck.ExpectKnownValue(theRestore, tfjsonpath.New("snapshot"), providertest.Text(name))),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(providertest.TheBackup, providertest.Text("FINISHED"), "state"),
					providertest.Attribute(theRestore, providertest.Text("FINISHED"), "state"),
					statecheck.CompareValuePairs(providertest.TheBackup, tfjsonpath.New("backup_timestamp"), theRestore, tfjsonpath.New("backup_timestamp"), compare.ValuesSame()),
				},
			},
		},
	})
	count(s, t, stage, s.Shop.Orders, "5")
}

// A second cluster registers the same bucket read-only and restores what the first one took.
func TestAccSecondCluster(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	b := acctest.NewCluster(t, acctest.SharesStorageWith(s.Cluster))
	name, stage := s.Name("first"), b.Name("stage")
	b.Name("repo")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps:                    []resource.TestStep{{Config: s.Backup(fmt.Sprintf("name = %q", name))}},
	})
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config: b.Provider() + providertest.ResourceHCL("doris_repository", "copy", fmt.Sprintf("name = %q", s.Repository),
					fmt.Sprintf("location = %q", s.Location("main")), "read_only = true", s.S3Block()) +
					providertest.ResourceHCL("doris_restore", "r", "repository = doris_repository.copy.name", fmt.Sprintf("snapshot = %q", name),
						fmt.Sprintf("database = %q", stage), "create_database = true", "replication_num = 1"),
				ConfigPlanChecks:  providertest.Does(theRestore, plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{providertest.Attribute(theRestore, providertest.Text("FINISHED"), "state")},
			},
		},
	})
	for table, want := range map[string]string{s.Shop.Orders: "5", s.Shop.Customers: "3"} {
		b.WantRows(t, stage, table, want)
	}
}
