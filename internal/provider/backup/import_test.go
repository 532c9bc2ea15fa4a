// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func TestImportByIdentity(t *testing.T) {
	s := providertest.NewStandIn(t)
	s.Thing("doris_backup").Succeeds(providertest.ShopBackup)
	s.Thing("doris_restore").Succeeds(providertest.With(providertest.StageRestore, providertest.Obj{"snapshot": "before_migration"}))

	backup := s.Thing("doris_backup")
	providertest.WantText(t, backup.Imports("", map[string]string{"repository": "dr_main", "name": "before_migration"}))
	backup.WantState(map[string]string{"id": "dr_main/before_migration", "database": "shop", "state": "FINISHED", "content": "all", "on_timeout": "detach"})
	providertest.WantText(t, backup.Refresh())
	_, result := backup.Plan(providertest.ShopBackup)
	compare.Lists(t, "plan of the backup", result.Changed(), nil)

	restore := s.Thing("doris_restore")
	providertest.WantText(t, restore.Imports("", map[string]string{"repository": "dr_main", "snapshot": "before_migration", "database": "stage"}))
	restore.WantState(map[string]string{"id": "dr_main/before_migration/stage", "state": "FINISHED", "existing_tables": "error"})
	providertest.WantText(t, restore.Refresh())
	_, result = restore.Plan(providertest.Obj{"repository": "dr_main", "snapshot": "before_migration", "database": "stage"})
	compare.Lists(t, "plan of the restore", result.Changed(), nil)
}

// TestImportErrors: what cannot be imported says why; the golden files hold the texts.
func TestImportErrors(t *testing.T) {
	s := providertest.NewStandIn(t)
	s.Thing("doris_backup").Succeeds(providertest.ShopBackup)
	for name, c := range map[string]struct{ resourceType, id string }{
		"backup_id":          {"doris_backup", "before_migration"},
		"backup_missing":     {"doris_backup", "dr_main/before_migratoin"},
		"backup_repository":  {"doris_backup", "dr_mian/before_migration"},
		"restore_id":         {"doris_restore", "dr_main/before_migration"},
		"restore_never_ran":  {"doris_restore", "dr_main/before_migration/stage"},
		"restore_no_tables":  {"doris_restore", "dr_main/before_migration/empty"},
		"restore_no_such":    {"doris_restore", "dr_main/nothing/shop"},
		"restore_repository": {"doris_restore", "dr_mian/before_migration/shop"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "restore_no_tables" {
				s.Exec("CREATE DATABASE `empty`")
			}
			x := s.Thing(c.resourceType)
			x.Again()
			compare.Golden(t, "import_"+name, providertest.Plain(providertest.DiagnosticsText(x.Imports(c.id, nil))))
			if x.Exists() {
				t.Error("it was imported")
			}
		})
	}
}

// TestImportWithoutHistory: the tables are there, the job is forgotten. Nothing runs, and a later run has a baseline.
func TestImportWithoutHistory(t *testing.T) {
	s := providertest.NewStandIn(t)
	s.Thing("doris_backup").Succeeds(providertest.ShopBackup)
	config := providertest.With(providertest.StageRestore, providertest.Obj{"snapshot": "before_migration"})
	s.Thing("doris_restore").Succeeds(config)
	s.Sim.EvictHistory("stage")
	x := s.Thing("doris_restore")
	x.Again()
	providertest.WantText(t, x.Imports("dr_main/before_migration/stage", nil))
	x.WantState(map[string]string{"state": "", "job_id": "", "submitted_at": ""})
	providertest.WantText(t, x.Refresh())
	if !x.Exists() {
		t.Fatal("a refresh took it out of the state")
	}
	x.Succeeds(config) // records create_database and replication_num
	s.WaitForNextSecond()
	again := providertest.With(config, providertest.Obj{"existing_tables": "overwrite", "triggers": providertest.Obj{"run": "1"}})
	x.Refresh()
	x.Succeeds(again)
	x.WantState(map[string]string{"state": "FINISHED"})
	if n := s.Runs("restore"); n != 2 {
		t.Errorf("%d jobs", n)
	}
}

// TestImportOfRenamed: Doris shows no new names, so the configuration tells them after the import.
func TestImportOfRenamed(t *testing.T) {
	s := providertest.NewStandIn(t)
	s.Thing("doris_backup").Succeeds(providertest.ShopBackup)
	config := providertest.With(providertest.StageRestore, providertest.Obj{"snapshot": "before_migration", "tables": []string{"orders"}, "rename": providertest.Obj{"orders": "orders_old"}})
	s.Thing("doris_restore").Succeeds(config)
	x := s.Thing("doris_restore")
	x.Again()
	compare.Golden(t, "import_renamed", providertest.Plain(providertest.DiagnosticsText(x.Imports("dr_main/before_migration/stage", nil))))
	x.Refresh()
	x.Succeeds(config)
	var objects map[string]tftypes.Value
	if err := x.Attributes(x.State)["objects"].As(&objects); err != nil {
		t.Fatal(err)
	}
	if got := objects["tables"].String(); strings.Count(got, `"name":tftypes.String<`) != 1 || !strings.Contains(got, `"orders_old"`) {
		t.Errorf("objects.tables: %s", got)
	}
	x.Refresh()
	_, result := x.Plan(config)
	compare.Lists(t, "second plan", result.Changed(), nil)
	if n := s.Runs("restore"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// TestPlanWithoutClusterOfJobs: one warning for all new objects, and the plan goes on.
func TestPlanWithoutClusterOfJobs(t *testing.T) {
	s := providertest.NewServer(t)
	providertest.WantText(t, s.Configure(providertest.Obj{"endpoints": []string{"127.0.0.1:1", "127.0.0.1:2"}, "connect_timeout": "2s"}))
	began := time.Now()
	backup, restore := &providertest.Protocol{Server: s, Name: "doris_backup"}, &providertest.Protocol{Server: s, Name: "doris_restore"}
	compare.Lists(t, "backup", backup.Plan(nil, providertest.ShopBackup, nil).Summaries(), []string{"WARNING: Doris cannot be reached"})
	compare.Lists(t, "restore", restore.Plan(nil, providertest.StageRestore, nil).Summaries(), nil)
	compare.Lists(t, "second backup", backup.Plan(nil, providertest.With(providertest.ShopBackup, providertest.Obj{"name": "other"}), nil).Summaries(), nil)
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("the plan took %s", took)
	}
}
