// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"slices"
	"testing"
	"time"
)

// While a restore stands still, SHOW TABLES lists its views beside its tables, from the state on in which both are there
// (seen on 3.0; recorded: table_states).
func TestViewsAreListedWhileTheirRestoreHangs(t *testing.T) {
	lines(t, func(t *testing.T, line string) {
		c := running(t, line)
		c.createRepository("repo")
		c.shop("shop")
		c.must("BACKUP SNAPSHOT `shop`.`one` TO `repo`")
		c.await("SHOW BACKUP FROM `shop`", stateFinished)
		c.must("CREATE DATABASE `clone`")
		for _, only := range []string{"", "ON (`v_orders`)"} {
			reached, release := c.h.HoldState("restore", "DOWNLOADING")
			c.must(c.restoring("clone", "one", only, ""))
			select {
			case <-reached:
			case <-time.After(20 * time.Second):
				t.Fatal("DOWNLOADING was not reached")
			}
			var listed []string
			for _, row := range c.rows("SHOW TABLES FROM `clone`") {
				listed = append(listed, row...)
			}
			if !slices.Contains(listed, "v_orders") {
				t.Errorf("listed are %q", listed)
			}
			release()
			c.await("SHOW RESTORE FROM `clone`", stateFinished)
			c.must("DROP VIEW `clone`.`v_orders`")
		}
	})
}
