// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// A restore matches by all that SHOW RESTORE shows of it (LIFECYCLE.md "Creating a restore").
func TestRestoreMatch(t *testing.T) {
	id := restoreIdentity{
		snapshot: "snap", timestamp: "ts", source: "shop", backupTime: waiterBegin, views: []string{"v"},
		tables: map[string][]string{"orders": {"p1", "p2"}, "customers": {"customers"}}, options: optionsOf(RestoreRequest{ReplicationNum: 1}),
	}
	match := func(change func(j *doris.RestoreJob)) bool {
		j := doris.RestoreJob{Job: doris.Job{Label: "snap"}, Timestamp: "ts", ReplicaAllocation: "tag.location.default: 1", Source: &doris.SnapshotDetails{
			Database: "shop", BackupTime: waiterBegin, Views: []string{"v"},
			Tables: []doris.SnapshotTable{{Name: "customers", Partitions: []string{"customers"}}, {Name: "orders", Partitions: []string{"p2", "p1"}}},
		}}
		change(&j)
		return id.matches(j)
	}
	if !match(func(*doris.RestoreJob) {}) {
		t.Fatal("the same restore does not match")
	}
	for name, change := range map[string]func(j *doris.RestoreJob){
		"label, by case":  func(j *doris.RestoreJob) { j.Label = "Snap" },
		"timestamp":       func(j *doris.RestoreJob) { j.Timestamp = "other" },
		"unreadable":      func(j *doris.RestoreJob) { j.Source = nil },
		"source database": func(j *doris.RestoreJob) { j.Source.Database = "other" },
		"backup time":     func(j *doris.RestoreJob) { j.Source.BackupTime = waiterBegin.Add(time.Millisecond) },
		"fewer tables":    func(j *doris.RestoreJob) { j.Source.Tables = j.Source.Tables[:1] },
		"other partition": func(j *doris.RestoreJob) { j.Source.Tables[1].Partitions = []string{"p1"} },
		"views":           func(j *doris.RestoreJob) { j.Source.Views = nil },
		"replicas":        func(j *doris.RestoreJob) { j.ReplicaAllocation = "tag.location.default: 3" },
		"reserve_replica": func(j *doris.RestoreJob) { j.ReserveReplica = true },
	} {
		if match(change) {
			t.Errorf("another %s matches", name)
		}
	}
	id.ignore = func(doris.RestoreJob) bool { return true }
	if match(func(*doris.RestoreJob) {}) {
		t.Error("what was released and dropped here matches")
	}
}
