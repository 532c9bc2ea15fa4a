// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

// seriesConfig is a cluster with a seeded database and the configuration of a repository and a series "s" of it.
type seriesConfig struct {
	*acctest.Cluster
	database, repository, base string
}

func newSeriesConfig(t *testing.T) *seriesConfig {
	t.Helper()
	c := acctest.NewCluster(t)
	s := &seriesConfig{Cluster: c, database: acctest.SeedShop(t, c).Database, repository: c.Name("repo")}
	s.base = c.Provider(fmt.Sprintf("object_storage = {\n    access_key = %q\n    secret_key = %q\n  }", c.Storage.AccessKey, c.Storage.SecretKey)) +
		providertest.ResourceHCL("doris_repository", "main", fmt.Sprintf("name = %q", s.repository), fmt.Sprintf("location = %q", c.Location("main")), c.S3Block())
	return s
}

// series is the whole configuration.
func (s *seriesConfig) series(lines ...string) string {
	return s.base + providertest.ResourceHCL("doris_backup_series", "s", append([]string{
		"repository = doris_repository.main.name", fmt.Sprintf("database = %q", s.database), `name_prefix = "nightly_"`,
	}, lines...)...)
}

// held lists the names in the repository, complete or not, sorted.
func (s *seriesConfig) held() []string {
	var names []string
	for _, row := range s.Query("SHOW SNAPSHOT ON `" + s.repository + "`") {
		names = append(names, row[0])
	}
	slices.Sort(names)
	return names
}

func wantCode(t *testing.T, tf *providertest.CLI, want int, arguments ...string) string {
	t.Helper()
	output, code := tf.Run(append(arguments, "-no-color")...)
	if code != want {
		t.Errorf("%s ended with %d, want %d:\n%s", strings.Join(arguments, " "), code, want, output)
	}
	return output
}

// A scheduler's nights with the real CLI: exit codes, a saved plan that is the list of deletions, nothing twice.
func TestAccSeriesNights(t *testing.T) {
	t.Parallel()
	s := newSeriesConfig(t)
	sim := s.Sim(t)
	tf := providertest.NewCLI(t, s.series("retention {\n    keep_last = 1\n  }"))
	providertest.WantSaid(t, tf.Apply(), "Apply complete! Resources: 2 added, 0 changed, 0 destroyed.")
	first := s.held()
	providertest.WantSaid(t, wantCode(t, tf, 0, "plan", "-detailed-exitcode"), "No changes.")
	wantCode(t, tf, 0, "apply", "-auto-approve")

	sim.SetClock(24 * time.Hour)
	output := wantCode(t, tf, 2, "plan", "-detailed-exitcode", "-out=night")
	providertest.WantSaid(t, output, "# doris_backup_series.s will be updated in-place", "-> (known after apply)", fmt.Sprintf("+ %q", first[0]),
		"Warning: Snapshots will be deleted (nightly_)", "Plan: 0 to add, 1 to change, 0 to destroy.")
	sim.SetClock(30 * time.Hour) // after midnight, wherever this runs
	providertest.WantSaid(t, wantCode(t, tf, 0, "apply", "night"), "0 added, 1 changed, 0 destroyed")
	second := s.held()
	if len(second) != 1 || second[0] == first[0] {
		t.Errorf("the repository holds %q", second)
	}
	providertest.WantSaid(t, wantCode(t, tf, 0, "plan", "-detailed-exitcode"), "No changes.")

	providertest.WantSaid(t, tf.Destroy(), "Warning: The snapshots of the series stay (nightly_)", "1 snapshot stays in repository")
}

// An apply that is killed while its snapshot is taken: the next one resumes the wait, and nothing runs twice.
func TestAccSeriesKilled(t *testing.T) {
	t.Parallel()
	s := newSeriesConfig(t)
	sim := s.Sim(t)
	tf := providertest.NewCLI(t, s.series("retention {\n    keep_last = 1\n  }"))
	wantCode(t, tf, 0, "apply", "-auto-approve", "-target=doris_repository.main") // OpenTofu does not write at once that it is there
	for night, when := range []string{"create", "update"} {
		sim.SetClock(time.Duration(night) * 24 * time.Hour)
		gate := sim.HoldState("backup", "UPLOADING")
		command := tf.Command("apply", "-no-color", "-auto-approve")
		terraform.OwnGroup(command)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-gate.Reached:
		case <-time.After(time.Minute):
			t.Fatal("no backup was submitted")
		}
		terraform.KillGroup(command)
		_ = command.Wait()
		_ = tf.Command("force-unlock", "-force", "x").Run() // whatever the lock is, the file of it goes with the process
		gate.Release()
		tf.Apply()
		if jobs := len(sim.Journal()); jobs != night+1 {
			t.Errorf("%s: %d jobs", when, jobs)
		}
		if held := s.held(); len(held) != 1 {
			t.Errorf("%s: the repository holds %q", when, held)
		}
		providertest.WantSaid(t, wantCode(t, tf, 0, "plan", "-detailed-exitcode"), "No changes.")
	}
}

// From a cron script to a series: nothing is lost, nothing is taken twice, and the plan names what goes.
func TestAccSeriesFromScript(t *testing.T) {
	t.Parallel()
	s := newSeriesConfig(t)
	sim := s.Sim(t)
	s.CreateRepository(t, s.repository, s.Location("main"))
	for day, name := range []string{"ods_20260909", "ods_20260910", "ods_20260911"} {
		sim.SetClock(time.Duration(day-2) * 24 * time.Hour)
		s.TakeSnapshot(t, s.repository, s.database, name)
	}
	s.base = strings.Replace(s.base, `resource "doris_repository"`, fmt.Sprintf("import {\n  to = doris_repository.main\n  id = %q\n}\nresource \"doris_repository\"", s.repository), 1)
	adopt := `adopt_name_regex = "^ods_[0-9]{8}$"`
	tf := providertest.NewCLI(t, s.series(adopt, "paused = true"))
	providertest.WantSaid(t, tf.Apply(), "1 imported, 1 added")
	providertest.WantSaid(t, tf.MustRun("state", "show", "-no-color", "doris_backup_series.s"), `name = "ods_20260911"`)

	keep := "retention {\n    keep_last = 2\n  }"
	tf.Configure(s.series(adopt, "paused = true", keep))
	providertest.WantSaid(t, wantCode(t, tf, 2, "plan", "-detailed-exitcode"), `+ "ods_20260909"`, "Snapshots will be deleted (nightly_)")
	tf.Apply()
	if held := s.held(); !slices.Equal(held, []string{"ods_20260910", "ods_20260911"}) {
		t.Errorf("the repository holds %q", held)
	}
	tf.Configure(s.series(adopt, keep)) // the script retires
	tf.Apply()
	if jobs := len(sim.Journal()); jobs != 3 {
		t.Errorf("%d jobs: the script's last snapshot counts", jobs)
	}
	sim.SetClock(21 * time.Hour)
	tf.Apply()
	if held := s.held(); len(held) != 2 || !strings.HasPrefix(held[0], "nightly_") || held[1] != "ods_20260911" {
		t.Errorf("the repository holds %q", held)
	}
	providertest.WantSaid(t, wantCode(t, tf, 0, "plan", "-detailed-exitcode"), "No changes.")
}
