// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// TestLifecycle holds the cases of lifecycle 8 that are about one process of the provider and the stand-in, under their
// names. Those under the real CLI are elsewhere.
func TestLifecycle(t *testing.T) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T)
	}{
		{"adopt_unfinished_41", adoptUnfinished41},
		{"adopt_finished", adoptFinished},
		{"finished_before_window", finishedBeforeWindow},
		{"twins_two_databases", twinsTwoDatabases},
		{"twins_two_clusters", twinsTwoClusters},
		{"twins_same_second", twinsSameSecond},
		{"restore_of_twins", restoreOfTwins},
		{"namesake_other_repository", namesakeOtherRepository},
		{"bare_label", bareLabel},
		{"cancelled_before_upload", cancelledBeforeUpload},
		{"pending_cancel_vanishes", pendingCancelVanishes},
		{"evicted", evicted},
		{"restore_killed_then_finished", restoreKilledThenFinished},
		{"restore_last_month", restoreLastMonth},
		{"restore_dropped_since", restoreDroppedSince},
		{"busy_database", busyDatabase},
		{"queue_order", queueOrder},
		{"submit_answer_lost", submitAnswerLost},
		{"cancel_guard", cancelGuard},
		{"blocked_own", blockedOwn},
		{"blocked_after_kill", blockedAfterKill},
		{"blocked_by_other", blockedByOther},
		{"stall_clears", stallClears},
		{"stall_stays", stallStays},
		{"status_lost", statusLost},
		{"cbd_guard", cbdGuard},
		{"vanished_snapshot", vanishedSnapshot},
		{"database_recreated", databaseRecreated},
		{"label_case", labelCase},
		{"server_clock_and_zone", serverClockAndZone},
		{"rights_revoked_midway", rightsRevokedMidway},
		{"restart_in_each_state", restartInEachState},
		{"hundred_backups", hundredBackups},
		{"killed_in_each_state", killedInEachState},
		{"verify_unreadable", verifyUnreadable},
		{"first_endpoint_dead", firstEndpointDead},
		{"overhead_real_clock", overheadRealClock},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t)
		})
	}
}

// killed starts a backup, kills its process while the job stands in a state, and returns the job's label.
func (w *world) killed(request job.BackupRequest, state string) (label string, release func()) {
	w.t.Helper()
	gate := w.sim.HoldState("backup", state)
	ctx, kill := context.WithCancel(context.Background())
	ended := backUp(ctx, w.process(), request)
	w.reached(gate)
	kill()
	w.await(ended)
	journal := w.sim.Journal()
	return journal[len(journal)-1].Label, gate.Release
}

func adoptUnfinished41(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
		label, release := w.killed(request, "UPLOADING")
		w.sim.Restart()
		rows, err := w.client("root").BackupJobs(context.Background(), "shop")
		if err != nil || len(rows) != 1 || rows[0].Objects != nil {
			t.Fatalf("BackupObjs are readable after a restart of 4.1: %+v, %v", rows, err)
		}
		ended := backUp(context.Background(), w.process(), request)
		release()
		done := w.await(ended)
		succeeds(t, done.err)
		if len(w.jobs("")) != 1 || done.backup.Label != label || done.backup.Level != level || !noticed(done.backup.Notices, "taken over") {
			t.Errorf("journal %+v, %+v", w.sim.Journal(), done.backup)
		}
		if done.backup.Submitted != nil || done.backup.Missing != nil || !noticed(done.backup.Notices, "no longer known") {
			t.Errorf("what was submitted is not known after a kill and a restart: %+v", done.backup)
		}
	})
}

func adoptFinished(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
		first := mustBackup(t, w.process(), request)
		w.sim.SetClock(5 * time.Minute)
		again := mustBackup(t, w.process(), request)
		if len(w.jobs("")) != 1 || again.Label != first.Label || again.BackupTimestamp != first.BackupTimestamp || again.Level != level {
			t.Errorf("journal %+v, %+v", w.sim.Journal(), again)
		}
		if !noticed(again.Notices, "taken over") || len(again.Submitted) != 3 || again.ID != first.ID {
			t.Errorf("%+v", again)
		}
	})
}

func finishedBeforeWindow(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	old := mustBackup(t, w.process(), generated())
	w.sim.SetClock(2 * time.Hour)
	_, err := w.process().Backup(context.Background(), fixed("snap"))
	failure := fails(t, err, job.CodeExists)
	if failure.TakenAt.IsZero() || failure.SourceDatabase != "shop" || failure.Submitted || !failure.NameFixed {
		t.Errorf("%+v", *failure)
	}
	renewed := mustBackup(t, w.process(), generated())
	if renewed.Label == old.Label || renewed.Level != job.Mine || !noticed(renewed.Notices, old.Label) || len(w.jobs("")) != 3 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), renewed)
	}
}

// twins starts our backup and another one under the same label, both before anything is uploaded, apart by so much.
func (w *world) twins(label string, other func(), apart time.Duration) outcome {
	w.t.Helper()
	gate := w.sim.HoldState("backup", "SNAPSHOTING")
	// It looks rarely: VERIFY comes when both have written, because who looks in between sees a good snapshot.
	ended := backUp(context.Background(), w.slow(200*time.Millisecond), fixed(label))
	w.reached(gate)
	w.sim.SetClock(apart)
	other()
	gate.Release()
	return w.await(ended)
}

func twinsTwoDatabases(t *testing.T) {
	w := newWorld(t)
	w.sql(`CREATE DATABASE other; CREATE TABLE other.t (id INT) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1 PROPERTIES("replication_num"="1")`)
	// Both stand in SAVE_META before either writes: nothing is there for the race-3 look to find, only VERIFY can.
	save := w.sim.HoldState("backup", "SAVE_META")
	ended := make(chan outcome, 1)
	go func() {
		ended <- w.twins("snap", func() {
			w.sql("BACKUP SNAPSHOT other.snap TO repo")
			w.eventually("the twin in SNAPSHOTING", func() bool { return w.stateOf("other", "snap") == "SNAPSHOTING" })
		}, 5*time.Second)
	}()
	w.eventually("both in SAVE_META", func() bool {
		return w.stateOf("shop", "snap") == "SAVE_META" && w.stateOf("other", "snap") == "SAVE_META"
	})
	check := w.sim.HoldBefore("SHOW SNAPSHOT") // who looks between the two ends sees one good snapshot
	save.Release()
	w.eventually("both ends", func() bool {
		return w.stateOf("shop", "snap") == "FINISHED" && w.stateOf("other", "snap") == "FINISHED"
	})
	check.Release()
	done := w.await(ended)
	failure := fails(t, done.err, job.CodeTwice)
	if len(failure.Others) != 2 || w.infoFiles("repo", "snap") != 2 || failure.LastState != "FINISHED" {
		t.Errorf("%+v, %d info files", *failure, w.infoFiles("repo", "snap"))
	}
	_, err := w.process().Backup(context.Background(), fixed("snap")) // and it stays refused
	fails(t, err, job.CodeTwice)
}

// stateOf is the state of the newest job of a label in a database, as the journal has it.
func (w *world) stateOf(database, label string) string {
	state := ""
	for _, j := range w.sim.Journal() {
		if j.Database == database && j.Label == label {
			state = j.State
		}
	}
	return state
}

func twinsTwoClusters(t *testing.T) {
	w := newWorld(t)
	second := joinWorld(t, w.s3)
	gates := []interface{ Release() }{w.sim.HoldState("backup", "SAVE_META"), second.sim.HoldState("backup", "SAVE_META")}
	start, startThere := w.sim.HoldState("backup", "SNAPSHOTING"), second.sim.HoldState("backup", "SNAPSHOTING")
	here := backUp(context.Background(), w.process(), fixed("snap"))
	w.reached(start)
	second.sim.SetClock(5 * time.Second)
	there := backUp(context.Background(), second.process(), fixed("snap"))
	second.reached(startThere)
	start.Release()
	startThere.Release()
	w.eventually("both in SAVE_META", func() bool {
		return w.stateOf("shop", "snap") == "SAVE_META" && second.stateOf("shop", "snap") == "SAVE_META"
	})
	for _, gate := range gates {
		gate.Release()
	}
	// Who verifies first may see its own info file alone. The other one never does.
	one, two := w.await(here), second.await(there)
	if one.err == nil && two.err == nil {
		t.Fatalf("both call it a success: %+v, %+v", one.backup, two.backup)
	}
	for _, done := range []outcome{one, two} {
		if done.err != nil {
			fails(t, done.err, job.CodeTwice)
		}
	}
	// With a prefix the cluster is part of the name: nothing is shared.
	a, b := mustBackup(t, w.process(), generated()), mustBackup(t, second.process(), generated())
	if a.Label == b.Label || w.infoFiles("repo", a.Label) != 1 || w.infoFiles("repo", b.Label) != 1 {
		t.Errorf("%s and %s", a.Label, b.Label)
	}
}

func twinsSameSecond(t *testing.T) {
	w := newWorld(t)
	w.sql(`CREATE DATABASE other; CREATE TABLE other.t (id INT) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1 PROPERTIES("replication_num"="1")`)
	for try := range 20 {
		label := fmt.Sprintf("snap_%d", try)
		done := w.twins(label, func() { w.sql("BACKUP SNAPSHOT other." + label + " TO repo") }, 0)
		w.eventually("the other's end", func() bool { return w.stateOf("other", label) == "FINISHED" })
		jobs := w.jobs(label)
		if !jobs[0].Created.Truncate(time.Second).Equal(jobs[1].Created.Truncate(time.Second)) {
			continue // a second passed between the two
		}
		if done.err == nil {
			continue // verified before the other's info file replaced ours: nobody could tell then
		}
		failure := fails(t, done.err, job.CodeShared)
		if failure.SourceDatabase != "other" {
			t.Errorf("%+v", *failure)
		}
		return
	}
	t.Fatal("twenty tries and never the other's snapshot under our name")
}

func restoreOfTwins(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	var info string
	for _, key := range w.s3.Objects("backups", "repo/") {
		if strings.Contains(key, "__info_") {
			info = key
		}
	}
	content, err := w.s3.Get("backups", info)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(info, "__info_") + len("__info_")
	twin := info[:at] + "2026-01-01-00-00-00" + info[at+len("2026-01-01-00-00-00"):]
	if err := w.s3.Put("backups", twin, content); err != nil {
		t.Fatal(err)
	}
	w.sim.ResetStatements()
	_, err = w.process().Restore(context.Background(), into("clone", "snap"))
	fails(t, err, job.CodeTwice)
	if w.sent("RESTORE") != 0 || w.sent("CREATE DATABASE") != 0 {
		t.Error("something was submitted")
	}
}

func namesakeOtherRepository(t *testing.T) {
	w := newWorld(t)
	w.createRepository("elsewhere")
	w.sql("BACKUP SNAPSHOT shop.snap TO elsewhere")
	w.ended("snap")
	result := mustBackup(t, w.process(), fixed("snap"))
	if len(w.jobs("snap")) != 2 || result.Level != job.Mine || w.infoFiles("repo", "snap") != 1 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), result)
	}

	// Waited for as a namesake, and it turns out to have written elsewhere: decided anew.
	gate := w.sim.HoldState("backup", "UPLOADING")
	w.sql("BACKUP SNAPSHOT shop.later TO elsewhere")
	w.reached(gate)
	ended := backUp(context.Background(), w.process(), fixed("later"))
	w.eventually("a look", func() bool { return w.sent("SHOW BACKUP") > 0 })
	gate.Release()
	done := w.await(ended)
	succeeds(t, done.err)
	if len(w.jobs("later")) != 2 || done.backup.Level != job.Mine || w.infoFiles("repo", "later") != 1 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), done.backup)
	}
}

func bareLabel(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
		label, release := w.killed(request, "UPLOADING")
		w.sql("CANCEL BACKUP FROM shop")
		release()
		result, err := w.process().Backup(context.Background(), request)
		if level == job.Namesake {
			if failure := fails(t, err, job.CodeUsedUp); !failure.UsedUp || !strings.Contains(failure.Doris, "already exist") {
				t.Errorf("%+v", *failure)
			}
			return
		}
		succeeds(t, err)
		if result.Label == label || len(w.jobs("")) != 2 || result.Level != job.Mine {
			t.Errorf("%+v", result)
		}
	})
}

func cancelledBeforeUpload(t *testing.T) {
	for _, state := range []string{"PENDING", "SNAPSHOTING"} {
		w := newWorld(t)
		_, release := w.killed(fixed("snap"), state)
		w.sql("CANCEL BACKUP FROM shop")
		release()
		result := mustBackup(t, w.process(), fixed("snap"))
		if len(w.jobs("snap")) != 2 || result.Level != job.Mine {
			t.Errorf("%s: journal %+v, %+v", state, w.sim.Journal(), result)
		}
	}
}

func pendingCancelVanishes(t *testing.T) {
	w := newWorld(t)
	gate := w.sim.HoldState("backup", "PENDING")
	defer gate.Release()
	noted := make(chan struct{}, 1)
	r := job.New(w.client("root"), job.Options{
		Timing: job.TimingOf(tick), Poll: time.Second,
		Log: func(_ context.Context, _, message string, _ map[string]any) {
			if message == "PENDING" {
				noted <- struct{}{}
			}
		},
	})
	ended := backUp(context.Background(), r, fixed("snap"))
	w.reached(gate)
	<-noted // the row was seen; the next look is a second away
	w.sql("CANCEL BACKUP FROM shop; BACKUP SNAPSHOT shop.theirs TO repo")
	failure := fails(t, w.await(ended).err, job.CodeCancelled)
	if !failure.Vanished || failure.UsedUp || failure.LastState != "PENDING" {
		t.Errorf("%+v", *failure)
	}
	if w.stateOf("shop", "theirs") == "CANCELLED" || w.sent("CANCEL") != 0 {
		t.Error("another's job was touched")
	}
}

func evicted(t *testing.T) {
	t.Run("waiter, backup", func(t *testing.T) {
		w := newWorld(t)
		gate := w.sim.HoldState("backup", "UPLOADING")
		ended := backUp(context.Background(), w.slow(time.Second), fixed("snap"))
		w.reached(gate)
		w.eventually("a look at the row", func() bool { return w.sent("SHOW BACKUP") >= 2 })
		gate.Release()
		w.ended("snap")
		w.sim.EvictHistory("shop")
		done := w.await(ended)
		succeeds(t, done.err)
		if done.backup.State != "FINISHED" || done.backup.BackupTimestamp == "" || done.backup.Level != job.Mine {
			t.Errorf("%+v", done.backup)
		}
	})
	t.Run("create, backup", func(t *testing.T) {
		both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
			first := mustBackup(t, w.process(), request)
			w.laterJobs("shop", 10)
			again := mustBackup(t, w.process(), request)
			if len(w.jobs("")) != 11 || again.Label != first.Label || again.Level != level {
				t.Errorf("%d jobs, %+v", len(w.jobs("")), again)
			}
		})
	})
	t.Run("create, restore", func(t *testing.T) {
		w := newWorld(t)
		mustBackup(t, w.process(), fixed("snap"))
		mustRestore(t, w.process(), into("clone", "snap"))
		w.laterJobs("clone", 10)
		request := into("clone", "snap")
		request.Overwrite = true
		_, err := w.process().Restore(context.Background(), request)
		fails(t, err, job.CodeHistory)
		request.Overwrite = false
		_, err = w.process().Restore(context.Background(), request)
		fails(t, err, job.CodeTables)
		request.Overwrite, request.Wait.AdoptFinishedWithin = true, 0
		w.sim.SetClock(2 * time.Second)
		mustRestore(t, w.process(), request)
	})
}

// laterJobs runs so many further backups of a database to their ends.
func (w *world) laterJobs(database string, n int) {
	w.t.Helper()
	for i := range n {
		label := fmt.Sprintf("later_%d", i)
		w.sql(fmt.Sprintf("BACKUP SNAPSHOT %s.%s TO repo ON (customers)", database, label))
		w.ended(label)
	}
}

func restoreKilledThenFinished(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	gate := w.sim.HoldState("restore", "DOWNLOADING")
	ctx, kill := context.WithCancel(context.Background())
	ended := restoreIt(ctx, w.process(), into("clone", "snap"))
	w.reached(gate)
	kill()
	w.await(ended)
	gate.Release()
	w.eventually("its end", func() bool { return w.stateOf("clone", "snap") == "FINISHED" })
	w.sim.SetClock(5 * time.Minute)
	result := mustRestore(t, w.process(), into("clone", "snap"))
	all := []string{"customers", "orders", "v_orders"}
	if len(w.jobs("snap")) != 2 || !noticed(result.Notices, "taken over") || !slices.Equal(result.CreatedTables, all) || !result.CreatedDatabase {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), result)
	}
}

func restoreLastMonth(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	mustRestore(t, w.process(), into("clone", "snap"))
	w.sim.SetClock(30 * 24 * time.Hour)
	request := into("clone", "snap")
	_, err := w.process().Restore(context.Background(), request)
	if failure := fails(t, err, job.CodeTables); len(failure.Objects) != 3 || failure.Total != 3 || failure.FinishedAt.IsZero() {
		t.Errorf("%+v", *failure)
	}
	request.Overwrite = true
	result := mustRestore(t, w.process(), request)
	if len(w.jobs("snap")) != 3 || result.Level != job.Mine || len(result.CreatedTables) != 0 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), result)
	}
}

func restoreDroppedSince(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	mustRestore(t, w.process(), into("clone", "snap"))
	w.sim.SetClock(5 * time.Minute)
	w.sql("DROP TABLE clone.orders FORCE")
	_, err := w.process().Restore(context.Background(), into("clone", "snap"))
	if failure := fails(t, err, job.CodePartly); !slices.Equal(failure.Objects, []string{"orders"}) {
		t.Errorf("%+v", *failure)
	}
	w.sql("DROP TABLE clone.customers FORCE; DROP VIEW clone.v_orders")
	mustRestore(t, w.process(), into("clone", "snap"))
	if len(w.jobs("snap")) != 3 {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

func busyDatabase(t *testing.T) {
	w := newWorld(t)
	gate := w.sim.HoldState("backup", "UPLOADING")
	w.sql("BACKUP SNAPSHOT shop.theirs TO repo")
	w.reached(gate)

	ctx, interrupt := context.WithCancel(context.Background())
	ended := backUp(ctx, w.process(), fixed("snap"))
	w.eventually("queueing", func() bool { return w.sent("SHOW BACKUP") >= 3 })
	interrupt()
	if failure := fails(t, w.await(ended).err, job.CodeInterrupted); failure.Submitted || failure.Holder == nil || failure.Holder.Label != "theirs" {
		t.Errorf("%+v", *failure)
	}
	if w.sent("BACKUP SNAPSHOT") != 0 || w.sent("CANCEL") != 0 {
		t.Error("something was sent while queueing")
	}

	w.sim.ResetStatements()
	ended = backUp(context.Background(), w.process(), fixed("snap"))
	w.eventually("queueing", func() bool { return w.sent("SHOW BACKUP") >= 3 })
	gate.Release()
	done := w.await(ended)
	succeeds(t, done.err)
	if w.stateOf("shop", "theirs") != "FINISHED" || len(w.jobs("snap")) != 1 || done.backup.Level != job.Mine {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

func queueOrder(t *testing.T) {
	w := newWorld(t)
	r := w.process()
	hold := w.sim.HoldState("backup", "UPLOADING")
	var all []<-chan outcome
	for i := range 10 { // the first holds the database until all stand in line; TestQueueOrder shows the order itself
		all = append(all, backUp(context.Background(), r, fixed(fmt.Sprintf("snap_%d", i))))
		if i == 0 {
			w.reached(hold)
		}
	}
	hold.Release()
	for _, ended := range all {
		succeeds(t, w.await(ended).err)
	}
	jobs := w.jobs("")
	if len(jobs) != 10 || jobs[0].Label != "snap_0" || w.sent("BACKUP SNAPSHOT") != 10 {
		t.Errorf("%d submissions, journal %+v", w.sent("BACKUP SNAPSHOT"), jobs)
	}
}

func submitAnswerLost(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
		w.sim.DropAfter("BACKUP SNAPSHOT", 1)
		result := mustBackup(t, w.process(), request)
		want := map[job.Level]job.Level{job.Namesake: job.Namesake, job.Ours: job.Mine}[level] // found by its nonce
		if len(w.jobs("")) != 1 || w.sent("BACKUP SNAPSHOT") != 1 || result.Level != want {
			t.Errorf("journal %+v, %s", w.sim.Journal(), result.Level)
		}
	})
	t.Run("it did not take effect", func(t *testing.T) {
		w := newWorld(t)
		w.sim.DropBefore("BACKUP SNAPSHOT", 1)
		_, err := w.process().Backup(context.Background(), generated())
		fails(t, err, job.CodeLost)
		if w.sent("BACKUP SNAPSHOT") != 1 {
			t.Error("it was sent again")
		}
		mustBackup(t, w.process(), generated())
		if len(w.jobs("")) != 1 {
			t.Errorf("journal %+v", w.sim.Journal())
		}
	})
	t.Run("restore", func(t *testing.T) {
		w := newWorld(t)
		mustBackup(t, w.process(), fixed("snap"))
		w.sim.DropAfter("RESTORE SNAPSHOT", 1)
		result := mustRestore(t, w.process(), into("clone", "snap"))
		if len(w.jobs("snap")) != 2 || result.Level != job.Namesake || len(result.CreatedTables) != 3 {
			t.Errorf("journal %+v, %+v", w.sim.Journal(), result)
		}
	})
}

func cancelGuard(t *testing.T) {
	impatient := func(name string) job.BackupRequest {
		request := fixed(name)
		request.Wait.Timeout, request.Wait.CancelOnTimeout = 3*time.Second, true
		return request
	}
	t.Run("far from its end", func(t *testing.T) {
		w := newWorld(t)
		gate := w.sim.HoldState("backup", "UPLOADING")
		defer gate.Release()
		request := impatient("snap")
		ended := backUp(context.Background(), w.process(), request)
		w.reached(gate)
		w.eventually("uploaded files", func() bool { return len(w.s3.Objects("backups", "repo/__palo_repository_repo/__ss_snap/")) > 0 })
		if failure := fails(t, w.await(ended).err, job.CodeDeadline); !failure.Cancelled || !failure.UsedUp || w.sent("CANCEL BACKUP") != 1 {
			t.Errorf("%+v, %d cancels", *failure, w.sent("CANCEL"))
		}
	})
	t.Run("SAVE_META", func(t *testing.T) {
		w := newWorld(t)
		gate := w.sim.HoldState("backup", "SAVE_META")
		timing := job.TimingOf(tick)
		timing.StuckAfter = time.Minute
		request := impatient("snap")
		ended := backUp(context.Background(), job.New(w.client("root"), job.Options{Timing: timing}), request)
		w.reached(gate)
		time.AfterFunc(request.Wait.Timeout+200*time.Millisecond, gate.Release) // after the deadline
		done := w.await(ended)
		succeeds(t, done.err)
		if w.sent("CANCEL") != 0 || done.backup.State != "FINISHED" {
			t.Errorf("%+v", done.backup)
		}
	})
	t.Run("a namesake", func(t *testing.T) {
		w := newWorld(t)
		gate := w.sim.HoldState("backup", "UPLOADING")
		defer gate.Release()
		w.sql("BACKUP SNAPSHOT shop.snap TO repo")
		w.reached(gate)
		_, err := w.process().Backup(context.Background(), impatient("snap"))
		if failure := fails(t, err, job.CodeDeadline); failure.Cancelled || failure.Cancel == "" || w.sent("CANCEL") != 0 {
			t.Errorf("%+v", *failure)
		}
	})
	t.Run("another's job while queueing", func(t *testing.T) {
		w := newWorld(t)
		gate := w.sim.HoldState("backup", "UPLOADING")
		defer gate.Release()
		w.sql("BACKUP SNAPSHOT shop.theirs TO repo")
		w.reached(gate)
		_, err := w.process().Backup(context.Background(), impatient("snap"))
		if failure := fails(t, err, job.CodeQueue); failure.Holder.Label != "theirs" || w.sent("CANCEL") != 0 || w.sent("BACKUP SNAPSHOT") != 0 {
			t.Errorf("%+v", *failure)
		}
	})
}

// blockedSQL leaves a job of a database blocked: a restart of 4.x in SNAPSHOTING (recorded: restart).
func (w *world) block(database, label, table string) {
	w.t.Helper()
	gate := w.sim.HoldState("backup", "SNAPSHOTING")
	w.sql(fmt.Sprintf("BACKUP SNAPSHOT %s.%s TO repo ON (%s)", database, label, table))
	w.reached(gate)
	w.sim.Restart()
	gate.Release()
}

func blockedOwn(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, _ job.Level) {
		request.Selection.Tables = []string{"orders"}
		gate := w.sim.HoldState("backup", "SNAPSHOTING")
		ended := backUp(context.Background(), w.process(), request)
		w.reached(gate)
		w.sim.Restart()
		gate.Release()
		done := w.await(ended)
		succeeds(t, done.err)
		if w.sent("BACKUP SNAPSHOT") != 2 || w.sent("CANCEL BACKUP") != 1 || !noticed(done.backup.Notices, "submitted again") {
			t.Errorf("%d submissions, %d cancels, %+v", w.sent("BACKUP SNAPSHOT"), w.sent("CANCEL BACKUP"), done.backup.Notices)
		}
		if w.infoFiles("repo", done.backup.Label) != 1 || done.backup.Level != job.Mine {
			t.Errorf("%+v", done.backup)
		}
	})
}

// blockedAfterKill: nobody waits for the blocked job any more; the next apply finds it.
func blockedAfterKill(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
		request.Selection.Tables = []string{"orders"}
		_, release := w.killed(request, "SNAPSHOTING")
		w.sim.Restart()
		release()
		result, err := w.process().Backup(context.Background(), request)
		if level == job.Namesake { // maybe another's: never touched
			if failure := fails(t, err, job.CodeBlocked); failure.Cancel == "" || w.sent("CANCEL") != 0 || failure.Resubmitted {
				t.Errorf("%+v", *failure)
			}
			return
		}
		succeeds(t, err)
		if w.sent("CANCEL BACKUP") != 1 || w.infoFiles("repo", result.Label) != 1 || !noticed(result.Notices, "submitted again") {
			t.Errorf("%+v", result)
		}
	})
}

func blockedByOther(t *testing.T) {
	w := newWorld(t)
	w.sql(`CREATE DATABASE other; CREATE TABLE other.t (id INT) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1 PROPERTIES("replication_num"="1")`)
	w.block("other", "theirs", "t")
	_, err := w.process().Backup(context.Background(), fixed("snap"))
	failure := fails(t, err, job.CodeBlocked)
	if failure.Holder == nil || failure.Holder.Database != "other" || failure.Holder.Label != "theirs" || !strings.Contains(failure.Cancel, "`other`") || w.sent("CANCEL") != 0 {
		t.Errorf("%+v, holder %+v", *failure, failure.Holder)
	}
	w.sql("CANCEL BACKUP FROM other") // what the error says
	result := mustBackup(t, w.process(), fixed("snap"))
	if len(w.jobs("snap")) != 1 || result.Level != job.Namesake {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), result)
	}
}

func stallClears(t *testing.T) {
	w := newWorld(t)
	w.sim.FailTasks("backup", "UPLOADING", "failed to upload: 403 Forbidden")
	request := fixed("snap")
	request.Wait.StallTimeout = 20 * time.Second
	ended := backUp(context.Background(), w.process(), request)
	w.eventually("the message", func() bool {
		rows, err := w.client("root").BackupJobs(context.Background(), "shop")
		return err == nil && len(rows) == 1 && rows[0].TaskErrMsg != ""
	})
	w.sim.FailTasks("backup", "UPLOADING", "")
	succeeds(t, w.await(ended).err)
	if len(w.jobs("snap")) != 1 {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

func stallStays(t *testing.T) {
	for _, cancel := range []bool{false, true} {
		w := newWorld(t)
		w.sim.FailTasks("backup", "UPLOADING", "failed to upload: 403 Forbidden")
		request := fixed("snap")
		request.Wait.StallTimeout, request.Wait.CancelOnTimeout = 200*time.Millisecond, cancel
		_, err := w.process().Backup(context.Background(), request)
		failure := fails(t, err, job.CodeStall)
		if failure.Cancelled != cancel || !strings.Contains(failure.Doris, "403 Forbidden") || failure.LastState != "UPLOADING" || failure.After < 200*time.Millisecond {
			t.Errorf("%+v", *failure)
		}
		if (w.stateOf("shop", "snap") == "CANCELLED") != cancel {
			t.Errorf("journal %+v", w.sim.Journal())
		}
	}
}

func statusLost(t *testing.T) {
	w := newWorld(t)
	gate := w.sim.HoldState("backup", "UPLOADING")
	defer gate.Release()
	ended := backUp(context.Background(), w.slow(500*time.Millisecond), fixed("snap"))
	w.reached(gate)
	w.eventually("a look at the row", func() bool { return w.sent("SHOW BACKUP") >= 2 })
	w.sql("CANCEL BACKUP FROM shop")
	w.sim.Restart()
	failure := fails(t, w.await(ended).err, job.CodeCancelled)
	left := w.s3.Objects("backups", "repo/__palo_repository_repo/__ss_snap/")
	if failure.Doris != "[OK]" || failure.UsedUp != (len(left) > 0) {
		t.Errorf("%+v, files %v", *failure, left)
	}
}

// cbdGuard: what a Create claimed in this process, the Delete of the replaced object must leave alone.
func cbdGuard(t *testing.T) {
	w := newWorld(t)
	first := mustBackup(t, w.process(), fixed("snap"))
	mustRestore(t, w.process(), into("clone", "snap"))
	r := w.process() // create_before_destroy: the new object's Create runs first and adopts
	if mustBackup(t, r, fixed("snap")); !r.BackupClaimed("repo", first.Label) {
		t.Error("the label is not claimed")
	}
	mustRestore(t, r, into("clone", "snap"))
	if got := r.ClaimedTables("clone"); !slices.Equal(got, []string{"customers", "orders", "v_orders"}) {
		t.Errorf("claimed %v", got)
	}
	if other := w.process(); other.BackupClaimed("repo", first.Label) || len(other.ClaimedTables("clone")) != 0 {
		t.Error("a claim outlives its process")
	}
}

func vanishedSnapshot(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	result := mustBackup(t, w.process(), fixed("snap"))
	state := job.BackupState{
		Repository: "repo", Database: "shop", Label: "snap", State: "FINISHED", BackupTimestamp: result.BackupTimestamp,
		Created: result.Created, TakenAt: result.TakenAt, Level: result.Level, Submitted: result.Submitted,
	}
	fate := func() job.Fate {
		t.Helper()
		read, err := w.process().ReadBackup(ctx, state)
		succeeds(t, err)
		if (read.Fate == job.Unchanged) == (len(read.Notices) > 0) {
			t.Errorf("%+v", read)
		}
		return read.Fate
	}
	if got := fate(); got != job.Unchanged {
		t.Errorf("healthy: %s", got)
	}
	w.s3.Revoke(true)
	if got := fate(); got != job.Kept {
		t.Errorf("unreadable: %s", got)
	}
	w.s3.Revoke(false)
	w.s3.Delete("backups", "repo/__palo_repository_repo/__ss_snap/")
	if got := fate(); got != job.Gone {
		t.Errorf("deleted: %s", got)
	}
	w.sql("DROP REPOSITORY repo")
	if got := fate(); got != job.Kept {
		t.Errorf("repository dropped: %s", got)
	}
}

func databaseRecreated(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	w.sql("DROP DATABASE shop FORCE; " + shop)
	w.sim.SetClock(8 * time.Hour) // beyond create timeout and window; within them it would be a killed create
	_, err := w.process().Backup(context.Background(), fixed("snap"))
	if failure := fails(t, err, job.CodeExists); failure.SourceDatabase != "shop" {
		t.Errorf("%+v", *failure)
	}
	if len(w.jobs("snap")) != 1 {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

func labelCase(t *testing.T) {
	w := newWorld(t)
	gate := w.sim.HoldState("backup", "UPLOADING")
	w.sql("BACKUP SNAPSHOT shop.CaseX TO repo")
	w.reached(gate)
	ended := backUp(context.Background(), w.process(), fixed("casex"))
	w.eventually("queueing", func() bool { return w.sent("SHOW BACKUP") >= 3 })
	gate.Release()
	done := w.await(ended)
	succeeds(t, done.err)
	if done.backup.Level != job.Mine || len(w.jobs("casex")) != 1 || len(w.jobs("CaseX")) != 1 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), done.backup)
	}
}

func serverClockAndZone(t *testing.T) {
	for _, skew := range []time.Duration{3 * time.Hour, -3 * time.Hour} {
		for _, zone := range []string{"+08:00", "America/New_York"} {
			w := newWorld(t)
			w.sim.SetClock(skew)
			w.sql(`SET GLOBAL time_zone = "` + zone + `"`)
			first := mustBackup(t, w.process(), fixed("snap"))
			if off := time.Until(first.TakenAt) - skew; off > time.Minute || off < -time.Minute {
				t.Errorf("%s, %s: taken at %s", skew, zone, first.TakenAt)
			}
			w.sim.SetClock(skew + 5*time.Minute)
			if mustBackup(t, w.process(), fixed("snap")); len(w.jobs("")) != 1 {
				t.Errorf("%s, %s: not adopted five minutes later", skew, zone)
			}
			w.sim.SetClock(skew + 2*time.Hour)
			_, err := w.process().Backup(context.Background(), fixed("snap"))
			fails(t, err, job.CodeExists)
		}
	}
}

func rightsRevokedMidway(t *testing.T) {
	w := newWorld(t)
	w.sql(`CREATE USER 'tf'@'%'; GRANT ADMIN_PRIV ON *.*.* TO 'tf'@'%'`)
	gate := w.sim.HoldState("backup", "UPLOADING")
	r := job.New(w.client("tf"), job.Options{Timing: job.TimingOf(tick)})
	ended := backUp(context.Background(), r, fixed("snap"))
	w.reached(gate)
	w.sql(`REVOKE ADMIN_PRIV ON *.*.* FROM 'tf'@'%'`)
	if failure := fails(t, w.await(ended).err, job.CodeLost); doris.KindOf(failure.Cause) != doris.KindAccessDenied || !failure.Submitted {
		t.Errorf("%+v", *failure)
	}
	w.sql(`GRANT ADMIN_PRIV ON *.*.* TO 'tf'@'%'`)
	gate.Release()
	done, err := job.New(w.client("tf"), job.Options{Timing: job.TimingOf(tick)}).Backup(context.Background(), fixed("snap"))
	succeeds(t, err)
	if len(w.jobs("snap")) != 1 || done.State != "FINISHED" {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

// restartInEachState: the frontend dies in each state of a backup and of a restore; one apply goes through it.
func restartInEachState(t *testing.T) {
	for _, state := range []string{"PENDING", "SNAPSHOTING", "UPLOAD_SNAPSHOT", "UPLOADING", "SAVE_META", "UPLOAD_INFO"} {
		t.Run("backup "+state, func(t *testing.T) {
			w := newWorld(t)
			gate := w.sim.HoldState("backup", state)
			ended := backUp(context.Background(), w.process(), generated())
			w.reached(gate)
			w.sim.Restart()
			gate.Release()
			done := w.await(ended)
			succeeds(t, done.err)
			if w.infoFiles("repo", done.backup.Label) != 1 {
				t.Errorf("journal %+v", w.sim.Journal())
			}
		})
	}
	for _, state := range []string{"PENDING", "SNAPSHOTING", "DOWNLOAD", "DOWNLOADING", "COMMIT", "COMMITTING"} {
		t.Run("restore "+state, func(t *testing.T) {
			w := newWorld(t)
			mustBackup(t, w.process(), fixed("snap"))
			gate := w.sim.HoldState("restore", state)
			ended := restoreIt(context.Background(), w.process(), into("clone", "snap"))
			w.reached(gate)
			w.sim.Restart()
			gate.Release()
			succeeds(t, w.await(ended).err)
		})
	}
}

// hundredBackups: 100 backups over 20 databases, 10 at a time, as Terraform's parallelism does (issue 5 point 7).
func hundredBackups(t *testing.T) {
	w := newWorld(t)
	var databases []string
	for i := range 20 {
		name := fmt.Sprintf("db%d", i)
		w.sql(fmt.Sprintf(`CREATE DATABASE %s; CREATE TABLE %s.t (id INT) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1 PROPERTIES("replication_num"="1")`, name, name))
		databases = append(databases, name)
	}
	r := w.process()
	slots := make(chan struct{}, 10)
	var group sync.WaitGroup
	var mu sync.Mutex
	labels := map[string]bool{}
	for i := range 100 {
		group.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; group.Done() }()
			request := generated()
			request.Database = databases[i%20]
			result, err := r.Backup(context.Background(), request)
			if err != nil {
				t.Errorf("%s: %+v", request.Database, err)
				return
			}
			mu.Lock()
			labels[result.Label] = true
			mu.Unlock()
		}()
	}
	group.Wait()
	if len(labels) != 100 || len(w.jobs("")) != 100 {
		t.Errorf("%d snapshots, %d jobs", len(labels), len(w.jobs("")))
	}
}

// killedInEachState: the process dies in each state, the next one finds the job and submits nothing.
func killedInEachState(t *testing.T) {
	for _, state := range []string{"PENDING", "SNAPSHOTING", "UPLOAD_SNAPSHOT", "UPLOADING", "SAVE_META", "UPLOAD_INFO"} {
		t.Run("backup "+state, func(t *testing.T) {
			both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
				label, release := w.killed(request, state)
				ended := backUp(context.Background(), w.process(), request)
				w.eventually("looks of the second process", func() bool { return w.sent("SHOW BACKUP") > 3 })
				release()
				done := w.await(ended)
				succeeds(t, done.err)
				if len(w.jobs("")) != 1 || done.backup.Label != label || done.backup.Level != level || w.infoFiles("repo", label) != 1 {
					t.Errorf("journal %+v, %+v", w.sim.Journal(), done.backup)
				}
			})
		})
	}
	for _, state := range []string{"PENDING", "CREATING", "SNAPSHOTING", "DOWNLOAD", "DOWNLOADING", "COMMIT", "COMMITTING"} {
		t.Run("restore "+state, func(t *testing.T) {
			w := newWorld(t)
			mustBackup(t, w.process(), fixed("snap"))
			gate := w.sim.HoldState("restore", state)
			ctx, kill := context.WithCancel(context.Background())
			ended := restoreIt(ctx, w.process(), into("clone", "snap"))
			w.reached(gate)
			kill()
			if first := w.await(ended); first.err != nil || !first.restore.Interrupted || len(first.restore.CreatedTables) != 3 || first.restore.Created.IsZero() {
				t.Errorf("%+v", first)
			}
			ended = restoreIt(context.Background(), w.process(), into("clone", "snap"))
			w.eventually("looks of the second process", func() bool { return w.sent("SHOW RESTORE") > 5 })
			gate.Release()
			done := w.await(ended)
			succeeds(t, done.err)
			if len(w.jobs("snap")) != 2 || done.restore.Level != job.Namesake || len(done.restore.CreatedTables) != 3 || !done.restore.CreatedDatabase {
				t.Errorf("journal %+v, %+v", w.sim.Journal(), done.restore)
			}
		})
	}
}

// verifyUnreadable: the bucket is away when the job is FINISHED; nothing is concluded until it is back.
func verifyUnreadable(t *testing.T) {
	w := newWorld(t)
	check := w.sim.HoldBefore("SHOW SNAPSHOT") // for a generated name VERIFY is the first to ask
	ended := backUp(context.Background(), w.process(), generated())
	w.reached(check)
	w.s3.Revoke(true)
	check.Release()
	w.eventually("refused looks", func() bool { return w.sent("SHOW SNAPSHOT") > 2 })
	w.s3.Revoke(false)
	succeeds(t, w.await(ended).err)
	if len(w.jobs("")) != 1 {
		t.Errorf("journal %+v", w.sim.Journal())
	}

	check = w.sim.HoldBefore("SHOW SNAPSHOT")
	request := generated()
	request.Triggers = map[string]string{"run": "2"}
	ended = backUp(context.Background(), w.process(), request)
	w.reached(check)
	w.s3.Revoke(true)
	check.Release()
	failure := fails(t, w.await(ended).err, job.CodeRepository)
	if failure.LastState != "FINISHED" || !failure.Submitted || failure.Label == "" {
		t.Errorf("%+v", *failure)
	}
	w.s3.Revoke(false)
	if resumed := mustBackup(t, w.process(), request); resumed.Label != failure.Label || len(w.jobs("")) != 2 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), resumed)
	}
}

func firstEndpointDead(t *testing.T) {
	w := newWorld(t)
	client, err := doris.Open(doris.Config{Endpoints: []string{"127.0.0.1:1", w.sim.Addr()}, Username: "root", ConnectTimeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	mustBackup(t, job.New(client, job.Options{Timing: job.TimingOf(tick)}), generated())
	if len(w.jobs("")) != 1 {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

// overheadRealClock: issue 5 point 6 with the real times and the machine's clock; TestOverhead shows it for long jobs.
func overheadRealClock(t *testing.T) {
	w := newWorld(t)
	gate := w.sim.HoldState("backup", "UPLOAD_INFO")
	ended := backUp(context.Background(), job.New(w.client("root"), job.Options{}), generated())
	w.reached(gate)
	gate.Release()
	w.eventually("FINISHED", func() bool { return w.stateOf("shop", w.jobs("")[0].Label) == "FINISHED" })
	finished := time.Now()
	succeeds(t, w.await(ended).err)
	var check []string
	var began time.Time
	for _, s := range w.sim.Statements() {
		text := strings.ToUpper(strings.TrimSpace(s.Text))
		switch {
		case strings.HasPrefix(text, "SHOW SNAPSHOT"):
			if began.IsZero() {
				began = s.At
			}
			check = append(check, s.Text)
		case !began.IsZero() && !strings.HasPrefix(text, "SET "):
			check = append(check, s.Text)
		}
	}
	if late := began.Sub(finished); began.IsZero() || late > 1500*time.Millisecond {
		t.Errorf("checked %s after FINISHED", late)
	}
	if len(check) > 4 {
		t.Errorf("the check sent %v", check)
	}
}
