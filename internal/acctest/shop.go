// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"strings"
	"testing"
)

// Shop is a small seeded database.
type Shop struct {
	Database string
	// Orders has partitions p2025 (2 rows) and p2026 (3 rows); Customers 3 rows; TmpImport 1 row.
	Orders, Customers, TmpImport string
	View                         string // v_orders, over Orders
}

// SeedShop creates the database with two tables that matter, one that does not, a view, partitions and rows.
func SeedShop(t *testing.T, c *Cluster) Shop {
	t.Helper()
	shop := Shop{Database: c.Name("shop"), Orders: "orders", Customers: "customers", TmpImport: "tmp_import", View: "v_orders"}
	c.Exec(strings.ReplaceAll(shopSQL, "{shop}", shop.Database))
	if err := c.sql.exec(strings.ReplaceAll(shopRows, "{shop}", shop.Database)); err != nil {
		if !computesNothing(err) {
			t.Fatal(err)
		}
		t.Log("the tables stay empty: the backends of this cluster take no rows")
	}
	return shop
}

const shopSQL = "CREATE DATABASE `{shop}`;\n" +
	"CREATE TABLE `{shop}`.`orders` (`id` INT, `d` DATE NOT NULL, `amount` INT) DUPLICATE KEY(`id`,`d`)" +
	" PARTITION BY RANGE(`d`) (PARTITION `p2025` VALUES LESS THAN (\"2026-01-01\"), PARTITION `p2026` VALUES LESS THAN (\"2027-01-01\"))" +
	" DISTRIBUTED BY HASH(`id`) BUCKETS 2 PROPERTIES(\"replication_num\"=\"1\");\n" +
	"CREATE TABLE `{shop}`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`)" +
	" DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\");\n" +
	"CREATE TABLE `{shop}`.`tmp_import` (`id` INT, `line` VARCHAR(20)) DUPLICATE KEY(`id`)" +
	" DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\");\n" +
	"CREATE VIEW `{shop}`.`v_orders` AS SELECT `id` FROM `{shop}`.`orders`;\n"

const shopRows = "" +
	"INSERT INTO `{shop}`.`orders` VALUES (1, \"2025-03-01\", 100), (2, \"2025-11-20\", 250), (3, \"2026-01-15\", 75), (4, \"2026-02-01\", 310), (5, \"2026-02-02\", 40);\n" +
	"INSERT INTO `{shop}`.`customers` VALUES (1, \"Ada\"), (2, \"Grace\"), (3, \"Edsger\");\n" +
	"INSERT INTO `{shop}`.`tmp_import` VALUES (1, \"half a line\");\n"
