// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// step is one look of a waiter test: what was seen, so long after the beginning.
type step struct {
	at   time.Duration
	rows []row
	err  error
	want waitState
}

func seen(state, id, message string) []row {
	return []row{{Job: doris.Job{Label: "snap", Database: "shop", State: state, ID: id, TaskErrMsg: message, Created: waiterBegin}, backup: &doris.BackupJob{}}}
}

var waiterBegin = time.Date(2026, 9, 11, 1, 15, 2, 0, time.UTC)

// TestWaiterStates is the table of lifecycle 7, look by look.
func TestWaiterStates(t *testing.T) {
	gone := dorisError(doris.KindUnreachable, "nobody answers")
	denied := dorisError(doris.KindAccessDenied, "Access denied")
	noDatabase := dorisError(doris.KindUnknownDatabase, "Unknown database 'shop'")
	other := dorisError(doris.KindOther, "something odd")
	old := row{Job: doris.Job{Label: "snap", State: "CANCELLED", ID: "7", Created: waiterBegin}}
	for name, c := range map[string]struct {
		submitted, answered bool
		steps               []step
	}{
		"submitted, appears": {true, true, []step{
			{0, nil, nil, waitSubmitted}, {20 * time.Second, seen("PENDING", "-1", ""), nil, waitRunning},
		}},
		"submitted, only an older row of the label and second": {true, true, []step{
			{0, []row{old}, nil, waitSubmitted}, {time.Second, append([]row{old}, seen("PENDING", "-1", "")...), nil, waitRunning},
		}},
		"submitted, answered, never appears": {true, true, []step{
			{0, nil, nil, waitSubmitted}, {29 * time.Second, nil, nil, waitSubmitted}, {30 * time.Second, nil, nil, waitVanished},
		}},
		"submitted, not answered, never appears": {true, false, []step{
			{0, nil, nil, waitSubmitted}, {30 * time.Second, nil, nil, waitUnknown},
		}},
		"finished":  {false, true, []step{{0, seen("UPLOADING", "1", ""), nil, waitRunning}, {time.Second, seen("FINISHED", "1", ""), nil, waitVerify}}},
		"cancelled": {false, true, []step{{0, seen("CANCELLED", "1", ""), nil, waitCancelled}}},
		"vanished":  {false, true, []step{{0, seen("PENDING", "-1", ""), nil, waitRunning}, {time.Second, nil, nil, waitVanished}}},
		"lost, and back under another job id": {false, true, []step{
			{0, seen("UPLOADING", "1", ""), nil, waitRunning},
			{time.Second, nil, gone, waitLost},
			{4 * time.Minute, nil, gone, waitLost},
			{4*time.Minute + time.Second, seen("UPLOAD_SNAPSHOT", "2", ""), nil, waitRunning},
			{8 * time.Minute, nil, gone, waitLost},
		}},
		"lost for good":    {false, true, []step{{0, nil, gone, waitLost}, {299 * time.Second, nil, gone, waitLost}, {300 * time.Second, nil, gone, waitUnknown}}},
		"an odd error":     {false, true, []step{{0, nil, other, waitLost}, {time.Second, seen("UPLOADING", "1", ""), nil, waitRunning}}},
		"denied once":      {false, true, []step{{0, nil, denied, waitLost}, {time.Second, seen("UPLOADING", "1", ""), nil, waitRunning}, {2 * time.Second, nil, denied, waitLost}}},
		"denied twice":     {false, true, []step{{0, nil, denied, waitLost}, {time.Second, nil, denied, waitUnknown}}},
		"database dropped": {false, true, []step{{0, nil, noDatabase, waitLost}, {time.Second, nil, noDatabase, waitDropped}}},
		"stalled": {false, true, []step{
			{0, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
			{899 * time.Second, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
			{900 * time.Second, seen("UPLOADING", "1", "[1: 403]"), nil, waitStalled},
		}},
		"a message after a long silence is no stall": {false, true, []step{
			{0, seen("UPLOADING", "1", ""), nil, waitRunning},
			{time.Hour, seen("UPLOADING", "1", ""), nil, waitRunning},
			{61 * time.Minute, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
			{76 * time.Minute, seen("UPLOADING", "1", "[1: 403]"), nil, waitStalled},
		}},
		"a message that clears": {false, true, []step{
			{0, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
			{14 * time.Minute, seen("UPLOADING", "1", ""), nil, waitRunning},
			{15 * time.Minute, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
			{29 * time.Minute, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
		}},
		"another message is no stall": {false, true, []step{
			{0, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning}, {15 * time.Minute, seen("UPLOADING", "1", "[2: 500]"), nil, waitRunning},
		}},
		"blocked": {false, true, []step{
			{0, seen("PENDING", "1", ""), nil, waitRunning}, {3 * time.Second, seen("PENDING", "2", ""), nil, waitRunning}, {6 * time.Second, seen("PENDING", "3", ""), nil, waitBlockedOwn},
		}},
		"job ids within one tick do not count": {false, true, []step{
			{0, seen("PENDING", "1", ""), nil, waitRunning}, {time.Second, seen("PENDING", "2", ""), nil, waitRunning}, {2 * time.Second, seen("PENDING", "3", ""), nil, waitRunning},
		}},
		"a job id before it was PENDING again does not count": {false, true, []step{
			{0, seen("PENDING", "1", ""), nil, waitRunning},
			{3 * time.Second, seen("SNAPSHOTING", "1", ""), nil, waitRunning},
			{6 * time.Second, seen("PENDING", "2", ""), nil, waitRunning},
			{9 * time.Second, seen("PENDING", "3", ""), nil, waitRunning},
			{12 * time.Second, seen("PENDING", "4", ""), nil, waitBlockedOwn},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newFake(t).runner().begin(context.Background(), kindBackup, "shop", "repo", testWait())
			w := &waiter{op: o, answered: c.answered, submittedAt: waiterBegin, before: []row{old}, key: jobKey{kind: kindBackup, database: "shop", label: "snap"}}
			if !c.submitted {
				w.key.created = waiterBegin
			}
			w.changed = waiterBegin
			for i, s := range c.steps {
				state := w.next(sighting{rows: s.rows, err: s.err, now: waiterBegin.Add(s.at)})
				if state != s.want {
					t.Fatalf("look %d at %s: state %d, want %d", i, s.at, state, s.want)
				}
			}
		})
	}
}

// TestBlockerMayBeOurs: a search for the job that blocks the cluster may meet the one that is waited for.
func TestBlockerMayBeOurs(t *testing.T) {
	for database, want := range map[string]waitState{"shop": waitBlockedOwn, "other": waitBlockedBy} {
		f := newFake(t)
		f.databases["other"] = f.databases["shop"]
		f.add(&fakeJob{kind: kindBackup, database: database, label: "snap", repository: "repo", blocked: true})
		o := f.runner().begin(context.Background(), kindBackup, "shop", "repo", testWait())
		w := &waiter{op: o, key: jobKey{kind: kindBackup, database: "shop", label: "snap"}, last: &row{}}
		if state := w.blocked(f.clock.Now().Add(time.Hour)); state != want {
			t.Errorf("a job of %s: state %d, want %d", database, state, want)
		}
	}
}

func TestKeyComparesCase(t *testing.T) {
	key := jobKey{kind: kindBackup, label: "casex"}
	if key.find([]row{{Job: doris.Job{Label: "CaseX"}}}) != nil {
		t.Error("CaseX is not casex")
	}
	two := []row{{Job: doris.Job{Label: "casex", ID: "1"}}, {Job: doris.Job{Label: "casex", ID: "2"}}, {Job: doris.Job{Label: "y"}}}
	if found := key.find(two); found == nil || found.ID != "2" {
		t.Errorf("of two rows the last counts: %+v", found)
	}
}

// TestVerify: what the repository must show before a FINISHED job is a success (lifecycle 7, VERIFY).
func TestVerify(t *testing.T) {
	created := waiterBegin
	good := &doris.SnapshotDetails{Database: "shop", BackupTime: created.Add(137 * time.Millisecond)}
	for name, c := range map[string]struct {
		infos map[string]*doris.SnapshotDetails
		want  verdict
		looks int
	}{
		"ours":             {map[string]*doris.SnapshotDetails{"a": good}, verdictGood, 1},
		"another database": {map[string]*doris.SnapshotDetails{"a": {Database: "other", BackupTime: good.BackupTime}}, verdictShared, 1},
		"another second":   {map[string]*doris.SnapshotDetails{"a": {Database: "shop", BackupTime: created.Add(time.Second)}}, verdictShared, 1},
		"twins":            {map[string]*doris.SnapshotDetails{"a": good, "b": good}, verdictTwice, 1},
		"nothing":          {nil, verdictNone, 3},
	} {
		f := newFake(t)
		if c.infos != nil {
			f.snapshots["repo"]["snap"] = &fakeSnapshot{infos: c.infos}
		}
		o := f.runner().begin(context.Background(), kindBackup, "shop", "repo", testWait())
		found, err := o.verifyBackup("snap", created, 3)
		if err != nil || found.verdict != c.want || f.calls["Snapshot"] != c.looks {
			t.Errorf("%s: verdict %d after %d looks, %v", name, found.verdict, f.calls["Snapshot"], err)
		}
	}
}

// A restore matches by all that SHOW RESTORE shows of it (lifecycle 2.2).
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

// "absent" of a finished job means another repository or a deletion, so it is asked three times (lifecycle 2.1).
func TestAbsentIsAskedThreeTimes(t *testing.T) {
	f := newFake(t)
	f.add(&fakeJob{kind: kindBackup, database: "shop", label: "before_migration", repository: "elsewhere", state: "FINISHED", id: "1", finished: waiterBegin})
	asked := 0
	f.before["SubmitBackup"] = func() { asked = f.calls["Snapshot"] }
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	if asked != 3 {
		t.Errorf("asked %d times before it was submitted", asked)
	}
}

// adopt_finished_within = 0s never adopts, not even when the history hides the job.
func TestNeverAdopt(t *testing.T) {
	f := newFake(t)
	request := fixedRequest()
	_, err := f.runner().Backup(context.Background(), request)
	mustSucceed(t, err)
	for range 10 {
		f.add(&fakeJob{kind: kindBackup, database: "shop", label: "x", repository: "repo", state: "FINISHED", id: "1"})
	}
	request.Wait.AdoptFinishedWithin = 0
	_, err = f.runner().Backup(context.Background(), request)
	mustFail(t, err, CodeExists)
}
