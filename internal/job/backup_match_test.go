// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// classifyBackup picks the row that decides, in the order of LIFECYCLE.md "Creating a backup".
func TestClassifyBackup(t *testing.T) {
	now := time.Date(2026, 9, 12, 12, 0, 0, 0, time.UTC)
	generated := func(nonce string, request string) string {
		return Label{Prefix: "n_", Time: now, Place: "aaaa", Request: request, Nonce: nonce}.String()
	}
	job := func(label, state string, finishedAgo time.Duration, objects ...string) doris.BackupJob {
		b := doris.BackupJob{Job: doris.Job{Label: label, State: state, Database: "shop", Created: now.Add(-3 * time.Hour)}}
		if state == "FINISHED" || state == "CANCELLED" {
			b.Finished = now.Add(-finishedAgo)
		}
		for _, o := range objects {
			b.Objects = append(b.Objects, doris.TableRef{Name: o})
		}
		return b
	}
	fixed := backupIdentity{label: "snap", selection: Selection{Tables: []string{"a"}}}
	pattern := backupIdentity{generated: true, prefix: "n_", place: "aaaa", request: "bbbb", ignore: func(label string) bool { return strings.HasSuffix(label, "zzzz") }}
	for name, c := range map[string]struct {
		id   backupIdentity
		jobs []doris.BackupJob
		want backupRow
		row  int // index of the deciding row, -1 = none
	}{
		"nothing":                             {fixed, nil, b0None, -1},
		"another's terminal":                  {fixed, []doris.BackupJob{job("x", "FINISHED", 0)}, b0None, -1},
		"case is compared":                    {fixed, []doris.BackupJob{job("Snap", "UPLOADING", 0)}, b8OthersUnfinished, -1},
		"ours unfinished":                     {fixed, []doris.BackupJob{job("snap", "UPLOADING", 0, "a")}, b1Unfinished, 0},
		"ours unfinished, unreadable objects": {fixed, []doris.BackupJob{job("snap", "UPLOADING", 0)}, b1Unfinished, 0},
		"in the window":                       {fixed, []doris.BackupJob{job("snap", "FINISHED", 5*time.Minute, "a")}, b2InWindow, 0},
		"in the window, another's runs":       {fixed, []doris.BackupJob{job("snap", "FINISHED", 5*time.Minute, "a"), job("x", "PENDING", 0)}, b2InWindow, 0},
		"before the window":                   {fixed, []doris.BackupJob{job("snap", "FINISHED", 2*time.Hour, "a")}, b3BeforeWindow, 0},
		"before the window, another's runs":   {fixed, []doris.BackupJob{job("snap", "FINISHED", 2*time.Hour, "a"), job("x", "PENDING", 0)}, b8OthersUnfinished, -1},
		"cancelled":                           {fixed, []doris.BackupJob{job("snap", "CANCELLED", time.Minute, "a")}, b4Cancelled, 0},
		"the newest of ours":                  {fixed, []doris.BackupJob{job("snap", "FINISHED", 2*time.Hour, "a"), job("snap", "CANCELLED", time.Minute, "a")}, b4Cancelled, 1},
		"other objects, unfinished":           {fixed, []doris.BackupJob{job("snap", "PENDING", 0, "b")}, b5OtherObjectsUnfinished, 0},
		"other objects, finished":             {fixed, []doris.BackupJob{job("snap", "FINISHED", time.Minute, "b")}, b6OtherObjectsFinished, 0},
		"other objects, cancelled":            {fixed, []doris.BackupJob{job("snap", "CANCELLED", time.Minute, "b")}, b7OtherObjectsCancelled, 0},
		"generated, ours":                     {pattern, []doris.BackupJob{job(generated("cccc", "bbbb"), "SAVE_META", 0, "whatever")}, b1Unfinished, 0},
		"generated, other inputs":             {pattern, []doris.BackupJob{job(generated("cccc", "bbba"), "SAVE_META", 0)}, b8OthersUnfinished, -1},
		"generated, claimed or released":      {pattern, []doris.BackupJob{job(generated("zzzz", "bbbb"), "FINISHED", time.Minute)}, b0None, -1},
	} {
		h := history{now: now, window: time.Hour, limit: 10, backups: c.jobs}
		row, found := classifyBackup(h, c.id)
		if row != c.want || (found == nil) != (c.row < 0) || found != nil && found != &h.backups[c.row] {
			t.Errorf("%s: row B%d (%+v), want B%d", name, row, found, c.want)
		}
	}
	full := history{now: now, window: 4 * time.Hour, limit: 1, backups: []doris.BackupJob{job("x", "FINISHED", 0)}}
	if row, _ := classifyBackup(full, fixed); row != b9NotCovered {
		t.Errorf("a full history that does not cover: B%d", row)
	}
	never := history{now: now, limit: 10, backups: []doris.BackupJob{job("snap", "FINISHED", 0, "a")}}
	if row, _ := classifyBackup(never, fixed); row != b3BeforeWindow {
		t.Errorf("adopt_finished_within = 0s adopts: B%d", row)
	}
}
