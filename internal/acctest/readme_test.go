// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

var (
	terraformBlock = regexp.MustCompile(`(?ms)^terraform \{\n.*?^\}\n`)
	providerBlock  = regexp.MustCompile(`(?ms)^provider "doris" \{\n.*?^\}\n`)
	variableBlock  = regexp.MustCompile(`(?ms)^variable "[a-z0-9_]+" (\{\n.*?^\}\n|\{[^\n]*\}\n)`)
	codeBlock      = regexp.MustCompile("(?ms)^ *```(?:hcl|terraform)\n(.*?)^ *```")
)

// configurations are the blocks of HCL in a document, in one text, without what names the provider and the variables.
func configurations(t *testing.T, document string) string {
	t.Helper()
	var b strings.Builder
	for _, match := range codeBlock.FindAllStringSubmatch(read(t, document), -1) {
		b.WriteString(dedented(match[1]))
	}
	text := b.String()
	for _, block := range []*regexp.Regexp{terraformBlock, providerBlock, variableBlock} {
		text = block.ReplaceAllString(text, "")
	}
	if !strings.Contains(text, `resource "doris_`) {
		t.Fatalf("%s holds no configuration", document)
	}
	return text
}

// applied applies a configuration and plans it again without changes.
func applied(t *testing.T, configuration string, checks ...resource.TestCheckFunc) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: configuration, Check: resource.ComposeAggregateTestCheckFunc(checks...)},
			{Config: configuration, ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			}},
		},
	})
}

// The complete first configuration of README.md is applied as it stands, but for names, addresses and where the provider
// comes from.
func TestAccReadme(t *testing.T) {
	t.Parallel()
	text := configurations(t, "../../README.md")
	world := prepare(t, text, []string{"database"})
	applied(t, world.text(t, text),
		resource.TestCheckResourceAttr("doris_backup.first", "state", "FINISHED"),
		resource.TestCheckResourceAttr("doris_restore.copy", "state", "FINISHED"))
	copied := world.cluster.Name("shop_copy")
	world.cluster.WantRows(t, copied, "orders", "5")
}

// So are the configurations of the guides.
func TestAccGuideFirstBackup(t *testing.T) {
	t.Parallel()
	text := configurations(t, "../../templates/guides/first-backup.md")
	world := prepare(t, text, []string{"database"})
	applied(t, world.text(t, text),
		resource.TestCheckResourceAttr("doris_restore.try", "state", "FINISHED"))
	world.cluster.WantRows(t, world.cluster.Name("shop_try"), "customers", "3")
}

func TestAccGuideClone(t *testing.T) {
	t.Parallel()
	text := configurations(t, "../../templates/guides/clone.md")
	world := prepare(t, text, []string{"database", "snapshot"})
	staging := acctest.NewCluster(t, acctest.SharesStorageWith(world.cluster))
	production := world.cluster
	world.cluster = staging
	stage := staging.Name("shop_stage")
	applied(t, world.text(t, text),
		resource.TestCheckResourceAttr("doris_restore.shop", "snapshot", production.Name("before_migration")))
	staging.WantRows(t, stage, "orders", "5")
}

func TestAccGuideVerification(t *testing.T) {
	t.Parallel()
	text := configurations(t, "../../templates/guides/verification.md")
	world := prepare(t, text, []string{"database", "snapshot", "queries"})
	applied(t, world.text(t, text),
		resource.TestCheckResourceAttr("doris_restore.drill", "verification.passed", "true"),
		resource.TestCheckResourceAttr("doris_restore.drill", "verification.row_counts.orders", "5"))
}

func TestAccGuideMoving(t *testing.T) {
	t.Parallel()
	text := configurations(t, "../../templates/guides/moving.md")
	world := prepare(t, text, []string{"database"})
	before := world.cluster
	after := acctest.NewCluster(t, acctest.SharesStorageWith(before))
	// The test framework cannot read a state with for_each, so the test moves one database.
	loop := regexp.MustCompile(`(?m)^ *for_each +=.*\n`)
	if len(loop.FindAllString(text, -1)) != 2 {
		t.Fatalf("the guide should loop twice:\n%s", text)
	}
	text = loop.ReplaceAllString(text, "")
	text = strings.NewReplacer(
		"move_${each.key}_", "move_",
		"each.key", quoted(before.Name("shop")),
		"each.value", "doris_backup.move",
	).Replace(text)
	// Under the test framework all aliases of a provider are one server, so the second cluster gets a provider of another
	// name. With a provider of their own process, as users have it, aliases work: make demo shows it.
	text = strings.NewReplacer("doris.old", "doris", "doris.new", "dorisnew").Replace(text)
	factories := acctest.ProviderFactories()
	factories["dorisnew"] = acctest.ProviderFactories()["doris"]
	configuration := strings.Replace(after.Provider(), `provider "doris"`, `provider "dorisnew"`, 1) + world.text(t, text)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: configuration},
			{Config: configuration, ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			}},
		},
	})
	after.WantRows(t, before.Name("shop"), "orders", "5")
}

// The provider example reaches a cluster as it stands, but for the addresses and the user.
func TestAccProviderExample(t *testing.T) {
	t.Parallel()
	world := prepare(t, "", []string{"repository"})
	c := world.cluster
	text := terraformBlock.ReplaceAllString(read(t, examplesDirectory+"/provider/provider.tf"), "")
	text = strings.NewReplacer(
		`"fe1.example.com:9030"`, `"127.0.0.1:1"`, // one that does not answer: the next is tried
		`"fe2.example.com:9030"`, quoted(c.Endpoints[0]),
		`"tf_backup"`, quoted(c.Username),
		"  sensitive = true\n", "  sensitive = true\n  default   = "+quoted(c.Password)+"\n",
	).Replace(text)
	if strings.Contains(text, "example.com") {
		t.Fatalf("an address was not replaced:\n%s", text)
	}
	text += world.replace(`
data "doris_snapshots" "all" {
  repository = "dr_main"
}
`)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{{
			Config: text,
			Check:  resource.TestCheckResourceAttr("data.doris_snapshots.all", "snapshots.#", "0"),
		}},
	})
}
