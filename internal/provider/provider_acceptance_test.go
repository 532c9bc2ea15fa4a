// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// A cluster whose address is known only during apply: the plan works without asking it, and the apply does.
func TestAccProviderConfigurationKnownAfterApply(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	configuration := strings.Replace(providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block()),
		fmt.Sprintf("endpoints = [%q]", c.Endpoints[0]), "endpoints = [terraform_data.cluster.output]", 1) +
		fmt.Sprintf("resource \"terraform_data\" \"cluster\" {\n  input = %q\n}\n", c.Endpoints[0])
	tf := providertest.NewCLI(t, configuration)
	output := tf.MustRun("plan", "-no-color")
	providertest.WantSaid(t, output, "Plan: 2 to add, 0 to change, 0 to destroy.")
	providertest.WantNotSaid(t, output, "Warning: Doris", "Warning: State")
	tf.Apply()
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")

	// The address changes: what is in state cannot be refreshed before, which a warning says.
	tf.Configure(strings.Replace(configuration, fmt.Sprintf("input = %q", c.Endpoints[0]), fmt.Sprintf("input = %q\n  triggers_replace = 2", c.Endpoints[0]), 1))
	output = tf.MustRun("plan", "-no-color")
	providertest.WantSaid(t, output, "Warning: State was not refreshed", "The provider's endpoints is known only during apply, so Doris was not asked what changed outside Terraform.")
	tf.Apply()
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
	tf.Destroy()
}

// Reads that many resources share are made once: a refresh of many repositories lists them once.
func TestAccRefreshOfManyRepositories(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	sim := c.Sim(t)
	const many = 20
	configuration := strings.Replace(providertest.RepositoryHCL(c, "NAME", c.Location("main"), c.S3Block()), `name = "NAME"`,
		fmt.Sprintf("count = %d\n  name = \"%s_${count.index}\"", many, c.Name("repo")), 1)
	tf := providertest.NewCLI(t, configuration)
	tf.Apply()
	sim.ResetStatements()
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
	counts := map[string]int{}
	for _, statement := range sim.Statements() {
		words := strings.Fields(statement.Text)
		counts[strings.Join(words[:min(2, len(words))], " ")]++
	}
	if counts["SHOW REPOSITORIES"] != 1 || counts["SHOW CREATE"] != many {
		t.Errorf("sent %v", counts)
	}
	tf.Destroy()
}
