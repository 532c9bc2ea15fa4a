// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// TestBackupOfNothing: nothing is submitted where the snapshot would be empty, on any line of Doris.
func TestBackupOfNothing(t *testing.T) {
	for name, c := range map[string]struct {
		tables  []doris.Table
		kinds   map[string]string
		objects []string // what the error names
		submits bool
	}{
		"no tables":              {},
		"materialized views":     {tables: []doris.Table{{Name: "mv1"}, {Name: "mv2"}}, kinds: map[string]string{"mv1": "MATERIALIZED VIEW", "mv2": "MATERIALIZED VIEW"}, objects: []string{"mv1", "mv2"}},
		"a table behind one":     {tables: []doris.Table{{Name: "mv1"}, {Name: "orders"}}, kinds: map[string]string{"mv1": "MATERIALIZED VIEW"}, submits: true},
		"a view alone":           {tables: []doris.Table{{Name: "v", Kind: doris.View}}, submits: true},
		"another engine":         {tables: []doris.Table{{Name: "es"}}, kinds: map[string]string{"es": "ELASTICSEARCH"}, submits: true}, // Doris says why it refuses
		"a kind that is unknown": {tables: []doris.Table{{Name: "x"}}, kinds: map[string]string{"x": ""}, submits: true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.databases["shop"], f.kinds = c.tables, c.kinds
			_, err := f.runner().Backup(context.Background(), fixedRequest())
			if c.submits {
				if f.calls["SubmitBackup"] != 1 {
					t.Errorf("%d submissions: %v", f.calls["SubmitBackup"], err)
				}
				return
			}
			failure := mustFail(t, err, CodeEmpty)
			if !slices.Equal(DetailOf[NotBackedUp](failure), c.objects) || f.calls["SubmitBackup"] != 0 {
				t.Errorf("%+v after %d submissions", *failure, f.calls["SubmitBackup"])
			}
		})
	}
}

// TestBackupLooksAtOneKind: the first object that Doris backs up ends the look.
func TestBackupLooksAtOneKind(t *testing.T) {
	f := newFake(t)
	f.databases["shop"] = []doris.Table{{Name: "a", Kind: doris.BaseTable}, {Name: "b", Kind: doris.BaseTable}, {Name: "c", Kind: doris.BaseTable}}
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	mustSucceed(t, err)
	if n := f.calls["ObjectKind"]; n != 1 {
		t.Errorf("%d looks at the kinds of three tables", n)
	}
}

// TestTablesGoneBeforeTheJobBegan: 4.1 cancels the job with words of its own, which mean the same.
func TestTablesGoneBeforeTheJobBegan(t *testing.T) {
	f := newFake(t)
	f.onStart = func(j *fakeJob) {
		j.state, j.status, j.finished = "CANCELLED", "[NOT_FOUND, msg: no valid tables found for backup]", f.clock.now
	}
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	failure := mustFail(t, err, CodeEmpty)
	if failure.Doris != "[NOT_FOUND, msg: no valid tables found for backup]" || failure.UsedUp {
		t.Errorf("%+v", *failure)
	}
}

func TestBackupMeets(t *testing.T) {
	other := doris.BackupJob{Job: doris.Job{Label: "other", Database: "shop", State: "UPLOADING", ID: "7"}}
	done := doris.BackupJob{Job: doris.Job{Label: "before_migration", Database: "shop", State: "FINISHED"}}
	ours := doris.BackupJob{Job: doris.Job{Label: "before_migration", Database: "shop", State: "PENDING", ID: "-1"}}
	elsewhere := ours
	elsewhere.Objects = []doris.TableRef{{Name: "clicks"}}
	restore := doris.RestoreJob{Job: doris.Job{Label: "monday", Database: "shop", State: "DOWNLOADING", ID: "9"}}
	selected := fixedRequest()
	selected.Selection.Tables = []string{"orders"}
	for name, c := range map[string]struct {
		request  BackupRequest
		backups  []doris.BackupJob
		restores []doris.RestoreJob
		label    string
		kind     string
		ours     bool
	}{
		"nobody":                     {request: fixedRequest(), backups: []doris.BackupJob{done}},
		"another backup":             {request: fixedRequest(), backups: []doris.BackupJob{done, other}, label: "other", kind: kindBackup},
		"a restore":                  {request: fixedRequest(), restores: []doris.RestoreJob{restore}, label: "monday", kind: kindRestore},
		"its own":                    {request: fixedRequest(), backups: []doris.BackupJob{ours}, label: "before_migration", kind: kindBackup, ours: true},
		"its name for other objects": {request: selected, backups: []doris.BackupJob{elsewhere}, label: "before_migration", kind: kindBackup},
		"a generated name":           {request: generatedRequest(), backups: []doris.BackupJob{ours}, label: "before_migration", kind: kindBackup},
	} {
		t.Run(name, func(t *testing.T) {
			found, ours := c.request.Meets(c.backups, c.restores, "place")
			if c.label == "" {
				if found != nil || ours {
					t.Errorf("%+v, %v", found, ours)
				}
				return
			}
			if found == nil || found.Label != c.label || found.Kind != c.kind || ours != c.ours {
				t.Errorf("%+v, ours %v, want %s %s, %v", found, ours, c.kind, c.label, c.ours)
			}
		})
	}
	generated := Label{Prefix: "nightly_", Time: newFake(t).clock.now, Place: "k3v7", Request: Request(false, Selection{}, nil), Nonce: "x4f2"}.String()
	running := doris.BackupJob{Job: doris.Job{Label: generated, Database: "shop", State: "UPLOADING"}}
	if _, ours := generatedRequest().Meets([]doris.BackupJob{running}, nil, "k3v7"); !ours {
		t.Errorf("%s is not taken for the backup's own", generated)
	}
}
