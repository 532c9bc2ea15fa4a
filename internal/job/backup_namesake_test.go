// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// A stranger's backup of some tables under our fixed name agrees with a selection that names no table. What it lacks of
// the database must be said; an asynchronous materialized view is no lack.
func TestNamesakeOfFewerObjects(t *testing.T) {
	for name, c := range map[string]struct {
		selection  Selection
		unreadable bool // BackupObjs, as on 4.x after a restart
		running    bool
		want       string // what is said to be lacking; "" = no warning
	}{
		"everything":         {want: "orders, v_orders"},
		"objects unreadable": {unreadable: true, want: "orders, v_orders"},
		"still running":      {running: true, want: "orders, v_orders"},
		"exclude":            {selection: Selection{Exclude: []string{"v_*"}}, want: "orders"},
		"nothing lacks":      {selection: Selection{Exclude: []string{"v_*", "orders"}}},
		"pattern":            {selection: Selection{Tables: []string{"c*", "o*"}}, want: "orders"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.databases["shop"] = append(f.databases["shop"], doris.Table{Name: "mv_daily", Kind: doris.BaseTable})
			f.kinds["mv_daily"] = "MATERIALIZED VIEW"
			request := fixedRequest()
			request.Selection = c.selection
			f.add(&fakeJob{kind: kindBackup, database: "shop", label: request.Name, repository: "repo", objects: []doris.TableRef{{Name: "customers"}}, unreadable: c.unreadable})
			if !c.running {
				f.clock.pass(time.Minute)
			}
			result, err := f.runner().Backup(context.Background(), request)
			mustSucceed(t, err)
			if f.journal("") != 1 || result.Level != Namesake {
				t.Fatalf("%d jobs, %+v", f.journal(""), result)
			}
			wantLacking(t, result.Notices, c.want)
		})
	}
}

func wantLacking(t *testing.T, notices []Notice, want string) {
	t.Helper()
	i := slices.IndexFunc(notices, func(n Notice) bool { return n.Code == NoticeLacks })
	switch {
	case i < 0 && want != "":
		t.Errorf("not said that it lacks %s: %v", want, notices)
	case i >= 0 && want == "":
		t.Errorf("unexpected: %v", notices[i])
	case i >= 0 && strings.Join(notices[i].Names, ", ") != want:
		t.Errorf("want %s, got %s", want, notices[i].Names)
	}
}

// An interrupted wait leaves a namesake in state; the refresh that finds it finished says the same.
func TestNamesakeReadLater(t *testing.T) {
	f := newFake(t)
	j := f.add(&fakeJob{kind: kindBackup, database: "shop", label: "before_migration", repository: "repo", objects: []doris.TableRef{{Name: "customers"}}})
	f.clock.pass(time.Minute)
	state := BackupState{
		Repository: "repo", Database: "shop", Label: j.label, State: "UPLOADING", Created: j.created, Level: Namesake,
		Submitted: []string{"customers"}, Selection: Selection{Exclude: []string{"v_*"}},
	}
	read, err := f.runner().ReadBackup(context.Background(), state)
	mustSucceed(t, err)
	if read.Fate != Moved {
		t.Fatalf("%+v", read)
	}
	wantLacking(t, read.Notices, "orders")
	state.Level = Mine
	if read, err = f.runner().ReadBackup(context.Background(), state); err != nil || len(read.Notices) != 0 {
		t.Errorf("%v, %v", read.Notices, err)
	}
}

// Many missing objects are counted, not looked at one by one.
func TestNamesakeOfManyFewer(t *testing.T) {
	f := newFake(t)
	for i := range 30 {
		f.databases["shop"] = append(f.databases["shop"], doris.Table{Name: fmt.Sprintf("t%02d", i), Kind: doris.BaseTable})
	}
	f.add(&fakeJob{kind: kindBackup, database: "shop", label: "before_migration", repository: "repo", objects: []doris.TableRef{{Name: "customers"}}})
	f.clock.pass(time.Minute)
	result, err := f.runner().Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	if f.calls["ObjectKind"] != 0 || len(result.Notices[len(result.Notices)-1].Names) != 32 {
		t.Errorf("%d statements, %v", f.calls["ObjectKind"], result.Notices)
	}
}

// What differs from the snapshot in the way is said: some partitions, or the content.
func TestSnapshotInTheWayDiffers(t *testing.T) {
	f := newFake(t)
	f.add(&fakeJob{kind: kindBackup, database: "shop", label: "before_migration", repository: "repo", objects: []doris.TableRef{{Name: "orders", Partitions: []string{"p1"}}}})
	f.clock.pass(time.Minute)
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	failure := mustFail(t, err, CodeOther)
	if !slices.Equal(DetailOf[AnotherSnapshot](failure).Held, []string{"orders (p1)"}) || !slices.Equal(DetailOf[AnotherSnapshot](failure).Wanted, []string{"*"}) {
		t.Errorf("%+v", failure)
	}
	f = newFake(t)
	_, err = f.runner().Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	request := fixedRequest()
	request.MetadataOnly = true
	_, err = f.runner().Backup(context.Background(), request)
	if failure = mustFail(t, err, CodeExists); DetailOf[AnotherSnapshot](failure).Content != "all" {
		t.Errorf("%+v", failure)
	}
}
