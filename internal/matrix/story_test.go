// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// story is one cluster, one repository, one seeded database and a workspace that backs it up or restores it.
type story struct {
	*workspace
	kind       string // "backup" or "restore"
	line       string // of Doris
	cluster    *acctest.Cluster
	sim        *dorissim.Server
	shop       acctest.Shop
	repository string
	target     string // restore: the database to restore into
	name       string // backup: its fixed name, "" = name_prefix
	extra      string // further arguments of the job resource
	providers  []string
}

const snapshot = "nightly" // fixed name of a backup, and the snapshot that a restore takes

// setting is what a story begins with; only the CLI and the kind of job are needed.
type setting struct {
	cli, kind string
	line      string // of Doris, "" = the newest
	fixed     bool   // backup: name, not name_prefix
	extra     string
	providers []string // further lines of the provider block
	options   []acctest.Option
}

// newStory makes everything that is there before the apply. Retries and queueing of the provider follow the real times
// of Doris, so the stand-in's daemon is the fast one here.
func newStory(t *testing.T, given setting) *story {
	t.Helper()
	if given.line == "" {
		given.line = lines[0]
	}
	given.options = append(given.options, acctest.Profile(given.line))
	s := &story{kind: given.kind, line: given.line, extra: given.extra, providers: given.providers, cluster: acctest.NewCluster(t, given.options...)}
	if given.fixed {
		s.name = snapshot
	}
	s.sim = s.cluster.Sim(t)
	s.shop = acctest.SeedShop(t, s.cluster)
	s.repository = s.cluster.Name("repo")
	s.cluster.CreateRepository(t, s.repository, s.cluster.Location("repo"))
	if s.kind == "restore" {
		s.target = s.cluster.Name("copy")
		s.cluster.Exec("CREATE DATABASE `" + s.target + "`")
		s.cluster.TakeSnapshot(t, s.repository, s.shop.Database, snapshot)
	}
	s.workspace = newWorkspace(t, given.cli, s.configuration())
	return s
}

func (s *story) configuration() string {
	return s.cluster.Provider(s.providers...) + s.resource("job")
}

// resource is the block of the backup or the restore.
func (s *story) resource(address string) string {
	if s.kind == "restore" {
		return fmt.Sprintf(`
resource "doris_restore" %q {
  repository      = %q
  snapshot        = %q
  database        = %q
  replication_num = 1
  %s
}
`, address, s.repository, snapshot, s.target, s.extra)
	}
	name := fmt.Sprintf("name_prefix = %q", snapshot+"_")
	if s.name != "" {
		name = fmt.Sprintf("name = %q", s.name)
	}
	return fmt.Sprintf(`
resource "doris_backup" %q {
  repository = %q
  database   = %q
  %s
  %s
}
`, address, s.repository, s.shop.Database, name, s.extra)
}

// database is the one that the job runs in.
func (s *story) database() string {
	if s.kind == "restore" {
		return s.target
	}
	return s.shop.Database
}

// verb is the statement that submits the job.
func (s *story) verb() string { return strings.ToUpper(s.kind) + " SNAPSHOT" }

// jobs are all jobs of ours that were ever submitted.
func (s *story) jobs() []dorissim.JobRecord {
	var found []dorissim.JobRecord
	for _, record := range s.sim.Journal() {
		if record.Kind == s.kind && record.Database == s.database() && strings.HasPrefix(record.Label, snapshot) {
			found = append(found, record)
		}
	}
	return found
}

// mustHaveRun expects so many jobs of ours that finished, at most so many that were cancelled, and none that is neither;
// and what the finished ones leave: their snapshots, or the rows of the tables.
func (s *story) mustHaveRun(finished, cancelled int) {
	s.t.Helper()
	states := map[string]int{}
	for _, record := range s.jobs() {
		states[record.State]++
	}
	if states["FINISHED"] != finished || states["CANCELLED"] > cancelled || len(s.jobs()) != states["FINISHED"]+states["CANCELLED"] {
		s.t.Errorf("jobs ever submitted, by state: %v; want %d FINISHED, at most %d CANCELLED", states, finished, cancelled)
	}
	if s.kind == "backup" {
		return
	}
	for table, rows := range map[string]string{s.shop.Orders: "5", s.shop.Customers: "3"} {
		s.cluster.WantRows(s.t, s.target, table, rows)
	}
}

// mustHaveSnapshots expects so many complete snapshots of ours in the bucket.
func (s *story) mustHaveSnapshots(want int) {
	s.t.Helper()
	complete := 0
	for _, row := range s.cluster.Query("SHOW SNAPSHOT ON `" + s.repository + "`") {
		if strings.HasPrefix(row[0], snapshot) && row[2] == "OK" {
			complete++
		}
	}
	if complete != want {
		s.t.Errorf("%d complete snapshots in the repository, want %d", complete, want)
	}
}

// mustBeWell expects what the promise says: one job that finished, at most so many of our own that were cancelled, one
// snapshot, nothing tainted and an empty plan.
func (s *story) mustBeWell(cancelled int) {
	s.t.Helper()
	s.mustNotBeTainted()
	s.mustHaveRun(1, cancelled)
	s.mustHaveSnapshots(1) // that of the backup, or the one that was restored
	s.mustBeClean()
}

// mustEndWell applies once more, whatever happened before.
func (s *story) mustEndWell(cancelled int) {
	s.t.Helper()
	s.mustApply()
	s.mustBeWell(cancelled)
}

// applyTo applies until a job or a statement stands at the gate.
func (s *story) applyTo(gate *dorissim.Gate) *process {
	s.t.Helper()
	p := s.apply()
	s.reach(gate, p)
	return p
}

// killAt applies, and kills the CLI when a job or a statement stands at the gate. The gate stays.
func (s *story) killAt(gate *dorissim.Gate) {
	s.t.Helper()
	p := s.applyTo(gate)
	p.signal(syscall.SIGKILL)
	p.wait()
}

// reconfigure writes the configuration after a change of the story's fields.
func (s *story) reconfigure() { s.write(s.configuration()) }

// reach waits until a job or a statement stands at the gate.
func (s *story) reach(gate *dorissim.Gate, p *process) {
	s.t.Helper()
	select {
	case <-gate.Reached:
	case <-p.ended:
		s.t.Fatalf("the apply ended before the instant was reached:\n%s", p.told())
	case <-time.After(30 * time.Second):
		s.t.Fatalf("the instant was not reached in 30 s:\n%s", p.told())
	}
}

// awaitStatement waits until clients have sent a statement that begins with these words, n times since the last reset.
func (s *story) awaitStatement(words string, n int) {
	s.t.Helper()
	await(s.t, fmt.Sprintf("%s is sent %d times", words, n), func() bool { return s.sent(words) >= n })
}

// awaitLook waits until the provider has looked at the job that it submitted.
func (s *story) awaitLook() {
	s.t.Helper()
	await(s.t, "the provider looks at its job", func() bool {
		submitted := false
		for _, statement := range s.sim.Statements() {
			text := strings.ToUpper(statement.Text)
			submitted = submitted || strings.HasPrefix(text, s.verb())
			if submitted && strings.HasPrefix(text, s.show()) {
				return true
			}
		}
		return false
	})
}

// awaitSeen waits until the provider has read what Doris shows from now on: when it asks a second time, the first answer
// has arrived.
func (s *story) awaitSeen() {
	s.t.Helper()
	s.sim.ResetStatements()
	s.awaitStatement(s.show(), 2)
}

// sent counts the statements that begin with these words since the last reset.
func (s *story) sent(words string) int {
	count := 0
	for _, statement := range s.sim.Statements() {
		if strings.HasPrefix(strings.ToUpper(statement.Text), words) {
			count++
		}
	}
	return count
}

// awaitState waits until a job of ours is in a state; the journal of the stand-in tells.
func (s *story) awaitState(state string) {
	s.t.Helper()
	await(s.t, "a job is "+state, func() bool {
		for _, record := range s.jobs() {
			if record.State == state {
				return true
			}
		}
		return false
	})
}
