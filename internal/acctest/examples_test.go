// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest_test

import (
	"fmt"
	"os"
	"path"
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

// needs is what must be there before an example of a directory can be applied, as an operator would have it. Repositories are
// in the examples themselves.
var needs = map[string][]string{
	"resources/doris_repository":    {},
	"resources/doris_backup":        {"database"},
	"resources/doris_backup_series": {"database"},
	"resources/doris_restore":       {"database"},
	"data-sources/doris_snapshots":  {"database", "snapshot"},
	"data-sources/doris_snapshot":   {"database", "snapshot"},

	"data-sources/doris_repositories": {},
	"data-sources/doris_backup_jobs":  {"database", "snapshot"},
	"data-sources/doris_restore_jobs": {"database", "self doris_restore"},
	"data-sources/doris_tables":       {"database"},
	"data-sources/doris_query":        {"database", "queries"},

	"functions/report":               {"database"},
	"functions/openmetrics":          {"database"},
	"functions/parse_snapshot_name":  {"database", "snapshot"},
	"functions/timestamp_to_rfc3339": {},
}

// fileNeeds is what a single example needs besides.
var fileNeeds = map[string][]string{
	"resources/doris_restore/resource_verify.tf": {"queries"},
}

// Every example in the documentation is applied, planned again without changes, and destroyed. Their names and addresses
// are replaced by the test's own, nothing else.
func TestAccExamplesApply(t *testing.T) {
	for _, directory := range exampleDirectories(t) {
		for _, file := range exampleFiles(t, directory, "resource*.tf", "data-source*.tf", "function*.tf") {
			t.Run(strings.TrimSuffix(directory+"/"+filepath.Base(file), ".tf"), func(t *testing.T) {
				t.Parallel()
				text := read(t, file)
				world := prepare(t, text, append(slices.Clone(needs[directory]), fileNeeds[directory+"/"+filepath.Base(file)]...))
				configuration := world.text(t, text)
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
// the one in the example that declares it.
func TestAccExamplesImport(t *testing.T) {
	for _, directory := range exampleDirectories(t) {
		if !strings.HasPrefix(directory, "resources/") {
			continue
		}
		for _, file := range exampleFiles(t, directory, "import-by-*.tf") {
			t.Run(strings.TrimSuffix(directory+"/"+filepath.Base(file), ".tf"), func(t *testing.T) {
				t.Parallel()
				text := declaring(t, directory, importTarget(t, file)) + read(t, file)
				world := prepare(t, text, append(slices.Clone(needs[directory]), "self "+filepath.Base(directory)))
				configuration := world.text(t, text) + world.importRepository(text)
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

var importTo = regexp.MustCompile(`(?m)^  to = (\S+)$`)

// importTarget is the address that an import block names.
func importTarget(t *testing.T, file string) string {
	t.Helper()
	match := importTo.FindStringSubmatch(read(t, file))
	if match == nil {
		t.Fatalf("%s names no address", file)
	}
	return match[1]
}

// declaring is the example of a directory that declares a resource.
func declaring(t *testing.T, directory, address string) string {
	t.Helper()
	kind, name, _ := strings.Cut(address, ".")
	for _, file := range exampleFiles(t, directory, "resource*.tf") {
		if text := read(t, file); strings.Contains(text, fmt.Sprintf("resource %q %q {", kind, name)) {
			return text
		}
	}
	t.Fatalf("no example of %s declares %s", directory, address)
	return ""
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

// exampleDirectories are those of resources, data sources and functions; each must stand in needs.
func exampleDirectories(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, kind := range []string{"resources", "data-sources", "functions"} {
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

// exampleWorld is a cluster on which an example can be applied.
type exampleWorld struct {
	cluster *acctest.Cluster
}

// inText is the first repository that an example declares: its label, its name and its place.
var inText = regexp.MustCompile(`(?s)resource "doris_repository" "([a-z_]+)" \{\n.*?name +?= "([^"]+)".*?location +?= "([^"]+)"`)

// prepare makes what must be there before a text can be applied. A snapshot lies in the bucket before the example registers
// the repository that holds it; "repository" and "self …" register it by hand.
func prepare(t *testing.T, text string, required []string) exampleWorld {
	t.Helper()
	world := exampleWorld{cluster: acctest.NewCluster(t)}
	c := world.cluster
	name, place := "dr_main", "s3://acme-doris/prod"
	if match := inText.FindStringSubmatch(text); match != nil {
		name, place = match[2], match[3]
	}
	repository, location := c.Name(name), world.location(place)
	database, snapshot, copied := c.Name("shop"), c.Name("before_migration"), c.Name("shop_copy")
	for _, thing := range required {
		switch thing {
		case "database":
			acctest.SeedShop(t, c)
		case "queries":
			c.NeedQueries(t, database, "customers")
		case "repository", "self doris_repository":
			c.CreateRepository(t, repository, location)
		case "snapshot":
			c.CreateRepository(t, repository, location)
			c.TakeSnapshot(t, repository, database, snapshot)
			c.Exec("DROP REPOSITORY `" + repository + "`")
		case "self doris_backup":
			// As in the example: everything but tmp_*.
			c.CreateRepository(t, repository, location)
			c.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s` EXCLUDE (`tmp_import`)", database, snapshot, repository))
			c.WaitForJob(t, "SHOW BACKUP FROM `"+database+"`", "FINISHED")
		case "self doris_backup_series": // a create and an import take over whatever is there, be it nothing
			c.CreateRepository(t, repository, location)
		case "self doris_restore":
			c.CreateRepository(t, repository, location)
			c.TakeSnapshot(t, repository, database, snapshot)
			c.Exec("CREATE DATABASE `" + copied + "`")
			c.RestoreSnapshot(t, repository, snapshot, copied)
		default:
			t.Fatalf("unknown need %q", thing)
		}
	}
	return world
}

// importRepository is the import block of the repository that an example declares, where it is there already and is not what
// the example imports itself.
func (w exampleWorld) importRepository(text string) string {
	match := inText.FindStringSubmatch(text)
	if match == nil || strings.Contains(text, "to = doris_repository.") {
		return ""
	}
	return fmt.Sprintf("\nimport {\n  to = doris_repository.%s\n  id = %q\n}\n", match[1], w.cluster.Name(match[2]))
}

var (
	// assigned is a text that an argument gets; labels of blocks are not.
	assigned = regexp.MustCompile(`\b([a-z0-9_]+)( *= *)"([^"$]*)"`)
	// byRole is the storage of a repository whose nodes have a role.
	byRole = regexp.MustCompile(`(?m)^( *)s3 *= \{ region = "eu-central-1" \}.*$`)
)

// location is a place in the test's own bucket.
func (w exampleWorld) location(place string) string { return w.cluster.Location(path.Base(place)) }

// replace puts the test's own names, addresses and keys in the place of those in an example, and changes nothing else.
func (w exampleWorld) replace(text string) string {
	text = byRole.ReplaceAllStringFunc(text, func(string) string { return "  " + w.cluster.S3Block() })
	return assigned.ReplaceAllStringFunc(text, func(found string) string {
		parts := assigned.FindStringSubmatch(found)
		if value, mine := w.value(parts[1], parts[3]); mine {
			return parts[1] + parts[2] + value
		}
		return found
	})
}

// value is what stands here for the value of an argument.
func (w exampleWorld) value(argument, value string) (string, bool) {
	storage := w.cluster.Storage
	switch argument {
	case "name", "repository", "snapshot", "database":
		return quoted(w.cluster.Name(value)), value != "" && !strings.HasPrefix(value, "tfacc_")
	case "id":
		parts := strings.Split(value, "/")
		for i, part := range parts {
			if !strings.HasSuffix(part, "_") { // a prefix of names
				parts[i] = w.cluster.Name(part)
			}
		}
		return quoted(strings.Join(parts, "/")), true
	case "location":
		return quoted(w.location(value)), strings.HasPrefix(value, "s3://") && !strings.Contains(value, "/tfacc/")
	case "endpoint":
		if strings.Contains(value, "amazonaws.com") {
			return quoted(storage.Endpoint) + "\n    use_path_style = true", true
		}
		return quoted(storage.Endpoint), true
	case "region":
		return quoted(storage.Region), true
	}
	return "", false
}

func quoted(text string) string { return fmt.Sprintf("%q", text) }

var (
	variable = regexp.MustCompile(`\bvar\.([a-z0-9_]+)`)
)

// text is a configuration for this cluster, with the provider and with values for the variables that it uses.
func (w exampleWorld) text(t *testing.T, text string) string {
	t.Helper()
	text = w.replace(text)
	values := map[string]string{
		"s3_access_key": w.cluster.Storage.AccessKey, "minio_access_key": w.cluster.Storage.AccessKey,
		"s3_secret_key": w.cluster.Storage.SecretKey, "minio_secret_key": w.cluster.Storage.SecretKey,
		"refresh_id": "1",
	}
	text = variableBlock.ReplaceAllString(text, "")
	declared := map[string]bool{}
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
	if strings.Contains(text, "provider::doris::") { // under the address that the testing library gives the provider
		text = "terraform {\n  required_providers {\n    doris = { source = \"hashicorp/doris\" }\n  }\n}\n" + text
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
