// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// withStorage gives the provider access to the buckets.
func withStorage(c *acctest.Cluster, configuration, group string) string {
	return strings.Replace(configuration, c.Provider(), c.Provider("object_storage = "+group), 1)
}

// With object_storage the bucket is tried before Doris is asked; what only this machine suffers from stays a warning.
func TestAccPreflight(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.OwnS3())
	s3 := c.SimS3(t)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	name, location := c.Name("repo"), c.Location("main")
	noBucket := strings.Replace(location, c.Storage.Bucket, "nowhere", 1)
	for _, test := range []struct {
		name, configuration, group string
		revoked                    bool
		refused                    bool // before Doris is asked
		wants                      []string
	}{
		{"fine", providertest.RepositoryHCL(c, name, location, c.S3Block()), "{}", false, false, nil},
		{
			"no bucket", providertest.RepositoryHCL(c, name, noBucket, c.S3Block()), "{}", false, true,
			[]string{"Error: The bucket does not exist", fmt.Sprintf(`The storage has no bucket "nowhere" for repository %q. Doris was not asked.`, name), `The storage: "NoSuchBucket:`, "Create the bucket, or correct location."},
		},
		{
			"wrong secret", providertest.RepositoryHCL(c, name, location, keysBlock(c, c.Storage.AccessKey, "canary-wrong", 1)), "{}", false, true,
			[]string{"Error: The storage refuses the keys", `The storage: "SignatureDoesNotMatch:`},
		},
		{
			"unknown key", providertest.RepositoryHCL(c, name, location, keysBlock(c, "nobody", "canary-wrong", 1)), "{}", false, true,
			[]string{"Error: The storage refuses the keys", `The storage: "InvalidAccessKeyId:`},
		},
		{
			"denied", providertest.RepositoryHCL(c, name, location, c.S3Block()), "{}", true, true,
			[]string{"Error: The keys lack a right", "listing the bucket", "or remove object_storage from the provider if only Doris's nodes are allowed in."},
		},
		{
			"not from here", providertest.RepositoryHCL(c, name, location, c.S3Block()), fmt.Sprintf("{ endpoint = %q }", "http://"+closed.Addr().String()), false, false,
			[]string{"Warning: The bucket cannot be reached from here", `The storage: "connection refused"`, "Doris was asked all the same"},
		},
		{"without object_storage", providertest.RepositoryHCL(c, name, noBucket, c.S3Block()), "", false, false, []string{"Error: The repository could not be created"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s3.Revoke(test.revoked)
			defer s3.Revoke(false)
			configuration := test.configuration
			if test.group != "" {
				configuration = withStorage(c, configuration, test.group)
			}
			c.Sim(t).ResetStatements()
			tf := providertest.NewCLI(t, configuration)
			output, _ := tf.Run("apply", "-no-color", "-auto-approve")
			providertest.WantSaid(t, output, test.wants...)
			providertest.WantNotSaid(t, output, "canary-wrong")
			asked := false
			for _, statement := range c.Sim(t).Statements() {
				asked = asked || strings.HasPrefix(statement.Text, "CREATE REPOSITORY")
			}
			if asked == test.refused {
				t.Errorf("Doris was asked: %v", asked)
			}
			s3.Revoke(false)
			tf.Run("destroy", "-no-color", "-auto-approve")
		})
	}
	for _, key := range s3.Objects(c.Storage.Bucket, "") {
		if strings.Contains(key, "probe") {
			t.Errorf("the probe was left behind: %s", key)
		}
	}
}

// The plan says what lies at a location: repositories of other names, or this one with its snapshots.
func TestAccPlanSaysWhatTheLocationHolds(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	shop := acctest.SeedShop(t, c)
	first := c.Name("first")
	c.CreateRepository(t, first, c.Location("main"))
	c.TakeSnapshot(t, first, shop.Database, c.Name("snap"))

	other := withStorage(c, providertest.RepositoryHCL(c, c.Name("second"), c.Location("main"), c.S3Block()), "{}")
	providertest.WantSaid(t, providertest.NewCLI(t, other).MustRun("plan", "-no-color"), "Warning: The location holds repositories of other names",
		fmt.Sprintf("The location %s holds 1 other repository folder already: %s. Repository %q will not see the snapshots there", c.Location("main"), first, c.Name("second")))

	c.Exec("DROP REPOSITORY `" + first + "`")
	again := withStorage(c, providertest.RepositoryHCL(c, first, c.Location("main"), c.S3Block()), "{}")
	providertest.WantSaid(t, providertest.NewCLI(t, again).MustRun("plan", "-no-color"), "Warning: The repository will be taken over",
		fmt.Sprintf("At %s lies a repository %q already, with 1 snapshot (complete or not).", c.Location("main"), first))

	empty := withStorage(c, providertest.RepositoryHCL(c, first, c.Location("empty"), c.S3Block()), "{}")
	providertest.WantNotSaid(t, providertest.NewCLI(t, empty).MustRun("plan", "-no-color"), "Warning: The")
}

// A frontend whose clock is off will be refused by the storage; the preflight says so beforehand.
func TestAccPreflightClocks(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	c.Sim(t).SetClock(-time.Hour)
	name := c.Name("repo")
	output := providertest.NewCLI(t, withStorage(c, providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block()), "{}")).Apply()
	providertest.WantSaid(t, output, "Warning: The clocks of Doris and the storage differ", fmt.Sprintf("Repository %q: the clock of the Doris frontend is", name), "behind that of the storage")
}
