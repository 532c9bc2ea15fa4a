// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// story is one cluster, one repository, one seeded database and a workspace that backs it up or restores it.
type story struct {
	*workspace
	kind       string // "backup" or "restore"
	cluster    *acctest.Cluster
	sim        *dorissim.Server
	shop       acctest.Shop
	repository string
	target     string // restore: the database to restore into
	fixed      bool   // backup: name, not name_prefix
	extra      string // further arguments of the job resource
}

const snapshot = "nightly" // fixed name of a backup, and the snapshot that a restore takes

// newStory makes everything that is there before the apply. Retries and queueing of the provider follow the real times
// of Doris, so the stand-in's daemon is the fast one here.
func newStory(t *testing.T, cli, kind string, fixed bool, extra string) *story {
	t.Helper()
	s := &story{kind: kind, fixed: fixed, extra: extra, cluster: acctest.NewCluster(t)}
	s.sim = s.cluster.Sim(t)
	s.shop = acctest.SeedShop(t, s.cluster)
	s.repository = s.cluster.Name("repo")
	s.cluster.CreateRepository(t, s.repository, s.cluster.Location("repo"))
	if kind == "restore" {
		s.target = s.cluster.Name("copy")
		s.cluster.Exec("CREATE DATABASE `" + s.target + "`")
		s.cluster.TakeSnapshot(t, s.repository, s.shop.Database, snapshot)
	}
	s.workspace = newWorkspace(t, cli, s.configuration())
	return s
}

func (s *story) configuration() string {
	if s.kind == "restore" {
		return s.cluster.Provider() + fmt.Sprintf(`
resource "doris_restore" "job" {
  repository      = %q
  snapshot        = %q
  database        = %q
  replication_num = 1
  %s
}
`, s.repository, snapshot, s.target, s.extra)
	}
	name := fmt.Sprintf("name_prefix = %q", snapshot+"_")
	if s.fixed {
		name = fmt.Sprintf("name = %q", snapshot)
	}
	return s.cluster.Provider() + fmt.Sprintf(`
resource "doris_backup" "job" {
  repository = %q
  database   = %q
  %s
  %s
}
`, s.repository, s.shop.Database, name, s.extra)
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

// mustHaveRunOnce expects one finished job, and beside it none but, where the story lets the provider cancel its own, one
// that was cancelled.
func (s *story) mustHaveRunOnce(cancels bool) {
	s.t.Helper()
	states := map[string]int{}
	for _, record := range s.jobs() {
		states[record.State]++
	}
	if others := len(s.jobs()) - states["FINISHED"]; states["FINISHED"] != 1 || others > states["CANCELLED"] || others > 0 && !cancels || others > 1 {
		s.t.Errorf("jobs ever submitted, by state: %v; want one FINISHED", states)
	}
	if s.kind == "backup" {
		s.mustHaveOneSnapshot()
		return
	}
	for table, rows := range map[string]string{s.shop.Orders: "5", s.shop.Customers: "3"} {
		if got := s.cluster.Count(s.target, table); got != rows {
			s.t.Errorf("restored table %s has %s rows, want %s", table, got, rows)
		}
	}
}

// mustHaveOneSnapshot expects one complete snapshot of ours in the bucket.
func (s *story) mustHaveOneSnapshot() {
	s.t.Helper()
	complete := 0
	for _, row := range s.cluster.Query("SHOW SNAPSHOT ON `" + s.repository + "`") {
		if strings.HasPrefix(row[0], snapshot) && row[2] == "OK" {
			complete++
		}
	}
	if complete != 1 {
		s.t.Errorf("%d complete snapshots in the repository, want 1", complete)
	}
}

// mustEndWell applies again, whatever happened before, and expects what the promise says.
func (s *story) mustEndWell(cancels bool) {
	s.t.Helper()
	s.mustApply()
	s.mustNotBeTainted()
	s.mustHaveRunOnce(cancels)
	s.mustBeClean()
}

// reach waits until a job or a statement stands at the gate.
func (s *story) reach(gate *dorissim.Gate, p *process) {
	s.t.Helper()
	select {
	case <-gate.Reached:
	case <-p.ended:
		s.t.Fatalf("the apply ended before the instant was reached:\n%s", p.output.String())
	case <-time.After(30 * time.Second):
		s.t.Fatalf("the instant was not reached in 30 s:\n%s", p.output.String())
	}
}

// awaitStatement waits until clients have sent a statement that begins with these words, n times since the last reset.
func (s *story) awaitStatement(words string, n int) {
	s.t.Helper()
	await(s.t, fmt.Sprintf("%s is sent %d times", words, n), func() bool {
		count := 0
		for _, statement := range s.sim.Statements() {
			if strings.HasPrefix(strings.ToUpper(statement.Text), words) {
				count++
			}
		}
		return count >= n
	})
}
