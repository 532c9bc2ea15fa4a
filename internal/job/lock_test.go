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
	first := r.begin(context.Background(), kindBackup, "shop", "repo", testWait())
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
	holder := r.begin(context.Background(), kindRestore, "shop", "repo", testWait())
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
	release, err := r.begin(context.Background(), kindBackup, "shop", "repo", testWait()).lock()
	mustSucceed(t, err)
	defer release()
	request := fixedRequest()
	request.Database = "other"
	_, err = r.Backup(context.Background(), request)
	mustSucceed(t, err)
}

func TestClaims(t *testing.T) {
	ctx := context.Background()
	f := newFake(t)
	f.databases["other"] = []doris.Table{{Name: "t", Kind: doris.BaseTable}}
	r := f.runner()
	_, err := r.Backup(ctx, fixedRequest())
	mustSucceed(t, err)
	if !r.BackupClaimed("repo", "before_migration") || r.BackupClaimed("repo", "another") || r.BackupClaimed("repo2", "before_migration") {
		t.Error("the claim is not kept, or too wide")
	}
	// O2: one fixed name in two databases of one apply.
	request := fixedRequest()
	request.Database = "other"
	_, err = r.Backup(ctx, request)
	mustFail(t, err, CodeDuplicate)
	// The same name in another repository is another snapshot.
	f.repositories["repo2"] = &doris.Repository{Name: "repo2", Location: "s3://b/q"}
	f.snapshots["repo2"] = map[string]*fakeSnapshot{}
	request.Repository = "repo2"
	_, err = r.Backup(ctx, request)
	mustSucceed(t, err)
	// O3: two objects with equal inputs and a prefix each take their own snapshot.
	one, err := r.Backup(ctx, generatedRequest())
	mustSucceed(t, err)
	two, err := r.Backup(ctx, generatedRequest())
	mustSucceed(t, err)
	if one.Label == two.Label || f.journal(one.Label) != 1 || f.journal(two.Label) != 1 {
		t.Errorf("%s and %s", one.Label, two.Label)
	}
	// A refusal leaves no claim behind.
	denied := newFake(t)
	denied.repositories["repo"].ReadOnly = true
	r = denied.runner()
	_, err = r.Backup(ctx, fixedRequest())
	mustFail(t, err, CodeRepository)
	if r.BackupClaimed("repo", "before_migration") {
		t.Error("claimed after a refusal")
	}
}

func TestReleased(t *testing.T) {
	ctx := context.Background()
	f := newFake(t)
	first, err := f.runner().Backup(ctx, fixedRequest())
	mustSucceed(t, err)
	r := f.runner() // the process of the replacement: Delete, then Create
	r.ReleaseBackup("repo", first.Label)
	_, err = r.Backup(ctx, fixedRequest())
	mustFail(t, err, CodeUsedUp)
	delete(f.snapshots["repo"], first.Label) // on_destroy = "delete": its files are gone
	_, err = r.Backup(ctx, fixedRequest())
	mustSucceed(t, err)
	if f.journal(first.Label) != 2 {
		t.Errorf("%d jobs", f.journal(first.Label))
	}

	old, err := f.runner().Backup(ctx, generatedRequest())
	mustSucceed(t, err)
	r = f.runner()
	r.ReleaseBackup("repo", old.Label)
	replacement, err := r.Backup(ctx, generatedRequest())
	mustSucceed(t, err)
	if replacement.Label == old.Label {
		t.Error("the replacement adopted what its predecessor gave up")
	}
}

func TestReleasedRestore(t *testing.T) {
	ctx := context.Background()
	for _, dropped := range []bool{false, true} {
		f := withSnapshot(t)
		first, err := f.runner().Restore(ctx, cloneRequest())
		mustSucceed(t, err)
		if dropped {
			f.databases["clone"] = []doris.Table{}
		}
		f.clock.pass(5 * time.Hour) // out of the window: only the release speaks for it
		r := f.runner()
		r.ReleaseRestore("clone", "snap", first.BackupTimestamp, first.Created, dropped)
		_, err = r.Restore(ctx, cloneRequest())
		mustSucceed(t, err)
		if want := map[bool]int{false: 1, true: 2}[dropped]; f.journal("") != want {
			t.Errorf("dropped %t: %d jobs, want %d", dropped, f.journal(""), want)
		}
	}
}

// Guarded CANCEL (lifecycle 4, races 5 to 7).
func TestGuardedCancel(t *testing.T) {
	arrange := func(state string) (*fakeCluster, *operation, jobKey) {
		f := newFake(t)
		job := f.add(&fakeJob{kind: kindBackup, database: "shop", label: "ours", repository: "repo", hold: state})
		f.clock.pass(time.Minute)
		o := f.runner().begin(context.Background(), kindBackup, "shop", "repo", testWait())
		return f, o, jobKey{kind: kindBackup, database: "shop", label: "ours", created: job.created}
	}
	for state, sent := range map[string]bool{"PENDING": true, "SNAPSHOTING": true, "UPLOAD_SNAPSHOT": true, "UPLOADING": true, "SAVE_META": false, "UPLOAD_INFO": false} {
		f, o, key := arrange(state)
		done, err := o.guardedCancel(key, false)
		mustSucceed(t, err)
		if done.cancelled != sent || (f.calls["CancelBackup"] == 1) != sent || done.tooLate == sent {
			t.Errorf("%s: %+v, %v", state, done, f.calls)
		}
	}
	t.Run("another's job is newest", func(t *testing.T) {
		f, o, key := arrange("UPLOADING")
		f.jobs[0].state, f.jobs[0].finished = "CANCELLED", f.clock.Now()
		theirs := f.add(&fakeJob{kind: kindBackup, database: "shop", label: "theirs", repository: "repo"})
		done, err := o.guardedCancel(key, false)
		mustSucceed(t, err)
		if f.calls["CancelBackup"] != 0 || theirs.state == "CANCELLED" || !done.cancelled {
			t.Errorf("%+v", done)
		}
	})
	t.Run("another's job is newest although ours seems unfinished", func(t *testing.T) {
		f, o, key := arrange("UPLOADING")
		theirs := f.add(&fakeJob{kind: kindBackup, database: "shop", label: "theirs", repository: "repo"})
		done, err := o.guardedCancel(key, false)
		mustSucceed(t, err)
		if f.calls["CancelBackup"] != 0 || theirs.state == "CANCELLED" || done.cancelled || !done.tooLate {
			t.Errorf("%+v", done)
		}
	})
	t.Run("the answer is lost", func(t *testing.T) {
		f, o, key := arrange("UPLOADING")
		f.fail["CancelBackup"] = []error{dorisError(doris.KindConnectionLost, "lost")}
		f.before["CancelBackup"] = func() {
			f.mu.Lock()
			_ = f.cancel(kindBackup, "shop")
			f.mu.Unlock()
		}
		done, err := o.guardedCancel(key, false)
		mustSucceed(t, err)
		if !done.cancelled || f.calls["CancelBackup"] != 1 {
			t.Errorf("%+v, %v", done, f.calls)
		}
	})
	t.Run("a stranger is hit", func(t *testing.T) {
		f, o, key := arrange("UPLOADING")
		f.before["CancelBackup"] = func() { // somebody cancels ours and submits within the same moment
			f.mu.Lock()
			_ = f.cancel(kindBackup, "shop")
			f.jobs[0].state = "FINISHED"
			f.add(&fakeJob{kind: kindBackup, database: "shop", label: "theirs", repository: "repo", hold: "UPLOADING"})
			f.mu.Unlock()
		}
		done, err := o.guardedCancel(key, false)
		mustSucceed(t, err)
		if done.struck == nil || done.struck.Label != "theirs" || done.cancelled {
			t.Errorf("%+v", done)
		}
	})
}

func TestTimingFollowsTheTick(t *testing.T) {
	usual, tiny := TimingOf(3*time.Second), TimingOf(3*time.Millisecond)
	want := Timing{
		Tick: 3 * time.Second, PollMin: time.Second, PollMax: 15 * time.Second, QueueMin: 3 * time.Second, QueueMax: 15 * time.Second,
		RetryMin: time.Second, RetryMax: 5 * time.Second, SubmitLook: 30 * time.Second, BlockedAfter: time.Minute, StuckAfter: 5 * time.Minute,
		LostAfter: 5 * time.Minute, QueryAfter: 30 * time.Second, CancelWithin: time.Second, Statement: 30 * time.Second,
	}
	if usual != want {
		t.Errorf("%+v", usual)
	}
	if tiny.LostAfter != 300*time.Millisecond || tiny.Statement != want.Statement {
		t.Errorf("%+v", tiny)
	}
}

// One log line per change, never per look.
func TestProgressIsLoggedOncePerChange(t *testing.T) {
	f := newFake(t)
	f.onStart = func(j *fakeJob) { j.stay = map[string]time.Duration{"UPLOADING": time.Hour} }
	var lines []string
	r := newRunner(f, Options{Clock: f.clock, Log: func(_ context.Context, level, message string, fields map[string]any) {
		if level == "info" && fields["elapsed"] != nil {
			lines = append(lines, message)
		}
	}})
	_, err := r.Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	if f.calls["BackupJobs"] < 100 || lines[0] != "submitted" || lines[len(lines)-1] != "verified in the repository" {
		t.Fatalf("%d looks, lines %v", f.calls["BackupJobs"], lines)
	}
	seen := map[string]int{}
	for _, line := range lines {
		seen[line]++
	}
	if seen["UPLOADING"] != 1 || seen["FINISHED"] != 1 || len(lines) != len(seen) {
		t.Errorf("lines %v", lines)
	}
}
