// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"slices"
	"testing"
)

// restarted is a cluster whose frontend restarts while jobs are in UPLOADING and in SNAPSHOTING.
func restarted(t *testing.T, line string) *cluster {
	c := newCluster(t, line, nil)
	for _, database := range []string{"shop", "shop_up", "shop_snap"} {
		c.shop(database)
	}
	c.createRepository("repo")
	c.must("BACKUP SNAPSHOT `shop`.`rs_done` TO `repo`")
	c.finishes("SHOW BACKUP FROM `shop`")
	c.must("BACKUP SNAPSHOT `shop`.`rs_cancelled` TO `repo`", "CANCEL BACKUP FROM `shop`")
	_, free := c.h.HoldState("backup", "UPLOADING")
	c.must("BACKUP SNAPSHOT `shop_up`.`rs_up` TO `repo`")
	c.ticks(5)
	_, freeToo := c.h.HoldState("backup", "SNAPSHOTING")
	c.must("BACKUP SNAPSHOT `shop_snap`.`rs_snap` TO `repo`")
	c.ticks(1)
	if up, snap := c.last("SHOW BACKUP FROM `shop_up`", "State"), c.last("SHOW BACKUP FROM `shop_snap`", "State"); up != "UPLOADING" || snap != "SNAPSHOTING" {
		t.Fatalf("before the restart: %s, %s", up, snap)
	}
	c.h.Restart()
	free()
	freeToo()
	return c
}

// On 3.0 all jobs go on; Status is lost (recorded: restart).
func TestRestartLegacy(t *testing.T) {
	c := restarted(t, "3.0")
	if got := c.last("SHOW BACKUP FROM `shop`", "Status"); got != "[OK]" {
		t.Errorf("status of a cancelled job: %s", got)
	}
	if got := c.last("SHOW BACKUP FROM `shop_up`", "State"); got != "UPLOAD_SNAPSHOT" {
		t.Errorf("was UPLOADING: %s", got)
	}
	before := c.last("SHOW BACKUP FROM `shop_snap`", "JobId")
	c.finishes("SHOW BACKUP FROM `shop_up`")
	c.finishes("SHOW BACKUP FROM `shop_snap`")
	if after := c.last("SHOW BACKUP FROM `shop_snap`", "JobId"); after == before {
		t.Error("the JobId is the same")
	}
	if got := c.last("SHOW BACKUP FROM `shop_snap`", "BackupObjs"); got != "[shop_snap.v_orders], [shop_snap.orders], [shop_snap.customers]" {
		t.Errorf("objects %s", got)
	}
}

// On 4.x a job from before UPLOAD_SNAPSHOT stands still, takes a new JobId at each tick, and no other job moves until it is
// cancelled (recorded: restart).
func TestRestartBlocksAll(t *testing.T) {
	c := restarted(t, "4.1")
	if got := c.last("SHOW BACKUP FROM `shop`", "BackupObjs"); got != "[null], [null], [null]" {
		t.Errorf("objects %s", got)
	}
	var ids []string
	for range 6 {
		c.ticks(1)
		ids = append(ids, c.last("SHOW BACKUP FROM `shop_snap`", "JobId"))
	}
	slices.Sort(ids)
	if distinct := len(slices.Compact(ids)); distinct != 6 {
		t.Errorf("%d JobIds in 6 ticks", distinct)
	}
	c.must("BACKUP SNAPSHOT `shop`.`rs_behind` TO `repo`")
	c.ticks(5)
	for show, want := range map[string]string{
		"SHOW BACKUP FROM `shop`": "PENDING", "SHOW BACKUP FROM `shop_up`": "UPLOAD_SNAPSHOT",
		"SHOW BACKUP FROM `shop_snap`": "PENDING",
	} {
		if got := c.last(show, "State"); got != want {
			t.Errorf("%s: %s, want %s", show, got, want)
		}
	}
	if got := c.labels("SHOW BACKUP FROM `shop`"); !slices.Equal(got, []string{"rs_done", "rs_behind"}) {
		t.Errorf("history %v", got)
	}
	c.must("CANCEL BACKUP FROM `shop_snap`")
	c.finishes("SHOW BACKUP FROM `shop`")
	if got := c.last("SHOW BACKUP FROM `shop_up`", "State"); got != "FINISHED" {
		t.Errorf("rs_up is %s", got)
	}
	if got := c.last("SHOW BACKUP FROM `shop`", "BackupObjs"); got != "[shop.v_orders], [shop.orders], [shop.customers]" {
		t.Errorf("objects of a new job: %s", got)
	}
}

// A restore falls back to PENDING or to the last journalled state and ends well.
func TestRestartDuringRestore(t *testing.T) {
	for _, state := range []string{"CREATING", "SNAPSHOTING", "DOWNLOADING", "COMMITTING"} {
		c := shopWithSnapshot(t, "4.1")
		c.must("CREATE DATABASE `clone`")
		reached, release := c.h.HoldState("restore", state)
		c.must(c.restoring("clone", "one", "", ""))
		c.ticks(8)
		select {
		case <-reached:
		default:
			t.Fatalf("%s was not reached", state)
		}
		c.h.Restart()
		release()
		c.finishes("SHOW RESTORE FROM `clone`")
		if got := c.count("`clone`.`orders`"); got != "2" {
			t.Errorf("%s: %s rows", state, got)
		}
	}
}
