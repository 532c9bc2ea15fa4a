// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// step is one look of a waiter test: what was seen, so long after the beginning.
type step struct {
	at   time.Duration
	rows []row
	err  error
	want waitState
}

func seen(state, id, message string) []row {
	return []row{{Job: doris.Job{Label: "snap", Database: "shop", State: state, ID: id, TaskErrMsg: message, Created: waiterBegin}, backup: &doris.BackupJob{}}}
}

var waiterBegin = time.Date(2026, 9, 11, 1, 15, 2, 0, time.UTC)

// TestWaiterStates is the table of LIFECYCLE.md "The waiter", look by look.
func TestWaiterStates(t *testing.T) {
	gone := dorisError(doris.KindUnreachable, "nobody answers")
	denied := dorisError(doris.KindAccessDenied, "Access denied")
	noDatabase := dorisError(doris.KindUnknownDatabase, "Unknown database 'shop'")
	other := dorisError(doris.KindOther, "something odd")
	old := row{Job: doris.Job{Label: "snap", State: "CANCELLED", ID: "7", Created: waiterBegin}}
	for name, c := range map[string]struct {
		submitted, answered bool
		steps               []step
	}{
		"submitted, appears": {true, true, []step{
			{0, nil, nil, waitSubmitted}, {20 * time.Second, seen("PENDING", "-1", ""), nil, waitRunning},
		}},
		"submitted, only an older row of the label and second": {true, true, []step{
			{0, []row{old}, nil, waitSubmitted}, {time.Second, append([]row{old}, seen("PENDING", "-1", "")...), nil, waitRunning},
		}},
		"submitted, answered, never appears": {true, true, []step{
			{0, nil, nil, waitSubmitted}, {29 * time.Second, nil, nil, waitSubmitted}, {30 * time.Second, nil, nil, waitVanished},
		}},
		"submitted, not answered, never appears": {true, false, []step{
			{0, nil, nil, waitSubmitted}, {30 * time.Second, nil, nil, waitUnknown},
		}},
		"finished":  {false, true, []step{{0, seen("UPLOADING", "1", ""), nil, waitRunning}, {time.Second, seen("FINISHED", "1", ""), nil, waitVerify}}},
		"cancelled": {false, true, []step{{0, seen("CANCELLED", "1", ""), nil, waitCancelled}}},
		"vanished":  {false, true, []step{{0, seen("PENDING", "-1", ""), nil, waitRunning}, {time.Second, nil, nil, waitVanished}}},
		"lost, and back under another job id": {false, true, []step{
			{0, seen("UPLOADING", "1", ""), nil, waitRunning},
			{time.Second, nil, gone, waitLost},
			{4 * time.Minute, nil, gone, waitLost},
			{4*time.Minute + time.Second, seen("UPLOAD_SNAPSHOT", "2", ""), nil, waitRunning},
			{8 * time.Minute, nil, gone, waitLost},
		}},
		"lost for good":    {false, true, []step{{0, nil, gone, waitLost}, {299 * time.Second, nil, gone, waitLost}, {300 * time.Second, nil, gone, waitUnknown}}},
		"an odd error":     {false, true, []step{{0, nil, other, waitLost}, {time.Second, seen("UPLOADING", "1", ""), nil, waitRunning}}},
		"denied once":      {false, true, []step{{0, nil, denied, waitLost}, {time.Second, seen("UPLOADING", "1", ""), nil, waitRunning}, {2 * time.Second, nil, denied, waitLost}}},
		"denied twice":     {false, true, []step{{0, nil, denied, waitLost}, {time.Second, nil, denied, waitUnknown}}},
		"database dropped": {false, true, []step{{0, nil, noDatabase, waitLost}, {time.Second, nil, noDatabase, waitDropped}}},
		"stalled": {false, true, []step{
			{0, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
			{899 * time.Second, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
			{900 * time.Second, seen("UPLOADING", "1", "[1: 403]"), nil, waitStalled},
		}},
		"a message after a long silence is no stall": {false, true, []step{
			{0, seen("UPLOADING", "1", ""), nil, waitRunning},
			{time.Hour, seen("UPLOADING", "1", ""), nil, waitRunning},
			{61 * time.Minute, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
			{76 * time.Minute, seen("UPLOADING", "1", "[1: 403]"), nil, waitStalled},
		}},
		"a message that clears": {false, true, []step{
			{0, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
			{14 * time.Minute, seen("UPLOADING", "1", ""), nil, waitRunning},
			{15 * time.Minute, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
			{29 * time.Minute, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning},
		}},
		"another message is no stall": {false, true, []step{
			{0, seen("UPLOADING", "1", "[1: 403]"), nil, waitRunning}, {15 * time.Minute, seen("UPLOADING", "1", "[2: 500]"), nil, waitRunning},
		}},
		"blocked": {false, true, []step{
			{0, seen("PENDING", "1", ""), nil, waitRunning}, {3 * time.Second, seen("PENDING", "2", ""), nil, waitRunning}, {6 * time.Second, seen("PENDING", "3", ""), nil, waitBlockedOwn},
		}},
		"job ids within one tick do not count": {false, true, []step{
			{0, seen("PENDING", "1", ""), nil, waitRunning}, {time.Second, seen("PENDING", "2", ""), nil, waitRunning}, {2 * time.Second, seen("PENDING", "3", ""), nil, waitRunning},
		}},
		"a job id before it was PENDING again does not count": {false, true, []step{
			{0, seen("PENDING", "1", ""), nil, waitRunning},
			{3 * time.Second, seen("SNAPSHOTING", "1", ""), nil, waitRunning},
			{6 * time.Second, seen("PENDING", "2", ""), nil, waitRunning},
			{9 * time.Second, seen("PENDING", "3", ""), nil, waitRunning},
			{12 * time.Second, seen("PENDING", "4", ""), nil, waitBlockedOwn},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newFake(t).runner().begin(context.Background(), modeRun, target{kindBackup, "shop", "repo", ""}, testWait())
			w := &waiter{op: o, answered: c.answered, submittedAt: waiterBegin, before: []row{old}, key: jobKey{kind: kindBackup, database: "shop", label: "snap"}}
			if !c.submitted {
				w.key.created = waiterBegin
			}
			w.changed = waiterBegin
			for i, s := range c.steps {
				state := w.next(sighting{rows: s.rows, err: s.err, now: waiterBegin.Add(s.at)})
				if state != s.want {
					t.Fatalf("look %d at %s: state %d, want %d", i, s.at, state, s.want)
				}
			}
		})
	}
}

// TestBlockerMayBeOurs: a search for the job that blocks the cluster may meet the one that is waited for.
func TestBlockerMayBeOurs(t *testing.T) {
	for database, want := range map[string]waitState{"shop": waitBlockedOwn, "other": waitBlockedBy} {
		f := newFake(t)
		f.databases["other"] = f.databases["shop"]
		f.add(&fakeJob{kind: kindBackup, database: database, label: "snap", repository: "repo", blocked: true})
		o := f.runner().begin(context.Background(), modeRun, target{kindBackup, "shop", "repo", ""}, testWait())
		w := &waiter{op: o, key: jobKey{kind: kindBackup, database: "shop", label: "snap"}, last: &row{}}
		if state := w.blocked(f.clock.Now().Add(time.Hour)); state != want {
			t.Errorf("a job of %s: state %d, want %d", database, state, want)
		}
	}
}
