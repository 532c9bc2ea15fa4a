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
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// The promises of the README, each shown once from the outside, with the built provider under a real CLI. What carries
// them is tested beside its subject. Promise P1, exactly one job, has a package of its own: internal/matrix.

// everyLine is all that the stand-in answers as, the oldest first.
var everyLine = []string{"2.0", "2.1", "3.0", "3.1", "4.0", "4.1"}

// lastJob is the newest job in the journal of a stand-in.
func lastJob(s *providertest.ShopConfig, t *testing.T) dorissim.JobRecord {
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
func applies(c *providertest.CLI) <-chan outcome {
	done := make(chan outcome, 1)
	go func() {
		output, code := c.Run("apply", "-no-color", "-auto-approve")
		done <- outcome{output, code}
	}()
	return done
}

// TestAccPromise2ApplyReturnsWhenTheWorkIsDone: not before, and with Doris's own words when it was not done.
func TestAccPromise2ApplyReturnsWhenTheWorkIsDone(t *testing.T) {
	t.Parallel()
	providertest.Profiles(t, func(t *testing.T, line acctest.Option) {
		s := providertest.NewShop(t, line)
		sim, name := s.Sim(t), s.Name("nightly")
		tf := providertest.NewCLI(t, s.Base)
		tf.Apply()
		tf.Configure(s.Backup(fmt.Sprintf("name = %q", name)))

		gate := sim.HoldState("backup", "UPLOADING")
		t.Cleanup(gate.Release)
		done := applies(tf)
		meets(t, gate)
		s.Exec("CANCEL BACKUP FROM `" + s.Shop.Database + "`")
		gate.Release()
		failed := <-done
		if failed.code != 1 {
			t.Errorf("a cancelled backup: apply ended with %d", failed.code)
		}
		providertest.WantSaid(t, failed.output, "Error: The backup was cancelled", "user cancelled")

		second := s.Name("again")
		tf.Configure(s.Backup(fmt.Sprintf("name = %q", second)))
		gate = sim.HoldState("backup", "UPLOADING")
		t.Cleanup(gate.Release)
		done = applies(tf)
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
		if job := lastJob(s, t); job.State != "FINISHED" || !s.Snapshots()[second] {
			t.Errorf("apply returned with a job in %s and the snapshots %v", job.State, s.Snapshots())
		}
	})
}

// TestAccPromise3NothingIsLostBySurprise: a stranger's job goes on, tables in the way stay as they are, and a destroy
// deletes neither tables nor snapshots.
func TestAccPromise3NothingIsLostBySurprise(t *testing.T) {
	t.Parallel()
	providertest.Profiles(t, func(t *testing.T, line acctest.Option) {
		s := providertest.NewShop(t, line)
		sim, mine, stage := s.Sim(t), s.Name("mine"), s.Name("stage")
		backup := func(lines ...string) string {
			return providertest.ResourceHCL("doris_backup", "b", append(lines, "repository = doris_repository.main.name",
				fmt.Sprintf("database = %q", s.Shop.Database), fmt.Sprintf("name = %q", mine))...)
		}
		tf := providertest.NewCLI(t, s.Base)
		tf.Apply()

		gate := sim.HoldState("backup", "UPLOADING")
		t.Cleanup(gate.Release)
		theirs := s.Name("theirs")
		s.Exec("BACKUP SNAPSHOT `" + s.Shop.Database + "`.`" + theirs + "` TO `" + s.Repository + "`")
		meets(t, gate)
		tf.Configure(s.Base + backup(`timeouts = { create = "4s" }`, `on_timeout = "cancel"`))
		output, code := tf.Run("apply", "-no-color", "-auto-approve")
		if code != 1 {
			t.Errorf("apply ended with %d", code)
		}
		providertest.WantSaid(t, output, "Error: Another job holds the database", theirs)
		gate.Release()
		s.WaitForJob(t, "SHOW BACKUP FROM `"+s.Shop.Database+"`", "FINISHED")

		whole := func(database string, lines ...string) string {
			return s.Base + backup() + providertest.ResourceHCL("doris_restore", "r", append(lines, "repository = doris_repository.main.name",
				"snapshot = doris_backup.b.name", fmt.Sprintf("database = %q", database), "replication_num = 1")...)
		}
		tf.Configure(whole(stage, "create_database = true"))
		tf.Apply()
		s.Exec("INSERT INTO `" + s.Shop.Database + "`.`customers` VALUES (4, \"Barbara\")")
		tf.Configure(whole(s.Shop.Database))
		output, code = tf.Run("apply", "-no-color", "-auto-approve")
		if code != 1 {
			t.Errorf("apply over tables that are there ended with %d", code)
		}
		providertest.WantSaid(t, output, "Error: The restore would overwrite tables", "orders")
		s.WantRows(t, s.Shop.Database, s.Shop.Customers, "4")

		tf.Configure(whole(stage, "create_database = true"))
		tf.Apply()
		before := s.Snapshots()
		providertest.WantSaid(t, tf.Destroy(), "Destroy complete!")
		s.CreateRepository(t, s.Repository, s.Location("main"))
		if after := s.Snapshots(); !after[mine] || !after[theirs] || len(after) != len(before) {
			t.Errorf("snapshots before the destroy: %v, after it: %v", before, after)
		}
		s.WantRows(t, stage, s.Shop.Customers, "3")
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
	s := providertest.NewShop(t, acctest.Backends(1))
	s.Sim(t) // the number of backends is its own choice
	name := s.Name("there")
	tf := providertest.NewCLI(t, s.Base)
	tf.Apply()
	s.TakeSnapshot(t, s.Repository, s.Shop.Database, name)
	for _, test := range []struct{ subject, configuration, want string }{
		{"unknown table", s.Backup(`tables = ["ordrs"]`, `name_prefix = "n_"`), "The selection matches nothing"},
		{"name in use", s.Backup(fmt.Sprintf("name = %q", name), providertest.OnlyLook), "holds a snapshot \"" + name + "\" already"},
		{"unknown snapshot", s.Restore(name+"x", s.Name("stage"), "create_database = true", "replication_num = 1"), "The snapshot does not exist"},
		{"tables in the way", s.Restore(name, s.Shop.Database, "replication_num = 1"), "The restore would overwrite tables"},
		{"too few backends", s.Restore(name, s.Name("stage"), "create_database = true", "replication_num = 3"), "There are not enough backends"},
	} {
		tf.Configure(test.configuration)
		output, code := tf.Run("plan", "-no-color", "-out=plan.bin")
		providertest.WantSaid(t, output, test.want)
		if code == 0 { // only warnings: the apply must meet what they said
			if output, code = tf.Run("apply", "-no-color", "plan.bin"); code == 0 {
				t.Errorf("%s: the apply worked:\n%s", test.subject, output)
			}
		}
	}
	tf.Configure(s.Restore(name, s.Name("stage"), "create_database = true", "replication_num = 1"))
	if said := strings.Count(tf.MustRun("plan", "-no-color", "-out=plan.bin"), "Warning:"); said != 1 { // that of the development overrides
		t.Errorf("the plan of what works says %d warnings", said)
	}
	tf.MustRun("apply", "-no-color", "plan.bin")
}

// TestAccPromise6AnyDoris: one configuration backs up and restores on every line.
func TestAccPromise6AnyDoris(t *testing.T) {
	t.Parallel()
	for _, line := range everyLine {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			s := providertest.NewShop(t, acctest.Profile(line))
			s.Sim(t) // the line is its own choice
			stage := s.Name("stage")
			tf := providertest.NewCLI(t, s.Backup(`name_prefix = "nightly_"`)+providertest.ResourceHCL("doris_restore", "r", "repository = doris_repository.main.name",
				"snapshot = doris_backup.b.name", fmt.Sprintf("database = %q", stage), "create_database = true", "replication_num = 1"))
			tf.Apply()
			s.WantRows(t, stage, s.Shop.Orders, "5")
			providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
			tf.Destroy()
			if jobs := s.Sim(t).Journal(); len(jobs) != 2 || slices.ContainsFunc(jobs, func(job dorissim.JobRecord) bool { return job.State != "FINISHED" }) {
				t.Errorf("jobs: %v", jobs)
			}
		})
	}
}
