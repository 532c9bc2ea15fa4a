// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// customersTable creates a table that the snapshot's customers can be restored over.
func customersTable(database, name, properties string) string {
	return fmt.Sprintf("CREATE TABLE `%s`.`%s` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(%s)",
		database, name, properties)
}

const oneReplica = `"replication_num"="1"`

// fullDatabase holds orders with one more partition than the snapshot, and what is not in it.
func (s *standIn) fullDatabase(name string) {
	s.exec("CREATE DATABASE `" + name + "`")
	s.exec("CREATE TABLE `" + name + "`.`orders` (`id` INT, `d` DATE NOT NULL) DUPLICATE KEY(`id`,`d`)" +
		" PARTITION BY RANGE(`d`) (PARTITION `p2025` VALUES LESS THAN (\"2026-01-01\"), PARTITION `p2026` VALUES LESS THAN (\"2027-01-01\")," +
		" PARTITION `p2027` VALUES LESS THAN (\"2028-01-01\")) DISTRIBUTED BY HASH(`id`) BUCKETS 2 PROPERTIES(" + oneReplica + ")")
	s.exec(customersTable(name, "bystander", oneReplica))
	s.exec("CREATE VIEW `" + name + "`.`v_bystander` AS SELECT `id` FROM `" + name + "`.`bystander`")
	s.exec("CREATE MATERIALIZED VIEW `" + name + "`.`mv_daily` BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(" +
		oneReplica + ") AS SELECT `id`, `name` FROM `" + name + "`.`bystander`")
}

// TestRestorePlanLosses shows what a plan says of rows, partitions and tables that go; the golden files hold the texts.
func TestRestorePlanLosses(t *testing.T) {
	t.Parallel()
	s := newSnapshots(t)
	s.fullDatabase("full")
	s.exec("CREATE DATABASE `odd`")
	s.exec(customersTable("odd", "copy", oneReplica))
	s.exec("CREATE VIEW `odd`.`orders` AS SELECT `id` FROM `odd`.`copy`")
	s.exec(customersTable("odd", "v_orders", oneReplica))
	s.exec(customersTable("odd", "customers", `"replication_num"="2"`))
	s.exec("CREATE DATABASE `views`")
	s.exec("CREATE MATERIALIZED VIEW `views`.`customers` BUILD DEFERRED REFRESH COMPLETE ON MANUAL DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(" +
		oneReplica + ") AS SELECT `id`, `name` FROM `full`.`bystander`")
	s.exec("CREATE DATABASE `viewed`")
	for _, view := range []string{"v_orders", "v_other"} {
		s.exec("CREATE VIEW `viewed`.`" + view + "` AS SELECT `id` FROM `full`.`bystander`")
	}
	s.exec("CREATE DATABASE `engines`")
	s.exec("CREATE EXTERNAL TABLE `engines`.`customers` (`id` INT) ENGINE=MYSQL PROPERTIES(\"host\"=\"127.0.0.1\",\"port\"=\"3306\",\"user\"=\"u\",\"password\"=\"p\",\"database\"=\"d\",\"table\"=\"t\")")
	viewed := func(change obj) obj {
		return overwriting(with(obj{"database": "viewed", "tables": []string{"v_orders"}}, change))
	}
	forced := obj{"atomic_restore": true, "force_replace": true}
	full := func(change obj) obj { return overwriting(with(change, obj{"database": "full"})) }
	odd := func(change obj) obj { return overwriting(with(change, obj{"database": "odd"})) }
	copied := obj{"tables": []string{"customers"}, "rename": obj{"customers": "copy"}}
	for name, change := range map[string]obj{
		"partitions_kept":     full(obj{}),
		"atomic":              full(obj{"atomic_restore": true}),
		"atomic_cleaned":      full(obj{"atomic_restore": true, "clean_partitions": true}),
		"clean_partitions":    full(obj{"clean_partitions": true}),
		"clean_unrestored":    full(obj{"clean_partitions": true, "tables": []string{"orders"}, "partitions": obj{"orders": []string{"p2025"}}}),
		"clean_tables":        full(obj{"clean_tables": true}),
		"clean_nothing":       overwriting(obj{"database": "shop", "clean_tables": true, "clean_partitions": true}),
		"clean_new_database":  overwriting(obj{"clean_tables": true, "clean_partitions": true, "atomic_restore": true, "force_replace": true}),
		"new_name_taken":      odd(copied),
		"new_name_atomic":     odd(with(copied, obj{"atomic_restore": true})),
		"new_name_forced":     odd(with(copied, obj{"atomic_restore": true, "force_replace": true})),
		"other_engine":        overwriting(obj{"database": "engines", "tables": []string{"customers"}}),
		"views":               viewed(obj{}),
		"views_atomic":        viewed(obj{"atomic_restore": true}),
		"views_forced":        viewed(forced),
		"view_name_taken":     viewed(obj{"rename": obj{"v_orders": "v_other"}}),
		"view_name_forced":    viewed(with(forced, obj{"rename": obj{"v_orders": "v_other"}})),
		"materialized_view":   overwriting(obj{"database": "views", "tables": []string{"customers"}}),
		"other_kinds":         odd(obj{"tables": []string{"orders", "v_orders"}}),
		"other_replicas":      odd(obj{"tables": []string{"customers"}}),
		"snapshot_s_replicas": odd(obj{"tables": []string{"customers"}, "replication_num": nil}),
		"atomic_replicas":     odd(obj{"tables": []string{"customers"}, "atomic_restore": true}),
	} {
		t.Run(name, func(t *testing.T) {
			x := s.thing("doris_restore")
			x.again()
			_, result := x.plan(with(stageRestore, change))
			golden(t, "losses_restore_"+name, plain(diagnosticsText(result.diags)))
		})
	}
}

func TestComparePartitions(t *testing.T) {
	partitions := func(names ...string) (list []doris.Partition) {
		for _, name := range names {
			list = append(list, doris.Partition{Name: name})
		}
		return list
	}
	for name, c := range map[string]struct {
		target   target
		existing []doris.Partition
		want     string
		lost     []string
	}{
		"all":                 {target{name: "t", source: "t", partitions: []string{"p1", "p2"}}, partitions("p1", "p2"), "t (all)", nil},
		"some":                {target{name: "t", source: "t", partitions: []string{"p1", "p3"}}, partitions("p1", "p2"), "t (1 of 2 partitions)", []string{"p2"}},
		"all of the snapshot": {target{name: "t", source: "t"}, partitions("p1", "p2"), "t (all)", nil},
		"unpartitioned":       {target{name: "t", source: "t", partitions: []string{"t"}}, partitions("t"), "t (all)", nil},
		"under a new name":    {target{name: "copy", source: "t", partitions: []string{"t"}}, partitions("copy"), "copy (all)", nil},
		"none in common":      {target{name: "t", source: "t", partitions: []string{"p1"}}, partitions("p2", "p3"), "t (0 of 2 partitions)", []string{"p2", "p3"}},
		"empty":               {target{name: "t", source: "t", partitions: []string{"p1"}}, nil, "t (all)", nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.target.compare(c.existing)
			if got := c.target.String(); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			expect(t, "lost", c.target.lost, c.lost)
		})
	}
}

// TestRestoreWhereNoJobsRun: Doris would take the restore and forget it at once.
func TestRestoreWhereNoJobsRun(t *testing.T) {
	s := newSnapshots(t)
	s.exec("ADMIN SET FRONTEND CONFIG (\"max_backup_restore_job_num_per_db\" = \"0\")")
	x := s.thing("doris_restore")
	x.again() // the setting may have been read before
	_, result := x.plan(stageRestore)
	golden(t, "restore_no_jobs", plain(diagnosticsText(result.diags)))
}
