// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
)

func TestBackupStates(t *testing.T) {
	want := []string{"PENDING", "SNAPSHOTING", "UPLOAD_SNAPSHOT", "UPLOADING", "SAVE_META", "UPLOAD_INFO", "FINISHED"}
	lines(t, func(t *testing.T, line string) {
		c := newCluster(t, line, nil)
		c.shop("shop")
		c.createRepository("repo")
		c.must("BACKUP SNAPSHOT `shop`.`one` TO `repo`")
		if id := c.last("SHOW BACKUP FROM `shop`", "JobId"); id != "-1" {
			t.Errorf("JobId while PENDING: %s", id)
		}
		if got := c.states("SHOW BACKUP FROM `shop`"); !slices.Equal(got, want) {
			t.Errorf("states %v, want %v", got, want)
		}
		for column, want := range map[string]string{
			"CreateTime": "2026-11-23 07:30:00", "SnapshotFinishedTime": "2026-11-23 07:30:02",
			"UploadFinishedTime": "2026-11-23 07:30:04", "FinishedTime": "2026-11-23 07:30:06", "Status": "[OK]", "Timeout": "86400",
			"UnfinishedTasks": "", "Progress": "", "TaskErrMsg": "",
		} {
			if got := c.last("SHOW BACKUP FROM `shop`", column); got != want {
				t.Errorf("%s is %q, want %q", column, got, want)
			}
		}
		if got := c.rows("SHOW SNAPSHOT ON `repo`"); len(got) != 1 || !slices.Equal(got[0], []string{"one", "2026-11-23-07-30-00", "OK"}) {
			t.Errorf("snapshots %q", got)
		}
	})
}

// Every file of the recorded layout is in the bucket, each under the md5 of its content.
func TestBackupLayout(t *testing.T) {
	c := shopWithSnapshot(t, "4.1")
	keys := c.store.keys(t, "a/__palo_repository_repo/")
	if len(keys) != 1+2+5*2 {
		t.Fatalf("%d objects: %q", len(keys), keys)
	}
	files := c.h.repos.get("repo").files()
	info, err := files.DownloadInfo(context.Background(), "one", "2026-11-23-07-30-00")
	if err != nil {
		t.Fatal(err)
	}
	if info.Major != 4 || info.Minor != 1 || info.Meta != 140 || info.BackupTime != c.clock.UnixMilli()-6000 || len(info.Backends) != 5 {
		t.Errorf("info %+v", info)
	}
	if names := []string{info.Tables[0].Name, info.Tables[1].Name}; !slices.Equal(names, []string{"orders", "customers"}) {
		t.Errorf("tables in the order %v", names)
	}
	for _, key := range keys {
		if strings.HasSuffix(key, "__repo_info") {
			continue
		}
		content, err := files.Store.Get(context.Background(), "s3://backups/"+key)
		if err != nil {
			t.Fatal(err)
		}
		if _, checksum, ok := bucket.SplitChecksum(key); !ok || checksum != bucket.Checksum(content) {
			t.Errorf("%s does not end with the md5 of its content", key)
		}
	}
}

func TestBackupObjects(t *testing.T) {
	tests := []struct{ line, objects, want string }{
		{"4.1", "", "[shop.v_orders], [shop.orders], [shop.customers]"},
		{"4.1", "ON (`orders` PARTITION (`p1`), `customers`)", "[shop.customers], [shop.ordersPARTITIONS (p1)]"},
		{"3.0", "ON (`orders` PARTITIONS (`p1`, `p2`))", "[shop.ordersPARTITIONS (p1, p2)]"},
		{"3.0", "EXCLUDE (`customers`, `nope`)", "[shop.v_orders], [shop.orders]"},
		{"4.1", "EXCLUDE (`orders` PARTITION (`p1`))", "[shop.v_orders], [shop.customers]"},
		{"2.1", "ON (`orders` PARTITION (`p1`), `customers`)", "[`shop`.`customers`], [`shop`.`orders` PARTITIONS (p1)]"},
	}
	for _, test := range tests {
		c := newCluster(t, test.line, nil)
		c.shop("shop")
		c.createRepository("repo")
		c.must("BACKUP SNAPSHOT `shop`.`one` TO `repo` " + test.objects)
		if got := c.last("SHOW BACKUP FROM `shop`", "BackupObjs"); got != test.want {
			t.Errorf("%s %s: %s, want %s", test.line, test.objects, got, test.want)
		}
	}
}

func TestEmptyDatabase(t *testing.T) {
	for line, want := range map[string]string{"3.0": "[OK]", "4.1": "[NOT_FOUND, msg: no valid tables found for backup]"} {
		c := newCluster(t, line, nil)
		c.must("CREATE DATABASE `empty`")
		c.createRepository("repo")
		c.must("BACKUP SNAPSHOT `empty`.`e` TO `repo`")
		c.states("SHOW BACKUP FROM `empty`")
		if got := c.last("SHOW BACKUP FROM `empty`", "Status"); got != want {
			t.Errorf("%s: status %s, want %s", line, got, want)
		}
	}
}

func TestTableDroppedDuringBackup(t *testing.T) {
	for line, want := range map[string]string{"3.0": "[NOT_FOUND, msg: table customers does not exist]", "4.1": "[OK]"} {
		c := newCluster(t, line, nil)
		c.shop("shop")
		c.createRepository("repo")
		c.must("BACKUP SNAPSHOT `shop`.`one` TO `repo`", "DROP TABLE `shop`.`customers`")
		c.states("SHOW BACKUP FROM `shop`")
		if got := c.last("SHOW BACKUP FROM `shop`", "Status"); got != want {
			t.Errorf("%s: status %s, want %s", line, got, want)
		}
		tasks := c.last("SHOW BACKUP FROM `shop`", "UnfinishedTasks")
		if shown := strings.Count(tasks, "="); line == "3.0" && shown != 4 {
			t.Errorf("3.0: tasks %q, want the four of orders", tasks)
		}
	}
}

func TestFailingUploads(t *testing.T) {
	for line, tasks := range map[string]int{"3.0": 3, "4.1": 1} {
		c := newCluster(t, line, nil)
		c.shop("shop")
		c.createRepository("repo")
		c.h.FailTasks("backup", "UPLOADING", "failed to upload: 403 Forbidden")
		c.must("BACKUP SNAPSHOT `shop`.`one` TO `repo`")
		c.ticks(8)
		show := "SHOW BACKUP FROM `shop`"
		if state := c.last(show, "State"); state != "UPLOADING" {
			t.Fatalf("%s: state %s", line, state)
		}
		if got := strings.Count(c.last(show, "TaskErrMsg"), ": failed to upload: 403 Forbidden]"); got != tasks {
			t.Errorf("%s: %d task errors, want %d", line, got, tasks)
		}
		c.h.FailTasks("backup", "UPLOADING", "")
		c.finishes(show)
	}
}

// Five tasks fail, and after CANCEL three errors are left.
func TestTaskErrorsAfterCancel(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.shop("shop")
	c.createRepository("repo")
	c.h.FailTasks("backup", "SNAPSHOTING", "disk full")
	c.must("BACKUP SNAPSHOT `shop`.`one` TO `repo`")
	c.ticks(3)
	show := "SHOW BACKUP FROM `shop`"
	if got := strings.Count(c.last(show, "TaskErrMsg"), "disk full"); got != 5 {
		t.Errorf("%d errors before CANCEL", got)
	}
	c.must("CANCEL BACKUP FROM `shop`")
	if got := strings.Count(c.last(show, "TaskErrMsg"), "disk full"); got != 3 {
		t.Errorf("%d errors after CANCEL", got)
	}
	if got := strings.Count(c.last(show, "UnfinishedTasks"), "["); got != 5 {
		t.Errorf("%d unfinished tasks after CANCEL", got)
	}
	if got := c.rows("SHOW SNAPSHOT ON `repo`"); len(got) != 0 {
		t.Errorf("nothing was uploaded, yet SHOW SNAPSHOT shows %q", got)
	}
	c.h.FailTasks("backup", "SNAPSHOTING", "")
	c.must("BACKUP SNAPSHOT `shop`.`one` TO `repo`")
	c.finishes(show)
}

// A hanging upload has moved something: the label is used up.
func TestCancelWhileUploading(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.shop("shop")
	c.createRepository("repo")
	reached, release := c.h.HoldState("backup", "UPLOADING")
	c.must("BACKUP SNAPSHOT `shop`.`stuck` TO `repo`")
	c.ticks(6)
	select {
	case <-reached:
	default:
		t.Fatal("the gate was not told")
	}
	if tasks := c.last("SHOW BACKUP FROM `shop`", "UnfinishedTasks"); strings.Count(tasks, "=") != 1 {
		t.Errorf("unfinished tasks %q", tasks)
	}
	c.must("CANCEL BACKUP FROM `shop`")
	release()
	c.fails("BACKUP SNAPSHOT `shop`.`stuck` TO `repo`", "Snapshot with name 'stuck' already exist in repository")
	if got := c.rows("SHOW SNAPSHOT ON `repo`"); len(got) != 1 || !slices.Equal(got[0], []string{"stuck", "NULL", "ERROR: No info file found"}) {
		t.Errorf("snapshots %q", got)
	}
}

// In a state without tasks the frontend fails, and the job ends with these words.
func TestFailingState(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.shop("shop")
	c.createRepository("repo")
	c.h.FailTasks("backup", "SAVE_META", "no space left on device")
	c.must("BACKUP SNAPSHOT `shop`.`one` TO `repo`")
	if got := c.states("SHOW BACKUP FROM `shop`"); got[len(got)-1] != "CANCELLED" || got[len(got)-2] != "SAVE_META" {
		t.Errorf("states %v", got)
	}
	if got := c.last("SHOW BACKUP FROM `shop`", "Status"); got != "[COMMON_ERROR, msg: no space left on device]" {
		t.Errorf("status %s", got)
	}
}

// The repository that is none (DORIS.md "The reserved repository").
func TestKeepOnLocal(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.shop("shop")
	c.must("BACKUP SNAPSHOT `shop`.`one` TO `__keep_on_local__`")
	c.finishes("SHOW BACKUP FROM `shop`")
	c.fails("RESTORE SNAPSHOT `shop`.`one` FROM `__keep_on_local__` PROPERTIES(\"backup_timestamp\"=\"x\")",
		"restore from the local repo via SQL call is not supported")
	if got := len(c.rows("SHOW REPOSITORIES")); got != 0 {
		t.Errorf("%d repositories", got)
	}
}

func TestTimeout(t *testing.T) {
	c := newCluster(t, "3.0", nil)
	c.shop("shop")
	c.createRepository("repo")
	_, release := c.h.HoldState("backup", "SNAPSHOTING")
	defer release()
	c.must("BACKUP SNAPSHOT `shop`.`slow` TO `repo` PROPERTIES(\"timeout\"=\"600\")")
	c.ticks(599)
	if state := c.last("SHOW BACKUP FROM `shop`", "State"); state != "SNAPSHOTING" {
		t.Fatalf("state %s", state)
	}
	c.ticks(2)
	if got := c.last("SHOW BACKUP FROM `shop`", "Status"); got != "[TIMEOUT, msg: ]" {
		t.Errorf("status %s", got)
	}
}

// An info file that cannot be uploaded is tried again until it can.
func TestUploadInfoIsRetried(t *testing.T) {
	c := newCluster(t, "4.1", nil)
	c.shop("shop")
	c.createRepository("repo")
	_, release := c.h.HoldState("backup", "UPLOAD_INFO")
	c.must("BACKUP SNAPSHOT `shop`.`one` TO `repo`")
	c.ticks(8)
	repository := c.h.repos.get("repo")
	good := repository.storage.store
	repository.storage.store = bucket.Offline{Host: "gone"}
	release()
	c.ticks(3)
	if state := c.last("SHOW BACKUP FROM `shop`", "State"); state != "UPLOAD_INFO" {
		t.Fatalf("state %s", state)
	}
	repository.storage.store = good
	c.finishes("SHOW BACKUP FROM `shop`")
	if got := c.last("SHOW BACKUP FROM `shop`", "Status"); got != "[OK]" {
		t.Errorf("status %s", got)
	}
}
