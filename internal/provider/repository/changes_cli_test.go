// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// A session token that Doris holds cannot be taken away in place.
func TestAccRepositorySessionToken(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	keys := func(version int, token string) string {
		return providertest.RepositoryHCL(c, name, c.Location("main"), strings.Replace(keysBlock(c, c.Storage.AccessKey, c.Storage.SecretKey, version), "s3 = {", "s3 = {\n    "+token, 1))
	}
	tf := providertest.NewCLI(t, keys(1, `session_token_wo = "canary-token"`))
	if output, code := tf.Run("apply", "-no-color", "-auto-approve"); code != 0 {
		providertest.WantNotSaid(t, output, "canary-token")
		t.Skip("this storage refuses a session token that it did not issue")
	}
	tf.Configure(keys(2, ""))
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "Warning: The repository will be registered again")
	tf.Apply()
	tf.Configure(keys(3, ""))
	providertest.WantNotSaid(t, tf.MustRun("plan", "-no-color"), "Warning: The repository will be registered again")
	tf.Destroy()
}

// Keys that give way to a role take the mapping along, because ALTER REPOSITORY can only overwrite.
func TestAccRepositoryKeysToRole(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	if acctest.Real() {
		t.Skip("plans a role, which only Doris 3.1 and newer has")
	}
	tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, c.Name("repo"), c.Location("main"), c.S3Block()))
	tf.Apply()
	tf.Configure(providertest.RepositoryHCL(c, c.Name("repo"), c.Location("main"), fmt.Sprintf(`s3 = { endpoint = %q, region = %q, use_path_style = true, role_arn = "arn:aws:iam::1:role/x" }`, c.Storage.Endpoint, c.Storage.Region)))
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "Warning: The repository will be registered again", "Warning: Only AWS has roles")
	tf.Configure(providertest.RepositoryHCL(c, c.Name("repo"), c.Location("main"), c.S3Block()))
	tf.Destroy()
}

// What somebody changes outside with ALTER REPOSITORY shows as a change; what Doris masks does not.
func TestAccRepositoryDrift(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	if acctest.Real() {
		t.Skip("alters other properties than keys, which only Doris 4.0 and newer allow")
	}
	name := c.Name("repo")
	tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block(), `properties = { "s3.connection.maximum" = "60" }`))
	tf.Apply()
	region := "eu-west-9"
	if os.Getenv("DORIS_TEST_S3_ENDPOINT") != "" {
		region = c.Storage.Region // Others than the embedded server refuse signatures for another region
	}
	c.Exec("ALTER REPOSITORY `" + name + "` PROPERTIES(\"s3.connection.maximum\" = \"90\", \"s3.region\" = \"" + region + "\", \"foo\" = \"bar\")")
	output, code := tf.Run("plan", "-no-color", "-detailed-exitcode")
	if code != 2 {
		t.Errorf("plan ended with %d", code)
	}
	providertest.WantSaid(t, output, `"s3.connection.maximum" = "90" -> "60"`, "0 to add, 1 to change, 0 to destroy")
	if region != c.Storage.Region {
		providertest.WantSaid(t, output, fmt.Sprintf(`~ region = %q -> %q`, region, c.Storage.Region))
	}
	providertest.WantNotSaid(t, output, "foo")
	tf.Apply()
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
	tf.Destroy()
}

// An endpoint that does not answer holds CREATE REPOSITORY; timeouts and Ctrl-C end the apply, and nothing is in state.
func TestAccRepositoryCreateEndsEarly(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	sim := c.Sim(t)
	name := c.Name("repo")
	tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block(), `timeouts = { create = "1s" }`))
	gate := sim.HoldBefore("CREATE REPOSITORY")
	output, code := tf.Run("apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("apply ended with %d", code)
	}
	providertest.WantSaid(t, output, "Error: It is not known whether the repository was created",
		fmt.Sprintf("CREATE REPOSITORY %s was sent, but no answer came within 1s. It is not registered so far.", name), "or raise timeouts (create; update for a change).")
	providertest.WantNotSaid(t, output, "context deadline exceeded")
	gate.Release()

	other := c.Name("other")
	tf = providertest.NewCLI(t, providertest.RepositoryHCL(c, other, c.Location("main"), c.S3Block()))
	gate = sim.HoldBefore("CREATE REPOSITORY")
	output, code = tf.Interrupted(gate.Reached, "apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("apply ended with %d", code)
	}
	providertest.WantSaid(t, output, fmt.Sprintf("CREATE REPOSITORY %s was sent, but the apply was interrupted.", other))
	providertest.WantNotSaid(t, output, "context canceled")
	gate.Release()
	if state, _ := tf.Run("state", "list"); strings.Contains(state, "doris_repository") {
		t.Errorf("state holds %s", state)
	}
}

// What the master's last look at the storage found is a warning of the refresh, never a change.
func TestAccRepositoryStorageGone(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.OwnS3())
	s3, sim := c.SimS3(t), c.Sim(t)
	name := c.Name("repo")
	tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block()))
	tf.Apply()
	s3.Revoke(true)
	sim.SetClock(11 * time.Minute) // the master looks every ten
	for deadline := time.Now().Add(10 * time.Second); repositoryRow(c, name)[7] == `\N`; {
		if time.Now().After(deadline) {
			t.Fatal("the master did not look")
		}
		time.Sleep(20 * time.Millisecond)
	}
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.", "Warning: The storage of the repository did not answer",
		fmt.Sprintf("The master's last look at the storage of repository %q failed.", name))
	s3.Revoke(false)
	tf.Destroy()
}
