// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

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
	if failure.Detail != job.Detail(job.Vanished{}) || failure.UsedUp || failure.LastState != "PENDING" {
		t.Errorf("%+v", *failure)
	}
	if w.stateOf("shop", "theirs") == "CANCELLED" || w.sent("CANCEL") != 0 {
		t.Error("another's job was touched")
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

// hundredBackups: 100 backups over 20 databases, 10 at a time, as Terraform's parallelism does.
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
