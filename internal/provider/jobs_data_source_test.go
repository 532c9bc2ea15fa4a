// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// await waits until the newest job of a data source has a state.
func (s *standIn) await(name, database, state string) obj {
	s.t.Helper()
	var jobs []any
	if !eventually(func() bool {
		jobs = s.mustRead(name, obj{"database": database})["jobs"].([]any)
		return len(jobs) > 0 && jobs[0].(obj)["state"] == state
	}) {
		s.t.Fatalf("no job of %s became %s", database, state)
	}
	return jobs[0].(obj)
}

func aJobID(v any) bool {
	text, _ := v.(string)
	return text != "" && text != "-1"
}

func TestBackupJobs(t *testing.T) {
	t.Parallel()
	eachLine(t, dorissim.Options{NoQueries: true}, func(t *testing.T, s *standIn) {
		if jobs := s.mustRead("doris_backup_jobs", obj{"database": "shop"})["jobs"].([]any); len(jobs) != 0 {
			t.Fatalf("jobs before any backup: %v", jobs)
		}
		gate := s.sim.HoldState("backup", "UPLOADING")
		s.exec("BACKUP SNAPSHOT `shop`.`first` TO `dr_main` ON (`orders`)")
		<-gate.Reached
		wantAttributes(t, s.await("doris_backup_jobs", "shop", "UPLOADING"), obj{
			"job_id": aJobID, "snapshot": "first", "status": "[OK]", "task_err_msg": nil, "progress_percent": between(10, 94),
			"unfinished_tasks": between(1, 100), "submitted_at": anInstant, "finished_at": nil,
			"phase_seconds": func(v any) bool { _, there := v.(obj)["snapshot"]; return there && len(v.(obj)) == 1 },
		})
		gate.Release()
		wantAttributes(t, s.await("doris_backup_jobs", "shop", "FINISHED"), obj{
			"progress_percent": 100, "unfinished_tasks": 0, "submitted_at": anInstant, "finished_at": anInstant,
			"phase_seconds": func(v any) bool { return len(v.(obj)) == 3 },
		})
		// A job that was cancelled, the newest of two, and a frontend that forgot why and what it held.
		gate = s.sim.HoldState("backup", "SNAPSHOTING")
		defer gate.Release()
		s.exec("BACKUP SNAPSHOT `shop`.`second` TO `dr_main`")
		<-gate.Reached
		s.exec("CANCEL BACKUP FROM `shop`")
		wantAttributes(t, s.await("doris_backup_jobs", "shop", "CANCELLED"), obj{
			"snapshot": "second", "progress_percent": nil, "status": "[COMMON_ERROR, msg: user cancelled]", "finished_at": anInstant,
		})
		s.sim.Restart()
		jobs := s.mustRead("doris_backup_jobs", obj{"database": "shop"})["jobs"].([]any)
		if len(jobs) != 2 {
			t.Fatalf("after a restart there are %d jobs, want 2", len(jobs))
		}
		wantAttributes(t, jobs[0], obj{"snapshot": "second", "state": "CANCELLED", "status": "[OK]"})
		wantAttributes(t, jobs[1], obj{"snapshot": "first", "state": "FINISHED", "finished_at": anInstant})
		only := s.mustRead("doris_backup_jobs", obj{"database": "shop", "snapshot": "first"})["jobs"].([]any)
		if len(only) != 1 || only[0].(obj)["snapshot"] != "first" {
			t.Errorf("only first was asked for: %v", only)
		}
	})
}

func TestRestoreJobs(t *testing.T) {
	t.Parallel()
	eachLine(t, dorissim.Options{NoQueries: true}, func(t *testing.T, s *standIn) {
		s.exec("BACKUP SNAPSHOT `shop`.`first` TO `dr_main`; CREATE DATABASE `copy`")
		s.await("doris_backup_jobs", "shop", "FINISHED")
		timestamp := s.mustRead("doris_snapshot", obj{"repository": "dr_main", "name": "first"})["backup_timestamp"].(string)
		gate := s.sim.HoldState("restore", "DOWNLOADING")
		s.exec("RESTORE SNAPSHOT `copy`.`first` FROM `dr_main` PROPERTIES(\"backup_timestamp\"=\"" + timestamp + "\",\"replication_num\"=\"1\")")
		<-gate.Reached
		wantAttributes(t, s.await("doris_restore_jobs", "copy", "DOWNLOADING"), obj{
			"job_id": aJobID, "snapshot": "first", "backup_timestamp": timestamp, "progress_percent": between(10, 84),
			"unfinished_tasks": between(1, 100), "submitted_at": anInstant, "finished_at": nil,
			"phase_seconds": func(v any) bool { return len(v.(obj)) == 2 },
		})
		s.sim.Restart() // DOWNLOADING begins again as DOWNLOAD
		if jobs := s.mustRead("doris_restore_jobs", obj{"database": "copy"})["jobs"].([]any); len(jobs) != 1 {
			t.Errorf("after a restart there are %d jobs, want 1", len(jobs))
		}
		gate.Release()
		wantAttributes(t, s.await("doris_restore_jobs", "copy", "FINISHED"), obj{
			"backup_timestamp": timestamp, "progress_percent": 100, "finished_at": anInstant,
			"phase_seconds": func(v any) bool { return len(v.(obj)) == 4 },
		})
		if jobs := s.mustRead("doris_restore_jobs", obj{"database": "copy", "snapshot": "other"})["jobs"].([]any); len(jobs) != 0 {
			t.Errorf("jobs of another snapshot: %v", jobs)
		}
		if jobs := s.mustRead("doris_restore_jobs", obj{"database": "shop"})["jobs"].([]any); len(jobs) != 0 {
			t.Errorf("a backup is no restore: %v", jobs)
		}
	})
}

// What is read of a database that is not there says which ones are.
func TestDataOfAMissingDatabase(t *testing.T) {
	t.Parallel()
	eachLine(t, dorissim.Options{}, func(t *testing.T, s *standIn) {
		s.exec("CREATE DATABASE `warehouse`")
		for _, name := range []string{"doris_backup_jobs", "doris_restore_jobs", "doris_tables", "doris_query"} {
			config := func(database string) obj {
				if name == "doris_query" {
					return obj{"database": database, "sql": "SHOW TABLES"}
				}
				return obj{"database": database}
			}
			_, diagnostics := s.readData(name, config("shopp"))
			wantText(t, diagnostics, `error at AttributeName("database"): The database does not exist | Doris has no database "shopp". Its nearest names are shop.`,
				"\n\nDoris: \"Unknown database 'shopp'", "\n\nCorrect the name, or create the database first.")
			_, diagnostics = s.readData(name, config("zzz"))
			wantText(t, diagnostics, `Doris has no database "zzz". It has shop, warehouse.`)
		}
	})
}

// SHOW BACKUP wants the privilege LOAD on the database (recorded: privileges).
func TestJobsNeedARight(t *testing.T) {
	t.Parallel()
	eachLine(t, dorissim.Options{}, func(t *testing.T, s *standIn) {
		s.exec("CREATE USER 'reader' IDENTIFIED BY 'reader-password'; GRANT SELECT_PRIV ON `shop`.* TO 'reader'")
		wantText(t, s.configure(obj{"endpoints": []string{s.sim.Addr()}, "username": "reader", "password": "reader-password"}))
		for name, statement := range map[string]string{"doris_backup_jobs": "SHOW BACKUP", "doris_restore_jobs": "SHOW RESTORE"} {
			_, diagnostics := s.readData(name, obj{"database": "shop"})
			wantText(t, diagnostics, "error: The Doris user lacks a privilege | User \"reader\" may not run "+statement,
				"\n\nDoris: \"Access denied", "GRANT LOAD_PRIV ON internal.`shop`.* TO 'reader';")
		}
	})
}
