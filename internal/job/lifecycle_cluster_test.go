// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

func submitAnswerLost(t *testing.T) {
	both(t, func(t *testing.T, w *world, request job.BackupRequest, level job.Level) {
		w.sim.DropAfter("BACKUP SNAPSHOT", 1)
		result := mustBackup(t, w.process(), request)
		want := map[job.Level]job.Level{job.Namesake: job.Namesake, job.Ours: job.Mine}[level] // found by its nonce
		if len(w.jobs("")) != 1 || w.sent("BACKUP SNAPSHOT") != 1 || result.Level != want {
			t.Errorf("journal %+v, %s", w.sim.Journal(), result.Level)
		}
	})
	t.Run("it did not take effect", func(t *testing.T) {
		w := newWorld(t)
		w.sim.DropBefore("BACKUP SNAPSHOT", 1)
		_, err := w.process().Backup(context.Background(), generated())
		fails(t, err, job.CodeLost)
		if w.sent("BACKUP SNAPSHOT") != 1 {
			t.Error("it was sent again")
		}
		mustBackup(t, w.process(), generated())
		if len(w.jobs("")) != 1 {
			t.Errorf("journal %+v", w.sim.Journal())
		}
	})
	t.Run("restore", func(t *testing.T) {
		w := newWorld(t)
		mustBackup(t, w.process(), fixed("snap"))
		w.sim.DropAfter("RESTORE SNAPSHOT", 1)
		result := mustRestore(t, w.process(), into("clone", "snap"))
		if len(w.jobs("snap")) != 2 || result.Level != job.Namesake || len(result.CreatedTables) != 3 {
			t.Errorf("journal %+v, %+v", w.sim.Journal(), result)
		}
	})
}

func vanishedSnapshot(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	result := mustBackup(t, w.process(), fixed("snap"))
	state := job.BackupState{
		Repository: "repo", Database: "shop", Label: "snap", State: "FINISHED", BackupTimestamp: result.BackupTimestamp,
		Created: result.Created, TakenAt: result.TakenAt, Level: result.Level, Submitted: result.Submitted,
	}
	fate := func() job.Fate {
		t.Helper()
		read, err := w.process().ReadBackup(ctx, state)
		succeeds(t, err)
		if (read.Fate == job.Unchanged) == (len(read.Notices) > 0) {
			t.Errorf("%+v", read)
		}
		return read.Fate
	}
	if got := fate(); got != job.Unchanged {
		t.Errorf("healthy: %s", got)
	}
	w.s3.Revoke(true)
	if got := fate(); got != job.Kept {
		t.Errorf("unreadable: %s", got)
	}
	w.s3.Revoke(false)
	w.s3.Delete("backups", "repo/__palo_repository_repo/__ss_snap/")
	if got := fate(); got != job.Gone {
		t.Errorf("deleted: %s", got)
	}
	w.sql("DROP REPOSITORY repo")
	if got := fate(); got != job.Kept {
		t.Errorf("repository dropped: %s", got)
	}
}

func rightsRevokedMidway(t *testing.T) {
	w := newWorld(t)
	w.sql(`CREATE USER 'tf'@'%'; GRANT ADMIN_PRIV ON *.*.* TO 'tf'@'%'`)
	gate := w.sim.HoldState("backup", "UPLOADING")
	r := job.New(w.client("tf"), job.Options{Timing: job.TimingOf(tick)})
	ended := backUp(context.Background(), r, fixed("snap"))
	w.reached(gate)
	w.sql(`REVOKE ADMIN_PRIV ON *.*.* FROM 'tf'@'%'`)
	if failure := fails(t, w.await(ended).err, job.CodeLost); doris.KindOf(failure.Cause) != doris.KindAccessDenied || !failure.Submitted {
		t.Errorf("%+v", *failure)
	}
	w.sql(`GRANT ADMIN_PRIV ON *.*.* TO 'tf'@'%'`)
	gate.Release()
	done, err := job.New(w.client("tf"), job.Options{Timing: job.TimingOf(tick)}).Backup(context.Background(), fixed("snap"))
	succeeds(t, err)
	if len(w.jobs("snap")) != 1 || done.State != "FINISHED" {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

// restartInEachState: the frontend dies in each state of a backup and of a restore; one apply goes through it.
func restartInEachState(t *testing.T) {
	for _, state := range []string{"PENDING", "SNAPSHOTING", "UPLOAD_SNAPSHOT", "UPLOADING", "SAVE_META", "UPLOAD_INFO"} {
		t.Run("backup "+state, func(t *testing.T) {
			w := newWorld(t)
			gate := w.sim.HoldState("backup", state)
			ended := backUp(context.Background(), w.process(), generated())
			w.reached(gate)
			w.sim.Restart()
			gate.Release()
			done := w.await(ended)
			succeeds(t, done.err)
			if w.infoFiles("repo", done.backup.Label) != 1 {
				t.Errorf("journal %+v", w.sim.Journal())
			}
		})
	}
	for _, state := range []string{"PENDING", "SNAPSHOTING", "DOWNLOAD", "DOWNLOADING", "COMMIT", "COMMITTING"} {
		t.Run("restore "+state, func(t *testing.T) {
			w := newWorld(t)
			mustBackup(t, w.process(), fixed("snap"))
			gate := w.sim.HoldState("restore", state)
			ended := restoreIt(context.Background(), w.process(), into("clone", "snap"))
			w.reached(gate)
			w.sim.Restart()
			gate.Release()
			succeeds(t, w.await(ended).err)
		})
	}
}

// verifyUnreadable: the bucket is away when the job is FINISHED; nothing is concluded until it is back.
func verifyUnreadable(t *testing.T) {
	w := newWorld(t)
	check := w.sim.HoldBefore("SHOW SNAPSHOT") // for a generated name VERIFY is the first to ask
	ended := backUp(context.Background(), w.process(), generated())
	w.reached(check)
	w.s3.Revoke(true)
	check.Release()
	w.eventually("refused looks", func() bool { return w.sent("SHOW SNAPSHOT") > 2 })
	w.s3.Revoke(false)
	succeeds(t, w.await(ended).err)
	if len(w.jobs("")) != 1 {
		t.Errorf("journal %+v", w.sim.Journal())
	}

	check = w.sim.HoldBefore("SHOW SNAPSHOT")
	request := generated()
	request.Triggers = map[string]string{"run": "2"}
	ended = backUp(context.Background(), w.process(), request)
	w.reached(check)
	w.s3.Revoke(true)
	check.Release()
	failure := fails(t, w.await(ended).err, job.CodeRepository)
	if failure.LastState != "FINISHED" || !failure.Submitted || failure.Label == "" {
		t.Errorf("%+v", *failure)
	}
	w.s3.Revoke(false)
	if resumed := mustBackup(t, w.process(), request); resumed.Label != failure.Label || len(w.jobs("")) != 2 {
		t.Errorf("journal %+v, %+v", w.sim.Journal(), resumed)
	}
}

func firstEndpointDead(t *testing.T) {
	w := newWorld(t)
	client, err := doris.Open(doris.Config{Endpoints: []string{"127.0.0.1:1", w.sim.Addr()}, Username: "root", ConnectTimeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	mustBackup(t, job.New(client, job.Options{Timing: job.TimingOf(tick)}), generated())
	if len(w.jobs("")) != 1 {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

// overheadRealClock is TestOverhead with the real times and the machine's clock; TestOverhead shows it for long jobs.
func overheadRealClock(t *testing.T) {
	w := newWorld(t)
	gate := w.sim.HoldState("backup", "UPLOAD_INFO")
	ended := backUp(context.Background(), job.New(w.client("root"), job.Options{}), generated())
	w.reached(gate)
	gate.Release()
	w.eventually("FINISHED", func() bool { return w.stateOf("shop", w.jobs("")[0].Label) == "FINISHED" })
	finished := time.Now()
	succeeds(t, w.await(ended).err)
	var check []string
	var began time.Time
	for _, s := range w.sim.Statements() {
		text := strings.ToUpper(strings.TrimSpace(s.Text))
		switch {
		case strings.HasPrefix(text, "SHOW SNAPSHOT"):
			if began.IsZero() {
				began = s.At
			}
			check = append(check, s.Text)
		case !began.IsZero() && !strings.HasPrefix(text, "SET ") && !strings.HasPrefix(text, "SWITCH "):
			check = append(check, s.Text)
		}
	}
	if late := began.Sub(finished); began.IsZero() || late > 1500*time.Millisecond {
		t.Errorf("checked %s after FINISHED", late)
	}
	if len(check) > 4 {
		t.Errorf("the check sent %v", check)
	}
}
