// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

const (
	TheBackup = "doris_backup.b"
	OnlyLook  = "adopt_finished_within = \"0s\"" // nothing that another test step left is taken over
)

// ShopConfig is a cluster with a seeded database and the configuration of a repository "main".
type ShopConfig struct {
	*acctest.Cluster
	Shop       acctest.Shop
	Repository string
	Base       string // provider and repository
}

func NewShop(t *testing.T, options ...acctest.Option) *ShopConfig {
	t.Helper()
	c := acctest.NewCluster(t, options...)
	s := &ShopConfig{Cluster: c, Shop: acctest.SeedShop(t, c), Repository: c.Name("repo")}
	s.Base = c.Provider() + ResourceHCL("doris_repository", "main", fmt.Sprintf("name = %q", s.Repository),
		fmt.Sprintf("location = %q", c.Location("main")), c.S3Block())
	return s
}

// Shows matches a text that Terraform wraps and decorates as it likes.
func Shows(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = regexp.QuoteMeta(word)
	}
	return regexp.MustCompile(strings.Join(words, `[\s│]+`))
}

// Backup is the whole configuration with one doris_backup of the seeded database.
func (s *ShopConfig) Backup(lines ...string) string {
	return s.Base + ResourceHCL("doris_backup", "b", append([]string{
		"repository = doris_repository.main.name", fmt.Sprintf("database = %q", s.Shop.Database),
	}, lines...)...)
}

func ResourceHCL(resourceType, name string, lines ...string) string {
	return fmt.Sprintf("resource %q %q {\n  %s\n}\n", resourceType, name, strings.Join(lines, "\n  "))
}

// Snapshots lists what the repository holds: names of complete snapshots.
func (s *ShopConfig) Snapshots() map[string]bool {
	complete := map[string]bool{}
	for _, row := range s.Query("SHOW SNAPSHOT ON `" + s.Repository + "`") {
		complete[row[0]] = row[2] == "OK"
	}
	return complete
}

// Does is the plan check of one action for one resource, after which the next plan is empty.
func Does(address string, action plancheck.ResourceActionType, more ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{
		PreApply:             append([]plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}, more...),
		PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
	}
}

func Text(value string) knownvalue.Check { return knownvalue.StringExact(value) }

func Attribute(address string, check knownvalue.Check, steps ...string) statecheck.StateCheck {
	path := tfjsonpath.New(steps[0])
	for _, step := range steps[1:] {
		path = path.AtMapKey(step)
	}
	return statecheck.ExpectKnownValue(address, path, check)
}

// Table is an entry of objects.tables.
func Table(name string, partitions int64) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{"name": Text(name), "partition_count": knownvalue.Int64Exact(partitions)})
}

func ListOfChecks(checks ...knownvalue.Check) knownvalue.Check { return knownvalue.ListExact(checks) }

// Profiles are the lines of Doris that the main tests run on; a real cluster is what it is, twice.
func Profiles(t *testing.T, test func(t *testing.T, line acctest.Option)) {
	t.Helper()
	for _, line := range []string{"4.1", "3.0"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			test(t, acctest.Profile(line))
		})
	}
}

// RepositoryHCL is a configuration with one doris_repository "main".
func RepositoryHCL(c *acctest.Cluster, name, location string, lines ...string) string {
	return c.Provider() + fmt.Sprintf("resource \"doris_repository\" \"main\" {\n  name = %q\n  location = %q\n  %s\n}\n", name, location, strings.Join(lines, "\n  "))
}

// Said matches texts that follow each other, which Terraform wraps and decorates as it likes.
func Said(texts ...string) *regexp.Regexp {
	patterns := make([]string, len(texts))
	for i, text := range texts {
		words := strings.Fields(text)
		for j, word := range words {
			words[j] = regexp.QuoteMeta(word)
		}
		patterns[i] = strings.Join(words, `[\s│]+`)
	}
	return regexp.MustCompile("(?s)" + strings.Join(patterns, ".*"))
}

// Restore is the whole configuration with one doris_restore of a snapshot.
func (s *ShopConfig) Restore(snapshot, database string, lines ...string) string {
	return s.Base + ResourceHCL("doris_restore", "r", append([]string{
		"repository = doris_repository.main.name", fmt.Sprintf("snapshot = %q", snapshot), fmt.Sprintf("database = %q", database),
	}, lines...)...)
}

var (
	ATimestamp      = knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}(-\d\d){5}$`))
	TextOfAnInstant = knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`))
)
