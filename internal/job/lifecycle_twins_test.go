// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

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
	if len(job.DetailOf[job.Twins](failure)) != 2 || w.infoFiles("repo", "snap") != 2 || failure.LastState != "FINISHED" {
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
		if job.DetailOf[job.AnotherSnapshot](failure).Database != "other" {
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
