// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

func adoptUnfinished41(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
		label, release := w.killed(request, "UPLOADING")
		w.sim.Restart()
		rows, err := w.client("root").BackupJobs(context.Background(), "shop")
		if err != nil || len(rows) != 1 || rows[0].Objects != nil {
			t.Fatalf("BackupObjs are readable after a restart of 4.1: %+v, %v", rows, err)
		}
		ended := backUp(context.Background(), w.process(), request)
		release()
		done := w.await(ended)
		succeeds(t, done.err)
		if len(w.jobs("")) != 1 || done.backup.Label != label || done.backup.Level != level || !noticed(done.backup.Notices, job.NoticeRunningAdopted, label) {
			t.Errorf("journal %+v, %+v", w.sim.Journal(), done.backup)
		}
		if done.backup.Submitted != nil || done.backup.Missing != nil || !noticed(done.backup.Notices, job.NoticeMissingUnknown, label) {
			t.Errorf("what was submitted is not known after a kill and a restart: %+v", done.backup)
		}
	})
}

func adoptFinished(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
		first := mustBackup(t, w.process(), request)
		w.sim.SetClock(5 * time.Minute)
		again := mustBackup(t, w.process(), request)
		if len(w.jobs("")) != 1 || again.Label != first.Label || again.BackupTimestamp != first.BackupTimestamp || again.Level != level {
			t.Errorf("journal %+v, %+v", w.sim.Journal(), again)
		}
		if !noticed(again.Notices, job.NoticeFinishedAdopted, first.Label) || len(again.Submitted) != 3 || again.ID != first.ID {
			t.Errorf("%+v", again)
		}
	})
}

func finishedBeforeWindow(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	old := mustBackup(t, w.process(), generated())
	w.sim.SetClock(2 * time.Hour)
	_, err := w.process().Backup(context.Background(), fixed("snap"))
	failure := fails(t, err, job.CodeExists)
	if job.DetailOf[job.AnotherSnapshot](failure).TakenAt.IsZero() || job.DetailOf[job.AnotherSnapshot](failure).Database != "shop" || failure.Submitted || !failure.NameFixed {
		t.Errorf("%+v", *failure)
	}
	renewed := mustBackup(t, w.process(), generated())
	if renewed.Label == old.Label || renewed.Level != job.Mine || !noticed(renewed.Notices, job.NoticeOlder, old.Label) || len(w.jobs("")) != 3 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), renewed)
	}
}

func namesakeOtherRepository(t *testing.T) {
	w := newWorld(t)
	w.createRepository("elsewhere")
	w.sql("BACKUP SNAPSHOT shop.snap TO elsewhere")
	w.ended("snap")
	result := mustBackup(t, w.process(), fixed("snap"))
	if len(w.jobs("snap")) != 2 || result.Level != job.Mine || w.infoFiles("repo", "snap") != 1 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), result)
	}

	// Waited for as a namesake, and it turns out to have written elsewhere: decided anew.
	gate := w.sim.HoldState("backup", "UPLOADING")
	w.sql("BACKUP SNAPSHOT shop.later TO elsewhere")
	w.reached(gate)
	ended := backUp(context.Background(), w.process(), fixed("later"))
	w.eventually("a look", func() bool { return w.sent("SHOW BACKUP") > 0 })
	gate.Release()
	done := w.await(ended)
	succeeds(t, done.err)
	if len(w.jobs("later")) != 2 || done.backup.Level != job.Mine || w.infoFiles("repo", "later") != 1 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), done.backup)
	}
}

func bareLabel(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
		label, release := w.killed(request, "UPLOADING")
		w.sql("CANCEL BACKUP FROM shop")
		release()
		result, err := w.process().Backup(context.Background(), request)
		if level == job.Namesake {
			if failure := fails(t, err, job.CodeUsedUp); !failure.UsedUp || !strings.Contains(failure.Doris, "already exist") {
				t.Errorf("%+v", *failure)
			}
			return
		}
		succeeds(t, err)
		if result.Label == label || len(w.jobs("")) != 2 || result.Level != job.Mine {
			t.Errorf("%+v", result)
		}
	})
}

func cancelledBeforeUpload(t *testing.T) {
	for _, state := range []string{"PENDING", "SNAPSHOTING"} {
		w := newWorld(t)
		_, release := w.killed(fixed("snap"), state)
		w.sql("CANCEL BACKUP FROM shop")
		release()
		result := mustBackup(t, w.process(), fixed("snap"))
		if len(w.jobs("snap")) != 2 || result.Level != job.Mine {
			t.Errorf("%s: journal %+v, %+v", state, w.sim.Journal(), result)
		}
	}
}

func databaseRecreated(t *testing.T) {
	w := newWorld(t)
	mustBackup(t, w.process(), fixed("snap"))
	w.sql("DROP DATABASE shop FORCE; " + shop)
	w.sim.SetClock(8 * time.Hour) // beyond create timeout and window; within them it would be a killed create
	_, err := w.process().Backup(context.Background(), fixed("snap"))
	if failure := fails(t, err, job.CodeExists); job.DetailOf[job.AnotherSnapshot](failure).Database != "shop" {
		t.Errorf("%+v", *failure)
	}
	if len(w.jobs("snap")) != 1 {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

func labelCase(t *testing.T) {
	w := newWorld(t)
	gate := w.sim.HoldState("backup", "UPLOADING")
	w.sql("BACKUP SNAPSHOT shop.CaseX TO repo")
	w.reached(gate)
	ended := backUp(context.Background(), w.process(), fixed("casex"))
	w.eventually("queueing", func() bool { return w.sent("SHOW BACKUP") >= 3 })
	gate.Release()
	done := w.await(ended)
	succeeds(t, done.err)
	if done.backup.Level != job.Mine || len(w.jobs("casex")) != 1 || len(w.jobs("CaseX")) != 1 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), done.backup)
	}
}

func serverClockAndZone(t *testing.T) {
	for _, skew := range []time.Duration{3 * time.Hour, -3 * time.Hour} {
		for _, zone := range []string{"+08:00", "America/New_York"} {
			w := newWorld(t)
			w.sim.SetClock(skew)
			w.sql(`SET GLOBAL time_zone = "` + zone + `"`)
			first := mustBackup(t, w.process(), fixed("snap"))
			if off := time.Until(first.TakenAt) - skew; off > time.Minute || off < -time.Minute {
				t.Errorf("%s, %s: taken at %s", skew, zone, first.TakenAt)
			}
			w.sim.SetClock(skew + 5*time.Minute)
			if mustBackup(t, w.process(), fixed("snap")); len(w.jobs("")) != 1 {
				t.Errorf("%s, %s: not adopted five minutes later", skew, zone)
			}
			w.sim.SetClock(skew + 2*time.Hour)
			_, err := w.process().Backup(context.Background(), fixed("snap"))
			fails(t, err, job.CodeExists)
		}
	}
}

// killedInEachState: the process dies in each state, the next one finds the job and submits nothing.
func killedInEachState(t *testing.T) {
	for _, state := range []string{"PENDING", "SNAPSHOTING", "UPLOAD_SNAPSHOT", "UPLOADING", "SAVE_META", "UPLOAD_INFO"} {
		t.Run("backup "+state, func(t *testing.T) {
			both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
				label, release := w.killed(request, state)
				ended := backUp(context.Background(), w.process(), request)
				w.eventually("looks of the second process", func() bool { return w.sent("SHOW BACKUP") > 3 })
				release()
				done := w.await(ended)
				succeeds(t, done.err)
				if len(w.jobs("")) != 1 || done.backup.Label != label || done.backup.Level != level || w.infoFiles("repo", label) != 1 {
					t.Errorf("journal %+v, %+v", w.sim.Journal(), done.backup)
				}
			})
		})
	}
	for _, state := range []string{"PENDING", "CREATING", "SNAPSHOTING", "DOWNLOAD", "DOWNLOADING", "COMMIT", "COMMITTING"} {
		t.Run("restore "+state, func(t *testing.T) {
			w := newWorld(t)
			mustBackup(t, w.process(), fixed("snap"))
			gate := w.sim.HoldState("restore", state)
			ctx, kill := context.WithCancel(context.Background())
			ended := restoreIt(ctx, w.process(), into("clone", "snap"))
			w.reached(gate)
			kill()
			if first := w.await(ended); first.err != nil || !first.restore.Interrupted || len(first.restore.CreatedTables) != 3 || first.restore.Created.IsZero() {
				t.Errorf("%+v", first)
			}
			ended = restoreIt(context.Background(), w.process(), into("clone", "snap"))
			w.eventually("looks of the second process", func() bool { return w.sent("SHOW RESTORE") > 5 })
			gate.Release()
			done := w.await(ended)
			succeeds(t, done.err)
			if len(w.jobs("snap")) != 2 || done.restore.Level != job.Namesake || len(done.restore.CreatedTables) != 3 || !done.restore.CreatedDatabase {
				t.Errorf("journal %+v, %+v", w.sim.Journal(), done.restore)
			}
		})
	}
}
