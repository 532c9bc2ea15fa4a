// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"reflect"
	"strings"
	"testing"
)

func TestRecordedTableFacts(t *testing.T) {
	for _, profile := range profiles {
		read := func(scenario, statement string) TableFacts {
			r := recorded(t, profile, scenario, statement)[0].result()
			for _, column := range []string{"Create Table", "Create View"} {
				if r.has(column) {
					return parseDefinition(r.rows[0].text(column))
				}
			}
			t.Fatalf("%s %s %s: no definition", profile, scenario, statement)
			return TableFacts{}
		}
		for name, c := range map[string]struct{ got, want TableFacts }{
			"colo": {read("skipped_objects", "SHOW CREATE TABLE `skipt`.`colo`"), TableFacts{Kind: OLAP, Buckets: 1, Columns: []string{"id"}, Partitions: 1}},
			"dyn":  {read("skipped_objects", "SHOW CREATE TABLE `skipt`.`dyn`"), TableFacts{Kind: OLAP, Buckets: 1, Columns: []string{"id", "d"}, Partitions: 2}},
			"view": {read("restore_database", "SHOW CREATE VIEW `clone`.`v_orders`"), TableFacts{Kind: "VIEW", Reads: []ViewRead{{"clone", "orders"}}}},
		} {
			if !reflect.DeepEqual(c.got, c.want) {
				t.Errorf("%s %s: got %+v, want %+v", profile, name, c.got, c.want)
			}
		}
		if profile != "4.1" {
			continue
		}
		kept := read("skipped_objects", "SHOW CREATE TABLE `skipt2`.`colo`")
		if kept.ColocateWith != "g1" {
			t.Errorf("a colocated table is %+v", kept)
		}
		if on := read("skipped_objects", "SHOW CREATE TABLE `skipt2`.`dyn`"); !on.DynamicPartition || on.StoragePolicy != "" {
			t.Errorf("a table with dynamic partitioning is %+v", on)
		}
	}
}

func TestTableFacts(t *testing.T) {
	const head = "CREATE TABLE `t` (\n  `id` int NULL COMMENT '\"colocate_with\" = \"no\"'\n) ENGINE=OLAP\nDUPLICATE KEY(`id`)\n"
	for name, c := range map[string]struct {
		text string
		want TableFacts
	}{
		"policy":         {head + "DISTRIBUTED BY HASH(`id`) BUCKETS 10\nPROPERTIES (\n\"storage_policy\" = \"cool_30d\"\n);", TableFacts{Kind: OLAP, StoragePolicy: "cool_30d", Buckets: 10, Columns: []string{"id"}, Partitions: 1}},
		"dynamic policy": {head + "DISTRIBUTED BY RANDOM BUCKETS AUTO\nPROPERTIES (\n\"dynamic_partition.enable\" = \"true\",\n\"dynamic_partition.storage_policy\" = \"cool\"\n);", TableFacts{Kind: OLAP, DynamicPartition: true, StoragePolicy: "cool", Columns: []string{"id"}, Partitions: 1}},
		"list partitions": {
			head + "PARTITION BY LIST(`id`)\n(PARTITION p1 VALUES IN (\"1\"),\nPARTITION p2 VALUES IN (\"2\"))\nDISTRIBUTED BY HASH(`id`) BUCKETS 3\nPROPERTIES (\n\"colocate_with\" = \"g\"\n);",
			TableFacts{Kind: OLAP, ColocateWith: "g", Buckets: 3, Columns: []string{"id"}, Partitions: 2},
		},
		"columns": {
			"CREATE TABLE `t` (\n  `order``id` int NULL COMMENT \"`x`\",\n  `名称` varchar(20) NULL,\n  INDEX idx (`名称`) USING INVERTED\n) ENGINE=OLAP\nDISTRIBUTED BY HASH(`order``id`) BUCKETS 1",
			TableFacts{Kind: OLAP, Buckets: 1, Columns: []string{"order`id", "名称"}, Partitions: 1},
		},
		"other engine": {"CREATE TABLE `e` (\n  `id` int NULL\n) ENGINE=ELASTICSEARCH\nPROPERTIES (\n\"hosts\" = \"http://es:9200\"\n);", TableFacts{Kind: "ELASTICSEARCH"}},
		"views": {
			"CREATE VIEW `v` AS SELECT `internal`.`shop`.`a`.`id`, 'x' FROM `internal`.`shop`.`a` INNER JOIN `internal`.`ods`.`b` ON `internal`.`shop`.`a`.`id` = `internal`.`ods`.`b`.`id`;",
			TableFacts{Kind: "VIEW", Reads: []ViewRead{{"shop", "a"}, {"ods", "b"}}},
		},
		"short names": {"CREATE VIEW `v` AS SELECT `x`.`id` FROM `default_cluster:shop`.`a` x LEFT JOIN `b`", TableFacts{Kind: "VIEW", Reads: []ViewRead{{"shop", "a"}, {"", "b"}}}},
		"nothing":     {"", TableFacts{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := parseDefinition(c.text); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// TestTableFactsAreShared: one SHOW CREATE TABLE for everybody, also for hundreds of tables, until a restore ended.
func TestTableFactsAreShared(t *testing.T) {
	fe := startFrontend(t, func(sql string) fakeAnswer {
		switch {
		case strings.Contains(sql, "`mv`"):
			return refused(1105, "not support async materialized view, please use `show create materialized view`")
		case strings.HasPrefix(sql, "SHOW CREATE TABLE"):
			return fakeAnswer{columns: []string{"Table", "Create Table"}, rows: [][]any{{"t", "CREATE TABLE `t` (\n) ENGINE=OLAP\nPROPERTIES (\n\"colocate_with\" = \"g\"\n);"}}}
		}
		return fakeAnswer{}
	})
	client := openClient(t, nil, fe.address())
	ctx := context.Background()
	looks := func() int { return fe.count("SHOW CREATE TABLE") }
	for range 2 {
		for i := range 300 {
			facts, err := client.TableFacts(ctx, "shop", strings.Repeat("t", i+1))
			if err != nil || facts.ColocateWith != "g" {
				t.Fatal(facts, err)
			}
		}
	}
	if facts, err := client.TableFacts(ctx, "shop", "mv"); err != nil || facts.Kind != "MATERIALIZED VIEW" {
		t.Error(facts, err)
	}
	if n := looks(); n != 301 {
		t.Errorf("%d statements for 301 tables", n)
	}
	client.ForgetTables("ods")
	client.ForgetTables("shop")
	if _, err := client.TableFacts(ctx, "shop", "t"); err != nil || looks() != 302 {
		t.Errorf("after a restore into the database: %d statements, %v", looks(), err)
	}
}

func TestTempTableName(t *testing.T) {
	if short, ok := TempTableName("12_#TEMP#_orders"); !ok || short != "orders" {
		t.Errorf("%q %v", short, ok)
	}
	if _, ok := TempTableName("orders"); ok {
		t.Error("orders is no temporary table")
	}
}
