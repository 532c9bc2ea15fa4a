// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// pairs reads a list of objects as "first: second".
func pairs(t *testing.T, list tftypes.Value, first, second string) []string {
	t.Helper()
	var elements []tftypes.Value
	if err := list.As(&elements); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, element := range elements {
		var values map[string]tftypes.Value
		if err := element.As(&values); err != nil {
			t.Fatal(err)
		}
		var a, b string
		if err := values[first].As(&a); err != nil {
			t.Fatal(err)
		}
		if err := values[second].As(&b); err != nil {
			t.Fatal(err)
		}
		all = append(all, a+": "+b)
	}
	return all
}

func TestLimitOtherEngines(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, _ string) {
		s.exec("CREATE EXTERNAL TABLE `shop`.`es_logs` (`id` INT) ENGINE=ELASTICSEARCH PROPERTIES(\"hosts\"=\"http://es:9200\",\"index\"=\"logs\")")
		s.plansBackup("other_engine", nil)
		s.plansBackup("other_engine_by_pattern", obj{"tables": []string{"*"}})
		s.plansBackup("other_engine_by_name", obj{"tables": []string{"es_logs"}})
		s.plansBackup("other_engine_excluded", obj{"exclude_tables": []string{"es_logs"}})
		s.exec("ADMIN SET FRONTEND CONFIG (\"ignore_backup_not_support_table_type\" = \"true\")")
		s.plansBackup("other_engine_ignored", nil)
		x := s.thing("doris_backup")
		x.again()
		if diags := x.apply(t.Context(), shopBackup); anyError(diags) {
			t.Fatal(diagnosticsText(diags))
		}
		x.skipped("es_logs: elasticsearch table")
	})
}

func TestLimitTemporaryTables(t *testing.T) {
	s := newStandIn(t)
	s.exec("CREATE TEMPORARY TABLE `shop`.`scratch` (`id` INT)" + oneBucket + ")")
	s.plansBackup("temporary_table", nil)
	s.plansBackup("temporary_table_excluded", obj{"exclude_tables": []string{"scratch"}})
	s.plansBackup("temporary_table_not_selected", obj{"tables": []string{"orders"}})
}

func TestLimitTemporaryPartitions(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, _ string) {
		s.exec("ALTER TABLE `shop`.`orders` ADD TEMPORARY PARTITION `tp1` VALUES LESS THAN (\"2026-01-01\")")
		s.plansBackup("temporary_partition_by_name", obj{"tables": []string{"orders"}, "partitions": obj{"orders": []string{"tp1"}}})
		s.appliesBackup("temporary_partition_applied", nil)
	})
}

func TestLimitViewsWithoutTables(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, _ string) {
		s.exec("CREATE DATABASE `ods`")
		s.exec("CREATE TABLE `ods`.`clicks` (`id` INT)" + oneBucket + ")")
		s.exec("CREATE VIEW `shop`.`v_all` AS SELECT `a`.`id` FROM `shop`.`customers` `a` JOIN `ods`.`clicks` `b` ON `a`.`id` = `b`.`id`")
		s.plansBackup("view_of_another_database", nil)
		s.plansBackup("view_without_tables", obj{"tables": []string{"v_*"}})
		s.plansBackup("view_with_partitions", obj{"tables": []string{"v_orders", "orders"}, "partitions": obj{"v_orders": []string{"p1"}}})
		s.plansBackup("view_with_tables", obj{"tables": []string{"v_orders", "orders"}})
	})
}

func TestLimitTablets(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, _ string) {
		s.exec("ADMIN SET FRONTEND CONFIG (\"max_backup_tablets_per_job\" = \"4\")")
		s.plansBackup("tablets", nil) // orders has 2 partitions of 2 buckets, customers 1 of 1
		s.plansBackup("tablets_of_definitions", obj{"content": "metadata_only"})
		s.plansBackup("tablets_of_a_partition", obj{"tables": []string{"orders", "customers"}, "partitions": obj{"orders": []string{"p2025"}}})
		x := s.thing("doris_backup")
		x.again()
		if diags := diagnosticsText(x.apply(t.Context(), shopBackup)); !strings.Contains(diags, "the num involved tablets 5 exceeds the limit 4") {
			t.Errorf("the estimate and Doris's own number differ: %s", diags)
		}
	})
}
