// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

// TestTableNames: before 4.0 the name of a new table, view or renamed table follows a pattern; later ones take any.
func TestTableNames(t *testing.T) {
	quoted := func(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }
	for _, line := range profile.Names() {
		anyName := line == "4.0" || line == "4.1"
		for name, ordinary := range map[string]bool{
			"Orders_2-x": true, "a": true, "a.b": false, "a`b": false, "a*": false, "a?": false, "1a": false, "_a": false, "größe": false, "a b": false,
			`a\b`: false, `a"b`: false, "a], [b": false,
		} {
			c := shop(t, line)
			for _, text := range []string{
				"CREATE TABLE `shop`." + quoted(name) + " (`id` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")",
				"CREATE TABLE `shop`." + quoted(name) + " LIKE `shop`.`customers`",
				"CREATE VIEW `shop`." + quoted(name) + " AS SELECT `id` FROM `shop`.`orders`",
				"ALTER TABLE `shop`.`customers` RENAME " + quoted(name),
			} {
				if anyName || ordinary {
					run(t, c, text)
					if got := cells(t, c, "SHOW TABLES FROM `shop`"); !strings.Contains(got, name) {
						t.Errorf("%s: %s is not listed: %s", line, name, got)
					}
					c = shop(t, line)
					continue
				}
				want := "1103 Incorrect table name '" + name + "'. Table name regex is '^[a-zA-Z][a-zA-Z0-9-_]*$'"
				if got := refused(t, c, text); got != want {
					t.Errorf("%s: %s: got %s, want %s", line, text, got, want)
				}
			}
		}
	}
}
