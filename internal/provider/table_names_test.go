// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// oddTables are names that Doris takes from 4.0 on, each with a like one beside it that a careless pattern would take too.
var oddTables = []string{
	"a.b", "axb", "a`b", "a*b", "a**b", "a?c", "a??c", `a\d`, `a\*e`, `e"f'g`, "größe 1", "[x]", "x, y", "shop.orders", "-- z", "PARTITIONS", "*", "${t}",
}

// oddShop is a stand-in whose database odd holds a partitioned table of each of these names, with one row.
func oddShop(t *testing.T) *providertest.StandIn {
	t.Helper()
	s := providertest.NewStandInWith(t, dorissim.Options{Profile: "4.1", Tick: providertest.Tick})
	s.Exec("CREATE DATABASE `odd`")
	for _, name := range oddTables {
		s.Exec("CREATE TABLE `odd`." + doris.Identifier(name) + " (`id` INT) DUPLICATE KEY(`id`) PARTITION BY RANGE(`id`) " +
			"(PARTITION `p1` VALUES LESS THAN (\"10\"), PARTITION `p2` VALUES LESS THAN (\"20\")) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
		s.Exec("INSERT INTO `odd`." + doris.Identifier(name) + " VALUES (1)")
	}
	return s
}

// tablesOf are the tables of a database.
func tablesOf(s *providertest.StandIn, database string) []string {
	s.T.Helper()
	_, rows, err := s.Sim.Query("SHOW TABLES FROM `" + database + "`")
	if err != nil {
		s.T.Fatal(err)
	}
	var list []string
	for _, row := range rows {
		list = append(list, row[0])
	}
	slices.Sort(list)
	return list
}

// TestTablesOfAnyName: each of these tables is selected alone, with partitions, excluded, restored, renamed, verified and
// dropped, and the plan after each apply has nothing to do.
func TestTablesOfAnyName(t *testing.T) {
	s := oddShop(t)
	for i, name := range oddTables {
		written := job.Escaped(name)
		database := "stage" + strings.Repeat("x", i)
		backup := s.Thing("doris_backup")
		backup.Again()
		label := "one_" + strings.Repeat("x", i)
		config := providertest.Obj{"repository": "dr_main", "database": "odd", "name": label, "tables": []string{written}, "partitions": providertest.Obj{written: []string{"p1"}}}
		providertest.WantText(t, backup.ValidateResource("doris_backup", config))
		backup.Succeeds(config)
		compare.Lists(t, name+": held", heldTables(backup), []string{name})
		providertest.WantText(t, backup.Refresh())
		_, result := backup.Plan(config)
		compare.Lists(t, name+": changed", result.Changed(), nil)

		for to, rename := range map[string]any{name: nil, "new " + name: providertest.Obj{written: "new " + name}} {
			restore := s.Thing("doris_restore")
			restore.Again()
			config := providertest.Obj{"repository": "dr_main", "snapshot": label, "database": database, "create_database": true, "tables": []string{written},
				"partitions": providertest.Obj{written: []string{"p?"}}, "rename": rename, "verify": providertest.Obj{"count_rows": true}, "on_destroy": "drop_tables"}
			providertest.WantText(t, restore.ValidateResource("doris_restore", config))
			restore.Succeeds(config)
			compare.Lists(t, name+": restored", tablesOf(s, database), []string{to})
			providertest.WantText(t, restore.Refresh())
			_, result := restore.Plan(config)
			compare.Lists(t, name+": changed", result.Changed(), nil)
			compare.Lists(t, name+": said", result.Summaries(), nil)
			restore.Again()
			wantNoError(t, name, restore.Apply(t.Context(), nil))
			compare.Lists(t, name+": left", tablesOf(s, database), nil)
		}
	}
}

// TestExcludedTablesOfAnyName: all but one, in a backup and in a restore.
func TestExcludedTablesOfAnyName(t *testing.T) {
	s := oddShop(t)
	whole := s.Thing("doris_backup")
	whole.Again()
	whole.Succeeds(providertest.Obj{"repository": "dr_main", "database": "odd", "name": "whole"})
	for i, name := range oddTables {
		others := slices.DeleteFunc(slices.Sorted(slices.Values(oddTables)), func(other string) bool { return other == name })
		backup := s.Thing("doris_backup")
		backup.Again()
		wantNoError(t, name, backup.Apply(t.Context(), providertest.Obj{"repository": "dr_main", "database": "odd", "name": "but_" + strings.Repeat("x", i), "exclude_tables": []string{job.Escaped(name)}}))
		compare.Lists(t, name+": held", heldTables(backup), others)
		if i%4 != 0 {
			continue // restores of all the others take their time
		}
		restore := s.Thing("doris_restore")
		restore.Again()
		database := "rest" + strings.Repeat("x", i)
		restore.Succeeds(providertest.Obj{"repository": "dr_main", "snapshot": "whole", "database": database, "create_database": true, "exclude_tables": []string{job.Escaped(name)}})
		compare.Lists(t, name+": restored", tablesOf(s, database), others)
	}
}

// TestInterruptedBackupOfAnyName: the job of an apply that was interrupted is recognised by the names that SHOW BACKUP prints
// without quotes.
func TestInterruptedBackupOfAnyName(t *testing.T) {
	s := oddShop(t)
	written := make([]string, len(oddTables))
	for i, name := range oddTables {
		written[i] = job.Escaped(name)
	}
	config := providertest.Obj{"repository": "dr_main", "database": "odd", "name": "all", "tables": written, "partitions": providertest.Obj{"a.b": []string{"p1"}, `a\*b`: []string{"p*"}}}
	gate := s.Sim.HoldState("backup", "UPLOADING")
	t.Cleanup(gate.Release)
	lost := s.Thing("doris_backup")
	lost.Again()
	lost.ApplyUntil(gate, "SHOW BACKUP", config)
	gate.Release()
	s.Ended()
	x := s.Thing("doris_backup") // the state of the first is lost
	x.Again()
	wantNoError(t, "apply", x.Apply(t.Context(), config))
	if n := s.Runs("backup"); n != 1 {
		t.Errorf("%d backups ran", n)
	}
	compare.Lists(t, "held", heldTables(x), slices.Sorted(slices.Values(oddTables)))
}

// TestUnknownTablesOfAnyName: names with dots are no partitions in what is said of them.
func TestUnknownTablesOfAnyName(t *testing.T) {
	s := oddShop(t)
	for name, c := range map[string]struct {
		config providertest.Obj
		wants  []string
	}{
		"a table":           {providertest.Obj{"tables": []string{"a.c"}}, []string{`error at AttributeName("tables")`, "near names are", "a.b"}},
		"with its database": {providertest.Obj{"tables": []string{"odd.axb"}}, []string{`error at AttributeName("tables")`, "axb"}},
		"a partition":       {providertest.Obj{"tables": []string{"a.b"}, "partitions": providertest.Obj{"a.b": []string{"p3"}}}, []string{`error at AttributeName("partitions")`, "near names are p1, p2"}},
		"a pattern":         {providertest.Obj{"tables": []string{`b\*`}}, []string{`error at AttributeName("tables")`, `nothing that matches b\*`}},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.Thing("doris_backup")
			x.Again()
			_, result := x.Plan(providertest.With(providertest.Obj{"repository": "dr_main", "database": "odd", "name": "x"}, c.config))
			providertest.WantText(t, result.Diags, c.wants...)
		})
	}
}

// TestNewNamesByLine: before 4.0 a new name that no table can have is refused in the plan.
func TestNewNamesByLine(t *testing.T) {
	for line, refused := range map[string]bool{"3.0": true, "4.1": false} {
		s := providertest.NewStandInWith(t, dorissim.Options{Profile: line, Tick: providertest.Tick})
		s.Thing("doris_backup").Succeeds(providertest.ShopBackup)
		for _, name := range []string{"other.orders", "orders*", "1orders", "orders`", "an order"} {
			x := s.Thing("doris_restore")
			x.Again()
			_, result := x.Plan(providertest.Obj{"repository": "dr_main", "snapshot": "before_migration", "database": "shop", "tables": []string{"orders"}, "rename": providertest.Obj{"orders": name}})
			if refused {
				providertest.WantText(t, result.Diags, "The new name is not valid")
			} else {
				wantNoError(t, name, result.Diags)
			}
		}
		x := s.Thing("doris_restore")
		x.Again()
		_, result := x.Plan(providertest.Obj{"repository": "dr_main", "snapshot": "before_migration", "database": "shop", "tables": []string{"orders"}, "rename": providertest.Obj{"orders": "größe-1"}})
		wantNoError(t, "letters", result.Diags)
	}
}

// heldTables are the tables in objects.
func heldTables(x *providertest.Thing) []string {
	tables, _ := x.Held()
	for i := range tables {
		tables[i] = tables[i][:strings.LastIndex(tables[i], " ")] // the number of partitions follows
	}
	return tables
}
