// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// A plan does not wait for a frontend that went away, as an apply does: its caller says so and goes on.
func TestPlanRestoreDoesNotWait(t *testing.T) {
	f := withSnapshot(t)
	f.databases["clone"] = []doris.Table{}
	f.fail["RestoreJobs"] = []error{&doris.Error{Kind: doris.KindConnectionLost}}
	began := f.clock.Now()
	_, err := f.runner().PlanRestore(context.Background(), cloneRequest())
	mustFail(t, err, CodeDoris)
	if waited := f.clock.Now().Sub(began); waited > 0 {
		t.Errorf("it waited %s", waited)
	}
}

func TestPlanRestoreNotices(t *testing.T) {
	f := withSnapshot(t)
	f.databases["clone"] = []doris.Table{}
	theirs := f.add(&fakeJob{kind: kindBackup, database: "clone", label: "theirs", repository: "repo", hold: "UPLOADING"})
	planned, err := f.runner().PlanRestore(context.Background(), cloneRequest())
	mustSucceed(t, err)
	if held := planned.Holder; !planned.Submits || held == nil || held.Label != "theirs" || held.Kind != kindBackup || len(planned.Notices) > 0 {
		t.Errorf("%+v", planned)
	}
	theirs.hold = ""
	f.clock.pass(time.Minute)
	ctx, stop := context.WithCancel(context.Background())
	f.after["SubmitRestore"] = stop
	started, err := f.runner().Restore(ctx, cloneRequest())
	mustSucceed(t, err)
	if !started.Interrupted || len(started.Tables) != 2 || len(started.CreatedTables) != 3 {
		t.Errorf("%+v", started)
	}
	planned, err = f.runner().PlanRestore(context.Background(), cloneRequest())
	mustSucceed(t, err)
	if !hasNotice(planned.Notices, NoticeWillWait) || planned.Submits {
		t.Errorf("%+v", planned)
	}
	f.clock.pass(time.Minute)
	planned, err = f.runner().PlanRestore(context.Background(), cloneRequest())
	mustSucceed(t, err)
	if !hasNotice(planned.Notices, NoticeWillAdopt) || planned.Submits || f.journal("snap") != 1 {
		t.Errorf("%+v", planned)
	}
}

// A run on purpose is not taken for done because another restore of the same snapshot ran since.
func TestPlanRestoreAgain(t *testing.T) {
	f := withSnapshot(t)
	f.databases["clone"] = []doris.Table{}
	first := cloneRequest()
	first.Selection = Selection{Tables: []string{"orders"}}
	result, err := f.runner().Restore(context.Background(), first)
	mustSucceed(t, err)
	other := cloneRequest()
	other.Selection = Selection{Tables: []string{"customers"}}
	_, err = f.runner().Restore(context.Background(), other)
	mustSucceed(t, err)

	state := RestoreState{Created: result.Created}
	_, err = f.runner().PlanRestoreAgain(context.Background(), first, state)
	if failure := mustFail(t, err, CodeTables); !slices.Equal(DetailOf[TablesInTheWay](failure).Names, []string{"orders"}) {
		t.Errorf("%+v", failure)
	}
	first.Overwrite = true
	planned, err := f.runner().PlanRestoreAgain(context.Background(), first, state)
	mustSucceed(t, err)
	if !planned.Submits || len(planned.Notices) != 0 {
		t.Errorf("%+v", planned)
	}
	_, err = f.runner().RestoreAgain(context.Background(), first, state)
	mustSucceed(t, err)
	planned, err = f.runner().PlanRestoreAgain(context.Background(), first, state)
	mustSucceed(t, err)
	if planned.Submits || !hasNotice(planned.Notices, NoticeWillAdopt) {
		t.Errorf("%+v", planned)
	}
}
