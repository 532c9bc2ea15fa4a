// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
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
	onLines(t, func(t *testing.T, s *providertest.StandIn, _ string) {
		s.Exec("CREATE EXTERNAL TABLE `shop`.`es_logs` (`id` INT) ENGINE=ELASTICSEARCH PROPERTIES(\"hosts\"=\"http://es:9200\",\"index\"=\"logs\")")
		plansBackup(s, "other_engine", nil)
		plansBackup(s, "other_engine_by_pattern", providertest.Obj{"tables": []string{"*"}})
		plansBackup(s, "other_engine_by_name", providertest.Obj{"tables": []string{"es_logs"}})
		plansBackup(s, "other_engine_excluded", providertest.Obj{"exclude_tables": []string{"es_logs"}})
		s.Exec("ADMIN SET FRONTEND CONFIG (\"ignore_backup_not_support_table_type\" = \"true\")")
		plansBackup(s, "other_engine_ignored", nil)
		x := s.Thing("doris_backup")
		x.Again()
		if diags := x.Apply(t.Context(), providertest.ShopBackup); providertest.AnyError(diags) {
			t.Fatal(providertest.DiagnosticsText(diags))
		}
		skipped(x, "es_logs: elasticsearch table")
	})
}

func TestLimitTemporaryTables(t *testing.T) {
	s := providertest.NewStandIn(t)
	s.Exec("CREATE TEMPORARY TABLE `shop`.`scratch` (`id` INT)" + oneBucket + ")")
	plansBackup(s, "temporary_table", nil)
	plansBackup(s, "temporary_table_excluded", providertest.Obj{"exclude_tables": []string{"scratch"}})
	plansBackup(s, "temporary_table_not_selected", providertest.Obj{"tables": []string{"orders"}})
}

func TestLimitTemporaryPartitions(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, _ string) {
		s.Exec("ALTER TABLE `shop`.`orders` ADD TEMPORARY PARTITION `tp1` VALUES LESS THAN (\"2026-01-01\")")
		plansBackup(s, "temporary_partition_by_name", providertest.Obj{"tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"tp1"}}})
		appliesBackup(s, "temporary_partition_applied", nil)
	})
}

func TestLimitViewsWithoutTables(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, _ string) {
		s.Exec("CREATE DATABASE `ods`")
		s.Exec("CREATE TABLE `ods`.`clicks` (`id` INT)" + oneBucket + ")")
		s.Exec("CREATE VIEW `shop`.`v_all` AS SELECT `a`.`id` FROM `shop`.`customers` `a` JOIN `ods`.`clicks` `b` ON `a`.`id` = `b`.`id`")
		plansBackup(s, "view_of_another_database", nil)
		plansBackup(s, "view_without_tables", providertest.Obj{"tables": []string{"v_*"}})
		plansBackup(s, "view_with_partitions", providertest.Obj{"tables": []string{"v_orders", "orders"}, "partitions": providertest.Obj{"v_orders": []string{"p1"}}})
		plansBackup(s, "view_with_tables", providertest.Obj{"tables": []string{"v_orders", "orders"}})
	})
}

func TestLimitTablets(t *testing.T) {
	onLines(t, func(t *testing.T, s *providertest.StandIn, _ string) {
		s.Exec("ADMIN SET FRONTEND CONFIG (\"max_backup_tablets_per_job\" = \"4\")")
		plansBackup(s, "tablets", nil) // orders has 2 partitions of 2 buckets, customers 1 of 1
		plansBackup(s, "tablets_of_definitions", providertest.Obj{"content": "metadata_only"})
		plansBackup(s, "tablets_of_a_partition", providertest.Obj{"tables": []string{"orders", "customers"}, "partitions": providertest.Obj{"orders": []string{"p2025"}}})
		x := s.Thing("doris_backup")
		x.Again()
		if diags := providertest.DiagnosticsText(x.Apply(t.Context(), providertest.ShopBackup)); !strings.Contains(diags, "the num involved tablets 5 exceeds the limit 4") {
			t.Errorf("the estimate and Doris's own number differ: %s", diags)
		}
	})
}
