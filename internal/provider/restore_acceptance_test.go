// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

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
)

const theRestore = "doris_restore.r"

// restore is the whole configuration with one doris_restore of a snapshot.
func (s *shopConfig) restore(snapshot, database string, lines ...string) string {
	return s.base + resourceHCL("doris_restore", "r", append([]string{
		"repository = doris_repository.main.name", fmt.Sprintf("snapshot = %q", snapshot), fmt.Sprintf("database = %q", database),
	}, lines...)...)
}

// count compares the rows of a table.
func (s *shopConfig) count(t *testing.T, database, table, want string) {
	t.Helper()
	s.WantRows(t, database, table, want)
}

func TestAccRestore(t *testing.T) {
	t.Parallel()
	profiles(t, testRestore)
}

func testRestore(t *testing.T, line acctest.Option) {
	s := newShop(t, line)
	monday, tuesday, stage, other := s.Name("monday"), s.Name("tuesday"), s.Name("stage"), s.Name("other")
	config := func(snapshot, database string, lines ...string) string {
		return s.restore(snapshot, database, append([]string{"create_database = true", "replication_num = 1"}, lines...)...)
	}
	again := config(tuesday, stage, `existing_tables = "overwrite"`, `triggers = { run = "2" }`)
	sameJob := statecheck.CompareValue(compare.ValuesSame())
	newJob := statecheck.CompareValue(compare.ValuesDiffer())
	job := tfjsonpath.New("job_id")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.base},
			{
				PreConfig: func() { s.TakeSnapshot(t, s.repository, s.shop.Database, monday) },
				Config:    config(monday, stage),
				ConfigPlanChecks: does(theRestore, plancheck.ResourceActionCreate,
					plancheck.ExpectUnknownValue(theRestore, tfjsonpath.New("state")),
					plancheck.ExpectUnknownValue(theRestore, tfjsonpath.New("backup_timestamp"))),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theRestore, text(s.repository+"/"+monday+"/"+stage), "id"),
					attribute(theRestore, text("FINISHED"), "state"),
					attribute(theRestore, text("error"), "existing_tables"),
					attribute(theRestore, knownvalue.NotNull(), "backup_timestamp"),
					attribute(theRestore, knownvalue.NotNull(), "submitted_at"),
					attribute(theRestore, knownvalue.NotNull(), "finished_at"),
					attribute(theRestore, knownvalue.NotNull(), "rpo_seconds"),
					attribute(theRestore, knownvalue.NotNull(), "rto_seconds"),
					attribute(theRestore, knownvalue.NotNull(), "phase_seconds", "download"),
					attribute(theRestore, listOf(table("customers", 1), table("orders", 2), table("tmp_import", 1)), "objects", "tables"),
					attribute(theRestore, listOf(text("v_orders")), "objects", "views"),
					sameJob.AddStateValue(theRestore, job), newJob.AddStateValue(theRestore, job),
				},
			},
			{
				PreConfig: func() {
					s.count(t, stage, s.shop.Orders, "5")
					s.count(t, stage, s.shop.Customers, "3")
				},
				ResourceName:            theRestore,
				ImportState:             true,
				ImportStateVerify:       true,
				ImportStateVerifyIgnore: []string{"create_database", "replication_num"}, // Doris does not tell
			},
			{
				// The source moves on: the restore stays what it was.
				PreConfig: func() {
					s.Exec("INSERT INTO `" + s.shop.Database + "`.`customers` VALUES (4, \"Barbara\")")
					s.TakeSnapshot(t, s.repository, s.shop.Database, tuesday)
				},
				Config:            config(tuesday, stage),
				ConfigPlanChecks:  does(theRestore, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{attribute(theRestore, text(monday), "snapshot"), sameJob.AddStateValue(theRestore, job)},
			},
			{
				// Arguments of the next run and settings are recorded, nothing runs.
				Config:            config(tuesday, stage, `existing_tables = "overwrite"`, `stall_timeout = "5m"`),
				ConfigPlanChecks:  does(theRestore, plancheck.ResourceActionUpdate, plancheck.ExpectKnownValue(theRestore, tfjsonpath.New("state"), text("FINISHED"))),
				ConfigStateChecks: []statecheck.StateCheck{sameJob.AddStateValue(theRestore, job)},
			},
			{
				Config: again,
				ConfigPlanChecks: does(theRestore, plancheck.ResourceActionUpdate,
					plancheck.ExpectUnknownValue(theRestore, tfjsonpath.New("state")),
					plancheck.ExpectKnownValue(theRestore, tfjsonpath.New("snapshot"), text(tuesday))),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theRestore, text(s.repository+"/"+tuesday+"/"+stage), "id"),
					attribute(theRestore, text("FINISHED"), "state"),
					newJob.AddStateValue(theRestore, job),
				},
			},
			{
				PreConfig:        func() { s.count(t, stage, s.shop.Customers, "4") },
				Config:           config(monday, other, `triggers = { run = "2" }`),
				ConfigPlanChecks: does(theRestore, plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theRestore, text(other), "database"), attribute(theRestore, text(monday), "snapshot"),
				},
			},
		},
		CheckDestroy: func(*terraform.State) error {
			s.count(t, stage, s.shop.Customers, "4")
			s.count(t, other, s.shop.Customers, "3")
			return nil
		},
	})
}

func TestAccRestoreSelection(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	snapshot, stage := s.Name("all"), s.Name("stage")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.base},
			{
				// Beside the live table, under another name, one of its partitions.
				PreConfig: func() { s.TakeSnapshot(t, s.repository, s.shop.Database, snapshot) },
				Config: s.restore(snapshot, s.shop.Database, "replication_num = 1", `tables = ["orders", "cust*"]`, `partitions = { orders = ["p2026"] }`,
					`rename = { orders = "orders_then" }`, `existing_tables = "overwrite"`),
				ConfigPlanChecks: does(theRestore, plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theRestore, listOf(table("customers", 1), table("orders_then", 1)), "objects", "tables"),
					attribute(theRestore, listOf(), "objects", "views"),
				},
			},
			{
				PreConfig: func() {
					s.count(t, s.shop.Database, "orders_then", "3")
					s.count(t, s.shop.Database, "orders", "5")
				},
				Config:           s.restore(snapshot, stage, "create_database = true", "replication_num = 1", `exclude_tables = ["tmp_*", "v_*"]`),
				ConfigPlanChecks: does(theRestore, plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theRestore, listOf(table("customers", 1), table("orders", 2)), "objects", "tables"),
				},
			},
		},
	})
}

// Tables that somebody drops are daily work: a warning, no new run.
func TestAccRestoredTablesDropped(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	snapshot, stage := s.Name("all"), s.Name("stage")
	config := s.restore(snapshot, stage, "create_database = true", "replication_num = 1")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.base},
			{PreConfig: func() { s.TakeSnapshot(t, s.repository, s.shop.Database, snapshot) }, Config: config},
			{
				PreConfig:        func() { s.Exec("DROP TABLE `" + stage + "`.`customers`") },
				Config:           config,
				ConfigPlanChecks: does(theRestore, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theRestore, listOf(table("orders", 2), table("tmp_import", 1)), "objects", "tables"),
				},
			},
			{
				PreConfig:        func() { s.Exec("DROP DATABASE `" + stage + "` FORCE") },
				Config:           config,
				ConfigPlanChecks: does(theRestore, plancheck.ResourceActionNoop),
			},
		},
	})
}

// What somebody restored by hand is imported; the triggers that its configuration has are recorded without a run.
func TestAccRestoreImport(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	snapshot, stage := s.Name("all"), s.Name("stage")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.base},
			{
				PreConfig: func() {
					s.TakeSnapshot(t, s.repository, s.shop.Database, snapshot)
					s.Exec("CREATE DATABASE `" + stage + "`")
					s.RestoreSnapshot(t, s.repository, snapshot, stage)
				},
				Config: s.restore(snapshot, stage, "replication_num = 1", `triggers = { run = "1" }`) +
					fmt.Sprintf("import {\n  to = doris_restore.r\n  id = %q\n}\n", s.repository+"/"+snapshot+"/"+stage),
				ConfigPlanChecks: does(theRestore, plancheck.ResourceActionUpdate, plancheck.ExpectKnownValue(theRestore, tfjsonpath.New("state"), text("FINISHED"))),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theRestore, text("FINISHED"), "state"),
					attribute(theRestore, listOf(table("customers", 1), table("orders", 2), table("tmp_import", 1)), "objects", "tables"),
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
	s := newShop(t)
	snapshot, stage := s.Name("all"), s.Name("stage")
	fresh := []string{"create_database = true", "replication_num = 1"}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:      s.restore(snapshot, stage, append(fresh, "reserve_replica = true")...),
				ExpectError: shows("these are: replication_num, reserve_replica. Keep one of them, or none to have the snapshot's number of replicas."),
			},
			{Config: s.base},
			{
				PreConfig: func() { s.TakeSnapshot(t, s.repository, s.shop.Database, snapshot) },
				Config:    s.restore(snapshot, s.shop.Database, "replication_num = 1", onlyLook),
				ExpectError: shows(fmt.Sprintf(`Database %q holds 4 of the 4 tables to restore: customers, orders, tmp_import, v_orders. Rename them with rename = { customers = "customers_restored" }, restore into another database, or set existing_tables = "overwrite".`,
					s.shop.Database)),
			},
			{
				Config:      s.restore(snapshot+"x", stage, fresh...),
				ExpectError: shows(fmt.Sprintf(`Repository %q holds no complete snapshot %q. Its nearest names are %s.`, s.repository, snapshot+"x", snapshot)),
			},
			{
				Config:      s.restore(snapshot, stage, "replication_num = 1"),
				ExpectError: shows("The database does not exist with doris_restore.r, on"),
			},
			{
				Config:      s.restore(snapshot, stage, "replication_num = 1"),
				ExpectError: shows("Set create_database = true."),
			},
			{
				Config:      s.restore(snapshot, stage, append(fresh, `tables = ["ordrs"]`)...),
				ExpectError: shows("nothing that matches ordrs."),
			},
			{
				Config:      s.base + resourceHCL("doris_restore", "r", `repository = "nowhere"`, fmt.Sprintf("snapshot = %q", snapshot), fmt.Sprintf("database = %q", stage)),
				ExpectError: shows(`repository "nowhere", which is not registered in this cluster.`),
			},
		},
	})
}

// A replica number that the cluster cannot hold is refused in the plan.
func TestAccRestoreBackends(t *testing.T) {
	t.Parallel()
	s := newShop(t, acctest.Backends(1))
	s.Sim(t)
	snapshot, stage := s.Name("all"), s.Name("stage")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.base},
			{
				PreConfig:   func() { s.TakeSnapshot(t, s.repository, s.shop.Database, snapshot) },
				Config:      s.restore(snapshot, stage, "create_database = true", "replication_num = 3"),
				ExpectError: shows("The restore asks for 3 replicas; 1 backend is alive with tag location.default. Set replication_num = 1."),
			},
			{
				Config:            s.restore(snapshot, stage, "create_database = true"),
				ConfigStateChecks: []statecheck.StateCheck{attribute(theRestore, text("FINISHED"), "state")},
			},
		},
	})
}

// Repository, backup and restore in one configuration, applied from nothing: names known in the plan are not missing
// because the plan creates them.
func TestAccEverythingAtOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	name, stage := s.Name("first"), s.Name("stage")
	config := s.backup(fmt.Sprintf("name = %q", name)) + resourceHCL("doris_restore", "r",
		"repository = doris_repository.main.name", "snapshot = doris_backup.b.name", fmt.Sprintf("database = %q", stage),
		"create_database = true", "replication_num = 1")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:           config,
				ConfigPlanChecks: does(theRestore, plancheck.ResourceActionCreate, plancheck.ExpectKnownValue(theRestore, tfjsonpath.New("snapshot"), text(name))),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theBackup, text("FINISHED"), "state"),
					attribute(theRestore, text("FINISHED"), "state"),
					statecheck.CompareValuePairs(theBackup, tfjsonpath.New("backup_timestamp"), theRestore, tfjsonpath.New("backup_timestamp"), compare.ValuesSame()),
				},
			},
		},
	})
	s.count(t, stage, s.shop.Orders, "5")
}

// A second cluster registers the same bucket read-only and restores what the first one took.
func TestAccSecondCluster(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	b := acctest.NewCluster(t, acctest.SharesStorageWith(s.Cluster))
	name, stage := s.Name("first"), b.Name("stage")
	b.Name("repo")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps:                    []resource.TestStep{{Config: s.backup(fmt.Sprintf("name = %q", name))}},
	})
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config: b.Provider() + resourceHCL("doris_repository", "copy", fmt.Sprintf("name = %q", s.repository),
					fmt.Sprintf("location = %q", s.Location("main")), "read_only = true", s.S3Block()) +
					resourceHCL("doris_restore", "r", "repository = doris_repository.copy.name", fmt.Sprintf("snapshot = %q", name),
						fmt.Sprintf("database = %q", stage), "create_database = true", "replication_num = 1"),
				ConfigPlanChecks:  does(theRestore, plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{attribute(theRestore, text("FINISHED"), "state")},
			},
		},
	})
	for table, want := range map[string]string{s.shop.Orders: "5", s.shop.Customers: "3"} {
		b.WantRows(t, stage, table, want)
	}
}
