// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"fmt"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// customersTable creates a table that the snapshot's customers can be restored over.
func customersTable(database, name, properties string) string {
	return fmt.Sprintf("CREATE TABLE `%s`.`%s` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(%s)",
		database, name, properties)
}

const oneReplica = `"replication_num"="1"`

// fullDatabase holds orders with one more partition than the snapshot, and what is not in it.
func fullDatabase(s *providertest.StandIn, name string) {
	s.Exec("CREATE DATABASE `" + name + "`")
	s.Exec("CREATE TABLE `" + name + "`.`orders` (`id` INT, `d` DATE NOT NULL) DUPLICATE KEY(`id`,`d`)" +
		" PARTITION BY RANGE(`d`) (PARTITION `p2025` VALUES LESS THAN (\"2026-01-01\"), PARTITION `p2026` VALUES LESS THAN (\"2027-01-01\")," +
		" PARTITION `p2027` VALUES LESS THAN (\"2028-01-01\")) DISTRIBUTED BY HASH(`id`) BUCKETS 2 PROPERTIES(" + oneReplica + ")")
	s.Exec(customersTable(name, "bystander", oneReplica))
	s.Exec("CREATE VIEW `" + name + "`.`v_bystander` AS SELECT `id` FROM `" + name + "`.`bystander`")
	s.Exec("CREATE MATERIALIZED VIEW `" + name + "`.`mv_daily` BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(" +
		oneReplica + ") AS SELECT `id`, `name` FROM `" + name + "`.`bystander`")
}

// TestRestorePlanLosses shows what a plan says of rows, partitions and tables that go; the golden files hold the texts.
func TestRestorePlanLosses(t *testing.T) {
	t.Parallel()
	s := providertest.NewSnapshots(t)
	fullDatabase(s, "full")
	s.Exec("CREATE DATABASE `odd`")
	s.Exec(customersTable("odd", "copy", oneReplica))
	s.Exec("CREATE VIEW `odd`.`orders` AS SELECT `id` FROM `odd`.`copy`")
	s.Exec(customersTable("odd", "v_orders", oneReplica))
	s.Exec(customersTable("odd", "customers", `"replication_num"="2"`))
	s.Exec("CREATE DATABASE `views`")
	s.Exec("CREATE MATERIALIZED VIEW `views`.`customers` BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(" +
		oneReplica + ") AS SELECT `id`, `name` FROM `full`.`bystander`")
	s.Exec("CREATE DATABASE `viewed`")
	for _, view := range []string{"v_orders", "v_other"} {
		s.Exec("CREATE VIEW `viewed`.`" + view + "` AS SELECT `id` FROM `full`.`bystander`")
	}
	s.Exec("CREATE DATABASE `engines`")
	s.Exec("CREATE EXTERNAL TABLE `engines`.`customers` (`id` INT) ENGINE=MYSQL PROPERTIES(\"host\"=\"127.0.0.1\",\"port\"=\"3306\",\"user\"=\"u\",\"password\"=\"p\",\"database\"=\"d\",\"table\"=\"t\")")
	viewed := func(change providertest.Obj) providertest.Obj {
		return providertest.Overwriting(providertest.With(providertest.Obj{"database": "viewed", "tables": []string{"v_orders"}}, change))
	}
	forced := providertest.Obj{"atomic_restore": true, "force_replace": true}
	full := func(change providertest.Obj) providertest.Obj {
		return providertest.Overwriting(providertest.With(change, providertest.Obj{"database": "full"}))
	}
	odd := func(change providertest.Obj) providertest.Obj {
		return providertest.Overwriting(providertest.With(change, providertest.Obj{"database": "odd"}))
	}
	copied := providertest.Obj{"tables": []string{"customers"}, "rename": providertest.Obj{"customers": "copy"}}
	for name, change := range map[string]providertest.Obj{
		"partitions_kept":     full(providertest.Obj{}),
		"atomic":              full(providertest.Obj{"atomic_restore": true}),
		"atomic_cleaned":      full(providertest.Obj{"atomic_restore": true, "clean_partitions": true}),
		"clean_partitions":    full(providertest.Obj{"clean_partitions": true}),
		"clean_unrestored":    full(providertest.Obj{"clean_partitions": true, "tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"p2025"}}}),
		"clean_tables":        full(providertest.Obj{"clean_tables": true}),
		"clean_nothing":       providertest.Overwriting(providertest.Obj{"database": "shop", "clean_tables": true, "clean_partitions": true}),
		"clean_new_database":  providertest.Overwriting(providertest.Obj{"clean_tables": true, "clean_partitions": true, "atomic_restore": true, "force_replace": true}),
		"new_name_taken":      odd(copied),
		"new_name_atomic":     odd(providertest.With(copied, providertest.Obj{"atomic_restore": true})),
		"new_name_forced":     odd(providertest.With(copied, providertest.Obj{"atomic_restore": true, "force_replace": true})),
		"other_engine":        providertest.Overwriting(providertest.Obj{"database": "engines", "tables": []string{"customers"}}),
		"views":               viewed(providertest.Obj{}),
		"views_atomic":        viewed(providertest.Obj{"atomic_restore": true}),
		"views_forced":        viewed(forced),
		"view_name_taken":     viewed(providertest.Obj{"rename": providertest.Obj{"v_orders": "v_other"}}),
		"view_name_forced":    viewed(providertest.With(forced, providertest.Obj{"rename": providertest.Obj{"v_orders": "v_other"}})),
		"materialized_view":   providertest.Overwriting(providertest.Obj{"database": "views", "tables": []string{"customers"}}),
		"other_kinds":         odd(providertest.Obj{"tables": []string{"orders", "v_orders"}}),
		"other_replicas":      odd(providertest.Obj{"tables": []string{"customers"}}),
		"snapshot_s_replicas": odd(providertest.Obj{"tables": []string{"customers"}, "replication_num": nil}),
		"atomic_replicas":     odd(providertest.Obj{"tables": []string{"customers"}, "atomic_restore": true}),
	} {
		t.Run(name, func(t *testing.T) {
			x := s.Thing("doris_restore")
			x.Again()
			_, result := x.Plan(providertest.With(providertest.StageRestore, change))
			compare.Golden(t, "losses_restore_"+name, providertest.Plain(providertest.DiagnosticsText(result.Diags)))
		})
	}
}

// TestRestoreWhereNoJobsRun: Doris would take the restore and forget it at once.
func TestRestoreWhereNoJobsRun(t *testing.T) {
	s := providertest.NewSnapshots(t)
	s.Exec("ADMIN SET FRONTEND CONFIG (\"max_backup_restore_job_num_per_db\" = \"0\")")
	x := s.Thing("doris_restore")
	x.Again() // the setting may have been read before
	_, result := x.Plan(providertest.StageRestore)
	compare.Golden(t, "restore_no_jobs", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
}
