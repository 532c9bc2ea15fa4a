// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"slices"
	"strings"
	"testing"
)

func TestRestoreStates(t *testing.T) {
	lines(t, func(t *testing.T, line string) {
		c := shopWithSnapshot(t, line)
		c.must("CREATE DATABASE `clone`")
		c.must(c.restoring("clone", "one", "", ""))
		want := []string{"PENDING", "CREATING", "SNAPSHOTING", "DOWNLOAD", "DOWNLOADING", "COMMIT", "COMMITTING", "FINISHED"}
		if !c.profile.Creating {
			want = slices.Delete(want, 1, 2)
		}
		show := "SHOW RESTORE FROM `clone`"
		if got := c.states(show); !slices.Equal(got, want) {
			t.Errorf("states %v, want %v", got, want)
		}
		for column, want := range map[string]string{
			"ReplicationNum": "1", "ReplicaAllocation": "tag.location.default: 1", "AllowLoad": "false",
			"ReserveReplica": "false", "Status": "[OK]", "Label": "one", "Timestamp": "2026-11-23-07-30-00",
		} {
			if got := c.last(show, column); got != want {
				t.Errorf("%s is %q, want %q", column, got, want)
			}
		}
		for table, want := range map[string]string{"orders": "2", "customers": "2"} {
			if got := c.count("`clone`.`" + table + "`"); got != want {
				t.Errorf("%s has %s rows", table, got)
			}
		}
	})
}

func TestBriefRestore(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must("CREATE DATABASE `clone`")
	c.must(c.restoring("clone", "one", "", ""))
	answer, err := c.exec("SHOW BRIEF RESTORE FROM `clone`")
	if err != nil {
		t.Fatal(err)
	}
	want := "JobId,Label,Timestamp,DbName,State,AllowLoad,ReplicationNum,ReplicaAllocation,ReserveReplica,ReserveDynamicPartitionEnable," +
		"CreateTime,MetaPreparedTime,SnapshotFinishedTime,DownloadFinishedTime,FinishedTime,UnfinishedTasks,Status,Timeout"
	if got := strings.Join(answer.Columns, ","); got != want || len(answer.Rows[0]) != len(answer.Columns) {
		t.Errorf("columns %s, %d values", got, len(answer.Rows[0]))
	}
}

// The rows of an older snapshot come back; other partitions and tables stay as they are.
func TestRestoreBringsTheRightRows(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must("INSERT INTO `shop`.`orders` VALUES (3, \"2025-04-01\", 1), (4, \"2026-03-01\", 2)",
		"INSERT INTO `shop`.`customers` VALUES (3, \"Cid\")", "BACKUP SNAPSHOT `shop`.`two` TO `repo`")
	c.finishes("SHOW BACKUP FROM `shop`")

	c.must(c.restoring("shop", "one", "ON (`orders` PARTITION (`p1`))", ""))
	c.finishes("SHOW RESTORE FROM `shop`")
	if orders, customers := c.count("`shop`.`orders`"), c.count("`shop`.`customers`"); orders != "3" || customers != "3" {
		t.Errorf("after the partition: %s orders, %s customers", orders, customers)
	}
	c.must(c.restoring("shop", "one", "", ""))
	c.finishes("SHOW RESTORE FROM `shop`")
	if orders, customers := c.count("`shop`.`orders`"), c.count("`shop`.`customers`"); orders != "2" || customers != "2" {
		t.Errorf("older snapshot: %s orders, %s customers", orders, customers)
	}
	c.must(c.restoring("shop", "two", "", ""))
	c.finishes("SHOW RESTORE FROM `shop`")
	if orders, customers := c.count("`shop`.`orders`"), c.count("`shop`.`customers`"); orders != "4" || customers != "3" {
		t.Errorf("newer snapshot: %s orders, %s customers", orders, customers)
	}
	c.must(c.restoring("shop", "one", "ON (`orders` AS `orders_old`)", ""))
	c.finishes("SHOW RESTORE FROM `shop`")
	if old, now := c.count("`shop`.`orders_old`"), c.count("`shop`.`orders`"); old != "2" || now != "4" {
		t.Errorf("alias: %s old, %s now", old, now)
	}
}

// Another cluster that registers the same name and location restores what this one backed up.
func TestTwoClusters(t *testing.T) {
	first := shopWithSnapshot(t, "4.1")
	second := newCluster(t, "3.0", first.store)
	second.must("CREATE READ ONLY REPOSITORY `repo` WITH S3 ON LOCATION \"s3://backups/a\" PROPERTIES("+second.keysClause()+")", "CREATE DATABASE `moved`")
	second.fails("BACKUP SNAPSHOT `moved`.`x` TO `repo`", "Repository repo is read only")
	second.must(second.restoring("moved", "one", "", ""))
	second.finishes("SHOW RESTORE FROM `moved`")
	if got := second.count("`moved`.`orders`"); got != "2" {
		t.Errorf("%s rows", got)
	}
	text := second.last("SHOW CREATE VIEW `moved`.`v_orders`", "Create View")
	if !strings.Contains(text, "`moved`.`orders`") || strings.Contains(text, "`shop`") {
		t.Errorf("view %s", text)
	}
}

func TestRestoreOverExisting(t *testing.T) {
	const other = "CREATE TABLE `over`.`customers` (`id` BIGINT, `other` INT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 3 PROPERTIES(\"replication_num\"=\"1\")"
	const bystander = "CREATE TABLE `over`.`bystander` (`id` BIGINT) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")"
	const different = "[COMMON_ERROR, msg: Table customers already exist but with different schema]"
	tests := []struct {
		name, objects, properties, status string
		tables                            []string
	}{
		{"other schema", "ON (`customers`)", "", different, []string{"bystander", "customers"}},
		{"atomic", "ON (`customers`)", `"atomic_restore"="true"`, different, []string{"bystander", "customers"}},
		{"force alone", "ON (`customers`)", `"force_replace"="true"`, different, []string{"bystander", "customers"}},
		{"force and atomic", "ON (`customers`)", `"atomic_restore"="true","force_replace"="true"`, "[OK]", []string{"bystander", "customers"}},
		{"alias", "ON (`customers` AS `c2`)", `"atomic_restore"="true"`, "[OK]", []string{"bystander", "c2", "customers"}},
		{"clean", "ON (`orders`)", `"clean_tables"="true"`, "[OK]", []string{"orders"}},
		{"clean with alias", "ON (`orders` AS `o2`)", `"clean_tables"="true"`, "[OK]", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := shopWithSnapshot(t, "4.1")
			c.must("CREATE DATABASE `over`", other, bystander)
			c.must(c.restoring("over", "one", test.objects, test.properties))
			c.states("SHOW RESTORE FROM `over`")
			if got := c.last("SHOW RESTORE FROM `over`", "Status"); got != test.status {
				t.Errorf("status %s, want %s", got, test.status)
			}
			var tables []string
			for _, row := range c.rows("SHOW TABLES FROM `over`") {
				tables = append(tables, row[0])
			}
			if !slices.Equal(tables, test.tables) {
				t.Errorf("tables %v, want %v", tables, test.tables)
			}
		})
	}
}

func TestCleanPartitions(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must(c.restoring("shop", "one", "ON (`orders` PARTITION (`p1`))", `"clean_partitions"="true"`))
	c.finishes("SHOW RESTORE FROM `shop`")
	if got := len(c.rows("SHOW PARTITIONS FROM `shop`.`orders`")); got != 1 {
		t.Errorf("%d partitions", got)
	}
	if got := c.count("`shop`.`customers`"); got != "2" {
		t.Errorf("%s customers", got)
	}
}

// While a restore runs its tables are RESTORE; a cancelled restore leaves nothing behind (recorded: table_states).
func TestCancelRestore(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must("CREATE DATABASE `clone`")
	reached, release := c.h.HoldState("restore", "DOWNLOADING")
	defer release()
	c.must(c.restoring("clone", "one", "", ""))
	c.ticks(6)
	<-reached
	if got := c.last("SHOW RESTORE FROM `clone`", "UnfinishedTasks"); strings.Count(got, "=") != 1 {
		t.Errorf("tasks %q", got)
	}
	if _, err := c.exec("DROP TABLE `clone`.`orders`"); err == nil || !strings.Contains(err.Error(), "state is RESTORE, cannot be dropped") {
		t.Errorf("DROP TABLE: %v", err)
	}
	c.must("CANCEL RESTORE FROM `clone`")
	if got := c.last("SHOW RESTORE FROM `clone`", "Status"); got != "[COMMON_ERROR, msg: user cancelled, current state: DOWNLOADING]" {
		t.Errorf("status %s", got)
	}
	if got := c.rows("SHOW TABLES FROM `clone`"); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}

	c.must(c.restoring("shop", "one", "", ""))
	c.ticks(6)
	c.must("CANCEL RESTORE FROM `shop`", "DROP TABLE `shop`.`orders`")
}

// What is dropped under a running restore ends it.
func TestDroppedDuringRestore(t *testing.T) {
	tests := []struct{ drop, want string }{
		{"DROP TABLE `clone`.`orders` FORCE", "table "},
		{"DROP DATABASE `clone` FORCE", "database "},
	}
	for _, test := range tests {
		c := shopWithSnapshot(t, "4.1")
		c.must("CREATE DATABASE `clone`")
		c.must(c.restoring("clone", "one", "", ""))
		c.ticks(4)
		j := c.h.history.last(mustID(c, "clone"))
		c.must(test.drop)
		c.ticks(2)
		j.head().Lock()
		state, text := j.head().state, j.head().status.String()
		j.head().Unlock()
		if state != "CANCELLED" || !strings.HasPrefix(text, "[NOT_FOUND, msg: "+test.want) || !strings.HasSuffix(text, " has been dropped]") {
			t.Errorf("%s: %s %s", test.drop, state, text)
		}
	}
}

func mustID(c *cluster, database string) int64 {
	c.t.Helper()
	id, ok := c.catalog.DatabaseID(database)
	if !ok {
		c.t.Fatalf("no database %s", database)
	}
	return id
}

// Replicas that cannot be created end the job; other tasks of backends are tried again.
func TestFailingRestoreTasks(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must("CREATE DATABASE `clone`")
	show := "SHOW RESTORE FROM `clone`"
	c.h.FailTasks("restore", "CREATING", "no disk")
	c.must(c.restoring("clone", "one", "", ""))
	c.states(show)
	want := "[COMMON_ERROR, msg: Failed to create replicas for restore: 10002: [no disk], unfinished marks: ]"
	if got := c.last(show, "Status"); got != want {
		t.Errorf("status %s", got)
	}
	c.h.FailTasks("restore", "CREATING", "")
	for _, state := range []string{"SNAPSHOTING", "DOWNLOADING", "COMMITTING"} {
		c.h.FailTasks("restore", state, "refused")
		c.must(c.restoring("clone", "one", "", ""))
		c.ticks(10)
		if got := c.last(show, "State"); got != state {
			t.Errorf("failing in %s, is %s", state, got)
		}
		if got := c.last(show, "TaskErrMsg"); !strings.Contains(got, ": refused]") {
			t.Errorf("%s: TaskErrMsg %q", state, got)
		}
		c.h.FailTasks("restore", state, "")
		c.finishes(show)
	}
}

// Existing objects that do not fit (DORIS.md "What a restore finds").
func TestRestoreOverOthers(t *testing.T) {
	const orders = "CREATE TABLE `over`.`orders` (`id` INT, `d` DATE NOT NULL, `v` INT SUM) AGGREGATE KEY(`id`,`d`) PARTITION BY RANGE(`d`) "
	const rest = " DISTRIBUTED BY HASH(`id`) BUCKETS 2 PROPERTIES(\"replication_num\"=\"1\")"
	tests := []struct{ name, create, properties, status string }{
		{
			"other range", orders + "(PARTITION `p1` VALUES LESS THAN (\"2025-01-01\"))" + rest, "",
			"[COMMON_ERROR, msg: Partition p1 in table orders has different partition item with partition in repository]",
		},
		{
			"overlapping range", orders + "(PARTITION `px` VALUES LESS THAN (\"2025-01-01\"))" + rest, "",
			"[COMMON_ERROR, msg: Partition p1 in table orders has conflict partition item with existing items]",
		},
		{"missing partition", orders + "(PARTITION `p1` VALUES LESS THAN (\"2026-01-01\"))" + rest, "", "[OK]"},
		{"extra partition", orders + "(PARTITION `p1` VALUES LESS THAN (\"2026-01-01\"), PARTITION `p2` VALUES LESS THAN (\"2027-01-01\"), " +
			"PARTITION `p3` VALUES LESS THAN (\"2028-01-01\"))" + rest, "", "[OK]"},
		{"view in place", "CREATE VIEW `over`.`orders` AS SELECT 1", "", "[COMMON_ERROR, msg: Only support restore OLAP table: orders]"},
		{
			"table for view", "CREATE TABLE `over`.`v_orders` (`id` INT) DUPLICATE KEY(`id`)" + rest, "",
			"[COMMON_ERROR, msg: The local table v_orders with the same name but a different type of backup meta.]",
		},
		{
			"unpartitioned", "CREATE TABLE `over`.`orders` (`id` INT, `d` DATE NOT NULL, `v` INT SUM) AGGREGATE KEY(`id`,`d`)" + rest, "",
			"[COMMON_ERROR, msg: Table's partition type is different]",
		},
		{
			"unpartitioned, forced", "CREATE TABLE `over`.`orders` (`id` INT, `d` DATE NOT NULL, `v` INT SUM) AGGREGATE KEY(`id`,`d`)" + rest,
			"\"atomic_restore\"=\"true\",\"force_replace\"=\"true\"", "[OK]",
		},
		{"other view", "CREATE VIEW `over`.`v_orders` AS SELECT 1", "", "[COMMON_ERROR, msg: View v_orders already exist but with different schema]"},
		{"other view, atomic", "CREATE VIEW `over`.`v_orders` AS SELECT 1", `"atomic_restore"="true"`, "[COMMON_ERROR, msg: View v_orders already exist but with different schema]"},
		{"other view, forced", "CREATE VIEW `over`.`v_orders` AS SELECT 1", `"atomic_restore"="true","force_replace"="true"`, "[OK]"},
		{
			"colocated", "CREATE TABLE `over`.`customers` (`id` INT, `name` VARCHAR(20)) DUPLICATE KEY(`id`) DISTRIBUTED BY HASH(`id`) BUCKETS 1 " +
				"PROPERTIES(\"replication_num\"=\"1\",\"colocate_with\"=\"g\")", "",
			"[COMMON_ERROR, msg: Not support to restore to local table customers with colocate group.]",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := shopWithSnapshot(t, "4.1")
			c.must("CREATE DATABASE `over`", test.create)
			c.must(c.restoring("over", "one", "", test.properties))
			c.states("SHOW RESTORE FROM `over`")
			status := c.last("SHOW RESTORE FROM `over`", "Status")
			if status != test.status {
				t.Fatalf("status %s, want %s", status, test.status)
			}
			if status == "[OK]" {
				if got := c.count("`over`.`orders`"); got != "2" {
					t.Errorf("%s rows", got)
				}
				if text := c.last("SHOW CREATE VIEW `over`.`v_orders`", "Create View"); !strings.Contains(text, "`over`.`orders`") {
					t.Errorf("view %s", text)
				}
				if got := len(c.rows("SHOW TABLES FROM `over`")); got != 3 {
					t.Errorf("%d tables", got)
				}
			}
		})
	}
}

func TestAtomicRestoreKeepsTheOldTable(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must("INSERT INTO `shop`.`customers` VALUES (3, \"Cid\")")
	_, release := c.h.HoldState("restore", "COMMITTING")
	c.must(c.restoring("shop", "one", "ON (`customers`)", `"atomic_restore"="true"`))
	c.ticks(8)
	if got := c.count("`shop`.`customers`"); got != "3" {
		t.Errorf("%s rows while the restore runs", got)
	}
	release()
	c.finishes("SHOW RESTORE FROM `shop`")
	if got := c.count("`shop`.`customers`"); got != "2" {
		t.Errorf("%s rows afterwards", got)
	}
	if got := len(c.rows("SHOW TABLES FROM `shop`")); got != 3 {
		t.Errorf("%d tables", got)
	}
}

func TestMetadataOnly(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	c.must("BACKUP SNAPSHOT `shop`.`meta` TO `repo` PROPERTIES(\"content\"=\"metadata_only\")")
	c.finishes("SHOW BACKUP FROM `shop`")
	c.must("CREATE DATABASE `clone`")
	c.must(c.restoring("clone", "meta", "", ""))
	c.finishes("SHOW RESTORE FROM `clone`")
	if got := c.count("`clone`.`orders`"); got != "0" {
		t.Errorf("%s rows", got)
	}
	if got := c.last("SHOW RESTORE FROM `clone`", "RestoreObjs"); !strings.Contains(got, `"content": "METADATA_ONLY"`) {
		t.Errorf("objects %s", got)
	}
}

// A file that is missing in the bucket keeps the job where it is, with the backend's words.
func TestMissingTabletFile(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	for _, key := range c.store.keys(t, ".dat.") {
		if _, err := c.store.back.DeleteObject("backups", key); err != nil {
			t.Fatal(err)
		}
	}
	c.must("CREATE DATABASE `clone`")
	c.must(c.restoring("clone", "one", "", ""))
	c.ticks(20)
	show := "SHOW RESTORE FROM `clone`"
	if state, text := c.last(show, "State"), c.last(show, "TaskErrMsg"); state != "DOWNLOADING" || !strings.Contains(text, "failed to download: ") {
		t.Errorf("%s, %q", state, text)
	}
}
