// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"strings"
	"testing"
)

// What was dropped last under a name comes back with its id and its rows; with FORCE it does not.
func TestRecover(t *testing.T) {
	c := shop(t, "4.1")
	before := table(t, c, "shop", "orders").Partition("p1").ID
	rows := cells(t, c, "SELECT id FROM shop.orders ORDER BY id")
	run(t, c, "ALTER TABLE shop.orders DROP PARTITION p1", "RECOVER PARTITION p1 FROM shop.orders")
	if got := table(t, c, "shop", "orders").Partition("p1").ID; got != before {
		t.Errorf("the partition has id %d, want %d", got, before)
	}
	if got := cells(t, c, "SELECT id FROM shop.orders ORDER BY id"); got != rows {
		t.Errorf("rows: %q, want %q", got, rows)
	}
	id := table(t, c, "shop", "customers").ID
	run(t, c, "DROP TABLE shop.customers", "RECOVER TABLE shop.customers AS clients")
	if got := table(t, c, "shop", "clients").ID; got != id {
		t.Errorf("the table has id %d, want %d", got, id)
	}
	run(t, c, "DROP TABLE shop.clients FORCE", "ALTER TABLE shop.orders DROP PARTITION p1 FORCE")
	for statement, want := range map[string]string{
		"RECOVER TABLE shop.clients":            "Unknown table 'clients'",
		"RECOVER PARTITION p1 FROM shop.orders": "No partition named 'p1'",
		"RECOVER PARTITION p2 FROM shop.orders": "already exist",
	} {
		if got := refused(t, c, statement); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", statement, got, want)
		}
	}
}

// Recorded: partition_ids. 3.0 leaves a partition alone that never held a row; 4.1 gives it another id.
func TestTruncateOfAnEmptyPartition(t *testing.T) {
	for line, keeps := range map[string]bool{"3.0": true, "4.1": false} {
		c := shop(t, line)
		run(t, c, "ALTER TABLE shop.orders ADD PARTITION p9 VALUES LESS THAN (MAXVALUE)")
		before := table(t, c, "shop", "orders").Partition("p9").ID
		full := table(t, c, "shop", "orders").Partition("p1").ID
		run(t, c, "TRUNCATE TABLE shop.orders PARTITION (p1, p9)")
		if kept := table(t, c, "shop", "orders").Partition("p9").ID == before; kept != keeps {
			t.Errorf("%s: kept its id: %t, want %t", line, kept, keeps)
		}
		if table(t, c, "shop", "orders").Partition("p1").ID == full {
			t.Errorf("%s: a truncated partition with rows keeps its id", line)
		}
	}
}
