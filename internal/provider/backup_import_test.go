// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// imports imports by id, or by identity where one is given, and keeps what comes back.
func (x *thing) imports(id string, identity map[string]string) []*tfprotov6.Diagnostic {
	x.t.Helper()
	request := &tfprotov6.ImportResourceStateRequest{TypeName: x.name, ID: id}
	if identity != nil {
		types, values := map[string]tftypes.Type{}, map[string]tftypes.Value{}
		for name, text := range identity {
			types[name], values[name] = tftypes.String, tftypes.NewValue(tftypes.String, text)
		}
		typ := tftypes.Object{AttributeTypes: types}
		data, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, values))
		if err != nil {
			x.t.Fatal(err)
		}
		request.Identity = &tfprotov6.ResourceIdentityData{IdentityData: &data}
	}
	response, err := x.server.server.ImportResourceState(x.t.Context(), request)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, imported := range response.ImportedResources {
		x.state, x.private = imported.State, imported.Private
	}
	return response.Diagnostics
}

func TestImportByIdentity(t *testing.T) {
	s := newStandIn(t)
	s.thing("doris_backup").succeeds(shopBackup)
	s.thing("doris_restore").succeeds(with(stageRestore, obj{"snapshot": "before_migration"}))

	backup := s.thing("doris_backup")
	wantText(t, backup.imports("", map[string]string{"repository": "dr_main", "name": "before_migration"}))
	backup.wantState(map[string]string{"id": "dr_main/before_migration", "database": "shop", "state": "FINISHED", "content": "all", "on_timeout": "detach"})
	wantText(t, backup.refresh())
	_, result := backup.plan(shopBackup)
	expect(t, "plan of the backup", result.changed(), nil)

	restore := s.thing("doris_restore")
	wantText(t, restore.imports("", map[string]string{"repository": "dr_main", "snapshot": "before_migration", "database": "stage"}))
	restore.wantState(map[string]string{"id": "dr_main/before_migration/stage", "state": "FINISHED", "existing_tables": "error"})
	wantText(t, restore.refresh())
	_, result = restore.plan(obj{"repository": "dr_main", "snapshot": "before_migration", "database": "stage"})
	expect(t, "plan of the restore", result.changed(), nil)
}

// TestImportErrors: what cannot be imported says why; the golden files hold the texts.
func TestImportErrors(t *testing.T) {
	s := newStandIn(t)
	s.thing("doris_backup").succeeds(shopBackup)
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
				s.exec("CREATE DATABASE `empty`")
			}
			x := s.thing(c.resourceType)
			x.again()
			golden(t, "import_"+name, plain(diagnosticsText(x.imports(c.id, nil))))
			if x.exists() {
				t.Error("it was imported")
			}
		})
	}
}

// TestImportWithoutHistory: the tables are there, the job is forgotten. Nothing runs, and a later run has a baseline.
func TestImportWithoutHistory(t *testing.T) {
	s := newStandIn(t)
	s.thing("doris_backup").succeeds(shopBackup)
	config := with(stageRestore, obj{"snapshot": "before_migration"})
	s.thing("doris_restore").succeeds(config)
	s.sim.EvictHistory("stage")
	x := s.thing("doris_restore")
	x.again()
	wantText(t, x.imports("dr_main/before_migration/stage", nil))
	x.wantState(map[string]string{"state": "", "job_id": "", "submitted_at": ""})
	wantText(t, x.refresh())
	if !x.exists() {
		t.Fatal("a refresh took it out of the state")
	}
	x.succeeds(config) // records create_database and replication_num
	s.waitForNextSecond()
	again := with(config, obj{"existing_tables": "overwrite", "triggers": obj{"run": "1"}})
	x.refresh()
	x.succeeds(again)
	x.wantState(map[string]string{"state": "FINISHED"})
	if n := s.runs("restore"); n != 2 {
		t.Errorf("%d jobs", n)
	}
}

// TestImportOfRenamed: Doris shows no new names, so the configuration tells them after the import.
func TestImportOfRenamed(t *testing.T) {
	s := newStandIn(t)
	s.thing("doris_backup").succeeds(shopBackup)
	config := with(stageRestore, obj{"snapshot": "before_migration", "tables": []string{"orders"}, "rename": obj{"orders": "orders_old"}})
	s.thing("doris_restore").succeeds(config)
	x := s.thing("doris_restore")
	x.again()
	golden(t, "import_renamed", plain(diagnosticsText(x.imports("dr_main/before_migration/stage", nil))))
	x.refresh()
	x.succeeds(config)
	var objects map[string]tftypes.Value
	if err := x.attributes(x.state)["objects"].As(&objects); err != nil {
		t.Fatal(err)
	}
	if got := objects["tables"].String(); strings.Count(got, `"name":tftypes.String<`) != 1 || !strings.Contains(got, `"orders_old"`) {
		t.Errorf("objects.tables: %s", got)
	}
	x.refresh()
	_, result := x.plan(config)
	expect(t, "second plan", result.changed(), nil)
	if n := s.runs("restore"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// TestPlanWithoutClusterOfJobs: one warning for all new objects, and the plan goes on.
func TestPlanWithoutClusterOfJobs(t *testing.T) {
	s := newServer(t)
	wantText(t, s.configure(obj{"endpoints": []string{"127.0.0.1:1", "127.0.0.1:2"}, "connect_timeout": "2s"}))
	began := time.Now()
	backup, restore := &protocol{s, "doris_backup"}, &protocol{s, "doris_restore"}
	expect(t, "backup", backup.plan(nil, shopBackup, nil).summaries(), []string{"WARNING: Doris cannot be reached"})
	expect(t, "restore", restore.plan(nil, stageRestore, nil).summaries(), nil)
	expect(t, "second backup", backup.plan(nil, with(shopBackup, obj{"name": "other"}), nil).summaries(), nil)
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("the plan took %s", took)
	}
}
