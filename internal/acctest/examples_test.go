// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

const examplesDirectory = "../../examples"

// needs is what must be there before an example of a directory can be applied, as an operator would have it.
var needs = map[string][]string{
	"resources/doris_repository":    {},
	"resources/doris_backup":        {"repository", "database"},
	"resources/doris_backup_series": {"repository", "database"},
	"resources/doris_restore":       {"repository", "database", "snapshot"},
	"data-sources/doris_snapshots":  {"repository", "database", "snapshot"},
	"data-sources/doris_snapshot":   {"repository", "database", "snapshot"},

	"data-sources/doris_repositories": {"repository"},
	"data-sources/doris_backup_jobs":  {"repository", "database", "snapshot"},
	"data-sources/doris_restore_jobs": {"repository", "database", "snapshot", "self doris_restore"},
	"data-sources/doris_tables":       {"database"},
	"data-sources/doris_query":        {"database", "queries"},
}

// fileNeeds is what a single example needs besides.
var fileNeeds = map[string][]string{
	"resources/doris_restore/resource_verify.tf": {"queries"},
}

// Every example in the documentation is applied, planned again without changes, and destroyed. Their names and addresses
// are replaced by the test's own, nothing else.
func TestAccExamplesApply(t *testing.T) {
	for _, directory := range exampleDirectories(t) {
		for _, file := range exampleFiles(t, directory, "resource*.tf", "data-source*.tf") {
			t.Run(strings.TrimSuffix(directory+"/"+filepath.Base(file), ".tf"), func(t *testing.T) {
				t.Parallel()
				world := prepare(t, append(slices.Clone(needs[directory]), fileNeeds[directory+"/"+filepath.Base(file)]...))
				configuration := world.configuration(t, file)
				resource.Test(t, resource.TestCase{
					ProtoV6ProviderFactories: acctest.ProviderFactories(),
					Steps: []resource.TestStep{
						{Config: configuration},
						{Config: configuration, ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						}},
					},
				})
			})
		}
	}
}

// Every import block in the documentation imports what was made by hand, and leaves nothing to change: the resource is
// the one in resource.tf.
func TestAccExamplesImport(t *testing.T) {
	for _, directory := range exampleDirectories(t) {
		if !strings.HasPrefix(directory, "resources/") {
			continue
		}
		for _, file := range exampleFiles(t, directory, "import-by-*.tf") {
			t.Run(strings.TrimSuffix(directory+"/"+filepath.Base(file), ".tf"), func(t *testing.T) {
				t.Parallel()
				required := append(slices.Clone(needs[directory]), "self "+filepath.Base(directory))
				world := prepare(t, required)
				configuration := world.configuration(t, filepath.Join(filepath.Dir(file), "resource.tf"), file)
				var checks []tfversion.TerraformVersionCheck
				if strings.Contains(configuration, "identity = {") {
					checks = append(checks, tfversion.SkipBelow(tfversion.Version1_12_0)) // import by identity
				}
				resource.Test(t, resource.TestCase{
					TerraformVersionChecks:   checks,
					ProtoV6ProviderFactories: acctest.ProviderFactories(),
					Steps: []resource.TestStep{{
						Config: configuration,
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
					}},
				})
			})
		}
	}
}

// The commands in import.sh name what the import blocks name.
func TestExamplesImportCommands(t *testing.T) {
	for _, directory := range exampleDirectories(t) {
		for _, file := range exampleFiles(t, directory, "import.sh") {
			block := read(t, filepath.Join(filepath.Dir(file), "import-by-string-id.tf"))
			fields := strings.Fields(lastLine(read(t, file)))
			if len(fields) != 4 || fields[0] != "terraform" || fields[1] != "import" {
				t.Errorf("%s: %q is no import command", file, fields)
				continue
			}
			if !strings.Contains(block, "to = "+fields[2]+"\n") || !strings.Contains(block, fmt.Sprintf("id = %q\n", fields[3])) {
				t.Errorf("%s and import-by-string-id.tf differ:\n%s", file, block)
			}
		}
	}
}

// exampleDirectories are those of resources and data sources; each must stand in needs.
func exampleDirectories(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, kind := range []string{"resources", "data-sources"} {
		entries, err := os.ReadDir(filepath.Join(examplesDirectory, kind))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			directory := kind + "/" + entry.Name()
			if _, known := needs[directory]; !known {
				t.Errorf("examples/%s: say in this test what it needs", directory)
				continue
			}
			found = append(found, directory)
		}
	}
	return found
}

func exampleFiles(t *testing.T, directory string, patterns ...string) []string {
	t.Helper()
	var found []string
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(examplesDirectory, directory, pattern))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, files...)
	}
	return found
}

// exampleWorld is a cluster on which an example can be applied, and the words in it that stand for others there.
type exampleWorld struct {
	cluster *acctest.Cluster
	values  map[string]string // HCL by the text in the example
}

func prepare(t *testing.T, required []string) exampleWorld {
	t.Helper()
	c := acctest.NewCluster(t)
	repository, location, snapshot, copied := c.Name("dr_main"), c.Location("prod"), c.Name("before_migration"), c.Name("shop_copy")
	database := c.Name("shop")
	for _, thing := range required {
		switch thing {
		case "database":
			acctest.SeedShop(t, c)
		case "queries":
			c.NeedQueries(t, database, "customers")
		case "repository", "self doris_repository":
			c.CreateRepository(t, repository, location)
		case "snapshot":
			c.TakeSnapshot(t, repository, database, snapshot)
		case "self doris_backup":
			// As in resource.tf: everything but tmp_*.
			c.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s` EXCLUDE (`tmp_import`)", database, snapshot, repository))
			c.WaitForJob(t, "SHOW BACKUP FROM `"+database+"`", "FINISHED")
		case "self doris_backup_series": // a create and an import take over whatever is there, be it nothing
		case "self doris_restore":
			c.Exec("CREATE DATABASE `" + copied + "`")
			c.RestoreSnapshot(t, repository, snapshot, copied)
		default:
			t.Fatalf("unknown need %q", thing)
		}
	}
	return exampleWorld{cluster: c, values: map[string]string{
		"dr_main":                               quoted(repository),
		"minio":                                 quoted(c.Name("minio")),
		"s3://acme-doris/prod":                  quoted(location),
		"s3://backups/doris":                    quoted(c.Location("doris")),
		"https://s3.eu-central-1.amazonaws.com": quoted(c.Storage.Endpoint) + "\n    use_path_style = true",
		"http://minio.example.com:9000":         quoted(c.Storage.Endpoint),
		"eu-central-1":                          quoted(c.Storage.Region),
		"us-east-1":                             quoted(c.Storage.Region),
		"shop":                                  quoted(database),
		"shop_try":                              quoted(c.Name("shop_try")),
		"shop_copy":                             quoted(copied),
		"golden":                                quoted(c.Name("golden")),
		"shop_drill":                            quoted(c.Name("shop_drill")),
		"before_migration":                      quoted(snapshot),
		"dr_main/shop/nightly_shop_":            quoted(repository + "/" + database + "/nightly_shop_"),
		"dr_main/before_migration":              quoted(repository + "/" + snapshot),
		"dr_main/before_migration/shop_copy":    quoted(repository + "/" + snapshot + "/" + copied),
	}}
}

// assigned is a text that an argument gets; labels of blocks are not.
var assigned = regexp.MustCompile(`(=\s+)"([^"]*)"`)

// replace puts the test's own names and addresses in the place of those in an example.
func (w exampleWorld) replace(text string) string {
	return assigned.ReplaceAllStringFunc(text, func(found string) string {
		parts := assigned.FindStringSubmatch(found)
		if value, known := w.values[parts[2]]; known {
			return parts[1] + value
		}
		return found
	})
}

func quoted(text string) string { return fmt.Sprintf("%q", text) }

var (
	variable    = regexp.MustCompile(`\bvar\.([a-z0-9_]+)`)
	declaration = regexp.MustCompile(`(?m)^variable "([a-z0-9_]+)"`)
)

// configuration is the text of the files for this cluster, with the provider and the variables that they use.
func (w exampleWorld) configuration(t *testing.T, files ...string) string {
	t.Helper()
	var b strings.Builder
	for _, file := range files {
		b.WriteString(read(t, file) + "\n")
	}
	return w.text(t, b.String())
}

// text is the same for a text.
func (w exampleWorld) text(t *testing.T, text string) string {
	t.Helper()
	text = w.replace(text)
	values := map[string]string{
		"s3_access_key": w.cluster.Storage.AccessKey,
		"s3_secret_key": w.cluster.Storage.SecretKey,
		"release":       "1",
		"refresh_id":    "1",
	}
	declared := map[string]bool{}
	for _, match := range declaration.FindAllStringSubmatch(text, -1) {
		declared[match[1]] = true
	}
	for _, match := range variable.FindAllStringSubmatch(text, -1) {
		name := match[1]
		if declared[name] {
			continue
		}
		value, known := values[name]
		if !known {
			t.Fatalf("say in this test what var.%s is, in\n%s", name, text)
		}
		declared[name] = true
		text += fmt.Sprintf("variable %q {\n  default = %q\n}\n", name, value)
	}
	var lines []string
	if strings.Contains(text, "verify_files") || strings.Contains(text, "retention {") || strings.Contains(text, `on_destroy = "delete"`) { // files are handled from here
		lines = append(lines, fmt.Sprintf("object_storage = {\n    access_key = %q\n    secret_key = %q\n  }", w.cluster.Storage.AccessKey, w.cluster.Storage.SecretKey))
	}
	return w.cluster.Provider(lines...) + text
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
