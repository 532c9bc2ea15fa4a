// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"strings"
	"testing"
)

// A later object is refused: before doris#48820 the cancel removes live tables under the old names of those before it.
func TestRenameLosesLiveTables(t *testing.T) {
	lines(t, func(t *testing.T, line string) {
		for name, test := range map[string]struct {
			objects, property string
			loses             bool
		}{
			"a later object is refused": {"ON (`customers` AS `customers_new`, `v_orders`)", "", true},
			"alone":                     {"ON (`v_orders`)", "", false},
			"nothing is refused":        {"ON (`customers` AS `customers_new`)", "", false},
			"without a rename":          {"ON (`customers`, `v_orders`)", "", false},
		} {
			c := shopWithSnapshot(t, line)
			c.must("DROP VIEW `shop`.`v_orders`", "CREATE VIEW `shop`.`v_orders` AS SELECT 1 AS `another`")
			c.must(c.restoring("shop", "one", test.objects, test.property))
			c.states("SHOW RESTORE FROM `shop`")
			tables := ""
			for _, row := range c.rows("SHOW TABLES FROM `shop`") {
				tables += row[0] + " "
			}
			if got, want := !strings.Contains(tables, "customers "), test.loses && !strings.HasPrefix(line, "4."); got != want {
				t.Errorf("%s: %s: the live table is gone: %v (%s; %s)", line, name, got, tables, c.last("SHOW RESTORE FROM `shop`", "Status"))
			}
		}
	})
}
