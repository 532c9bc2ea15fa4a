// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// inLine waits until n operations stand in a database's line.
func inLine(t *testing.T, r *Runner, database string, n int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		r.locks.mu.Lock()
		length := len(r.locks.lines[database])
		r.locks.mu.Unlock()
		if length == n {
			return
		}
	}
	t.Fatalf("never saw %d operations in line", n)
}

func TestQueueOrder(t *testing.T) {
	f := newFake(t)
	r := f.runner()
	first := r.begin(context.Background(), modeRun, target{kindBackup, "shop", "repo", ""}, testWait())
	release, err := first.lock()
	mustSucceed(t, err)
	var group sync.WaitGroup
	for i := range 10 {
		group.Add(1)
		go func() {
			defer group.Done()
			request := fixedRequest()
			request.Name = fmt.Sprintf("snap_%d", i)
			if _, err := r.Backup(context.Background(), request); err != nil {
				t.Errorf("%s: %+v", request.Name, err)
			}
		}()
		inLine(t, r, "shop", i+2)
	}
	release()
	group.Wait()
	if len(f.jobs) != 10 {
		t.Fatalf("%d jobs", len(f.jobs))
	}
	for i, j := range f.jobs {
		if j.label != fmt.Sprintf("snap_%d", i) {
			t.Errorf("job %d is %s", i, j.label)
		}
	}
	if len(r.locks.lines) != 0 {
		t.Errorf("a lock outlives its operation: %v", r.locks.lines)
	}
}

func TestLockHonoursContext(t *testing.T) {
	r := newFake(t).runner()
	holder := r.begin(context.Background(), modeRun, target{kindRestore, "shop", "repo", ""}, testWait())
	holder.label = "theirs"
	release, err := holder.lock()
	mustSucceed(t, err)

	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { _, err := r.Backup(ctx, fixedRequest()); ended <- err }()
	inLine(t, r, "shop", 2)
	stop()
	mustFail(t, <-ended, CodeInterrupted)

	short := fixedRequest()
	short.Wait.Timeout = 10 * time.Millisecond
	_, err = r.Backup(context.Background(), short)
	if failure := mustFail(t, err, CodeQueue); failure.Holder == nil || failure.Holder.Label != "theirs" || failure.Holder.Kind != "restore" {
		t.Errorf("%+v", *failure)
	}
	inLine(t, r, "shop", 1) // who gave up left the line
	release()
	_, err = r.Backup(context.Background(), fixedRequest()) // nor did their claims stay
	mustSucceed(t, err)
}

// Two databases do not wait for each other.
func TestLockIsPerDatabase(t *testing.T) {
	f := newFake(t)
	f.databases["other"] = []doris.Table{{Name: "t", Kind: doris.BaseTable}}
	r := f.runner()
	release, err := r.begin(context.Background(), modeRun, target{kindBackup, "shop", "repo", ""}, testWait()).lock()
	mustSucceed(t, err)
	defer release()
	request := fixedRequest()
	request.Database = "other"
	_, err = r.Backup(context.Background(), request)
	mustSucceed(t, err)
}
