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
)

// The complete first configuration of README.md is applied as it stands, but for names, addresses and where the provider
// comes from.
func TestAccReadme(t *testing.T) {
	t.Parallel()
	_, rest, found := strings.Cut(read(t, "../../README.md"), "## A complete first configuration")
	if !found {
		t.Fatal("README.md has no complete first configuration")
	}
	_, rest, _ = strings.Cut(rest, "```hcl\n")
	text, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("README.md's first configuration has no end")
	}
	for _, block := range []*regexp.Regexp{terraformBlock, providerBlock, variableBlock} {
		if !block.MatchString(text) {
			t.Fatalf("README.md's first configuration has no block like %s", block)
		}
		text = block.ReplaceAllString(text, "")
	}
	world := prepare(t, []string{"database"})
	configuration := world.text(t, text)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.ProviderFactories(),
		Steps: []resource.TestStep{
			{Config: configuration, Check: resource.ComposeAggregateTestCheckFunc(
				resource.TestCheckResourceAttr("doris_backup.first", "state", "FINISHED"),
				resource.TestCheckResourceAttr("doris_restore.copy", "state", "FINISHED"),
			)},
			{Config: configuration, ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			}},
		},
	})
	copied := world.cluster.Name("shop_copy")
	if got := world.cluster.Count(copied, "orders"); got != "5" {
		t.Errorf("%s.orders holds %s rows, want 5", copied, got)
	}
}

// The provider example reaches a cluster as it stands, but for the addresses and the user.
func TestAccProviderExample(t *testing.T) {
	t.Parallel()
	world := prepare(t, []string{"repository"})
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
