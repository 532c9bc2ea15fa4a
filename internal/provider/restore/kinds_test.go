// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// newMonday is a stand-in whose snapshot monday holds rows, and structure, which holds none.
func newMonday(t *testing.T) *providertest.StandIn {
	t.Helper()
	s := providertest.NewStandIn(t)
	s.Exec("INSERT INTO `shop`.`orders` VALUES (1, \"2025-03-01\"), (2, \"2025-11-20\"), (3, \"2026-01-15\")")
	s.Exec("INSERT INTO `shop`.`customers` VALUES (1, \"Ada\"), (2, \"Grace\")")
	s.Exec(customersTable("shop", "grouped", oneReplica+",\"colocate_with\"=\"g1\""))
	s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
	s.WaitForNextSecond()
	s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "structure", "content": "metadata_only"}))
	return s
}

// answer is the answer of a statement, its values in order: rows are joined with commas, an error is its text.
func answer(s *providertest.StandIn, statement string) string {
	_, rows, err := s.Sim.Query(statement)
	if err != nil {
		return err.Error()
	}
	var texts []string
	for _, row := range rows {
		texts = append(texts, strings.Join(row, " "))
	}
	return strings.Join(texts, ", ")
}

// answers compares answers; a want that begins with ~ only has to be in it, one with ! must not be.
func answers(s *providertest.StandIn, t *testing.T, database string, wants map[string]string) {
	t.Helper()
	for statement, want := range wants {
		statement = strings.ReplaceAll(statement, "{db}", database)
		got := answer(s, statement)
		part, contains := strings.CutPrefix(want, "~")
		other, lacks := strings.CutPrefix(want, "!")
		if contains && !strings.Contains(got, part) || lacks && strings.Contains(got, other) || !contains && !lacks && got != want {
			t.Errorf("%s\ngot  %s\nwant %s", statement, got, want)
		}
	}
}

// cancelledAtOnce is the text of an error, whether the provider has seen the job PENDING before it was cancelled or not.
func cancelledAtOnce(diags []*tfprotov6.Diagnostic) string {
	return strings.ReplaceAll(providertest.Plain(providertest.DiagnosticsText(diags)), "; last state PENDING", "")
}

const (
	orders    = "SELECT `id` FROM `{db}`.`orders` ORDER BY `id`"
	customers = "SELECT `id`, `name` FROM `{db}`.`customers` ORDER BY `id`"
	tables    = "SHOW TABLES FROM `{db}`"
)

// TestKindsOfRestore reads back what each kind of restore leaves.
func TestKindsOfRestore(t *testing.T) {
	t.Parallel()
	s := newMonday(t)
	full := func(database string) {
		fullDatabase(s, database)
		s.Exec("INSERT INTO `" + database + "`.`orders` VALUES (8, \"2025-05-05\"), (9, \"2027-05-05\")")
	}
	otherSchema := func(database string) {
		s.Exec("CREATE DATABASE `" + database + "`")
		s.Exec("CREATE TABLE `" + database + "`.`customers` (`id` BIGINT, `other` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 3 PROPERTIES(" + oneReplica + ")")
	}
	for database, c := range map[string]struct {
		before func(database string)
		change providertest.Obj
		want   map[string]string
	}{
		"plain": {nil, providertest.Obj{}, map[string]string{
			tables: "customers, grouped, orders, v_orders", orders: "1, 2, 3", customers: "1 Ada, 2 Grace", "SHOW CREATE TABLE `{db}`.`grouped`": "!colocate_with",
		}},
		"renamed": {nil, providertest.Obj{"tables": []string{"customers", "orders"}, "rename": providertest.Obj{"customers": "then"}}, map[string]string{
			tables: "orders, then", "SELECT `name` FROM `{db}`.`then` ORDER BY `id`": "Ada, Grace",
		}},
		"own_name":   {nil, providertest.Obj{"tables": []string{"customers", "orders"}, "rename": providertest.Obj{"customers": "customers", "orders": "then"}}, map[string]string{tables: "customers, then"}},
		"partitions": {nil, providertest.Obj{"tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"*25"}}}, map[string]string{tables: "orders", orders: "1, 2"}},
		"excluded":   {nil, providertest.Obj{"exclude_tables": []string{"customers", "grou*", "v_*"}}, map[string]string{tables: "orders", orders: "1, 2, 3"}},
		"structure":  {nil, providertest.Obj{"snapshot": "structure"}, map[string]string{tables: "customers, grouped, orders, v_orders", orders: "", customers: ""}},
		"colocated": {nil, providertest.Obj{"tables": []string{"grouped"}, "reserve_colocate": true}, map[string]string{
			"SHOW CREATE TABLE `{db}`.`grouped`": `~"colocate_with" = "g1"`,
		}},
		"loading": {nil, providertest.Obj{"tables": []string{"customers"}, "properties": providertest.Obj{"allow_load": "true"}}, map[string]string{customers: "1 Ada, 2 Grace"}},
		// Partitions of the snapshot are overwritten, those that it lacks are kept.
		"overwritten": {full, providertest.Overwriting(providertest.Obj{"tables": []string{"orders"}}), map[string]string{orders: "1, 2, 3, 9", tables: "bystander, mv_daily, orders, v_bystander"}},
		"one_partition": {full, providertest.Overwriting(providertest.Obj{"tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"p2026"}}}), map[string]string{
			orders: "3, 8, 9",
		}},
		"cleaned": {full, providertest.Overwriting(providertest.Obj{"tables": []string{"orders"}, "clean_partitions": true}), map[string]string{orders: "1, 2, 3", tables: "bystander, mv_daily, orders, v_bystander"}},
		"cleaned_to_one": {full, providertest.Overwriting(providertest.Obj{"tables": []string{"orders"}, "partitions": providertest.Obj{"orders": []string{"p2026"}}, "clean_partitions": true}), map[string]string{
			orders: "3",
		}},
		"emptied":  {full, providertest.Overwriting(providertest.Obj{"clean_tables": true}), map[string]string{tables: "customers, grouped, mv_daily, orders, v_orders", orders: "1, 2, 3, 9"}},
		"swapped":  {full, providertest.Overwriting(providertest.Obj{"tables": []string{"orders"}, "atomic_restore": true}), map[string]string{orders: "1, 2, 3"}},
		"replaced": {otherSchema, providertest.Overwriting(providertest.Obj{"tables": []string{"customers"}, "atomic_restore": true, "force_replace": true}), map[string]string{customers: "1 Ada, 2 Grace"}},
		"view_replaced": {func(database string) {
			s.Exec("CREATE DATABASE `" + database + "`")
			s.Exec("CREATE VIEW `" + database + "`.`v_orders` AS SELECT `id` FROM `shop`.`customers`")
		}, providertest.Overwriting(providertest.Obj{"tables": []string{"orders", "v_orders"}, "atomic_restore": true, "force_replace": true}), map[string]string{
			tables: "orders, v_orders", "SELECT `id` FROM `{db}`.`v_orders` ORDER BY `id`": "1, 2, 3",
		}},
		"other_name": {otherSchema, providertest.Overwriting(providertest.Obj{"tables": []string{"orders"}, "rename": providertest.Obj{"orders": "customers"}, "atomic_restore": true, "force_replace": true}), map[string]string{"SELECT `id` FROM `{db}`.`customers` ORDER BY `id`": "1, 2, 3"}},
	} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			if c.before != nil {
				c.before(database)
			}
			diags := s.Thing("doris_restore").Apply(t.Context(), providertest.With(providertest.StageRestore, providertest.With(c.change, providertest.Obj{"database": database})))
			if hasErrors(diags) {
				t.Fatal(providertest.DiagnosticsText(diags))
			}
			answers(s, t, database, c.want)
		})
	}
	t.Run("views", func(t *testing.T) { // a view reads the tables that were restored with it, not those of the source
		s.Thing("doris_restore").Succeeds(providertest.With(providertest.StageRestore, providertest.Obj{"database": "views"}))
		s.Exec("INSERT INTO `views`.`orders` VALUES (7, \"2026-07-07\")")
		answers(s, t, "views", map[string]string{"SELECT `id` FROM `{db}`.`v_orders` ORDER BY `id`": "1, 2, 3, 7", "SELECT COUNT(*) FROM `shop`.`v_orders`": "3"})
	})
	t.Run("another schema", func(t *testing.T) { // without force_replace nothing changes
		otherSchema("kept")
		diags := s.Thing("doris_restore").Apply(t.Context(), providertest.With(providertest.StageRestore, providertest.Overwriting(providertest.Obj{"database": "kept", "tables": []string{"customers"}, "atomic_restore": true})))
		compare.Golden(t, "kinds_restore_another_schema", cancelledAtOnce(diags))
		answers(s, t, "kept", map[string]string{tables: "customers", "DESCRIBE `{db}`.`customers`": "~other"})
	})
}

// TestReadersDuringRestore: an atomic restore serves the old rows until the swap and takes loads, which are lost with them;
// one in place refuses both.
func TestReadersDuringRestore(t *testing.T) {
	t.Parallel()
	s := newMonday(t)
	for database, c := range map[string]struct {
		atomic        bool
		during, after string
		insert        string
	}{
		"swapped":  {true, "5 old, 6 meanwhile", "1 Ada, 2 Grace", ""},
		"in_place": {false, "~state is not NORMAL", "1 Ada, 2 Grace", "~is under restore"},
	} {
		t.Run(database, func(t *testing.T) {
			s.Exec("CREATE DATABASE `" + database + "`")
			s.Exec(customersTable(database, "customers", oneReplica))
			s.Exec("INSERT INTO `" + database + "`.`customers` VALUES (5, \"old\")")
			gate := s.Sim.HoldState("restore", "DOWNLOADING")
			x := s.Thing("doris_restore")
			x.ApplyUntil(gate, "SHOW RESTORE", providertest.With(providertest.StageRestore, providertest.Overwriting(providertest.Obj{"database": database, "tables": []string{"customers"}, "atomic_restore": c.atomic})))
			answers(s, t, database, map[string]string{"INSERT INTO `{db}`.`customers` VALUES (6, \"meanwhile\")": c.insert})
			answers(s, t, database, map[string]string{customers: c.during})
			gate.Release()
			s.Ended()
			answers(s, t, database, map[string]string{customers: c.after})
		})
	}
}

// TestRestoreKilledWithOptions: options that SHOW RESTORE does not show do not keep the next apply from taking the job over,
// and those that it shows do.
func TestRestoreKilledWithOptions(t *testing.T) {
	t.Parallel()
	s := newMonday(t)
	options := providertest.With(providertest.StageRestore, providertest.Overwriting(providertest.Obj{
		"database": "options", "atomic_restore": true, "clean_tables": true, "reserve_dynamic_partition_enable": true, "properties": providertest.Obj{"allow_load": "true"},
	}))
	s.Thing("doris_restore").Succeeds(options)
	apply := func(change providertest.Obj) string {
		x := s.Thing("doris_restore")
		x.Again()
		diags := x.Apply(context.WithoutCancel(t.Context()), providertest.With(options, change))
		if hasErrors(diags) {
			t.Fatal(providertest.DiagnosticsText(diags))
		}
		return providertest.DiagnosticsText(diags)
	}
	if got := apply(providertest.Obj{}); !strings.Contains(got, "A finished restore was taken over") || s.Runs("restore") != 1 {
		t.Errorf("%d runs: %s", s.Runs("restore"), got)
	}
	s.WaitForNextSecond()
	if got := apply(providertest.Obj{"properties": nil}); strings.Contains(got, "taken over") || s.Runs("restore") != 2 {
		t.Errorf("without allow_load: %d runs: %s", s.Runs("restore"), got)
	}
	s.WaitForNextSecond()
	if got := apply(providertest.Obj{"reserve_dynamic_partition_enable": false}); strings.Contains(got, "taken over") || s.Runs("restore") != 3 {
		t.Errorf("without dynamic partitions: %d runs: %s", s.Runs("restore"), got)
	}
}
