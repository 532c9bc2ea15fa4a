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

// withSnapshot gives the fake a finished backup "snap" of database shop, taken a day ago and evicted since.
func withSnapshot(t *testing.T) *fakeCluster {
	f := newFake(t)
	taken := f.clock.Now().Add(-24 * time.Hour)
	job := &fakeJob{database: "shop", label: "snap", created: taken, objects: []doris.TableRef{{Name: "orders"}, {Name: "customers"}, {Name: "v_orders"}}}
	f.directory("repo", "snap").infos[stamp(taken)] = f.detailsOf(job)
	return f
}

func cloneRequest() RestoreRequest {
	return RestoreRequest{Repository: "repo", Snapshot: "snap", Database: "clone", CreateDatabase: true, ReplicationNum: 1, Wait: testWait()}
}

func TestRestoreFromNothing(t *testing.T) {
	f := withSnapshot(t)
	r := f.runner()
	result, err := r.Restore(context.Background(), cloneRequest())
	mustSucceed(t, err)
	if f.journal("") != 1 || result.State != "FINISHED" || result.Level != Mine || !result.CreatedDatabase {
		t.Errorf("%d jobs, %+v", f.journal(""), result)
	}
	all := []string{"customers", "orders", "v_orders"}
	if !slices.Equal(result.CreatedTables, all) || len(result.Tables) != 2 || !slices.Equal(result.Views, []string{"v_orders"}) || result.TakenAt.IsZero() {
		t.Errorf("%+v", result)
	}
	if got := f.jobs[0].properties; len(got) != 1 || got["replication_num"] != "1" {
		t.Errorf("properties %v", got)
	}
	if !slices.Equal(r.ClaimedTables("clone"), all) {
		t.Errorf("claimed %v", r.ClaimedTables("clone"))
	}
	for _, phase := range []string{"prepare", "snapshot", "download", "commit"} {
		if result.Phases[phase] == 0 {
			t.Errorf("phases %v", result.Phases)
		}
	}
	_, err = r.Restore(context.Background(), cloneRequest())
	mustFail(t, err, CodeDuplicate)
	again, err := f.runner().Restore(context.Background(), cloneRequest()) // another process: killed after FINISHED
	mustSucceed(t, err)
	if f.journal("") != 1 || again.Level != Namesake || !hasNotice(again.Notices, NoticeFinishedAdopted) || !slices.Equal(again.CreatedTables, all) {
		t.Errorf("%d jobs, %+v", f.journal(""), again)
	}
}

func TestRestoreProperties(t *testing.T) {
	yes, no := true, false
	for name, c := range map[string]struct {
		request RestoreRequest
		key     string
		value   string
	}{
		"none":       {RestoreRequest{}, "reserve_replica", "true"},
		"true":       {RestoreRequest{ReserveReplica: &yes}, "reserve_replica", "true"},
		"false":      {RestoreRequest{ReserveReplica: &no}, "reserve_replica", "false"},
		"number":     {RestoreRequest{ReplicationNum: 2}, "replication_num", "2"},
		"allocation": {RestoreRequest{ReplicaAllocation: "tag.location.a: 1"}, "replication_allocation", "tag.location.a: 1"},
	} {
		if got := restoreProperties(c.request); len(got) != 1 || got[c.key] != c.value {
			t.Errorf("%s: %v", name, got)
		}
	}
	given := map[string]string{"allow_load": "true"}
	if got := restoreProperties(RestoreRequest{Properties: given}); len(got) != 2 || len(given) != 1 {
		t.Errorf("%v, the request's own map: %v", got, given)
	}
}

// The five columns of SHOW RESTORE that repeat the request (recorded: restore_options).
func TestRestoreOptions(t *testing.T) {
	no := false
	row := func(load, reserve, dynamic bool, allocation string) doris.RestoreJob {
		return doris.RestoreJob{AllowLoad: load, ReserveReplica: reserve, ReserveDynamicPartitionEnable: dynamic, ReplicaAllocation: allocation}
	}
	for name, c := range map[string]struct {
		request RestoreRequest
		row     doris.RestoreJob
		want    bool
	}{
		"reserve by default, whatever the number": {RestoreRequest{}, row(false, true, false, "tag.location.default: 3"), true},
		"not reserved":                     {RestoreRequest{}, row(false, false, false, "tag.location.default: 3"), false},
		"a number":                         {RestoreRequest{ReplicationNum: 1}, row(false, false, false, "tag.location.default: 1"), true},
		"another number":                   {RestoreRequest{ReplicationNum: 1}, row(false, false, false, "tag.location.default: 2"), false},
		"an allocation, written otherwise": {RestoreRequest{ReplicaAllocation: "tag.location.b:1,tag.location.a:2"}, row(false, false, false, "tag.location.a: 2, tag.location.b: 1"), true},
		"Doris's own three":                {RestoreRequest{ReserveReplica: &no}, row(false, false, false, "tag.location.default: 3"), true},
		"allow_load":                       {RestoreRequest{Properties: map[string]string{"allow_load": "TRUE"}}, row(true, true, false, ""), true},
		"allow_load missing":               {RestoreRequest{Properties: map[string]string{"allow_load": "true"}}, row(false, true, false, ""), false},
		"dynamic partitions":               {RestoreRequest{RestoreOptions: doris.RestoreOptions{ReserveDynamicPartitions: true}}, row(false, true, true, ""), true},
		"dynamic partitions unasked":       {RestoreRequest{}, row(false, true, true, ""), false},
	} {
		if got := optionsOf(c.request).equal(c.row); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestRestoreSelection(t *testing.T) {
	f := withSnapshot(t)
	f.databases["clone"] = []doris.Table{{Name: "bystander", Kind: doris.BaseTable}}
	request := cloneRequest()
	request.Selection = Selection{Tables: []string{"orders", "v_*"}, Partitions: map[string][]string{"orders": {"p2*"}}}
	request.Rename = map[string]string{"orders": "orders_0911"}
	result, err := f.runner().Restore(context.Background(), request)
	mustSucceed(t, err)
	if len(result.Tables) != 1 || result.Tables[0].Name != "orders_0911" || !slices.Equal(result.Tables[0].Partitions, []string{"p2"}) ||
		!slices.Equal(result.Views, []string{"v_orders"}) || result.CreatedDatabase {
		t.Errorf("%+v", result)
	}
	if source := f.jobs[0].source; len(source.Tables) != 1 || source.Tables[0].Name != "orders" {
		t.Errorf("sent %+v", source)
	}
	// Killed and applied again: the aliases are not shown, but the targets are.
	_, err = f.runner().Restore(context.Background(), request)
	mustSucceed(t, err)
	if f.journal("") != 1 {
		t.Errorf("%d jobs", f.journal(""))
	}
	for name, selection := range map[string]Selection{
		"a table":     {Tables: []string{"orders", "gone"}},
		"a partition": {Tables: []string{"orders"}, Partitions: map[string][]string{"orders": {"p9"}}},
		"everything":  {Exclude: []string{"*"}},
	} {
		request.Selection, request.Rename = selection, nil
		_, err = f.runner().Restore(context.Background(), request)
		if failure := mustFail(t, err, CodeSelection); name != "everything" && len(DetailOf[Unmatched](failure).Names) != 1 {
			t.Errorf("%s: %+v", name, failure)
		}
	}
	request.Selection, request.Rename = Selection{Tables: []string{"customers"}}, map[string]string{"order": "x"}
	_, err = f.runner().Restore(context.Background(), request)
	mustFail(t, err, CodeSelection)
}

// EXCLUDE is never sent: Doris ignores it and would restore the table (recorded: restore_options).
func TestRestoreExclude(t *testing.T) {
	f := withSnapshot(t)
	request := cloneRequest()
	request.Selection.Exclude = []string{"cust*"}
	result, err := f.runner().Restore(context.Background(), request)
	mustSucceed(t, err)
	if len(f.jobs[0].source.Tables) != 1 || len(result.Tables) != 1 || result.Tables[0].Name != "orders" {
		t.Errorf("%+v", result)
	}
}

func TestRestoreRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		arrange func(f *fakeCluster, request *RestoreRequest)
		code    Code
		check   func(e *Error) bool
	}{
		"no repository": {func(f *fakeCluster, _ *RestoreRequest) { delete(f.repositories, "repo") }, CodeRepository, nil},
		"a misspelt snapshot": {
			func(_ *fakeCluster, q *RestoreRequest) { q.Snapshot = "snop" }, CodeNoSnapshot,
			func(e *Error) bool { return slices.Equal(DetailOf[NearNames](e), []string{"snap"}) && !e.UsedUp },
		},
		"leftovers": {
			func(f *fakeCluster, q *RestoreRequest) { f.directory("repo", "bare"); q.Snapshot = "bare" }, CodeNoSnapshot,
			func(e *Error) bool { return e.UsedUp },
		},
		"another timestamp": {
			func(_ *fakeCluster, q *RestoreRequest) { q.BackupTimestamp = "2020-01-01-00-00-00" }, CodeNoSnapshot,
			func(e *Error) bool { return len(DetailOf[NearNames](e)) == 1 },
		},
		"twins": {func(f *fakeCluster, _ *RestoreRequest) {
			f.snapshots["repo"]["snap"].infos["x"] = &doris.SnapshotDetails{Database: "other"}
		}, CodeTwice, func(e *Error) bool { return len(DetailOf[Twins](e)) == 2 }},
		"no database": {func(_ *fakeCluster, q *RestoreRequest) { q.CreateDatabase = false }, CodeNoDatabase, nil},
		"a table in the way": {
			func(f *fakeCluster, _ *RestoreRequest) { f.databases["clone"] = []doris.Table{{Name: "orders"}} }, CodeTables,
			func(e *Error) bool {
				return slices.Equal(DetailOf[TablesInTheWay](e).Names, []string{"orders"}) && DetailOf[TablesInTheWay](e).Of == 3
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := withSnapshot(t)
			request := cloneRequest()
			c.arrange(f, &request)
			_, planned := f.runner().PlanRestore(context.Background(), request)
			mustFail(t, planned, c.code)
			_, err := f.runner().Restore(context.Background(), request)
			failure := mustFail(t, err, c.code)
			if c.check != nil && !c.check(failure) {
				t.Errorf("%+v", *failure)
			}
			if f.calls["SubmitRestore"]+f.calls["CreateDatabase"] != 0 {
				t.Errorf("calls %v", f.calls)
			}
		})
	}
}

// A read-only repository is the normal source of a restore.
func TestRestoreFromReadOnly(t *testing.T) {
	f := withSnapshot(t)
	f.repositories["repo"].ReadOnly = true
	_, err := f.runner().Restore(context.Background(), cloneRequest())
	mustSucceed(t, err)
}

// One table restored under two names: Doris shows no new names, so both jobs look alike. In one process they are told
// apart by what they claimed.
func TestRestoreUnderTwoNames(t *testing.T) {
	f := withSnapshot(t)
	f.databases["clone"] = []doris.Table{}
	r := f.runner()
	for _, name := range []string{"orders_a", "orders_b"} {
		request := cloneRequest()
		request.Selection, request.Rename = Selection{Tables: []string{"orders"}}, map[string]string{"orders": name}
		result, err := r.Restore(context.Background(), request)
		mustSucceed(t, err)
		if len(result.Tables) != 1 || result.Tables[0].Name != name {
			t.Errorf("%+v", result)
		}
	}
	if n := f.journal("snap"); n != 2 {
		t.Errorf("%d jobs", n)
	}
}

func TestRestoreCancelled(t *testing.T) {
	f := withSnapshot(t)
	f.onStart = func(j *fakeJob) {
		j.hold = "PENDING"
		j.state, j.status = "CANCELLED", "[COMMON_ERROR, msg: Table customers already exist but with different schema]"
	}
	_, err := f.runner().Restore(context.Background(), cloneRequest())
	failure := mustFail(t, err, CodeCancelled)
	if failure.UsedUp || failure.Doris != "[COMMON_ERROR, msg: Table customers already exist but with different schema]" {
		t.Errorf("%+v", *failure)
	}
	f.onStart = nil // CANCELLED burns nothing
	_, err = f.runner().Restore(context.Background(), cloneRequest())
	mustSucceed(t, err)
}

func TestRestoreTargetsGone(t *testing.T) {
	f := withSnapshot(t)
	f.after["SubmitRestore"] = func() {
		f.mu.Lock()
		f.before["Tables"] = func() { // clean_tables drops what was restored under a new name
			f.mu.Lock()
			f.databases["clone"] = f.databases["clone"][:1]
			f.mu.Unlock()
		}
		f.mu.Unlock()
	}
	_, err := f.runner().Restore(context.Background(), cloneRequest())
	if failure := mustFail(t, err, CodeVerification); len(DetailOf[MissingObjects](failure).Names) != 2 {
		t.Errorf("%+v", *failure)
	}
}

func TestRestoreAgain(t *testing.T) {
	ctx := context.Background()
	f := withSnapshot(t)
	request := cloneRequest()
	request.Overwrite = true
	first, err := f.runner().Restore(ctx, request)
	mustSucceed(t, err)
	state := RestoreState{Repository: "repo", Snapshot: "snap", Database: "clone", State: "FINISHED", BackupTimestamp: first.BackupTimestamp, Created: first.Created, Level: first.Level}

	second, err := f.runner().RestoreAgain(ctx, request, state)
	mustSucceed(t, err)
	if f.journal("") != 2 || !second.Created.After(first.Created) || len(second.CreatedTables) != 0 {
		t.Fatalf("%d jobs, %+v", f.journal(""), second)
	}
	// The Update was killed after FINISHED: the old baseline is still in state. Any age is adopted.
	f.clock.pass(100 * time.Hour)
	third, err := f.runner().RestoreAgain(ctx, request, state)
	mustSucceed(t, err)
	if f.journal("") != 2 || !third.Created.Equal(second.Created) {
		t.Errorf("%d jobs, %+v", f.journal(""), third)
	}
	// Without "overwrite" nothing present may be replaced.
	request.Overwrite = false
	state.Created = second.Created
	_, err = f.runner().RestoreAgain(ctx, request, state)
	mustFail(t, err, CodeTables)
	// Ten later jobs hide whether it has just run.
	request.Overwrite = true
	for range 10 {
		f.add(&fakeJob{kind: kindBackup, database: "clone", label: "x", repository: "repo", state: "FINISHED", id: "1"})
	}
	_, err = f.runner().RestoreAgain(ctx, request, state)
	mustFail(t, err, CodeHistory)
	f.clock.pass(2 * time.Hour) // the oldest of them began before the window: covered
	_, err = f.runner().RestoreAgain(ctx, request, state)
	mustSucceed(t, err)
}

// Evicted while it ran: the tables tell what became of it (LIFECYCLE.md "The waiter", vanished).
func TestRestoreEvicted(t *testing.T) {
	arrange := func(present ...doris.Table) (*fakeCluster, RestoreRequest) {
		f := withSnapshot(t)
		f.databases["clone"] = present
		f.onStart = func(j *fakeJob) { j.stay = map[string]time.Duration{"DOWNLOADING": time.Minute} }
		f.after["SubmitRestore"] = func() {
			f.mu.Lock()
			f.before["RestoreJobs"] = func() {
				f.clock.pass(30 * time.Second)
				f.mu.Lock()
				f.before["RestoreJobs"] = func() {
					f.clock.pass(time.Hour)
					f.mu.Lock()
					f.advance()
					for range 10 {
						f.add(&fakeJob{kind: kindBackup, database: "clone", label: "x", repository: "repo", state: "FINISHED", id: "1"})
					}
					f.mu.Unlock()
				}
				f.mu.Unlock()
			}
			f.mu.Unlock()
		}
		request := cloneRequest()
		request.Overwrite = true
		return f, request
	}
	f, request := arrange()
	result, err := f.runner().Restore(context.Background(), request)
	mustSucceed(t, err)
	if result.State != "FINISHED" || result.Created.IsZero() || f.journal("snap") != 1 {
		t.Errorf("%+v", result)
	}
	f, request = arrange(doris.Table{Name: "orders"})
	_, err = f.runner().Restore(context.Background(), request)
	mustFail(t, err, CodeLost)
}
