// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"reflect"
	"testing"
)

func TestViewReferences(t *testing.T) {
	for name, c := range map[string]struct {
		definition string
		want       []string
	}{
		"recorded on 4.1": {"CREATE VIEW `v_orders`\n(id)\n AS SELECT `internal`.`clone`.`orders`.`id` FROM `internal`.`clone`.`orders`;", []string{"internal.clone.orders"}},
		"recorded on 3.0": {"CREATE VIEW `v_orders` AS SELECT `internal`.`clone`.`orders`.`id` FROM `internal`.`clone`.`orders`;", []string{"internal.clone.orders"}},
		"of an old release": {
			"CREATE VIEW `v` COMMENT 'of shop.t' AS SELECT `default_cluster:shop`.`a`.`id` AS `id` FROM `default_cluster:shop`.`a` INNER JOIN `default_cluster:other`.`b` ON `a`.`id` = `b`.`id`",
			[]string{"internal.shop.a", "internal.other.b"},
		},
		"another catalog":          {"CREATE VIEW v AS SELECT * FROM hive.raw.events", []string{"hive.raw.events"}},
		"a list":                   {"SELECT 1 FROM `s`.`a`, `s`.`b` x, s.c AS y WHERE x.i IN (1, 2)", []string{"internal.s.a", "internal.s.b", "internal.s.c"}},
		"after ON":                 {"SELECT 1 FROM s.a JOIN s.b ON f(a.x, b.x) = 1, s.c", []string{"internal.s.a", "internal.s.b", "internal.s.c"}},
		"USING":                    {"SELECT 1 FROM s.a LEFT JOIN s.b USING (x, y) JOIN s.c", []string{"internal.s.a", "internal.s.b", "internal.s.c"}},
		"queries inside":           {"SELECT (SELECT max(i) FROM s.a) FROM (SELECT * FROM s.b) t, (s.c JOIN s.d) WHERE EXISTS (SELECT 1 FROM s.e)", []string{"internal.s.a", "internal.s.b", "internal.s.c", "internal.s.d", "internal.s.e"}},
		"union":                    {"SELECT 1 FROM s.a ORDER BY s.x, s.y LIMIT 1 UNION ALL SELECT 2 FROM s.b", []string{"internal.s.a", "internal.s.b"}},
		"common expressions":       {"WITH c AS (SELECT * FROM s.a) SELECT * FROM c JOIN c d ON c.i = d.i", []string{"internal.s.a"}},
		"expressions with columns": {"WITH `c` (a, b) AS (SELECT 1, 2 FROM s.a), d AS (SELECT * FROM c) SELECT * FROM c, `D`", []string{"internal.s.a"}},
		"no database":              {"SELECT * FROM `a` x LEFT JOIN b", []string{"internal..a", "internal..b"}},
		"table functions":          {"SELECT * FROM s3('uri' = 's3://b/k', \"format\" = \"csv\") JOIN s.a", []string{"internal.s.a"}},
		"lateral":                  {"SELECT e FROM s.a LATERAL VIEW explode(split(a.x, ',')) t AS e", []string{"internal.s.a"}},
		"partitions":               {"SELECT 1 FROM s.a PARTITION (p1, p2), s.b", []string{"internal.s.a", "internal.s.b"}},
		"functions with FROM":      {"SELECT extract(YEAR FROM t.d), trim(LEADING 'x' FROM t.n) FROM s.a t", []string{"internal.s.a"}},
		"distinct from":            {"SELECT t.a IS DISTINCT FROM t.b FROM s.a t", []string{"internal.s.a"}},
		"strings":                  {"SELECT 'FROM x.y', \"it''s FROM x.z\" FROM s.a", []string{"internal.s.a"}},
		"comments":                 {"SELECT 1 -- FROM x.y\nFROM /* JOIN x.z */ s.a", []string{"internal.s.a"}},
		"odd names":                {"SELECT 1 FROM `s``1`.`FROM`, `db-2`.`日本`", []string{"internal.s`1.FROM", "internal.db-2.日本"}},
		"columns only":             {"SELECT `s`.`a`.`x`, `t`.`y`", nil},
		"cut off":                  {"SELECT 1 FROM `s", nil},
		"nothing":                  {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range viewReferences(c.definition) {
				got = append(got, r.catalog+"."+r.database+"."+r.table)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The name of a database in other names and in texts, which old releases rewrite as well.
func TestNameElsewhere(t *testing.T) {
	for definition, want := range map[string]bool{
		"CREATE VIEW `v_shop` AS SELECT `internal`.`shop`.`orders`.`id` FROM `internal`.`shop`.`orders`;":              false,
		"CREATE VIEW `v`\n(id)\n AS SELECT `internal`.`shop`.`orders`.`id` FROM `internal`.`shop`.`orders`;":           false,
		"CREATE VIEW `v` AS SELECT `shop`.`orders`.`id` FROM `shop`.`orders`;":                                         false,
		"CREATE VIEW `v` AS SELECT `internal`.`shop`.`shop_eu`.`id` FROM `internal`.`shop`.`shop_eu`;":                 true,
		"CREATE VIEW `v` AS SELECT `internal`.`shop`.`shop`.`id` FROM `internal`.`shop`.`shop`;":                       true,
		"CREATE VIEW `v` AS SELECT `internal`.`shop`.`o`.`id` FROM `internal`.`shop`.`o` WHERE `kind` = 'shop';":       true,
		"CREATE VIEW `v` AS SELECT `internal`.`shop`.`o`.`id` FROM `internal`.`shop`.`o` JOIN `internal`.`shop2`.`x`;": true,
	} {
		if got := nameElsewhere(definition, "shop"); got != want {
			t.Errorf("%s: %v", definition, got)
		}
	}
}
