// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// oddTables are names that Doris takes from 4.0 on, each with a like one beside it that a careless pattern would take too.
var oddTables = []string{
	"a.b", "axb", "a`b", "a*b", "a**b", "a?c", "a??c", `a\d`, `a\*e`, `e"f'g`, "größe 1", "[x]", "x, y", "shop.orders", "-- z", "PARTITIONS", "*", "${t}",
}

// oddShop is a stand-in whose database odd holds a partitioned table of each of these names, with one row.
func oddShop(t *testing.T) *standIn {
	t.Helper()
	s := newStandInWith(t, dorissim.Options{Profile: "4.1", Tick: tick})
	s.exec("CREATE DATABASE `odd`")
	for _, name := range oddTables {
		s.exec("CREATE TABLE `odd`." + doris.Identifier(name) + " (`id` INT) DUPLICATE KEY(`id`) PARTITION BY RANGE(`id`) " +
			"(PARTITION `p1` VALUES LESS THAN (\"10\"), PARTITION `p2` VALUES LESS THAN (\"20\")) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
		s.exec("INSERT INTO `odd`." + doris.Identifier(name) + " VALUES (1)")
	}
	return s
}

// tablesOf are the tables of a database.
func (s *standIn) tablesOf(database string) []string {
	s.t.Helper()
	_, rows, err := s.sim.Query("SHOW TABLES FROM `" + database + "`")
	if err != nil {
		s.t.Fatal(err)
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
		backup := s.thing("doris_backup")
		backup.again()
		label := "one_" + strings.Repeat("x", i)
		config := obj{"repository": "dr_main", "database": "odd", "name": label, "tables": []string{written}, "partitions": obj{written: []string{"p1"}}}
		wantText(t, backup.validateResource("doris_backup", config))
		backup.succeeds(config)
		expect(t, name+": held", heldTables(backup), []string{name})
		wantText(t, backup.refresh())
		_, result := backup.plan(config)
		expect(t, name+": changed", result.changed(), nil)

		for to, rename := range map[string]any{name: nil, "new " + name: obj{written: "new " + name}} {
			restore := s.thing("doris_restore")
			restore.again()
			config := obj{"repository": "dr_main", "snapshot": label, "database": database, "create_database": true, "tables": []string{written},
				"partitions": obj{written: []string{"p?"}}, "rename": rename, "verify": obj{"count_rows": true}, "on_destroy": "drop_tables"}
			wantText(t, restore.validateResource("doris_restore", config))
			restore.succeeds(config)
			expect(t, name+": restored", s.tablesOf(database), []string{to})
			wantText(t, restore.refresh())
			_, result := restore.plan(config)
			expect(t, name+": changed", result.changed(), nil)
			expect(t, name+": said", result.summaries(), nil)
			restore.again()
			wantNoError(t, name, restore.apply(t.Context(), nil))
			expect(t, name+": left", s.tablesOf(database), nil)
		}
	}
}

// TestExcludedTablesOfAnyName: all but one, in a backup and in a restore.
func TestExcludedTablesOfAnyName(t *testing.T) {
	s := oddShop(t)
	whole := s.thing("doris_backup")
	whole.again()
	whole.succeeds(obj{"repository": "dr_main", "database": "odd", "name": "whole"})
	for i, name := range oddTables {
		others := slices.DeleteFunc(slices.Sorted(slices.Values(oddTables)), func(other string) bool { return other == name })
		backup := s.thing("doris_backup")
		backup.again()
		wantNoError(t, name, backup.apply(t.Context(), obj{"repository": "dr_main", "database": "odd", "name": "but_" + strings.Repeat("x", i), "exclude_tables": []string{job.Escaped(name)}}))
		expect(t, name+": held", heldTables(backup), others)
		if i%4 != 0 {
			continue // restores of all the others take their time
		}
		restore := s.thing("doris_restore")
		restore.again()
		database := "rest" + strings.Repeat("x", i)
		restore.succeeds(obj{"repository": "dr_main", "snapshot": "whole", "database": database, "create_database": true, "exclude_tables": []string{job.Escaped(name)}})
		expect(t, name+": restored", s.tablesOf(database), others)
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
	config := obj{"repository": "dr_main", "database": "odd", "name": "all", "tables": written, "partitions": obj{"a.b": []string{"p1"}, `a\*b`: []string{"p*"}}}
	gate := s.sim.HoldState("backup", "UPLOADING")
	t.Cleanup(gate.Release)
	lost := s.thing("doris_backup")
	lost.again()
	lost.applyUntil(gate, "SHOW BACKUP", config)
	gate.Release()
	s.ended()
	x := s.thing("doris_backup") // the state of the first is lost
	x.again()
	wantNoError(t, "apply", x.apply(t.Context(), config))
	if n := s.runs("backup"); n != 1 {
		t.Errorf("%d backups ran", n)
	}
	expect(t, "held", heldTables(x), slices.Sorted(slices.Values(oddTables)))
}

// TestUnknownTablesOfAnyName: names with dots are no partitions in what is said of them.
func TestUnknownTablesOfAnyName(t *testing.T) {
	s := oddShop(t)
	for name, c := range map[string]struct {
		config obj
		wants  []string
	}{
		"a table":           {obj{"tables": []string{"a.c"}}, []string{`error at AttributeName("tables")`, "near names are", "a.b"}},
		"with its database": {obj{"tables": []string{"odd.axb"}}, []string{`error at AttributeName("tables")`, "axb"}},
		"a partition":       {obj{"tables": []string{"a.b"}, "partitions": obj{"a.b": []string{"p3"}}}, []string{`error at AttributeName("partitions")`, "near names are p1, p2"}},
		"a pattern":         {obj{"tables": []string{`b\*`}}, []string{`error at AttributeName("tables")`, `nothing that matches b\*`}},
	} {
		t.Run(name, func(t *testing.T) {
			x := s.thing("doris_backup")
			x.again()
			_, result := x.plan(with(obj{"repository": "dr_main", "database": "odd", "name": "x"}, c.config))
			wantText(t, result.diags, c.wants...)
		})
	}
}

// TestNewNamesByLine: before 4.0 a new name that no table can have is refused in the plan.
func TestNewNamesByLine(t *testing.T) {
	for line, refused := range map[string]bool{"3.0": true, "4.1": false} {
		s := newStandInWith(t, dorissim.Options{Profile: line, Tick: tick})
		s.thing("doris_backup").succeeds(shopBackup)
		for _, name := range []string{"other.orders", "orders*", "1orders", "orders`", "an order"} {
			x := s.thing("doris_restore")
			x.again()
			_, result := x.plan(obj{"repository": "dr_main", "snapshot": "before_migration", "database": "shop", "tables": []string{"orders"}, "rename": obj{"orders": name}})
			if refused {
				wantText(t, result.diags, "The new name is not valid")
			} else {
				wantNoError(t, name, result.diags)
			}
		}
		x := s.thing("doris_restore")
		x.again()
		_, result := x.plan(obj{"repository": "dr_main", "snapshot": "before_migration", "database": "shop", "tables": []string{"orders"}, "rename": obj{"orders": "größe-1"}})
		wantNoError(t, "letters", result.diags)
	}
}

// heldTables are the tables in objects.
func heldTables(x *thing) []string {
	tables, _ := x.held()
	for i := range tables {
		tables[i] = tables[i][:strings.LastIndex(tables[i], " ")] // the number of partitions follows
	}
	return tables
}
