// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// holds compares the tables and views of a database.
func holds(s *providertest.ShopConfig, t *testing.T, database string, want ...string) {
	t.Helper()
	var got []string
	for _, row := range s.Query("SHOW TABLES FROM `" + database + "`") {
		got = append(got, row[0])
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%s holds %q, want %q", database, got, want)
	}
}

// One copy through its life: restored, swapped for a refresh, cleaned to what the snapshot holds. Each run is asked for by
// triggers, and the plan after it is empty.
func TestAccRestoreRefreshed(t *testing.T) {
	t.Parallel()
	providertest.Profiles(t, testRestoreRefreshed)
}

func testRestoreRefreshed(t *testing.T, line acctest.Option) {
	s := providertest.NewShop(t, line)
	snapshot, stage := s.Name("all"), s.Name("stage")
	config := func(run string, lines ...string) string {
		return s.Restore(snapshot, stage, append([]string{
			"create_database = true", "replication_num = 1", `existing_tables = "overwrite"`, fmt.Sprintf("triggers = { run = %q }", run),
		}, lines...)...)
	}
	finished := providertest.Attribute(theRestore, providertest.Text("FINISHED"), "state")
	all := []string{"customers", "orders", "tmp_import", "v_orders"}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.Base},
			{
				PreConfig:         func() { s.TakeSnapshot(t, s.Repository, s.Shop.Database, snapshot) },
				Config:            config("1", `properties = { allow_load = "true" }`, "reserve_dynamic_partition_enable = true"),
				ConfigPlanChecks:  providertest.Does(theRestore, plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{finished},
			},
			{
				PreConfig: func() {
					holds(s, t, stage, all...)
					s.Exec("ALTER TABLE `" + stage + "`.`orders` ADD PARTITION `p2027` VALUES LESS THAN (\"2028-01-01\")")
					s.Exec("DROP TABLE `" + stage + "`.`customers`")
				},
				Config:            config("2", "atomic_restore = true"),
				ConfigPlanChecks:  providertest.Does(theRestore, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{finished, providertest.Attribute(theRestore, providertest.ListOfChecks(providertest.Table("customers", 1), providertest.Table("orders", 2), providertest.Table("tmp_import", 1)), "objects", "tables")},
			},
			{
				// What Doris would accept and what would drop the rest of the database.
				Config:      config("3", "clean_tables = true", `tables = ["orders"]`),
				ExpectError: providertest.Shows("clean_tables and tables are both set."),
			},
			{
				PreConfig: func() {
					holds(s, t, stage, all...)
					count(s, t, stage, s.Shop.Orders, "5")
					if got := partitions(s, stage, "orders"); got != "p2025 p2026" { // the swap leaves what the snapshot holds
						t.Errorf("partitions after the swap: %s", got)
					}
					s.Exec("ALTER TABLE `" + stage + "`.`orders` ADD PARTITION `p2027` VALUES LESS THAN (\"2028-01-01\")")
					s.Exec("CREATE TABLE `" + stage + "`.`bystander` (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
				},
				Config:           config("3", "clean_tables = true", "clean_partitions = true"),
				ConfigPlanChecks: providertest.Does(theRestore, plancheck.ResourceActionUpdate),
			},
		},
		CheckDestroy: func(*terraform.State) error {
			holds(s, t, stage, all...)
			count(s, t, stage, s.Shop.Orders, "5")
			if got := partitions(s, stage, "orders"); got != "p2025 p2026" {
				t.Errorf("partitions after cleaning: %s", got)
			}
			return nil
		},
	})
}

// partitions are the names of a table's partitions, in order.
func partitions(s *providertest.ShopConfig, database, table string) string {
	var names []string
	for _, row := range s.Query("SHOW PARTITIONS FROM `" + database + "`.`" + table + "`") {
		names = append(names, row[1])
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}
