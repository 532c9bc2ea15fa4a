// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

const (
	theBackup = "doris_backup.b"
	onlyLook  = "adopt_finished_within = \"0s\"" // nothing that another test step left is taken over
)

// shopConfig is a cluster with a seeded database and the configuration of a repository "main".
type shopConfig struct {
	*acctest.Cluster
	shop       acctest.Shop
	repository string
	base       string // provider and repository
}

func newShop(t *testing.T, options ...acctest.Option) *shopConfig {
	t.Helper()
	c := acctest.NewCluster(t, options...)
	s := &shopConfig{Cluster: c, shop: acctest.SeedShop(t, c), repository: c.Name("repo")}
	s.base = c.Provider() + resourceHCL("doris_repository", "main", fmt.Sprintf("name = %q", s.repository),
		fmt.Sprintf("location = %q", c.Location("main")), c.S3Block())
	return s
}

// shows matches a text that Terraform wraps and decorates as it likes.
func shows(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(strings.Join(words, `[\s│]+`))
}

// backup is the whole configuration with one doris_backup of the seeded database.
func (s *shopConfig) backup(lines ...string) string {
	return s.base + resourceHCL("doris_backup", "b", append([]string{
		"repository = doris_repository.main.name", fmt.Sprintf("database = %q", s.shop.Database),
	}, lines...)...)
}

func resourceHCL(resourceType, name string, lines ...string) string {
	return fmt.Sprintf("resource %q %q {\n  %s\n}\n", resourceType, name, strings.Join(lines, "\n  "))
}

// snapshots lists what the repository holds: names of complete snapshots.
func (s *shopConfig) snapshots() map[string]bool {
	complete := map[string]bool{}
	for _, row := range s.Query("SHOW SNAPSHOT ON `" + s.repository + "`") {
		complete[row[0]] = row[2] == "OK"
	}
	return complete
}

// release is a plan check that lets a held job go on, between plan and apply.
type release struct{ gate *dorissim.Gate }

func (r release) CheckPlan(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse) {
	r.gate.Release()
}

// does is the plan check of one action for one resource, after which the next plan is empty.
func does(address string, action plancheck.ResourceActionType, more ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{
		PreApply:             append([]plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}, more...),
		PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
	}
}

func text(value string) knownvalue.Check { return knownvalue.StringExact(value) }

func attribute(address string, check knownvalue.Check, steps ...string) statecheck.StateCheck {
	path := tfjsonpath.New(steps[0])
	for _, step := range steps[1:] {
		path = path.AtMapKey(step)
	}
	return statecheck.ExpectKnownValue(address, path, check)
}

// table is an entry of objects.tables.
func table(name string, partitions int64) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{"name": text(name), "partition_count": knownvalue.Int64Exact(partitions)})
}

func listOf(checks ...knownvalue.Check) knownvalue.Check { return knownvalue.ListExact(checks) }

// profiles are the lines of Doris that the main tests run on; a real cluster is what it is, twice.
func profiles(t *testing.T, test func(t *testing.T, line acctest.Option)) {
	t.Helper()
	for _, line := range []string{"4.1", "3.0"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			test(t, acctest.Profile(line))
		})
	}
}

func TestAccBackup(t *testing.T) {
	t.Parallel()
	profiles(t, testBackup)
}

func testBackup(t *testing.T, line acctest.Option) {
	s := newShop(t, line)
	name, second := s.Name("before"), s.Name("after")
	fixed := func(name string, lines ...string) string {
		return s.backup(append([]string{fmt.Sprintf("name = %q", name)}, lines...)...)
	}
	sameJob := statecheck.CompareValue(compare.ValuesSame())
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config: fixed(name),
				ConfigPlanChecks: does(theBackup, plancheck.ResourceActionCreate,
					plancheck.ExpectUnknownValue(theBackup, tfjsonpath.New("state")),
					plancheck.ExpectUnknownValue(theBackup, tfjsonpath.New("objects"))),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theBackup, text(s.repository+"/"+name), "id"),
					attribute(theBackup, text("FINISHED"), "state"),
					attribute(theBackup, text("all"), "content"),
					attribute(theBackup, knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}(-\d\d){5}$`)), "backup_timestamp"),
					attribute(theBackup, knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)), "taken_at"),
					attribute(theBackup, knownvalue.NotNull(), "finished_at"),
					attribute(theBackup, knownvalue.NotNull(), "duration_seconds"),
					attribute(theBackup, knownvalue.NotNull(), "phase_seconds", "upload"),
					attribute(theBackup, listOf(table("customers", 1), table("orders", 2), table("tmp_import", 1)), "objects", "tables"),
					attribute(theBackup, listOf(text("v_orders")), "objects", "views"),
					attribute(theBackup, listOf(), "skipped_objects"),
					attribute(theBackup, listOf(), "missing_objects"),
					sameJob.AddStateValue(theBackup, tfjsonpath.New("job_id")),
				},
			},
			{
				ResourceName:      theBackup,
				ImportState:       true,
				ImportStateVerify: true,
				// What was asked for is not known to an import.
				ImportStateVerifyIgnore: []string{"missing_objects"},
			},
			{
				Config:            fixed(name, "allow_incomplete = true", `on_timeout = "cancel"`, `timeouts = { create = "1h" }`),
				ConfigPlanChecks:  does(theBackup, plancheck.ResourceActionUpdate, plancheck.ExpectKnownValue(theBackup, tfjsonpath.New("state"), text("FINISHED"))),
				ConfigStateChecks: []statecheck.StateCheck{sameJob.AddStateValue(theBackup, tfjsonpath.New("job_id"))},
			},
			{
				Config:            fixed(second),
				ConfigPlanChecks:  does(theBackup, plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{attribute(theBackup, text(second), "name")},
			},
		},
		CheckDestroy: func(*terraform.State) error {
			// The repository is unregistered by now; what it held is still there.
			s.CreateRepository(t, s.repository, s.Location("main"))
			if held := s.snapshots(); !held[name] || !held[second] {
				return fmt.Errorf("a destroyed backup must keep its snapshot, the repository holds %v", held)
			}
			return nil
		},
	})
}

func TestAccBackupNamePrefix(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	config := func(run string) string {
		return s.backup(`name_prefix = "nightly_"`, fmt.Sprintf("triggers = { run = %q }", run))
	}
	generated := knownvalue.StringRegexp(regexp.MustCompile(`^nightly_\d{8}_\d{6}_[a-z2-7]{8}_[a-z2-7]{4}$`))
	differs := statecheck.CompareValue(compare.ValuesDiffer())
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:           config("1"),
				ConfigPlanChecks: does(theBackup, plancheck.ResourceActionCreate, plancheck.ExpectUnknownValue(theBackup, tfjsonpath.New("name"))),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theBackup, generated, "name"), differs.AddStateValue(theBackup, tfjsonpath.New("name")),
				},
			},
			{
				Config:           config("2"),
				ConfigPlanChecks: does(theBackup, plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theBackup, generated, "name"), differs.AddStateValue(theBackup, tfjsonpath.New("name")),
				},
			},
			{
				PreConfig: func() {
					if held := s.snapshots(); len(held) != 2 {
						t.Errorf("two snapshots were taken, the repository holds %v", held)
					}
				},
				Config:             config("2"),
				PlanOnly:           true,
				ExpectNonEmptyPlan: false,
			},
		},
	})
}

func TestAccBackupSelection(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	name := s.Name("part")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:           s.backup(fmt.Sprintf("name = %q", name), `tables = ["orders", "cust*"]`, `partitions = { orders = ["*2026"] }`, `content = "metadata_only"`),
				ConfigPlanChecks: does(theBackup, plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theBackup, listOf(table("customers", 1), table("orders", 1)), "objects", "tables"),
					attribute(theBackup, listOf(), "objects", "views"),
					attribute(theBackup, text("metadata_only"), "content"),
				},
			},
			{
				Config:           s.backup(fmt.Sprintf("name = %q", name+"_rest"), `exclude_tables = ["tmp_*", "nothing_of_this_name_*"]`),
				ConfigPlanChecks: does(theBackup, plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theBackup, listOf(table("customers", 1), table("orders", 2)), "objects", "tables"),
				},
			},
			{
				Config:      s.backup(fmt.Sprintf("name = %q", name+"_other"), `tables = ["ordrs"]`),
				ExpectError: shows("The selection matches nothing with doris_backup.b, on"),
			},
			{
				Config:      s.backup(fmt.Sprintf("name = %q", name+"_other"), `tables = ["orders"]`, `partitions = { orders = ["p1999"] }`),
				ExpectError: shows("nothing that matches orders.p1999"),
			},
		},
	})
}

// An imported snapshot takes the arguments that agree with it in place, and only then.
func TestAccBackupImportRecordsArguments(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	name := s.Name("by_hand")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.base},
			{
				PreConfig: func() { s.TakeSnapshot(t, s.repository, s.shop.Database, name) },
				Config: s.backup(fmt.Sprintf("name = %q", name), `tables = ["orders", "customers", "tmp_*", "v_orders"]`) +
					fmt.Sprintf("import {\n  to = doris_backup.b\n  id = %q\n}\n", s.repository+"/"+name),
				ConfigPlanChecks: does(theBackup, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theBackup, text("FINISHED"), "state"),
					attribute(theBackup, knownvalue.SetSizeExact(4), "tables"),
				},
			},
			{
				Config:             s.backup(fmt.Sprintf("name = %q", name+"_2"), `tables = ["orders"]`),
				PlanOnly:           true,
				ExpectNonEmptyPlan: true,
			},
			{
				// The mark of the import is gone, and the old name is used.
				Config:      s.backup(fmt.Sprintf("name = %q", name), `tables = ["orders"]`),
				ExpectError: shows("The replacement would need the same name"),
			},
		},
	})
}

func TestAccBackupGoneOutside(t *testing.T) {
	t.Parallel()
	s := newShop(t, acctest.OwnS3())
	store := s.SimS3(t)
	name := s.Name("gone")
	config := s.backup(fmt.Sprintf("name = %q", name))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: config},
			{
				PreConfig: func() {
					deleted := 0
					for _, key := range store.Objects(s.Storage.Bucket, "") {
						if strings.Contains(key, "__ss_"+name+"/") {
							deleted += store.Delete(s.Storage.Bucket, key)
						}
					}
					if deleted == 0 {
						t.Fatal("the snapshot has no files")
					}
				},
				Config:            config,
				ConfigPlanChecks:  does(theBackup, plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{attribute(theBackup, text("FINISHED"), "state")},
			},
			{
				// Nothing is concluded from a repository that is not registered.
				PreConfig: func() { s.Exec("DROP REPOSITORY `" + s.repository + "`") },
				Config:    config,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction("doris_repository.main", plancheck.ResourceActionCreate),
					plancheck.ExpectResourceAction(theBackup, plancheck.ResourceActionNoop),
				}},
			},
		},
	})
}

// A job that runs when its backup is imported is waited for: one job, one snapshot.
func TestAccBackupResumed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	sim := s.Sim(t)
	name := s.Name("running")
	gate := sim.HoldState("backup", "UPLOADING")
	t.Cleanup(gate.Release)
	config := s.backup(fmt.Sprintf("name = %q", name))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.base},
			{
				PreConfig: func() {
					s.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s`", s.shop.Database, name, s.repository))
					<-gate.Reached
				},
				Config:             config,
				ResourceName:       theBackup,
				ImportState:        true,
				ImportStateId:      s.repository + "/" + name,
				ImportStatePersist: true,
				ImportStateCheck: func(states []*terraform.InstanceState) error {
					for _, state := range states {
						if state.Attributes["state"] == "UPLOADING" && state.Attributes["database"] == s.shop.Database {
							return nil
						}
					}
					return fmt.Errorf("no running backup was imported: %v", states)
				},
			},
			{
				Config: config,
				ConfigPlanChecks: does(theBackup, plancheck.ResourceActionUpdate,
					plancheck.ExpectUnknownValue(theBackup, tfjsonpath.New("state")), release{gate}),
				ConfigStateChecks: []statecheck.StateCheck{
					attribute(theBackup, text("FINISHED"), "state"),
					attribute(theBackup, knownvalue.NotNull(), "backup_timestamp"),
				},
			},
		},
	})
	if jobs := sim.Journal(); len(jobs) != 1 {
		t.Errorf("one job was to run, %d were submitted", len(jobs))
	}
}

func TestAccBackupErrors(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	taken, missing := s.Name("taken"), s.Name("missing")
	readOnly := s.Name("read_only")
	backup := func(repository, database, name string, lines ...string) string {
		return s.base + resourceHCL("doris_backup", "b", append([]string{
			"repository = " + repository, fmt.Sprintf("database = %q", database), fmt.Sprintf("name = %q", name),
		}, lines...)...)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:      backup("doris_repository.main.name", s.shop.Database, "x", `name_prefix = "y"`),
				ExpectError: shows(`Both name and name_prefix are set. Keep name for a name of your own, or name_prefix to have time and fingerprint appended.`),
			},
			{Config: s.base},
			{
				PreConfig: func() {
					s.TakeSnapshot(t, s.repository, s.shop.Database, taken)
					s.Exec(fmt.Sprintf("CREATE READ ONLY REPOSITORY `%s` WITH S3 ON LOCATION \"%s\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"%s\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
						readOnly, s.Location("read_only"), s.Storage.Endpoint, s.Storage.Region, s.Storage.AccessKey, s.Storage.SecretKey))
				},
				Config:      backup(fmt.Sprintf("%q", missing), s.shop.Database, "x"),
				ExpectError: shows(`The repository cannot be read with doris_backup.b, on`),
			},
			{
				Config:      backup(fmt.Sprintf("%q", missing), s.shop.Database, "x"),
				ExpectError: shows(fmt.Sprintf(`needs repository %q, which is not registered in this cluster and which this plan does not create. Correct the name, or register it with a doris_repository;`, missing)),
			},
			{
				Config:      backup(fmt.Sprintf("%q", readOnly), s.shop.Database, "x"),
				ExpectError: shows(fmt.Sprintf(`Backup "x" cannot be written to repository %q, which is registered with read_only = true in this cluster. Back up to another repository, or register this one without read_only.`, readOnly)),
			},
			{
				Config:      backup("doris_repository.main.name", missing, "x"),
				ExpectError: shows(`The database does not exist with doris_backup.b, on`),
			},
			{
				Config: backup("doris_repository.main.name", s.shop.Database, taken, onlyLook),
				ExpectError: shows(fmt.Sprintf(`that this configuration did not make. Doris: "Snapshot with name '%s' already exist in repository" Choose another name, use name_prefix, or add: import { to = doris_backup.example id = %q }`,
					taken, s.repository+"/"+taken)),
			},
		},
	})
}

// A backup tainted by hand: its snapshot stays, so its name is used up, and the old snapshot is not touched.
func TestAccBackupTainted(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	name := s.Name("tainted")
	config := s.backup(fmt.Sprintf("name = %q", name))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: config},
			{Config: config, Taint: []string{theBackup}, ExpectError: shows("It stays when it is destroyed, and so its name stays used.")},
			{Config: s.backup(fmt.Sprintf("name = %q", name+"_2"))},
		},
	})
}

// Two resources that would write one snapshot: neither Doris nor the user must find out later.
func TestAccBackupTwice(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	name := s.Name("both")
	lines := []string{"repository = doris_repository.main.name", fmt.Sprintf("database = %q", s.shop.Database), fmt.Sprintf("name = %q", name)}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:      s.base + resourceHCL("doris_backup", "b", lines...) + resourceHCL("doris_backup", "c", lines...),
				ExpectError: shows("Two objects make the same snapshot or restore"),
			},
		},
	})
	if jobs := s.Query("SHOW BACKUP FROM `" + s.shop.Database + "`"); len(jobs) > 0 {
		t.Errorf("the plan was to stop before anything was submitted: %v", jobs)
	}
}
