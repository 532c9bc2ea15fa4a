// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

var deletedBackup = with(shopBackup, obj{"on_destroy": "delete"})

// newDeleting is a stand-in whose bucket this machine reaches with the credentials that AWS tools find.
func newDeleting(t *testing.T) *standIn {
	t.Helper()
	s := newStandIn(t)
	t.Setenv("AWS_ACCESS_KEY_ID", s.store.AccessKey())
	t.Setenv("AWS_SECRET_ACCESS_KEY", s.store.SecretKey())
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", "/nowhere") // what the person who runs the tests has
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
	return s
}

const shopFolder = "prod/__palo_repository_dr_main/__ss_before_migration/"

// objects are all objects of the storage but those of the snapshot, with their content.
func (s *standIn) objects() map[string]string {
	s.t.Helper()
	all := map[string]string{}
	for _, key := range s.store.Objects("backups", "") {
		if strings.HasPrefix(key, shopFolder) {
			continue
		}
		content, err := s.store.Get("backups", key)
		if err != nil {
			s.t.Fatal(err)
		}
		all[key] = string(content)
	}
	return all
}

func (s *standIn) objectsLeft() int { return len(s.store.Objects("backups", shopFolder)) }

// wantSummaries fails unless these errors and warnings came, and no others.
func wantSummaries(t *testing.T, diags []*tfprotov6.Diagnostic, want ...string) {
	t.Helper()
	result := planned{diags: diags}
	expect(t, "diagnostics", result.summaries(), want)
	if t.Failed() {
		t.Log(diagnosticsText(diags))
	}
}

const goes = "WARNING: The snapshot will be deleted (before_migration)"

func TestBackupDeletesItsFiles(t *testing.T) {
	s := newDeleting(t)
	other := s.thing("doris_backup")
	wantSummaries(t, other.apply(t.Context(), with(shopBackup, obj{"name": "before_migration_b"})))
	before := s.objects()

	x := s.thing("doris_backup")
	wantSummaries(t, x.apply(t.Context(), deletedBackup))
	x.wantState(map[string]string{"state": "FINISHED", "on_destroy": "delete"})
	wantSummaries(t, x.refresh())
	_, result := x.plan(deletedBackup)
	expect(t, "second plan", result.changed(), nil)

	_, result = x.plan(nil)
	golden(t, "plan_backup_delete", diagnosticsText(result.diags))
	wantSummaries(t, x.apply(t.Context(), nil))
	if s.objectsLeft() != 0 || x.exists() {
		t.Errorf("%d objects left", s.objectsLeft())
	}
	if !maps.Equal(before, s.objects()) {
		t.Error("something else was touched")
	}

	// The name is free again: in the same process, as in a replacement, and kept this time.
	wantSummaries(t, x.apply(t.Context(), shopBackup))
	x.refresh()
	wantSummaries(t, x.apply(t.Context(), nil))
	if s.objectsLeft() == 0 {
		t.Error("on_destroy is keep, and the files are gone")
	}
}

// A deletion that stops half-way: the object stays in state until the rest is gone, whatever comes next.
func TestBackupDeletionIsFinished(t *testing.T) {
	for name, next := range map[string]func(t *testing.T, s *standIn, x *thing){
		"destroy": func(t *testing.T, s *standIn, x *thing) {
			_, result := x.plan(nil)
			wantSummaries(t, result.diags, goes)
			wantSummaries(t, x.apply(t.Context(), nil))
			if s.objectsLeft() != 0 || x.exists() {
				t.Errorf("%d objects left", s.objectsLeft())
			}
		},
		"apply": func(t *testing.T, s *standIn, x *thing) {
			response, result := x.plan(deletedBackup)
			wantSummaries(t, result.diags, goes)
			if len(response.RequiresReplace) != 1 {
				t.Errorf("it is not replaced: %v", response.RequiresReplace)
			}
			// Terraform: one more call without a state, then Delete, then Create, in one process.
			created := s.thing("doris_backup")
			created.private = x.private
			_, result = created.plan(deletedBackup)
			wantSummaries(t, result.diags)
			x.again()
			wantSummaries(t, x.apply(t.Context(), nil))
			created.private = nil
			wantSummaries(t, created.apply(t.Context(), deletedBackup))
			created.wantState(map[string]string{"state": "FINISHED"})
		},
		"by hand": func(t *testing.T, s *standIn, x *thing) {
			s.store.Delete("backups", shopFolder)
			wantSummaries(t, x.refresh(), "WARNING: The snapshot is gone")
			if x.exists() {
				t.Error("it is still in state")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newDeleting(t)
			x := s.thing("doris_backup")
			wantSummaries(t, x.apply(t.Context(), deletedBackup))
			x.refresh()
			var batches atomic.Int64
			s.store.Before(func(w http.ResponseWriter, r *http.Request) bool {
				if !r.URL.Query().Has("delete") || batches.Add(1) == 1 { // the info file goes, the rest does not
					return false
				}
				w.Header().Set("Content-Type", "application/xml")
				w.WriteHeader(http.StatusForbidden)
				_, _ = fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`)
				return true
			})
			diags := x.apply(t.Context(), nil)
			s.store.Before(nil)
			if name == "destroy" {
				golden(t, "delete_half", strings.ReplaceAll(plain(diagnosticsText(diags)), s.store.Endpoint(), "<endpoint>"))
			}
			wantSummaries(t, diags, "ERROR: This machine lacks a right in the bucket")
			if s.objectsLeft() == 0 || !x.exists() {
				t.Fatalf("%d objects left, in state: %t", s.objectsLeft(), x.exists())
			}
			diags = x.refresh()
			if name == "destroy" {
				golden(t, "delete_half_refresh", diagnosticsText(diags))
			}
			wantSummaries(t, diags, "WARNING: Files of the snapshot are left (before_migration)")
			x.wantState(map[string]string{"state": "UNRESTORABLE", "name": "before_migration"})
			next(t, s, x)
		})
	}
}

// The rest of a backup that failed is this object's to delete, too.
func TestBackupDeletesWhatAFailedOneLeft(t *testing.T) {
	s := newDeleting(t)
	gate := s.sim.HoldState("backup", "UPLOADING")
	x := s.thing("doris_backup")
	x.applyUntil(gate, "SHOW BACKUP", deletedBackup)
	if err := s.store.Put("backups", shopFolder+"__ss_content/begun", []byte("begun")); err != nil {
		t.Fatal(err)
	}
	s.exec("CANCEL BACKUP FROM `shop`")
	gate.Release()
	wantSummaries(t, x.refresh(), "WARNING: The snapshot is gone", "WARNING: Files of the snapshot are left (before_migration)")
	wantSummaries(t, x.apply(t.Context(), nil))
	if s.objectsLeft() != 0 {
		t.Errorf("%d objects left", s.objectsLeft())
	}
}

// A destroy while the job runs cancels it.
func TestBackupDeletesWhileItRuns(t *testing.T) {
	s := newDeleting(t)
	gate := s.sim.HoldState("backup", "UPLOADING")
	x := s.thing("doris_backup")
	x.applyUntil(gate, "SHOW BACKUP", deletedBackup)
	if err := s.store.Put("backups", shopFolder+"__ss_content/begun", []byte("begun")); err != nil {
		t.Fatal(err)
	}
	wantSummaries(t, x.refresh())
	_, result := x.plan(nil)
	golden(t, "plan_backup_delete_running", plain(diagnosticsText(result.diags)))
	wantSummaries(t, x.apply(t.Context(), nil))
	gate.Release()
	if s.objectsLeft() != 0 || s.sim.Journal()[0].State != "CANCELLED" {
		t.Errorf("%d objects left, %+v", s.objectsLeft(), s.sim.Journal())
	}
}

// What a plan says where the files cannot be handled.
func TestBackupDeletePlan(t *testing.T) {
	s := newDeleting(t)
	s.exec(`CREATE REPOSITORY far WITH HDFS ON LOCATION "hdfs://nn:8020/doris" PROPERTIES("fs.defaultFS"="hdfs://nn:8020","hadoop.username"="u")`)
	for name, test := range map[string]struct {
		change obj
		access []string // key and secret, instead of the right ones
		want   []string
	}{
		"fine":     {},
		"HDFS":     {change: obj{"repository": "far"}, want: []string{"ERROR: The storage of the repository is not S3"}},
		"refused":  {access: []string{s.store.AccessKey(), "wrong"}, want: []string{"ERROR: The storage refuses the keys of this machine"}},
		"no keys":  {access: []string{"", ""}, want: []string{"ERROR: No credentials for the bucket"}},
		"triggers": {change: obj{"triggers": obj{"n": "1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if test.access != nil {
				t.Setenv("AWS_ACCESS_KEY_ID", test.access[0])
				t.Setenv("AWS_SECRET_ACCESS_KEY", test.access[1])
			}
			x := s.thing("doris_backup")
			x.again()
			_, result := x.plan(with(deletedBackup, test.change))
			wantSummaries(t, result.diags, test.want...)
			if len(test.want) > 0 {
				golden(t, "plan_backup_delete_"+strings.ReplaceAll(name, " ", "_"), diagnosticsText(result.diags))
			}
		})
	}
}

// What was taken over by its name is never deleted.
func TestBackupOfANamesakeStays(t *testing.T) {
	s := newDeleting(t)
	first := s.thing("doris_backup")
	wantSummaries(t, first.apply(t.Context(), shopBackup))
	x := s.thing("doris_backup")
	x.again()
	x.apply(t.Context(), deletedBackup) // finished within the hour: adopted
	if s.runs("backup") != 1 {
		t.Fatal("it was not adopted")
	}
	x.refresh()
	wantSummaries(t, x.apply(t.Context(), nil), "ERROR: It is not certain whose snapshot it is")
	if s.objectsLeft() == 0 || !x.exists() {
		t.Error("it was deleted")
	}
}
