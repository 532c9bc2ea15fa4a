// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func TestBackupJobs(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{NoQueries: true}, func(t *testing.T, s *providertest.StandIn) {
		if jobs := s.MustRead("doris_backup_jobs", providertest.Obj{"database": "shop"})["jobs"].([]any); len(jobs) != 0 {
			t.Fatalf("jobs before any backup: %v", jobs)
		}
		gate := s.Sim.HoldState("backup", "UPLOADING")
		s.Exec("BACKUP SNAPSHOT `shop`.`first` TO `dr_main` ON (`orders`)")
		<-gate.Reached
		providertest.WantAttributes(t, s.Await("doris_backup_jobs", "shop", "UPLOADING"), providertest.Obj{
			"job_id": providertest.AJobID, "snapshot": "first", "status": "[OK]", "task_err_msg": nil, "progress_percent": providertest.Between(10, 94),
			"unfinished_tasks": providertest.Between(1, 100), "submitted_at": providertest.AnInstant, "finished_at": nil,
			"phase_seconds": func(v any) bool {
				_, there := v.(providertest.Obj)["snapshot"]
				return there && len(v.(providertest.Obj)) == 1
			},
		})
		gate.Release()
		providertest.WantAttributes(t, s.Await("doris_backup_jobs", "shop", "FINISHED"), providertest.Obj{
			"progress_percent": 100, "unfinished_tasks": 0, "submitted_at": providertest.AnInstant, "finished_at": providertest.AnInstant,
			"phase_seconds": func(v any) bool { return len(v.(providertest.Obj)) == 3 },
		})
		// A job that was cancelled, the newest of two, and a frontend that forgot why and what it held.
		gate = s.Sim.HoldState("backup", "SNAPSHOTING")
		defer gate.Release()
		s.Exec("BACKUP SNAPSHOT `shop`.`second` TO `dr_main`")
		<-gate.Reached
		s.Exec("CANCEL BACKUP FROM `shop`")
		providertest.WantAttributes(t, s.Await("doris_backup_jobs", "shop", "CANCELLED"), providertest.Obj{
			"snapshot": "second", "progress_percent": nil, "status": "[COMMON_ERROR, msg: user cancelled]", "finished_at": providertest.AnInstant,
		})
		s.Sim.Restart()
		jobs := s.MustRead("doris_backup_jobs", providertest.Obj{"database": "shop"})["jobs"].([]any)
		if len(jobs) != 2 {
			t.Fatalf("after a restart there are %d jobs, want 2", len(jobs))
		}
		providertest.WantAttributes(t, jobs[0], providertest.Obj{"snapshot": "second", "state": "CANCELLED", "status": "[OK]"})
		providertest.WantAttributes(t, jobs[1], providertest.Obj{"snapshot": "first", "state": "FINISHED", "finished_at": providertest.AnInstant})
		only := s.MustRead("doris_backup_jobs", providertest.Obj{"database": "shop", "snapshot": "first"})["jobs"].([]any)
		if len(only) != 1 || only[0].(providertest.Obj)["snapshot"] != "first" {
			t.Errorf("only first was asked for: %v", only)
		}
	})
}
