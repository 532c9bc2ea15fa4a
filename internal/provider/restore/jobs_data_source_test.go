// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func TestRestoreJobs(t *testing.T) {
	t.Parallel()
	providertest.EachLine(t, dorissim.Options{NoQueries: true}, func(t *testing.T, s *providertest.StandIn) {
		s.Exec("BACKUP SNAPSHOT `shop`.`first` TO `dr_main`; CREATE DATABASE `copy`")
		s.Await("doris_backup_jobs", "shop", "FINISHED")
		timestamp := s.MustRead("doris_snapshot", providertest.Obj{"repository": "dr_main", "name": "first"})["backup_timestamp"].(string)
		gate := s.Sim.HoldState("restore", "DOWNLOADING")
		s.Exec("RESTORE SNAPSHOT `copy`.`first` FROM `dr_main` PROPERTIES(\"backup_timestamp\"=\"" + timestamp + "\",\"replication_num\"=\"1\")")
		<-gate.Reached
		providertest.WantAttributes(t, s.Await("doris_restore_jobs", "copy", "DOWNLOADING"), providertest.Obj{
			"job_id": providertest.AJobID, "snapshot": "first", "backup_timestamp": timestamp, "progress_percent": providertest.Between(10, 84),
			"unfinished_tasks": providertest.Between(1, 100), "submitted_at": providertest.AnInstant, "finished_at": nil,
			"phase_seconds": func(v any) bool { return len(v.(providertest.Obj)) == 2 },
		})
		s.Sim.Restart() // DOWNLOADING begins again as DOWNLOAD
		if jobs := s.MustRead("doris_restore_jobs", providertest.Obj{"database": "copy"})["jobs"].([]any); len(jobs) != 1 {
			t.Errorf("after a restart there are %d jobs, want 1", len(jobs))
		}
		gate.Release()
		providertest.WantAttributes(t, s.Await("doris_restore_jobs", "copy", "FINISHED"), providertest.Obj{
			"backup_timestamp": timestamp, "progress_percent": 100, "finished_at": providertest.AnInstant,
			"phase_seconds": func(v any) bool { return len(v.(providertest.Obj)) == 4 },
		})
		if jobs := s.MustRead("doris_restore_jobs", providertest.Obj{"database": "copy", "snapshot": "other"})["jobs"].([]any); len(jobs) != 0 {
			t.Errorf("jobs of another snapshot: %v", jobs)
		}
		if jobs := s.MustRead("doris_restore_jobs", providertest.Obj{"database": "shop"})["jobs"].([]any); len(jobs) != 0 {
			t.Errorf("a backup is no restore: %v", jobs)
		}
	})
}
