// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// objects are all objects of the storage but those of the snapshot, with their content.
func objects(s *providertest.StandIn) map[string]string {
	s.T.Helper()
	all := map[string]string{}
	for _, key := range s.Store.Objects("backups", "") {
		if strings.HasPrefix(key, providertest.ShopFolder) {
			continue
		}
		content, err := s.Store.Get("backups", key)
		if err != nil {
			s.T.Fatal(err)
		}
		all[key] = string(content)
	}
	return all
}

func TestBackupDeletesItsFiles(t *testing.T) {
	s := providertest.NewDeleting(t)
	other := s.Thing("doris_backup")
	providertest.WantSummaries(t, other.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.Obj{"name": "before_migration_b"})))
	before := objects(s)

	x := s.Thing("doris_backup")
	providertest.WantSummaries(t, x.Apply(t.Context(), providertest.DeletedBackup))
	x.WantState(map[string]string{"state": "FINISHED", "on_destroy": "delete"})
	providertest.WantSummaries(t, x.Refresh())
	_, result := x.Plan(providertest.DeletedBackup)
	compare.Lists(t, "second plan", result.Changed(), nil)

	_, result = x.Plan(nil)
	compare.Golden(t, "plan_backup_delete", providertest.DiagnosticsText(result.Diags))
	providertest.WantSummaries(t, x.Apply(t.Context(), nil))
	if s.ObjectsLeft() != 0 || x.Exists() {
		t.Errorf("%d objects left", s.ObjectsLeft())
	}
	if !maps.Equal(before, objects(s)) {
		t.Error("something else was touched")
	}

	// The name is free again: in the same process, as in a replacement, and kept this time.
	providertest.WantSummaries(t, x.Apply(t.Context(), providertest.ShopBackup))
	x.Refresh()
	providertest.WantSummaries(t, x.Apply(t.Context(), nil))
	if s.ObjectsLeft() == 0 {
		t.Error("on_destroy is keep, and the files are gone")
	}
}

// A deletion that stops half-way: the object stays in state until the rest is gone, whatever comes next.
func TestBackupDeletionIsFinished(t *testing.T) {
	for name, next := range map[string]func(t *testing.T, s *providertest.StandIn, x *providertest.Thing){
		"destroy": func(t *testing.T, s *providertest.StandIn, x *providertest.Thing) {
			_, result := x.Plan(nil)
			providertest.WantSummaries(t, result.Diags, providertest.Goes)
			providertest.WantSummaries(t, x.Apply(t.Context(), nil))
			if s.ObjectsLeft() != 0 || x.Exists() {
				t.Errorf("%d objects left", s.ObjectsLeft())
			}
		},
		"apply": func(t *testing.T, s *providertest.StandIn, x *providertest.Thing) {
			response, result := x.Plan(providertest.DeletedBackup)
			providertest.WantSummaries(t, result.Diags, providertest.Goes)
			if len(response.RequiresReplace) != 1 {
				t.Errorf("it is not replaced: %v", response.RequiresReplace)
			}
			// Terraform: one more call without a state, then Delete, then Create, in one process.
			created := s.Thing("doris_backup")
			created.Private = x.Private
			_, result = created.Plan(providertest.DeletedBackup)
			providertest.WantSummaries(t, result.Diags)
			x.Again()
			providertest.WantSummaries(t, x.Apply(t.Context(), nil))
			created.Private = nil
			providertest.WantSummaries(t, created.Apply(t.Context(), providertest.DeletedBackup))
			created.WantState(map[string]string{"state": "FINISHED"})
		},
		"by hand": func(t *testing.T, s *providertest.StandIn, x *providertest.Thing) {
			s.Store.Delete("backups", providertest.ShopFolder)
			providertest.WantSummaries(t, x.Refresh(), "WARNING: The snapshot is gone")
			if x.Exists() {
				t.Error("it is still in state")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := providertest.NewDeleting(t)
			x := s.Thing("doris_backup")
			providertest.WantSummaries(t, x.Apply(t.Context(), providertest.DeletedBackup))
			x.Refresh()
			var batches atomic.Int64
			s.Store.Before(func(w http.ResponseWriter, r *http.Request) bool {
				if !r.URL.Query().Has("delete") || batches.Add(1) == 1 { // the info file goes, the rest does not
					return false
				}
				w.Header().Set("Content-Type", "application/xml")
				w.WriteHeader(http.StatusForbidden)
				_, _ = fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`)
				return true
			})
			diags := x.Apply(t.Context(), nil)
			s.Store.Before(nil)
			if name == "destroy" {
				compare.Golden(t, "delete_half", strings.ReplaceAll(providertest.Plain(providertest.DiagnosticsText(diags)), s.Store.Endpoint(), "<endpoint>"))
			}
			providertest.WantSummaries(t, diags, "ERROR: This machine lacks a right in the bucket")
			if s.ObjectsLeft() == 0 || !x.Exists() {
				t.Fatalf("%d objects left, in state: %t", s.ObjectsLeft(), x.Exists())
			}
			diags = x.Refresh()
			if name == "destroy" {
				compare.Golden(t, "delete_half_refresh", providertest.DiagnosticsText(diags))
			}
			providertest.WantSummaries(t, diags, "WARNING: Files of the snapshot are left (before_migration)")
			x.WantState(map[string]string{"state": "UNRESTORABLE", "name": "before_migration"})
			next(t, s, x)
		})
	}
}

// The rest of a backup that failed is this object's to delete, too.
func TestBackupDeletesWhatAFailedOneLeft(t *testing.T) {
	s := providertest.NewDeleting(t)
	gate := s.Sim.HoldState("backup", "UPLOADING")
	x := s.Thing("doris_backup")
	x.ApplyUntil(gate, "SHOW BACKUP", providertest.DeletedBackup)
	if err := s.Store.Put("backups", providertest.ShopFolder+"__ss_content/begun", []byte("begun")); err != nil {
		t.Fatal(err)
	}
	s.Exec("CANCEL BACKUP FROM `shop`")
	gate.Release()
	providertest.WantSummaries(t, x.Refresh(), "WARNING: The snapshot is gone", "WARNING: Files of the snapshot are left (before_migration)")
	providertest.WantSummaries(t, x.Apply(t.Context(), nil))
	if s.ObjectsLeft() != 0 {
		t.Errorf("%d objects left", s.ObjectsLeft())
	}
}

// A destroy while the job runs cancels it.
func TestBackupDeletesWhileItRuns(t *testing.T) {
	s := providertest.NewDeleting(t)
	gate := s.Sim.HoldState("backup", "UPLOADING")
	x := s.Thing("doris_backup")
	x.ApplyUntil(gate, "SHOW BACKUP", providertest.DeletedBackup)
	if err := s.Store.Put("backups", providertest.ShopFolder+"__ss_content/begun", []byte("begun")); err != nil {
		t.Fatal(err)
	}
	providertest.WantSummaries(t, x.Refresh())
	_, result := x.Plan(nil)
	compare.Golden(t, "plan_backup_delete_running", providertest.Plain(providertest.DiagnosticsText(result.Diags)))
	providertest.WantSummaries(t, x.Apply(t.Context(), nil))
	gate.Release()
	if s.ObjectsLeft() != 0 || s.Sim.Journal()[0].State != "CANCELLED" {
		t.Errorf("%d objects left, %+v", s.ObjectsLeft(), s.Sim.Journal())
	}
}

// What a plan says where the files cannot be handled.
func TestBackupDeletePlan(t *testing.T) {
	s := providertest.NewDeleting(t)
	s.Sim.AddBroker("bos")
	s.Exec(`CREATE REPOSITORY far WITH BROKER bos ON LOCATION "bos://box/prod" PROPERTIES("bos_endpoint"="http://bj.bcebos.com")`)
	for name, test := range map[string]struct {
		change providertest.Obj
		access []string // key and secret, instead of the right ones
		want   []string
	}{
		"fine":     {},
		"broker":   {change: providertest.Obj{"repository": "far"}, want: []string{"ERROR: The files of the repository cannot be handled from here"}},
		"refused":  {access: []string{s.Store.AccessKey(), "wrong"}, want: []string{"ERROR: The storage refuses the keys of this machine"}},
		"no keys":  {access: []string{"", ""}, want: []string{"ERROR: No credentials for the bucket"}},
		"triggers": {change: providertest.Obj{"triggers": providertest.Obj{"n": "1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if test.access != nil {
				t.Setenv("AWS_ACCESS_KEY_ID", test.access[0])
				t.Setenv("AWS_SECRET_ACCESS_KEY", test.access[1])
			}
			x := s.Thing("doris_backup")
			x.Again()
			_, result := x.Plan(providertest.With(providertest.DeletedBackup, test.change))
			providertest.WantSummaries(t, result.Diags, test.want...)
			if len(test.want) > 0 {
				compare.Golden(t, "plan_backup_delete_"+strings.ReplaceAll(name, " ", "_"), providertest.DiagnosticsText(result.Diags))
			}
		})
	}
}

// What was taken over by its name is never deleted.
func TestBackupOfANamesakeStays(t *testing.T) {
	s := providertest.NewDeleting(t)
	first := s.Thing("doris_backup")
	providertest.WantSummaries(t, first.Apply(t.Context(), providertest.ShopBackup))
	x := s.Thing("doris_backup")
	x.Again()
	x.Apply(t.Context(), providertest.DeletedBackup) // Finished within the hour: adopted
	if s.Runs("backup") != 1 {
		t.Fatal("it was not adopted")
	}
	x.Refresh()
	providertest.WantSummaries(t, x.Apply(t.Context(), nil), "ERROR: It is not certain whose snapshot it is")
	if s.ObjectsLeft() == 0 || !x.Exists() {
		t.Error("it was deleted")
	}
}
