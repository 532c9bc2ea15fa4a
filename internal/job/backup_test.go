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

func hasNotice(notices []Notice, codes ...NoticeCode) bool {
	return slices.ContainsFunc(notices, func(n Notice) bool { return slices.Contains(codes, n.Code) })
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

// From FINISHED to the check at most max(1.5 s, min(2 % of the duration, 15 s)), and the check sends at
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
	if failure := mustFail(t, err, CodeIncomplete); !slices.Equal(DetailOf[MissingObjects](failure).Names, []string{"tmp_a"}) {
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
	if !slices.Equal(DetailOf[Unmatched](failure).Names, []string{"gone_*"}) || f.calls["SubmitBackup"] != 0 {
		t.Errorf("%+v", *failure)
	}
}
