// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

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
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// release is a plan check that lets a held job go on, between plan and apply.
type release struct{ gate *dorissim.Gate }

func (r release) CheckPlan(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse) {
	r.gate.Release()
}

func TestAccBackup(t *testing.T) {
	t.Parallel()
	providertest.Profiles(t, testBackup)
}

func testBackup(t *testing.T, line acctest.Option) {
	s := providertest.NewShop(t, line)
	name, second := s.Name("before"), s.Name("after")
	fixed := func(name string, lines ...string) string {
		return s.Backup(append([]string{fmt.Sprintf("name = %q", name)}, lines...)...)
	}
	sameJob := statecheck.CompareValue(compare.ValuesSame())
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config: fixed(name),
				ConfigPlanChecks: providertest.Does(providertest.TheBackup, plancheck.ResourceActionCreate,
					plancheck.ExpectUnknownValue(providertest.TheBackup, tfjsonpath.New("state")),
					plancheck.ExpectUnknownValue(providertest.TheBackup, tfjsonpath.New("objects"))),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(providertest.TheBackup, providertest.Text(s.Repository+"/"+name), "id"),
					providertest.Attribute(providertest.TheBackup, providertest.Text("FINISHED"), "state"),
					providertest.Attribute(providertest.TheBackup, providertest.Text("all"), "content"),
					providertest.Attribute(providertest.TheBackup, knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}(-\d\d){5}$`)), "backup_timestamp"),
					providertest.Attribute(providertest.TheBackup, knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)), "taken_at"),
					providertest.Attribute(providertest.TheBackup, knownvalue.NotNull(), "finished_at"),
					providertest.Attribute(providertest.TheBackup, knownvalue.NotNull(), "duration_seconds"),
					providertest.Attribute(providertest.TheBackup, knownvalue.NotNull(), "phase_seconds", "upload"),
					providertest.Attribute(providertest.TheBackup, providertest.ListOfChecks(providertest.Table("customers", 1), providertest.Table("orders", 2), providertest.Table("tmp_import", 1)), "objects", "tables"),
					providertest.Attribute(providertest.TheBackup, providertest.ListOfChecks(providertest.Text("v_orders")), "objects", "views"),
					providertest.Attribute(providertest.TheBackup, providertest.ListOfChecks(), "skipped_objects"),
					providertest.Attribute(providertest.TheBackup, providertest.ListOfChecks(), "missing_objects"),
					sameJob.AddStateValue(providertest.TheBackup, tfjsonpath.New("job_id")),
				},
			},
			{
				ResourceName:      providertest.TheBackup,
				ImportState:       true,
				ImportStateVerify: true,
				// What was asked for is not known to an import.
				ImportStateVerifyIgnore: []string{"missing_objects"},
			},
			{
				Config:            fixed(name, "allow_incomplete = true", `on_timeout = "cancel"`, `timeouts = { create = "1h" }`),
				ConfigPlanChecks:  providertest.Does(providertest.TheBackup, plancheck.ResourceActionUpdate, plancheck.ExpectKnownValue(providertest.TheBackup, tfjsonpath.New("state"), providertest.Text("FINISHED"))),
				ConfigStateChecks: []statecheck.StateCheck{sameJob.AddStateValue(providertest.TheBackup, tfjsonpath.New("job_id"))},
			},
			{
				Config:            fixed(second),
				ConfigPlanChecks:  providertest.Does(providertest.TheBackup, plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{providertest.Attribute(providertest.TheBackup, providertest.Text(second), "name")},
			},
		},
		CheckDestroy: func(*terraform.State) error {
			// The repository is unregistered by now; what it held is still there.
			s.CreateRepository(t, s.Repository, s.Location("main"))
			if held := s.Snapshots(); !held[name] || !held[second] {
				return fmt.Errorf("a destroyed backup must keep its snapshot, the repository holds %v", held)
			}
			return nil
		},
	})
}

func TestAccBackupNamePrefix(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	config := func(run string) string {
		return s.Backup(`name_prefix = "nightly_"`, fmt.Sprintf("triggers = { run = %q }", run))
	}
	generated := knownvalue.StringRegexp(regexp.MustCompile(`^nightly_\d{8}_\d{6}_[a-z2-7]{8}_[a-z2-7]{4}$`))
	differs := statecheck.CompareValue(compare.ValuesDiffer())
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:           config("1"),
				ConfigPlanChecks: providertest.Does(providertest.TheBackup, plancheck.ResourceActionCreate, plancheck.ExpectUnknownValue(providertest.TheBackup, tfjsonpath.New("name"))),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(providertest.TheBackup, generated, "name"), differs.AddStateValue(providertest.TheBackup, tfjsonpath.New("name")),
				},
			},
			{
				Config:           config("2"),
				ConfigPlanChecks: providertest.Does(providertest.TheBackup, plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(providertest.TheBackup, generated, "name"), differs.AddStateValue(providertest.TheBackup, tfjsonpath.New("name")),
				},
			},
			{
				PreConfig: func() {
					if held := s.Snapshots(); len(held) != 2 {
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
	s := providertest.NewShop(t)
	name := s.Name("part")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:           s.Backup(fmt.Sprintf("name = %q", name), `tables = ["orders", "cust*"]`, `partitions = { orders = ["*2026"] }`, `content = "metadata_only"`),
				ConfigPlanChecks: providertest.Does(providertest.TheBackup, plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(providertest.TheBackup, providertest.ListOfChecks(providertest.Table("customers", 1), providertest.Table("orders", 1)), "objects", "tables"),
					providertest.Attribute(providertest.TheBackup, providertest.ListOfChecks(), "objects", "views"),
					providertest.Attribute(providertest.TheBackup, providertest.Text("metadata_only"), "content"),
				},
			},
			{
				Config:           s.Backup(fmt.Sprintf("name = %q", name+"_rest"), `exclude_tables = ["tmp_*", "nothing_of_this_name_*"]`),
				ConfigPlanChecks: providertest.Does(providertest.TheBackup, plancheck.ResourceActionReplace),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(providertest.TheBackup, providertest.ListOfChecks(providertest.Table("customers", 1), providertest.Table("orders", 2)), "objects", "tables"),
				},
			},
			{
				Config:      s.Backup(fmt.Sprintf("name = %q", name+"_other"), `tables = ["ordrs"]`),
				ExpectError: providertest.Shows("The selection matches nothing with doris_backup.b, on"),
			},
			{
				Config:      s.Backup(fmt.Sprintf("name = %q", name+"_other"), `tables = ["orders"]`, `partitions = { orders = ["p1999"] }`),
				ExpectError: providertest.Shows("nothing that matches orders.p1999"),
			},
		},
	})
}

// An imported snapshot takes the arguments that agree with it in place, and only then.
func TestAccBackupImportRecordsArguments(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	name := s.Name("by_hand")
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.Base},
			{
				PreConfig: func() { s.TakeSnapshot(t, s.Repository, s.Shop.Database, name) },
				Config: s.Backup(fmt.Sprintf("name = %q", name), `tables = ["orders", "customers", "tmp_*", "v_orders"]`) +
					fmt.Sprintf("import {\n  to = doris_backup.b\n  id = %q\n}\n", s.Repository+"/"+name),
				ConfigPlanChecks: providertest.Does(providertest.TheBackup, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(providertest.TheBackup, providertest.Text("FINISHED"), "state"),
					providertest.Attribute(providertest.TheBackup, knownvalue.SetSizeExact(4), "tables"),
				},
			},
			{
				Config:             s.Backup(fmt.Sprintf("name = %q", name+"_2"), `tables = ["orders"]`),
				PlanOnly:           true,
				ExpectNonEmptyPlan: true,
			},
			{
				// The mark of the import is gone, and the old name is used.
				Config:      s.Backup(fmt.Sprintf("name = %q", name), `tables = ["orders"]`),
				ExpectError: providertest.Shows("The replacement would need the same name"),
			},
		},
	})
}

func TestAccBackupGoneOutside(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t, acctest.OwnS3())
	store := s.SimS3(t)
	name := s.Name("gone")
	config := s.Backup(fmt.Sprintf("name = %q", name))
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
				ConfigPlanChecks:  providertest.Does(providertest.TheBackup, plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{providertest.Attribute(providertest.TheBackup, providertest.Text("FINISHED"), "state")},
			},
			{
				// Nothing is concluded from a repository that is not registered.
				PreConfig: func() { s.Exec("DROP REPOSITORY `" + s.Repository + "`") },
				Config:    config,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction("doris_repository.main", plancheck.ResourceActionCreate),
					plancheck.ExpectResourceAction(providertest.TheBackup, plancheck.ResourceActionNoop),
				}},
			},
		},
	})
}

// A job that runs when its backup is imported is waited for: one job, one snapshot.
func TestAccBackupResumed(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	sim := s.Sim(t)
	name := s.Name("running")
	gate := sim.HoldState("backup", "UPLOADING")
	t.Cleanup(gate.Release)
	config := s.Backup(fmt.Sprintf("name = %q", name))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: s.Base},
			{
				PreConfig: func() {
					s.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s`", s.Shop.Database, name, s.Repository))
					<-gate.Reached
				},
				Config:             config,
				ResourceName:       providertest.TheBackup,
				ImportState:        true,
				ImportStateId:      s.Repository + "/" + name,
				ImportStatePersist: true,
				ImportStateCheck: func(states []*terraform.InstanceState) error {
					for _, state := range states {
						if state.Attributes["state"] == "UPLOADING" && state.Attributes["database"] == s.Shop.Database {
							return nil
						}
					}
					return fmt.Errorf("no running backup was imported: %v", states)
				},
			},
			{
				Config: config,
				ConfigPlanChecks: providertest.Does(providertest.TheBackup, plancheck.ResourceActionUpdate,
					plancheck.ExpectUnknownValue(providertest.TheBackup, tfjsonpath.New("state")), release{gate}),
				ConfigStateChecks: []statecheck.StateCheck{
					providertest.Attribute(providertest.TheBackup, providertest.Text("FINISHED"), "state"),
					providertest.Attribute(providertest.TheBackup, knownvalue.NotNull(), "backup_timestamp"),
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
	s := providertest.NewShop(t)
	taken, missing := s.Name("taken"), s.Name("missing")
	readOnly := s.Name("read_only")
	backup := func(repository, database, name string, lines ...string) string {
		return s.Base + providertest.ResourceHCL("doris_backup", "b", append([]string{
			"repository = " + repository, fmt.Sprintf("database = %q", database), fmt.Sprintf("name = %q", name),
		}, lines...)...)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:      backup("doris_repository.main.name", s.Shop.Database, "x", `name_prefix = "y"`),
				ExpectError: providertest.Shows(`Both name and name_prefix are set. Keep name for a name of your own, or name_prefix to have time and fingerprint appended.`),
			},
			{Config: s.Base},
			{
				PreConfig: func() {
					s.TakeSnapshot(t, s.Repository, s.Shop.Database, taken)
					s.Exec(fmt.Sprintf("CREATE READ ONLY REPOSITORY `%s` WITH S3 ON LOCATION \"%s\" PROPERTIES(\"s3.endpoint\"=\"%s\",\"s3.region\"=\"%s\",\"s3.access_key\"=\"%s\",\"s3.secret_key\"=\"%s\",\"use_path_style\"=\"true\")",
						readOnly, s.Location("read_only"), s.Storage.Endpoint, s.Storage.Region, s.Storage.AccessKey, s.Storage.SecretKey))
				},
				Config:      backup(fmt.Sprintf("%q", missing), s.Shop.Database, "x"),
				ExpectError: providertest.Shows(`The repository cannot be read with doris_backup.b, on`),
			},
			{
				Config:      backup(fmt.Sprintf("%q", missing), s.Shop.Database, "x"),
				ExpectError: providertest.Shows(fmt.Sprintf(`needs repository %q, which is not registered in this cluster and which this plan does not create. Correct the name, or register it with a doris_repository;`, missing)),
			},
			{
				Config:      backup(fmt.Sprintf("%q", readOnly), s.Shop.Database, "x"),
				ExpectError: providertest.Shows(fmt.Sprintf(`Backup "x" cannot be written to repository %q, which is registered with read_only = true in this cluster. Back up to another repository, or register this one without read_only.`, readOnly)),
			},
			{
				Config:      backup("doris_repository.main.name", missing, "x"),
				ExpectError: providertest.Shows(`The database does not exist with doris_backup.b, on`),
			},
			{
				Config: backup("doris_repository.main.name", s.Shop.Database, taken, providertest.OnlyLook),
				ExpectError: providertest.Shows(fmt.Sprintf(`that this configuration did not make. Doris: "Snapshot with name '%s' already exist in repository" Choose another name, use name_prefix, or add: import { to = doris_backup.example id = %q }`,
					taken, s.Repository+"/"+taken)),
			},
		},
	})
}

// A backup tainted by hand: its snapshot stays, so its name is used up, and the old snapshot is not touched.
func TestAccBackupTainted(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	name := s.Name("tainted")
	config := s.Backup(fmt.Sprintf("name = %q", name))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: config},
			{Config: config, Taint: []string{providertest.TheBackup}, ExpectError: providertest.Shows("It stays when it is destroyed, and so its name stays used.")},
			{Config: s.Backup(fmt.Sprintf("name = %q", name+"_2"))},
		},
	})
}

// Two resources that would write one snapshot: neither Doris nor the user must find out later.
func TestAccBackupTwice(t *testing.T) {
	t.Parallel()
	s := providertest.NewShop(t)
	name := s.Name("both")
	lines := []string{"repository = doris_repository.main.name", fmt.Sprintf("database = %q", s.Shop.Database), fmt.Sprintf("name = %q", name)}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{
				Config:      s.Base + providertest.ResourceHCL("doris_backup", "b", lines...) + providertest.ResourceHCL("doris_backup", "c", lines...),
				ExpectError: providertest.Shows("Two objects make the same snapshot or restore"),
			},
		},
	})
	if jobs := s.Query("SHOW BACKUP FROM `" + s.Shop.Database + "`"); len(jobs) > 0 {
		t.Errorf("the plan was to stop before anything was submitted: %v", jobs)
	}
}
