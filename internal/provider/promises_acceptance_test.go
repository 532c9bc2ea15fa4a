// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// The promises of the README, each shown once from the outside, with the built provider under a real CLI. What carries
// them is tested beside its subject. Promise P1, exactly one job, has a package of its own: internal/matrix.

// everyLine is all that the stand-in answers as, the oldest first.
var everyLine = []string{"2.0", "2.1", "3.0", "3.1", "4.0", "4.1"}

// lastJob is the newest job in the journal of a stand-in.
func (s *shopConfig) lastJob(t *testing.T) dorissim.JobRecord {
	t.Helper()
	jobs := s.Sim(t).Journal()
	if len(jobs) == 0 {
		t.Fatal("no job ran")
	}
	return jobs[len(jobs)-1]
}

// meets waits for a job that a gate holds.
func meets(t *testing.T, gate *dorissim.Gate) {
	t.Helper()
	select {
	case <-gate.Reached:
	case <-time.After(time.Minute):
		t.Fatal("no job came to the gate")
	}
}

type outcome struct {
	output string
	code   int
}

// applies runs an apply beside the test.
func (c *cli) applies() <-chan outcome {
	done := make(chan outcome, 1)
	go func() {
		output, code := c.run("apply", "-no-color", "-auto-approve")
		done <- outcome{output, code}
	}()
	return done
}

// TestAccPromise2ApplyReturnsWhenTheWorkIsDone: not before, and with Doris's own words when it was not done.
func TestAccPromise2ApplyReturnsWhenTheWorkIsDone(t *testing.T) {
	t.Parallel()
	profiles(t, func(t *testing.T, line acctest.Option) {
		s := newShop(t, line)
		sim, name := s.Sim(t), s.Name("nightly")
		tf := newCLI(t, s.base)
		tf.apply()
		tf.configure(s.backup(fmt.Sprintf("name = %q", name)))

		gate := sim.HoldState("backup", "UPLOADING")
		t.Cleanup(gate.Release)
		done := tf.applies()
		meets(t, gate)
		s.Exec("CANCEL BACKUP FROM `" + s.shop.Database + "`")
		gate.Release()
		failed := <-done
		if failed.code != 1 {
			t.Errorf("a cancelled backup: apply ended with %d", failed.code)
		}
		wantSaid(t, failed.output, "Error: The backup was cancelled", "user cancelled")

		second := s.Name("again")
		tf.configure(s.backup(fmt.Sprintf("name = %q", second)))
		gate = sim.HoldState("backup", "UPLOADING")
		t.Cleanup(gate.Release)
		done = tf.applies()
		meets(t, gate)
		select {
		case early := <-done:
			t.Errorf("apply returned while the job was uploading:\n%s", early.output)
		default:
		}
		gate.Release()
		if end := <-done; end.code != 0 {
			t.Fatalf("apply ended with %d:\n%s", end.code, end.output)
		}
		if job := s.lastJob(t); job.State != "FINISHED" || !s.snapshots()[second] {
			t.Errorf("apply returned with a job in %s and the snapshots %v", job.State, s.snapshots())
		}
	})
}

// TestAccPromise3NothingIsLostBySurprise: a stranger's job goes on, tables in the way stay as they are, and a destroy
// deletes neither tables nor snapshots.
func TestAccPromise3NothingIsLostBySurprise(t *testing.T) {
	t.Parallel()
	profiles(t, func(t *testing.T, line acctest.Option) {
		s := newShop(t, line)
		sim, mine, stage := s.Sim(t), s.Name("mine"), s.Name("stage")
		backup := func(lines ...string) string {
			return resourceHCL("doris_backup", "b", append(lines, "repository = doris_repository.main.name",
				fmt.Sprintf("database = %q", s.shop.Database), fmt.Sprintf("name = %q", mine))...)
		}
		tf := newCLI(t, s.base)
		tf.apply()

		gate := sim.HoldState("backup", "UPLOADING")
		t.Cleanup(gate.Release)
		theirs := s.Name("theirs")
		s.Exec("BACKUP SNAPSHOT `" + s.shop.Database + "`.`" + theirs + "` TO `" + s.repository + "`")
		meets(t, gate)
		tf.configure(s.base + backup(`timeouts = { create = "4s" }`, `on_timeout = "cancel"`))
		output, code := tf.run("apply", "-no-color", "-auto-approve")
		if code != 1 {
			t.Errorf("apply ended with %d", code)
		}
		wantSaid(t, output, "Error: Another job holds the database", theirs)
		gate.Release()
		s.WaitForJob(t, "SHOW BACKUP FROM `"+s.shop.Database+"`", "FINISHED")

		whole := func(database string, lines ...string) string {
			return s.base + backup() + resourceHCL("doris_restore", "r", append(lines, "repository = doris_repository.main.name",
				"snapshot = doris_backup.b.name", fmt.Sprintf("database = %q", database), "replication_num = 1")...)
		}
		tf.configure(whole(stage, "create_database = true"))
		tf.apply()
		s.Exec("INSERT INTO `" + s.shop.Database + "`.`customers` VALUES (4, \"Barbara\")")
		tf.configure(whole(s.shop.Database))
		output, code = tf.run("apply", "-no-color", "-auto-approve")
		if code != 1 {
			t.Errorf("apply over tables that are there ended with %d", code)
		}
		wantSaid(t, output, "Error: The restore would overwrite tables", "orders")
		s.WantRows(t, s.shop.Database, s.shop.Customers, "4")

		tf.configure(whole(stage, "create_database = true"))
		tf.apply()
		before := s.snapshots()
		wantSaid(t, tf.destroy(), "Destroy complete!")
		s.CreateRepository(t, s.repository, s.Location("main"))
		if after := s.snapshots(); !after[mine] || !after[theirs] || len(after) != len(before) {
			t.Errorf("snapshots before the destroy: %v, after it: %v", before, after)
		}
		s.WantRows(t, stage, s.shop.Customers, "3")
		for _, statement := range sim.Statements() {
			words := strings.Fields(statement.Text)
			if words[0] == "CANCEL" || words[0] == "DROP" && words[1] != "REPOSITORY" {
				t.Errorf("sent: %s", statement.Text)
			}
		}
	})
}

// TestAccPromise4ThePlanTellsTheTruth: what is going to fail is said by the plan, and the apply does fail; a plan
// that says nothing is one that works.
func TestAccPromise4ThePlanTellsTheTruth(t *testing.T) {
	t.Parallel()
	s := newShop(t, acctest.Backends(1))
	s.Sim(t) // the number of backends is its own choice
	name := s.Name("there")
	tf := newCLI(t, s.base)
	tf.apply()
	s.TakeSnapshot(t, s.repository, s.shop.Database, name)
	for _, test := range []struct{ subject, configuration, want string }{
		{"unknown table", s.backup(`tables = ["ordrs"]`, `name_prefix = "n_"`), "The selection matches nothing"},
		{"name in use", s.backup(fmt.Sprintf("name = %q", name), onlyLook), "holds a snapshot \"" + name + "\" already"},
		{"unknown snapshot", s.restore(name+"x", s.Name("stage"), "create_database = true", "replication_num = 1"), "The snapshot does not exist"},
		{"tables in the way", s.restore(name, s.shop.Database, "replication_num = 1"), "The restore would overwrite tables"},
		{"too few backends", s.restore(name, s.Name("stage"), "create_database = true", "replication_num = 3"), "There are not enough backends"},
	} {
		tf.configure(test.configuration)
		output, code := tf.run("plan", "-no-color", "-out=plan.bin")
		wantSaid(t, output, test.want)
		if code == 0 { // only warnings: the apply must meet what they said
			if output, code = tf.run("apply", "-no-color", "plan.bin"); code == 0 {
				t.Errorf("%s: the apply worked:\n%s", test.subject, output)
			}
		}
	}
	tf.configure(s.restore(name, s.Name("stage"), "create_database = true", "replication_num = 1"))
	if said := strings.Count(tf.mustRun("plan", "-no-color", "-out=plan.bin"), "Warning:"); said != 1 { // that of the development overrides
		t.Errorf("the plan of what works says %d warnings", said)
	}
	tf.mustRun("apply", "-no-color", "plan.bin")
}

// TestAccPromise6AnyDoris: one configuration backs up and restores on every line.
func TestAccPromise6AnyDoris(t *testing.T) {
	t.Parallel()
	for _, line := range everyLine {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, acctest.Profile(line))
			s.Sim(t) // the line is its own choice
			stage := s.Name("stage")
			tf := newCLI(t, s.backup(`name_prefix = "nightly_"`)+resourceHCL("doris_restore", "r", "repository = doris_repository.main.name",
				"snapshot = doris_backup.b.name", fmt.Sprintf("database = %q", stage), "create_database = true", "replication_num = 1"))
			tf.apply()
			s.WantRows(t, stage, s.shop.Orders, "5")
			wantSaid(t, tf.mustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
			tf.destroy()
			if jobs := s.Sim(t).Journal(); len(jobs) != 2 || slices.ContainsFunc(jobs, func(job dorissim.JobRecord) bool { return job.State != "FINISHED" }) {
				t.Errorf("jobs: %v", jobs)
			}
		})
	}
}
