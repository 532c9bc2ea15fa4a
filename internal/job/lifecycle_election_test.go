// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// told are the lines at INFO of one process.
type told struct {
	mu    sync.Mutex
	lines []string
}

func (l *told) log(_ context.Context, level, message string, _ map[string]any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if level == "info" {
		l.lines = append(l.lines, message)
	}
}

func (l *told) has(part string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.lines, func(line string) bool { return strings.Contains(line, part) })
}

// threeFrontends is a world whose cluster has three frontends; a lost master is replaced after some ticks.
func threeFrontends(t *testing.T) *world {
	t.Helper()
	s3, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s3.Close() })
	sim, err := dorissim.Start(dorissim.Options{Tick: tick, Frontends: 3, Election: 20 * tick})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	w := &world{t: t, sim: sim, s3: s3}
	w.sql(shop)
	w.createRepository("repo")
	return w
}

// through is a process that is given these frontends, in this order, with limits that fit frontends of milliseconds.
func (w *world) through(lines *told, frontends ...int) *job.Runner {
	w.t.Helper()
	cfg := doris.Config{
		Username: "root", ConnectTimeout: time.Second, Log: lines.log,
		Limits: doris.Limits{
			Read: 2 * time.Second, Storage: 10 * time.Second, Change: 10 * time.Second, Alive: time.Second,
			Master: time.Second, Election: 4 * time.Second, Pause: tick,
		},
	}
	for _, i := range frontends {
		cfg.Endpoints = append(cfg.Endpoints, w.sim.Frontends()[i].Addr())
	}
	client, err := doris.Open(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { client.Close() })
	return job.New(client, job.Options{Timing: job.TimingOf(tick), Log: lines.log})
}

// finished are the jobs of a kind that ended well.
func (w *world) finished(kind string) int {
	n := 0
	for _, j := range w.jobs("") {
		if j.Kind == kind && j.State == "FINISHED" {
			n++
		}
	}
	return n
}

// losses are the ways in which a cluster loses its master.
var losses = map[string]func(*dorissim.Frontend){
	"killed": (*dorissim.Frontend).Kill, "frozen": (*dorissim.Frontend).Freeze,
}

// The master is lost in each state of a job; the apply that waits for it goes on at another frontend, and says so.
func TestMasterIsLostWhileAJobRuns(t *testing.T) {
	for name, lose := range losses {
		for _, state := range []string{"PENDING", "SNAPSHOTING", "UPLOADING", "UPLOAD_INFO"} {
			t.Run(name+" in "+state, func(t *testing.T) {
				t.Parallel()
				w := threeFrontends(t)
				var lines told
				gate := w.sim.HoldState("backup", state)
				ended := backUp(context.Background(), w.through(&lines, 0, 1, 2), generated())
				w.reached(gate)
				lose(w.sim.Frontends()[0])
				gate.Release()
				done := w.await(ended)
				succeeds(t, done.err)
				if w.finished("backup") != 1 || w.infoFiles("repo", done.backup.Label) != 1 {
					t.Errorf("journal %+v", w.sim.Journal())
				}
				if !lines.has("is lost") || !lines.has("The master changed") {
					t.Errorf("nothing at INFO names the frontend that was lost and the new master: %q", lines.lines)
				}
			})
		}
	}
}

// The master dies over a submission that a follower forwards. What was not journaled is submitted anew, what was is found, and
// in the end one job has run.
func TestMasterDiesOverASubmission(t *testing.T) {
	for _, c := range []struct {
		name      string
		hold      func(*dorissim.Server, string) *dorissim.Gate
		submitted int // jobs ever
	}{
		{"before it is journaled", (*dorissim.Server).HoldBefore, 1},
		{"after it was journaled", (*dorissim.Server).HoldAnswer, 1},
	} {
		for _, frontends := range [][]int{{1, 2}, {1}, {0, 1, 2}} {
			both(t, func(t *testing.T, _ *world, request job.BackupRequest, _ job.Level) {
				t.Parallel()
				w := threeFrontends(t)
				var lines told
				gate := c.hold(w.sim, "BACKUP SNAPSHOT")
				state := w.sim.HoldState("backup", "UPLOADING") // a job in PENDING would be stuck after a change of master
				ended := backUp(context.Background(), w.through(&lines, frontends...), request)
				w.reached(gate)
				if c.name == "after it was journaled" {
					w.reached(state)
				}
				w.sim.Frontends()[0].Kill()
				gate.Release()
				state.Release()
				done := w.await(ended)
				if done.err != nil && frontends[0] == 0 && len(frontends) == 1 {
					return
				}
				succeeds(t, done.err)
				if len(w.jobs("")) != c.submitted || w.finished("backup") != 1 || w.infoFiles("repo", done.backup.Label) != 1 {
					t.Errorf("%s by %v: journal %+v", c.name, frontends, w.sim.Journal())
				}
			})
		}
	}
	t.Run("restore", func(t *testing.T) {
		w := threeFrontends(t)
		var lines told
		mustBackup(t, w.through(&lines, 0), fixed("snap"))
		gate := w.sim.HoldBefore("RESTORE SNAPSHOT")
		ended := restoreIt(context.Background(), w.through(&lines, 1, 2), into("clone", "snap"))
		w.reached(gate)
		w.sim.Frontends()[0].Kill()
		gate.Release()
		succeeds(t, w.await(ended).err)
		if w.finished("restore") != 1 || len(w.jobs("snap")) != 2 {
			t.Errorf("journal %+v", w.sim.Journal())
		}
	})
}

// A submission whose connection broke, and whose master is still the master, may yet be carried out: it is not sent again.
func TestSubmissionThatIsLate(t *testing.T) {
	w := threeFrontends(t)
	var lines told
	gate := w.sim.HoldBefore("BACKUP SNAPSHOT")
	ended := backUp(context.Background(), w.through(&lines, 1, 2), generated())
	w.reached(gate)
	w.sim.Frontends()[1].Kill() // only the follower in between
	failure := fails(t, w.await(ended).err, job.CodeLost)
	if job.DetailOf[job.Unseen](failure).Looks < 2 || job.DetailOf[job.Unseen](failure).LookedUntil.IsZero() {
		t.Errorf("it does not say what was read: %+v", *failure)
	}
	gate.Release() // now the master takes it
	w.eventually("the late job", func() bool { return len(w.jobs("")) == 1 })
	mustBackup(t, w.through(&lines, 2, 0), generated())
	if len(w.jobs("")) != 1 {
		t.Errorf("journal %+v", w.sim.Journal())
	}
}

// In the time of an election everything that a backup needs before its submission is waited for.
func TestBackupBeginsInAnElection(t *testing.T) {
	for name, lose := range losses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := threeFrontends(t)
			var lines told
			lose(w.sim.Frontends()[0])
			result := mustBackup(t, w.through(&lines, 1, 2, 0), generated())
			if len(w.jobs("")) != 1 || w.infoFiles("repo", result.Label) != 1 {
				t.Errorf("journal %+v", w.sim.Journal())
			}
		})
	}
}
