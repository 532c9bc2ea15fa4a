// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func testWait() Wait {
	return Wait{Timeout: 6 * time.Hour, AdoptFinishedWithin: time.Hour, StallTimeout: 15 * time.Minute}
}

func fixedRequest() BackupRequest {
	return BackupRequest{Repository: "repo", Database: "shop", Name: "before_migration", Wait: testWait()}
}

func generatedRequest() BackupRequest {
	return BackupRequest{Repository: "repo", Database: "shop", NamePrefix: "nightly_", Wait: testWait()}
}

func mustFail(t *testing.T, err error, code Code) *Error {
	t.Helper()
	var failure *Error
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want %s", err, code)
	}
	if failure.Code != code {
		t.Fatalf("got %s (%+v), want %s", failure.Code, *failure, code)
	}
	return failure
}

func mustSucceed(t *testing.T, err error) {
	t.Helper()
	var failure *Error
	if errors.As(err, &failure) {
		t.Fatalf("%s: %+v", failure.Code, *failure)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func hasNotice(notices []Notice, summary string) bool {
	return slices.ContainsFunc(notices, func(n Notice) bool { return strings.Contains(n.Summary, summary) })
}

func TestBackupFromNothing(t *testing.T) {
	for name, request := range map[string]BackupRequest{"fixed": fixedRequest(), "generated": generatedRequest()} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			result, err := f.runner().Backup(context.Background(), request)
			mustSucceed(t, err)
			if f.journal("") != 1 || result.State != "FINISHED" || result.Level != Mine || len(result.Notices) != 0 {
				t.Fatalf("%d jobs, %+v", f.journal(""), result)
			}
			if result.BackupTimestamp != stamp(f.jobs[0].created) || !result.Created.Equal(f.jobs[0].created) || result.ID != f.jobs[0].id {
				t.Errorf("%+v does not describe %+v", result, f.jobs[0])
			}
			if !slices.Equal(result.Submitted, []string{"customers", "orders", "v_orders"}) || result.Missing != nil || result.Database != "shop" {
				t.Errorf("submitted %v, missing %v", result.Submitted, result.Missing)
			}
			if result.Duration != 18*time.Second || result.Phases["snapshot"] == 0 || result.Phases["upload"] == 0 || result.Phases["save"] == 0 {
				t.Errorf("duration %s, phases %v", result.Duration, result.Phases)
			}
			if label, ok := ParseLabel(result.Label); name == "generated" && (!ok || label.Prefix != "nightly_" || label.Time.Unix() != f.jobs[0].created.Unix()) {
				t.Errorf("label %s", result.Label)
			}
		})
	}
}

// Issue 5 point 6: from FINISHED to the check at most max(1.5 s, min(2 % of the duration, 15 s)), and the check sends at
// most four statements.
func TestOverhead(t *testing.T) {
	for _, uploading := range []time.Duration{0, time.Minute, 10 * time.Minute, 3 * time.Hour} {
		for offset := range 7 { // the end must not happen to coincide with a look
			f := newFake(t)
			f.onStart = func(j *fakeJob) {
				j.stay = map[string]time.Duration{"UPLOADING": uploading + time.Duration(offset)*313*time.Millisecond}
			}
			var checked time.Time
			f.before["Snapshot"] = func() { // the look before the submission; the next one is the check
				f.before["Snapshot"] = nil
			}
			began := 0
			r := f.runner()
			request := generatedRequest() // nothing is looked up before, nor while it runs: the first Snapshot is the check
			f.before["Snapshot"] = func() { checked, began = f.clock.Now(), len(f.trace)-1 }
			result, err := r.Backup(context.Background(), request)
			mustSucceed(t, err)
			finished := f.jobs[0].milestones["FINISHED"]
			allowed := max(1500*time.Millisecond, min(result.Duration/50, 15*time.Second))
			if late := checked.Sub(finished); late < 0 || late > allowed {
				t.Errorf("uploading %s: checked %s after FINISHED, allowed %s", uploading, late, allowed)
			}
			if statements := f.trace[began:]; len(statements) > 4 {
				t.Errorf("the check sent %v", statements)
			}
			if polls := f.calls["BackupJobs"]; polls > 80+int(uploading/(5*time.Second)) {
				t.Errorf("uploading %s: %d looks", uploading, polls)
			}
		}
	}
}

func TestSubmissionBusy(t *testing.T) {
	f := newFake(t)
	busy := dorisError(doris.KindSubmissionBusy, "Another backup or restore job is being submitted. Please wait and try again")
	f.fail["SubmitBackup"] = []error{busy, busy}
	began := f.clock.Now()
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	if waited := f.jobs[0].created.Sub(began); f.journal("") != 1 || f.calls["SubmitBackup"] != 3 || waited < 2*time.Second-time.Second || waited > 10*time.Second {
		t.Errorf("%d jobs, %d submissions, submitted after %s", f.journal(""), f.calls["SubmitBackup"], waited)
	}
}

func TestSubmissionAnsweredBySilence(t *testing.T) {
	silence := dorisError(doris.KindConnectionLost, "the connection broke")
	for name, request := range map[string]BackupRequest{"fixed": fixedRequest(), "generated": generatedRequest()} {
		t.Run(name+", it took effect", func(t *testing.T) {
			f := newFake(t)
			f.fail["SubmitBackup answer"] = []error{silence}
			result, err := f.runner().Backup(context.Background(), request)
			mustSucceed(t, err)
			want := map[string]Level{"fixed": Namesake, "generated": Mine}[name]
			if f.journal("") != 1 || f.calls["SubmitBackup"] != 1 || result.Level != want {
				t.Errorf("%d jobs, %d submissions, %s", f.journal(""), f.calls["SubmitBackup"], result.Level)
			}
		})
		t.Run(name+", it did not", func(t *testing.T) {
			f := newFake(t)
			f.fail["SubmitBackup"] = []error{silence}
			began := f.clock.Now()
			_, err := f.runner().Backup(context.Background(), request)
			failure := mustFail(t, err, CodeLost)
			if f.calls["SubmitBackup"] != 1 || f.clock.Now().Sub(began) < 30*time.Second || !errors.Is(failure, silence) {
				t.Errorf("%d submissions, gave up after %s because of %v", f.calls["SubmitBackup"], f.clock.Now().Sub(began), failure.Cause)
			}
		})
	}
}

func TestGeneratedLabelRefused(t *testing.T) {
	f := newFake(t)
	taken := dorisError(doris.KindSnapshotExists, "Snapshot with name 'x' already exist in repository")
	f.fail["SubmitBackup"] = []error{taken, taken}
	_, err := f.runner().Backup(context.Background(), generatedRequest())
	mustSucceed(t, err)
	f.fail["SubmitBackup"] = []error{taken, taken, taken}
	request := generatedRequest()
	request.Triggers = map[string]string{"another": "one"}
	before := f.calls["SubmitBackup"]
	_, err = f.runner().Backup(context.Background(), request)
	mustFail(t, err, CodeDoris)
	if f.calls["SubmitBackup"]-before != 3 {
		t.Errorf("%d labels tried", f.calls["SubmitBackup"]-before)
	}
}

func TestRepositoryInTheWay(t *testing.T) {
	denied := dorisError(doris.KindAccessDenied, "Access denied; you need (at least one of) the (ADMIN) privilege(s) for this operation")
	for name, arrange := range map[string]func(f *fakeCluster){
		"unknown":                       func(f *fakeCluster) { delete(f.repositories, "repo") },
		"read-only":                     func(f *fakeCluster) { f.repositories["repo"].ReadOnly = true },
		"no right":                      func(f *fakeCluster) { f.fail["Repository"] = []error{denied} },
		"no right to look at snapshots": func(f *fakeCluster) { f.fail["Snapshot"] = []error{denied} },
		"unreadable": func(f *fakeCluster) {
			f.fail["Snapshot"] = []error{dorisError(doris.KindRepositoryUnreadable, "Failed to list snapshot in repo")}
		},
	} {
		f := newFake(t)
		arrange(f)
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		mustFail(t, err, CodeRepository)
		if f.calls["SubmitBackup"] != 0 {
			t.Errorf("%s: submitted", name)
		}
	}
}

func TestUnreachable(t *testing.T) {
	gone := &doris.Unreachable{Attempts: []doris.Attempt{{Endpoint: "fe1:9030", Reason: "connection refused"}}}
	t.Run("at the beginning it is an error at once", func(t *testing.T) {
		f := newFake(t)
		f.fail["Repository"] = []error{gone}
		began := f.clock.Now()
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		failure := mustFail(t, err, CodeDoris)
		if f.clock.Now() != began || !errors.Is(failure, error(gone)) {
			t.Errorf("waited %s, cause %v", f.clock.Now().Sub(began), failure.Cause)
		}
	})
	t.Run("later it is waited out", func(t *testing.T) {
		f := newFake(t)
		r := f.runner()
		f.after["SubmitBackup"] = func() {
			f.mu.Lock()
			f.fail["BackupJobs"] = []error{gone, gone, dorisError(doris.KindNotMaster, "starting"), gone}
			f.mu.Unlock()
		}
		_, err := r.Backup(context.Background(), fixedRequest())
		mustSucceed(t, err)
		if f.journal("") != 1 {
			t.Errorf("%d jobs", f.journal(""))
		}
	})
	t.Run("for five minutes and no longer", func(t *testing.T) {
		f := newFake(t)
		f.after["SubmitBackup"] = func() {
			f.mu.Lock()
			f.fail["BackupJobs"] = slices.Repeat([]error{gone}, 1000)
			f.mu.Unlock()
		}
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		failure := mustFail(t, err, CodeLost)
		if failure.After < 5*time.Minute || failure.After > 6*time.Minute || !failure.Submitted {
			t.Errorf("%+v", *failure)
		}
	})
}

func TestInterrupted(t *testing.T) {
	t.Run("while waiting", func(t *testing.T) {
		f := newFake(t)
		ctx, stop := context.WithCancel(context.Background())
		f.onStart = func(j *fakeJob) { j.hold = "UPLOADING" }
		f.before["BackupJobs"] = nil
		request := fixedRequest()
		f.after["SubmitBackup"] = func() {
			f.mu.Lock()
			f.before["BackupJobs"] = func() { f.clock.pass(20 * time.Second); stop() }
			f.mu.Unlock()
		}
		result, err := f.runner().Backup(ctx, request)
		mustSucceed(t, err)
		if !result.Interrupted || result.State != "UPLOADING" || result.Level != Mine || !result.Created.Equal(f.jobs[0].created) || len(result.Submitted) != 3 {
			t.Errorf("%+v", result)
		}
	})
	t.Run("while submitting", func(t *testing.T) {
		f := newFake(t)
		ctx, stop := context.WithCancel(context.Background())
		f.before["SubmitBackup"] = stop
		result, err := f.runner().Backup(ctx, fixedRequest())
		mustSucceed(t, err)
		if !result.Interrupted || f.journal("") != 1 || !result.Created.Equal(f.jobs[0].created) {
			t.Errorf("%d jobs, %+v", f.journal(""), result)
		}
	})
	t.Run("while queueing", func(t *testing.T) {
		f := newFake(t)
		ctx, stop := context.WithCancel(context.Background())
		f.add(&fakeJob{kind: kindRestore, database: "shop", label: "theirs", repository: "repo", hold: "DOWNLOADING"})
		f.before["BackupJobs"] = func() {
			f.mu.Lock()
			f.before["RestoreJobs"] = func() {
				f.mu.Lock()
				f.before["RestoreJobs"] = stop // the second look: it queues by now
				f.mu.Unlock()
			}
			f.mu.Unlock()
		}
		_, err := f.runner().Backup(ctx, fixedRequest())
		failure := mustFail(t, err, CodeInterrupted)
		if f.journal("") != 1 || failure.Submitted || failure.Holder.Label != "theirs" {
			t.Errorf("%d jobs, %+v", f.journal(""), failure)
		}
	})
}

func TestDeadline(t *testing.T) {
	for name, c := range map[string]struct {
		state     string
		policy    bool
		cancelled bool
	}{"detach": {"UPLOADING", false, false}, "cancel": {"UPLOADING", true, true}, "cancel, stuck in its last state": {"SAVE_META", true, true}} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.onStart = func(j *fakeJob) { j.hold = c.state }
			request := fixedRequest()
			request.Wait.Timeout, request.Wait.CancelOnTimeout = time.Hour, c.policy
			began := f.clock.Now()
			_, err := f.runner().Backup(context.Background(), request)
			failure := mustFail(t, err, CodeDeadline)
			if failure.Cancelled != c.cancelled || (f.jobs[0].state == "CANCELLED") != c.cancelled || failure.LastState != c.state || failure.JobID == "" || failure.Cancel == "" {
				t.Errorf("%+v, job %s", *failure, f.jobs[0].state)
			}
			if took := f.clock.Now().Sub(began); took < time.Hour || took > time.Hour+6*time.Minute {
				t.Errorf("took %s", took)
			}
		})
	}
	t.Run("cancel, but it finishes", func(t *testing.T) {
		f := newFake(t)
		f.onStart = func(j *fakeJob) { j.stay = map[string]time.Duration{"SAVE_META": time.Hour + time.Minute} }
		request := fixedRequest()
		request.Wait.Timeout, request.Wait.CancelOnTimeout = time.Hour, true
		result, err := f.runner().Backup(context.Background(), request)
		mustSucceed(t, err)
		if result.State != "FINISHED" {
			t.Errorf("%+v", result)
		}
		if f.calls["CancelBackup"] != 0 {
			t.Error("CANCEL was sent at a job in SAVE_META")
		}
	})
}

func TestQueueDeadline(t *testing.T) {
	f := newFake(t)
	f.add(&fakeJob{kind: kindBackup, database: "shop", label: "theirs", repository: "repo", hold: "UPLOADING", taskErrMsg: "[1: slow]", unfinished: "[1=2]"})
	request := fixedRequest()
	request.Wait.Timeout = time.Hour
	_, err := f.runner().Backup(context.Background(), request)
	failure := mustFail(t, err, CodeQueue)
	if h := failure.Holder; h.Label != "theirs" || h.Kind != "backup" || h.State != "UPLOADING" || h.Moving || h.TaskErrMsg != "[1: slow]" ||
		failure.Queued < time.Hour-time.Second || failure.Cancel == "" || f.calls["CancelBackup"] != 0 {
		t.Errorf("%+v, holder %+v", *failure, failure.Holder)
	}
}

// Blockage: our own within five ticks of the restart, another's within two minutes (issue 5 point 3).
func TestBlocked(t *testing.T) {
	t.Run("own", func(t *testing.T) {
		f := newFake(t)
		f.onStart = func(j *fakeJob) {
			if f.calls["SubmitBackup"] == 1 {
				j.blocked = true
			}
		}
		began := f.clock.Now()
		result, err := f.runner().Backup(context.Background(), generatedRequest())
		mustSucceed(t, err)
		if f.calls["SubmitBackup"] != 2 || f.calls["CancelBackup"] != 1 || !hasNotice(result.Notices, "submitted again") {
			t.Errorf("%d submissions, %d cancels, %v", f.calls["SubmitBackup"], f.calls["CancelBackup"], result.Notices)
		}
		if again := f.jobs[len(f.jobs)-1].created.Sub(began); again > 5*f.tick {
			t.Errorf("submitted again after %s", again)
		}
	})
	t.Run("own, twice", func(t *testing.T) {
		f := newFake(t)
		f.onStart = func(j *fakeJob) { j.blocked = true }
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		failure := mustFail(t, err, CodeBlocked)
		if !failure.Resubmitted || !failure.Cancelled || f.calls["SubmitBackup"] != 2 || f.calls["CancelBackup"] != 2 {
			t.Errorf("%+v", *failure)
		}
	})
	t.Run("a namesake's is not touched", func(t *testing.T) {
		f := newFake(t)
		f.add(&fakeJob{kind: kindBackup, database: "shop", label: "before_migration", repository: "repo", blocked: true, unreadable: true})
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		failure := mustFail(t, err, CodeBlocked)
		if failure.Resubmitted || f.calls["CancelBackup"] != 0 || f.calls["SubmitBackup"] != 0 {
			t.Errorf("%+v, %v", *failure, f.calls)
		}
	})
	t.Run("by another database", func(t *testing.T) {
		f := newFake(t)
		f.databases["other"] = []doris.Table{{Name: "t", Kind: doris.BaseTable}}
		f.add(&fakeJob{kind: kindBackup, database: "other", label: "theirs", repository: "repo", blocked: true})
		began := f.clock.Now()
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		failure := mustFail(t, err, CodeBlocked)
		if failure.Holder == nil || failure.Holder.Label != "theirs" || failure.Holder.Database != "other" || f.calls["CancelBackup"] != 0 {
			t.Errorf("%+v", *failure)
		}
		if took := f.clock.Now().Sub(began); took > 2*time.Minute {
			t.Errorf("named after %s", took)
		}
	})
	t.Run("while queueing", func(t *testing.T) {
		f := newFake(t)
		f.add(&fakeJob{kind: kindRestore, database: "shop", label: "theirs", repository: "repo", blocked: true})
		began := f.clock.Now()
		_, err := f.runner().Backup(context.Background(), fixedRequest())
		failure := mustFail(t, err, CodeBlocked)
		if failure.Holder.Label != "theirs" || f.calls["CancelRestore"] != 0 || f.clock.Now().Sub(began) > 5*f.tick {
			t.Errorf("%+v after %s", *failure, f.clock.Now().Sub(began))
		}
	})
}

func TestStall(t *testing.T) {
	stuck := func(f *fakeCluster) {
		f.onStart = func(j *fakeJob) {
			j.hold, j.taskErrMsg, j.unfinished = "UPLOADING", "[10007: 403 Forbidden]", "[1=2], [3=4]"
		}
	}
	f := newFake(t)
	stuck(f)
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	failure := mustFail(t, err, CodeStall)
	if failure.After < 15*time.Minute || failure.After > 16*time.Minute || failure.Doris != "[10007: 403 Forbidden]" || failure.Tasks != 2 || failure.Cancelled {
		t.Errorf("%+v", *failure)
	}
	f = newFake(t)
	stuck(f)
	request := fixedRequest()
	request.Wait.CancelOnTimeout = true
	_, err = f.runner().Backup(context.Background(), request)
	if failure := mustFail(t, err, CodeStall); !failure.Cancelled || !failure.UsedUp {
		t.Errorf("%+v", *failure)
	}
	f = newFake(t)
	stuck(f)
	request.Wait.StallTimeout = 0 // never
	_, err = f.runner().Backup(context.Background(), request)
	mustFail(t, err, CodeDeadline)
}

// Race 3: a foreign info file under our fixed label, while ours is not written yet.
func TestTwinIsCancelled(t *testing.T) {
	f := newFake(t)
	theirs := &doris.SnapshotDetails{Name: "before_migration", Database: "other", BackupTime: f.clock.Now()}
	f.onStart = func(j *fakeJob) {
		j.stay = map[string]time.Duration{"SNAPSHOTING": 30 * time.Second, "UPLOADING": time.Minute}
	}
	f.after["SubmitBackup"] = func() {
		f.mu.Lock()
		f.snapshots["repo"]["before_migration"] = &fakeSnapshot{infos: map[string]*doris.SnapshotDetails{"t1": theirs}}
		f.mu.Unlock()
	}
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	failure := mustFail(t, err, CodeShared)
	if failure.SourceDatabase != "other" || !failure.Cancelled || f.jobs[0].state != "CANCELLED" {
		t.Errorf("%+v", *failure)
	}
}

func TestCancelledBackup(t *testing.T) {
	for state, usedUp := range map[string]bool{"SNAPSHOTING": false, "UPLOADING": true} {
		f := newFake(t)
		f.onStart = func(j *fakeJob) { j.hold = state }
		f.before["Cluster"] = nil
		ctx := context.Background()
		looks := 0
		var cancel func()
		cancel = func() {
			if looks++; looks == 20 {
				f.mu.Lock()
				_ = f.cancel(kindBackup, "shop")
				f.mu.Unlock()
			}
			f.mu.Lock()
			f.before["BackupJobs"] = cancel
			f.mu.Unlock()
		}
		f.before["BackupJobs"] = cancel
		_, err := f.runner().Backup(ctx, fixedRequest())
		failure := mustFail(t, err, CodeCancelled)
		if failure.UsedUp != usedUp || failure.LastState != state || !strings.Contains(failure.Doris, "user cancelled") {
			t.Errorf("%+v", *failure)
		}
	}
}

func TestIncomplete(t *testing.T) {
	arrange := func() *fakeCluster {
		f := newFake(t)
		f.databases["shop"] = append(f.databases["shop"], doris.Table{Name: "mv_daily", Kind: doris.BaseTable}, doris.Table{Name: "tmp_a", Kind: doris.BaseTable})
		f.kinds["mv_daily"] = "MATERIALIZED VIEW"
		f.after["SubmitBackup"] = func() {
			f.mu.Lock()
			f.databases["shop"] = f.databases["shop"][:len(f.databases["shop"])-1] // tmp_a is dropped while the backup runs
			f.mu.Unlock()
		}
		return f
	}
	f := arrange()
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	if failure := mustFail(t, err, CodeIncomplete); !slices.Equal(failure.Objects, []string{"tmp_a"}) {
		t.Errorf("%+v", *failure)
	}
	f = arrange()
	request := fixedRequest()
	request.AllowIncomplete = true
	result, err := f.runner().Backup(context.Background(), request)
	mustSucceed(t, err)
	if !slices.Equal(result.Missing, []string{"tmp_a"}) || !slices.Equal(result.Skipped, []Skipped{{"mv_daily", "asynchronous materialized view"}}) {
		t.Errorf("missing %v, skipped %v", result.Missing, result.Skipped)
	}
}

func TestSelectionInVain(t *testing.T) {
	f := newFake(t)
	request := fixedRequest()
	request.Selection = Selection{Tables: []string{"orders", "gone_*"}}
	_, err := f.runner().Backup(context.Background(), request)
	failure := mustFail(t, err, CodeSelection)
	if !slices.Equal(failure.Objects, []string{"gone_*"}) || f.calls["SubmitBackup"] != 0 {
		t.Errorf("%+v", *failure)
	}
}

func TestResumeBackup(t *testing.T) {
	f := newFake(t)
	ctx, stop := context.WithCancel(context.Background())
	f.onStart = func(j *fakeJob) { j.stay = map[string]time.Duration{"UPLOADING": time.Hour} }
	f.after["SubmitBackup"] = stop
	first, err := f.runner().Backup(ctx, generatedRequest())
	mustSucceed(t, err)
	state := BackupState{Repository: "repo", Database: "shop", Label: first.Label, State: first.State, Created: first.Created, Level: first.Level, Submitted: first.Submitted}
	f.jobs[0].unreadable = true
	read, err := f.runner().ReadBackup(context.Background(), state)
	mustSucceed(t, err)
	if read.Fate != Moved || read.Result.State == "FINISHED" {
		t.Fatalf("%+v", read)
	}
	ctx, stop = context.WithCancel(context.Background())
	f.before["Cluster"], f.fail["Cluster"] = stop, []error{dorisError(doris.KindCancelled, "Interrupted")}
	result, err := f.runner().ResumeBackup(ctx, generatedRequest(), state)
	mustSucceed(t, err)
	if !result.Interrupted || result.Label != first.Label || !result.Created.Equal(first.Created) {
		t.Errorf("interrupted at its first look: %+v", result)
	}
	result, err = f.runner().ResumeBackup(context.Background(), generatedRequest(), state)
	mustSucceed(t, err)
	if result.State != "FINISHED" || result.Label != first.Label || f.journal("") != 1 || f.calls["SubmitBackup"] != 1 || result.Level != Mine {
		t.Errorf("%+v", result)
	}
	read, err = f.runner().ReadBackup(context.Background(), state)
	mustSucceed(t, err)
	if read.Fate != Moved || read.Result.State != "FINISHED" || read.Result.BackupTimestamp == "" {
		t.Errorf("%+v", read)
	}
}

// Our own info file is no twin's: the job may end between the look at its state and the look at the label.
func TestOwnInfoFileIsNoTwin(t *testing.T) {
	f := newFake(t)
	f.after["SubmitBackup"] = func() {
		f.mu.Lock()
		f.before["Snapshot"] = func() { f.clock.pass(time.Minute) } // a listing that hangs
		f.mu.Unlock()
	}
	result, err := f.runner().Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	if result.State != "FINISHED" || f.calls["CancelBackup"] != 0 {
		t.Errorf("%+v", result)
	}
}
