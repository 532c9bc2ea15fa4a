// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

func TestMain(m *testing.M) { os.Exit(terraform.RunTests(m)) }

// journey is a copy of a folder of examples/journeys, tested by its own `terraform test` as somebody would who copied it.
type journey struct {
	t *testing.T
	terraform.CLI
}

// newRun runs the CLI in a directory, with the provider of the mirror and nothing of the caller's own settings.
func newRun(t *testing.T, directory string) *journey {
	t.Helper()
	mirror, err := terraform.Mirror()
	if err != nil {
		t.Fatal(err)
	}
	j := &journey{t: t, CLI: terraform.CLI{Program: program(), Directory: directory, Environment: terraform.Environment()}}
	if err := j.UseMirror(mirror); err != nil {
		t.Fatal(err)
	}
	return j
}

// newJourney aims the copy at a cluster; variables are those of the configuration, and of its tests.
func newJourney(t *testing.T, name string, c *acctest.Cluster, variables map[string]string) *journey {
	t.Helper()
	directory := filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(directory, os.DirFS(filepath.Join(examplesDirectory, "journeys", name))); err != nil {
		t.Fatal(err)
	}
	j := newRun(t, directory)
	j.Environment = append(j.Environment,
		"DORIS_ENDPOINTS="+strings.Join(c.Endpoints, ","), "DORIS_USERNAME="+c.Username, "DORIS_PASSWORD="+c.Password)
	for name, value := range variables {
		j.Environment = append(j.Environment, "TF_VAR_"+name+"="+value)
	}
	return j
}

// importsByIdentity reports whether the CLI knows import blocks with an identity.
func importsByIdentity(t *testing.T) bool {
	t.Helper()
	version, err := terraform.Version(t.Context(), program())
	if err != nil {
		t.Fatal(err)
	}
	return terraform.AtLeast(version, 12)
}

// program is the CLI of the acceptance tests.
func program() string {
	found, err := terraform.Program()
	if err != nil {
		return "terraform" // whoever runs it is told that it is not there
	}
	return found
}

// write writes files into the directory, by their names.
func (j *journey) write(files map[string]string) {
	j.t.Helper()
	for name, text := range files {
		if err := j.Write(name, text); err != nil {
			j.t.Fatal(err)
		}
	}
}

// run runs the CLI and fails the test when it does.
func (j *journey) run(arguments ...string) string {
	j.t.Helper()
	output, err := j.Command(j.t.Context(), arguments...).CombinedOutput()
	if err != nil {
		j.t.Fatalf("%s: %v\n%s", strings.Join(arguments, " "), err, output)
	}
	return string(output)
}

// test initializes the copy and runs its tests; every run of the file must pass. The copy is formatted as it should be.
func (j *journey) test(runs int) {
	j.t.Helper()
	j.run("fmt", "-check", "-diff", "-recursive")
	j.run("init", "-no-color", "-input=false")
	if strings.HasPrefix(j.run("version"), "OpenTofu") {
		j.run("validate", "-no-color")
		j.t.Skip("tofu test (1.12) knows neither run.NAME nor output.NAME in the conditions of these tests; the configuration is valid")
	}
	output := j.run("test", "-no-color")
	if !strings.Contains(output, fmt.Sprintf("Success! %d passed, 0 failed.", runs)) {
		j.t.Errorf("not all of %d runs passed:\n%s", runs, output)
	}
	j.t.Log(output)
}

// The drill restores, verifies and measures; too slow and too old are failures; nothing is left.
func TestAccJourneyDrill(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.Tick(200*time.Millisecond)) // a restore takes more than a second
	repository, shop := c.Name("dr_main"), acctest.SeedShop(t, c)
	c.NeedQueries(t, shop.Database, shop.Orders)
	c.CreateRepository(t, repository, c.Location("main"))
	c.TakeSnapshot(t, repository, shop.Database, c.Name("nightly"))
	j := newJourney(t, "drill", c, map[string]string{
		"repository": repository, "database": shop.Database,
		"queries": `[{ sql = "SELECT count(*) FROM orders", expect = "5" }]`,
	})
	j.test(3)
	for _, row := range c.Query("SHOW DATABASES") {
		if strings.HasPrefix(row[0], "drill_") {
			t.Errorf("database %s is left", row[0])
		}
	}
}

// storageVariables are the variables of a repository in the storage of a cluster.
func storageVariables(c *acctest.Cluster, repository string) map[string]string {
	return map[string]string{
		"repository": repository, "location": c.Location("prod"),
		"s3_endpoint": c.Storage.Endpoint, "s3_region": c.Storage.Region, "s3_use_path_style": "true",
		"s3_access_key": c.Storage.AccessKey, "s3_secret_key": c.Storage.SecretKey,
	}
}

// Production is cloned into another cluster, stays cloned, is refreshed, and is taken back; production is as it was.
func TestAccJourneyClone(t *testing.T) {
	t.Parallel()
	production := acctest.NewCluster(t)
	staging := acctest.NewCluster(t, acctest.SharesStorageWith(production))
	shop := acctest.SeedShop(t, production)
	production.NeedQueries(t, shop.Database, shop.Orders)
	variables := storageVariables(production, production.Name("dr_main"))
	variables["production_endpoints"] = fmt.Sprintf("[%q]", strings.Join(production.Endpoints, `","`))
	variables["source_database"], variables["database"] = shop.Database, staging.Name("stage")
	variables["tables"], variables["rename"] = `["orders", "customers"]`, `{ orders = "orders_of_production" }`
	variables["queries"] = `[{ sql = "SELECT count(*) FROM customers", expect = "3" }]`
	newJourney(t, "clone", staging, variables).test(5)
	for _, row := range staging.Query("SHOW DATABASES") {
		if row[0] == staging.Name("stage") {
			t.Errorf("database %s is left", row[0])
		}
	}
	if rows := staging.Query("SHOW REPOSITORIES"); len(rows) > 0 && !acctest.Real() {
		t.Errorf("repositories are left: %v", rows)
	}
	production.WantRows(t, shop.Database, shop.Orders, "5")
}

// Snapshots are taken when they are due, and those of an earlier script are deleted when they expire.
func TestAccJourneyNightly(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	repository, shop, ledger := c.Name("dr_main"), acctest.SeedShop(t, c), c.Name("ledger")
	c.Exec("CREATE DATABASE `" + ledger + "`;\nCREATE TABLE `" + ledger + "`.`entries` (`id` INT) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
	// What the script has left: it registered the repository under the same name. Its job is long forgotten, as that of a
	// database that was dropped since.
	old := strings.Replace(c.Name("old"), "tfacc_", "script_", 1)
	c.CreateRepository(t, repository, c.Location("prod"))
	c.TakeSnapshot(t, repository, shop.Database, old)
	c.Exec("DROP REPOSITORY `" + repository + "`;\nDROP DATABASE `" + shop.Database + "` FORCE")
	acctest.SeedShop(t, c)
	variables := storageVariables(c, repository)
	variables["databases"] = fmt.Sprintf("[%q, %q]", shop.Database, ledger)
	newJourney(t, "nightly", c, variables).test(6)
	c.CreateRepository(t, repository, c.Location("prod")) // the test has taken it back
	names := ""
	for _, row := range c.Query("SHOW SNAPSHOT ON `" + repository + "`") {
		names += row[0] + " "
	}
	if strings.Contains(names, old) || len(strings.Fields(names)) != 2 ||
		!strings.Contains(names, "nightly_"+shop.Database+"_") || !strings.Contains(names, "nightly_"+ledger+"_") {
		t.Errorf("the repository holds %s, want a snapshot of the series of each database and nothing else", names)
	}
}
