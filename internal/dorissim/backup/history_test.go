// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"fmt"
	"slices"
	"testing"
)

func (c *cluster) labels(show string) []string {
	c.t.Helper()
	var labels []string
	for _, row := range c.rows(show) {
		labels = append(labels, row[1])
	}
	return labels
}

// Ten jobs are remembered; the bucket and the journal know all (recorded: history).
func TestTenJobs(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.shop("shop")
	c.createRepository("repo")
	for i := range 12 {
		c.must(fmt.Sprintf("BACKUP SNAPSHOT `shop`.`h%02d` TO `repo` ON (`customers`)", i))
		c.finishes("SHOW BACKUP FROM `shop`")
	}
	want := []string{"h02", "h03", "h04", "h05", "h06", "h07", "h08", "h09", "h10", "h11"}
	if got := c.labels("SHOW BACKUP FROM `shop`"); !slices.Equal(got, want) {
		t.Errorf("remembered %v", got)
	}
	if got := len(c.rows("SHOW SNAPSHOT ON `repo`")); got != 12 {
		t.Errorf("%d snapshots", got)
	}
	if got := c.h.Journal(); len(got) != 12 || got[0].Label != "h00" || got[0].State != "FINISHED" || got[0].Repository != "repo" {
		t.Errorf("journal %+v", got)
	}
	c.h.EvictHistory("shop")
	if got := c.labels("SHOW BACKUP FROM `shop`"); len(got) != 0 {
		t.Errorf("remembered %v", got)
	}
}

// A job that never ran disappears when the next one is submitted (recorded: backup_busy).
func TestCancelledWhilePending(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.shop("shop")
	c.createRepository("repo")
	show := "SHOW BACKUP FROM `shop`"
	c.must("BACKUP SNAPSHOT `shop`.`busy_1` TO `repo`")
	c.fails("BACKUP SNAPSHOT `shop`.`busy_2` TO `repo`", "Can only run one backup or restore job of a database at same time "+
		", current running: label = busy_1 jobId = -1, to run label = busy_2")
	c.fails("DROP REPOSITORY `repo`", "Backup or restore job is running on this repository. Can not drop it")
	c.must("CANCEL BACKUP FROM `shop`")
	if state, status := c.last(show, "State"), c.last(show, "Status"); state != "CANCELLED" || status != "[COMMON_ERROR, msg: user cancelled]" {
		t.Errorf("%s %s", state, status)
	}
	c.fails("CANCEL BACKUP FROM `shop`", "Failed to cancel job: Job with label busy_1 can not be cancelled. state: CANCELLED")
	c.must("BACKUP SNAPSHOT `shop`.`busy_1` TO `repo`")
	if got := len(c.rows(show)); got != 1 {
		t.Errorf("%d rows", got)
	}
	c.finishes(show)
}

// A database that is dropped and made again has no history (recorded: database_recreated).
func TestDatabaseRecreated(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must("DROP DATABASE `shop` FORCE", "CREATE DATABASE `shop`")
	if got := c.rows("SHOW BACKUP FROM `shop`"); len(got) != 0 {
		t.Errorf("history %q", got)
	}
	c.must(c.restoring("shop", "one", "", ""))
	c.finishes("SHOW RESTORE FROM `shop`")
	if got := c.count("`shop`.`customers`"); got != "2" {
		t.Errorf("%s rows", got)
	}
}

func TestShowBackupWhere(t *testing.T) {
	c := shopWithSnapshot(t, "3.0")
	tests := []struct {
		where string
		want  int
	}{
		{"", 1},
		{"WHERE SnapshotName = \"ONE\"", 1},
		{"WHERE snapshotname LIKE \"o%\"", 1},
		{"WHERE SnapshotName LIKE \"_N_\"", 1},
		{"WHERE SnapshotName = \"o%\"", 0},
		{"LIKE \"nothing\"", 1},
	}
	for _, test := range tests {
		if got := len(c.rows("SHOW BACKUP FROM `shop` " + test.where)); got != test.want {
			t.Errorf("%s: %d rows, want %d", test.where, got, test.want)
		}
	}
}
