// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"
)

// answering opens a client on a frontend that answers one thing to everything.
func answering(t *testing.T, answer fakeAnswer) *Client {
	t.Helper()
	return openClient(t, nil, startFrontend(t, func(string) fakeAnswer { return answer }).address())
}

func TestSnapshotLookUp(t *testing.T) {
	const columns = "Snapshot Timestamp Status"
	for _, test := range []struct {
		name     string
		answer   fakeAnswer
		want     Snapshot
		complete bool
		kind     Kind
	}{
		{"complete", table(columns, []any{"l", "2026-11-23-07-48-57", "OK"}), Snapshot{Name: "l", Timestamps: []string{"2026-11-23-07-48-57"}, Status: "OK"}, true, KindOther},
		{
			"twins", table(columns, []any{"l", "2026-11-23-07-48-57\n2026-11-23-07-49-00", "OK"}),
			Snapshot{Name: "l", Timestamps: []string{"2026-11-23-07-48-57", "2026-11-23-07-49-00"}, Status: "OK"},
			false, KindOther,
		},
		{"absent or leftovers", table(columns, []any{"l", nil, "ERROR: No info file found"}), Snapshot{Name: "l", Status: "ERROR: No info file found"}, false, KindOther},
		{"malformed", table(columns, []any{"l", "Invalid: __info_x", "OK"}), Snapshot{Name: "l", Invalid: []string{"Invalid: __info_x"}, Status: "OK"}, false, KindOther},
		{"another case", table(columns, []any{"L", "2026-11-23-07-48-57", "OK"}), Snapshot{Name: "l", Status: "ERROR: No info file found"}, false, KindOther},
		{"no row", table(columns), Snapshot{Name: "l", Status: "ERROR: No info file found"}, false, KindOther},
		{"unreadable", table(columns, []any{"l", nil, "ERROR: Failed to get info: timed out"}), Snapshot{}, false, KindRepositoryUnreadable},
		{"cannot be listed", refused(1105, "Failed to list snapshot in repo: r, err: Forbidden"), Snapshot{}, false, KindRepositoryUnreadable},
		{"no repository", refused(1105, "Repository r does not exist"), Snapshot{}, false, KindRepositoryMissing},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := answering(t, test.answer).Snapshot(context.Background(), "r", "l")
			if KindOf(err) != test.kind || (err != nil) != (test.kind != KindOther) {
				t.Fatalf("error %v of kind %d", err, KindOf(err))
			}
			if err == nil && !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if got.Complete() != test.complete {
				t.Errorf("complete: %v", got.Complete())
			}
		})
	}
}

func TestSnapshotListWithAnUnreadableRow(t *testing.T) {
	client := answering(t, table("Snapshot Timestamp Status", []any{"a", "2026-11-23-07-48-57", "OK"}, []any{"b", nil, "ERROR: Failed to get info: timed out"}))
	if _, err := client.Snapshots(context.Background(), "r"); KindOf(err) != KindRepositoryUnreadable || !strings.Contains(err.Error(), "timed out") {
		t.Errorf("got %v", err)
	}
}

func TestSnapshotDetails(t *testing.T) {
	const columns = "Snapshot Timestamp Database Details Status"
	for _, test := range []struct {
		name   string
		answer fakeAnswer
		kind   Kind
	}{
		{"readable", table(columns, []any{"l", "t", "shop", details, "OK"}), KindOther},
		{"no such file", table(columns, []any{"l", "t", nil, nil, "Failed to get info: Expected one file with path: s3://b/__info_t. get: 0"}), KindSnapshotMissing},
		{"unreadable", table(columns, []any{"l", "t", nil, nil, "Failed to get info: timed out"}), KindRepositoryUnreadable},
		{"nonsense", table(columns, []any{"l", "t", "shop", "{", "OK"}), KindRepositoryUnreadable},
		{"no row", table(columns), KindSnapshotMissing},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := answering(t, test.answer).SnapshotDetails(context.Background(), "r", "l", "t")
			if KindOf(err) != test.kind || (err != nil) != (test.kind != KindOther) {
				t.Fatalf("error %v of kind %d", err, KindOf(err))
			}
			if err == nil && (got.Database != "shop" || len(got.Tables) != 1) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestBackupJobs(t *testing.T) {
	client := answering(t, table("JobId SnapshotName DbName State BackupObjs CreateTime SnapshotFinishedTime UploadFinishedTime FinishedTime UnfinishedTasks Progress TaskErrMsg Status Timeout",
		[]any{"-1", "l1", "shop", "PENDING", "[shop.orders]", "2026-11-23 07:48:57", nil, nil, nil, "", "", "", "[OK]", "86400"},
		[]any{"17", "l2", "shop", "CANCELLED", "[null]", "2026-11-23 07:50:00", "2026-11-23 07:50:03", "2026-11-23 07:50:06", "2026-11-23 07:50:09", "1=2", "[1: 0/2]", "[1: 403]", "[COMMON_ERROR, msg: user cancelled]", "3600"}))
	got, err := client.BackupJobs(context.Background(), "shop")
	if err != nil {
		t.Fatal(err)
	}
	at := func(minute, second int) time.Time { return time.Date(2026, 11, 23, 7, minute, second, 0, time.UTC) }
	want := []BackupJob{
		{Job: Job{ID: "-1", Label: "l1", Database: "shop", State: "PENDING", Created: at(48, 57), Status: "[OK]", Timeout: 24 * time.Hour}, Objects: []TableRef{{Name: "orders"}}},
		{Job: Job{
			ID: "17", Label: "l2", Database: "shop", State: "CANCELLED", Created: at(50, 0), Finished: at(50, 9), UnfinishedTasks: "1=2", Progress: "[1: 0/2]",
			TaskErrMsg: "[1: 403]", Status: "[COMMON_ERROR, msg: user cancelled]", Timeout: time.Hour,
		}, SnapshotFinished: at(50, 3), UploadFinished: at(50, 6)},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if !got[0].Unfinished() || got[1].Unfinished() {
		t.Error("PENDING is unfinished, CANCELLED is not")
	}
}

func TestRestoreJobs(t *testing.T) {
	client := answering(t, table("JobId Label Timestamp DbName State AllowLoad ReplicationNum ReplicaAllocation ReserveReplica ReserveDynamicPartitionEnable RestoreObjs CreateTime MetaPreparedTime SnapshotFinishedTime DownloadFinishedTime FinishedTime UnfinishedTasks Progress TaskErrMsg Status Timeout",
		[]any{
			"9", "l", "2026-11-23-07-48-57", "clone", "FINISHED", "false", "1", "tag.location.default: 1", "true", "false", details, "2026-11-23 07:50:00",
			"2026-11-23 07:50:03", "2026-11-23 07:50:06", "2026-11-23 07:50:09", "2026-11-23 07:50:12", "", "", "", "[OK]", "86400",
		}))
	got, err := client.RestoreJobs(context.Background(), "clone")
	if err != nil {
		t.Fatal(err)
	}
	at := func(second int) time.Time { return time.Date(2026, 11, 23, 7, 50, second, 0, time.UTC) }
	want := []RestoreJob{{
		Job:       Job{ID: "9", Label: "l", Database: "clone", State: "FINISHED", Created: at(0), Finished: at(12), Status: "[OK]", Timeout: 24 * time.Hour},
		Timestamp: "2026-11-23-07-48-57", ReplicationNum: "1", ReplicaAllocation: "tag.location.default: 1", ReserveReplica: true,
		Source: parseDetails(details), MetaPrepared: at(3), SnapshotFinished: at(6), DownloadFinished: at(9),
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestDatabasesAndTables(t *testing.T) {
	ctx := context.Background()
	client := openClient(t, nil, startFrontend(t, func(sql string) fakeAnswer {
		switch {
		case strings.HasPrefix(sql, "SHOW PARTITIONS"):
			return table("PartitionId PartitionName ReplicationNum", []any{"1", "p1", "3"}, []any{"2", "p2", "1"})
		case strings.HasPrefix(sql, "SHOW DYNAMIC PARTITION TABLES FROM `shop`"):
			return table("TableName Enable TimeUnit Start", []any{"dyn", "true", "DAY", "-7"}, []any{"off", "false", "MONTH", "-2147483648"}, []any{"odd", "true", "DAY", nil})
		case strings.HasPrefix(sql, "SHOW CREATE TABLE `shop`.`gone`"):
			return refused(1105, "Unknown table 'gone'")
		case strings.HasPrefix(sql, "SHOW CREATE TABLE `shop`.`m`"):
			return refused(1105, "not support async materialized view, please use `show create materialized view`")
		case strings.HasPrefix(sql, "SHOW CREATE TABLE `shop`.`v`"):
			return fakeAnswer{columns: []string{"View", "Create View"}, rows: [][]any{{"v", "CREATE VIEW `v` AS SELECT 1;"}}}
		case strings.HasPrefix(sql, "SHOW CREATE TABLE"):
			return fakeAnswer{columns: []string{"Table", "Create Table"}, rows: [][]any{{"t", "CREATE TABLE `t` (\n) ENGINE=OLAP"}}}
		case strings.HasPrefix(sql, "SHOW BROKER"):
			return table("Name Host", []any{"b1", "h1"}, []any{"b1", "h2"}, []any{"b2", "h1"})
		}
		return healthy(sql)
	}).address())
	for name, want := range map[string]bool{"shop": true, "Shop": false, "sho_": false} {
		if got, err := client.DatabaseExists(ctx, name); err != nil || got != want {
			t.Errorf("%s exists: %v, %v", name, got, err)
		}
	}
	if got, err := client.Databases(ctx); err != nil || !reflect.DeepEqual(got, []string{"information_schema", "shop"}) {
		t.Errorf("databases: %v, %v", got, err)
	}
	if got, err := client.Partitions(ctx, "shop", "orders"); err != nil || !reflect.DeepEqual(got, []string{"p1", "p2"}) {
		t.Errorf("partitions: %v, %v", got, err)
	}
	if got, err := client.PartitionsWithReplicas(ctx, "shop", "orders"); err != nil || !reflect.DeepEqual(got, []Partition{{"p1", 3}, {"p2", 1}}) {
		t.Errorf("partitions: %v, %v", got, err)
	}
	dynamic := []DynamicTable{{"dyn", true, "DAY", -7}, {"off", false, "MONTH", NoStart}, {"odd", true, "DAY", NoStart}}
	if got, err := client.DynamicTables(ctx, "shop"); err != nil || !reflect.DeepEqual(got, dynamic) {
		t.Errorf("dynamic tables: %v, %v", got, err)
	}
	if got, err := client.TableStates(ctx, "shop"); err != nil || !reflect.DeepEqual(got, map[string]string{"orders": "NORMAL"}) {
		t.Errorf("states: %v, %v", got, err)
	}
	if got, err := client.TableIDs(ctx, "shop"); err != nil || len(got) != 1 || got["orders"] == "" {
		t.Errorf("ids: %v, %v", got, err)
	}
	if got, err := client.TableTypes(ctx, "shop"); err != nil || !reflect.DeepEqual(got, map[string]string{"orders": "OLAP"}) {
		t.Errorf("types: %v, %v", got, err)
	}
	if _, err := client.TableStates(ctx, "nowhere"); KindOf(err) != KindUnknownDatabase {
		t.Errorf("states of no database: %v", err)
	}
	if got, err := client.Brokers(ctx); err != nil || !reflect.DeepEqual(got, []string{"b1", "b2"}) {
		t.Errorf("brokers: %v, %v", got, err)
	}
	for name, want := range map[string]string{"t": "OLAP", "v": "VIEW", "m": "MATERIALIZED VIEW"} {
		if got, err := client.ObjectKind(ctx, "shop", name); err != nil || got != want {
			t.Errorf("%s is %q, %v, want %q", name, got, err, want)
		}
	}
	if _, err := client.ObjectKind(ctx, "shop", "gone"); KindOf(err) != KindUnknownTable {
		t.Errorf("kind of nothing: %v", err)
	}
}

func TestRepositoryByName(t *testing.T) {
	client := openClient(t, nil, startFrontend(t, healthy).address())
	got, err := client.Repository(context.Background(), "r")
	want := &Repository{Name: "r", Type: "S3", Location: "s3://b/p", Created: time.Date(2026, 11, 23, 7, 48, 57, 0, time.UTC)}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := client.Repository(context.Background(), "R"); err != nil || got != nil {
		t.Errorf("another case: %+v, %v", got, err)
	}
}

// The error of a statement says what was asked, of whom, and what Doris said.
func TestErrorOfAStatement(t *testing.T) {
	fe := startFrontend(t, func(string) fakeAnswer {
		return refused(5064, "Can only run one backup or restore job of a database at same time , current running: label = a jobId = -1, to run label = b")
	})
	err := openClient(t, nil, fe.address()).SubmitBackup(context.Background(), BackupSpec{Database: "shop", Label: "b", Repository: "r"})
	want := &Error{
		Kind: KindJobRunning, Code: 5064, Statement: "BACKUP SNAPSHOT shop.b", Endpoint: fe.address(),
		Message: "Can only run one backup or restore job of a database at same time , current running: label = a jobId = -1, to run label = b",
	}
	if !reflect.DeepEqual(err, want) {
		t.Errorf("got  %+v\nwant %+v", err, want)
	}
}
