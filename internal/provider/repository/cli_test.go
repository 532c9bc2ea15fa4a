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

// A destroy, a replacement and an adoption say what stays and what came.
func TestAccRepositoryWarnings(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name, location := c.Name("repo"), c.Location("main")
	shop := acctest.SeedShop(t, c)
	tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, name, location, c.S3Block()))
	providertest.WantNotSaid(t, tf.Apply(), "Warning: The", "Warning: Doris", "Warning: Remote")
	c.TakeSnapshot(t, name, shop.Database, c.Name("snap"))

	output, _ := tf.Run("plan", "-no-color", "-destroy")
	providertest.WantSaid(t, output, "Warning: Remote data stays", fmt.Sprintf("Repository %q is unregistered; everything under %s stays.", name, location))

	// A replacement announces it in its first planning call.
	tf.Configure(providertest.RepositoryHCL(c, name, c.Location("elsewhere"), c.S3Block()))
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "must be replaced", "Warning: Remote data stays")

	// Registered again, the repository brings its snapshot along.
	tf.Configure(providertest.RepositoryHCL(c, name, location, c.S3Block()))
	tf.Destroy()
	output = tf.Apply()
	providertest.WantSaid(t, output, "Warning: The repository holds snapshots already", fmt.Sprintf("Repository %q at %s came with 1 complete snapshot; the newest is %s.", name, location, c.Name("snap")))

	// Another name on the same location sees nothing of it, which a read-only one says.
	tf.Configure(providertest.RepositoryHCL(c, c.Name("other"), location, c.S3Block(), "read_only = true"))
	providertest.WantSaid(t, tf.Apply(), "Warning: The read-only repository is empty", fmt.Sprintf("Repository %q at %s holds no complete snapshot", c.Name("other"), location))
	tf.Destroy()
}

// What this Doris cannot change in place is dropped and created, and the plan says so; on 3.0 that is everything but keys.
func TestAccRepositoryAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		profile string
		change  string // "keys" or "property"
		again   bool
	}{
		{"2.0", "keys", true}, // the other lines: TestGoldenStorages
		{"3.0", "keys", false},
		{"3.0", "property", true},
		{"4.1", "property", false},
	} {
		t.Run(test.profile+" "+test.change, func(t *testing.T) {
			t.Parallel()
			c := acctest.NewCluster(t, acctest.Profile(test.profile))
			if acctest.Real() {
				t.Skip("needs a line of Doris of its own choice")
			}
			name, location := c.Name("repo"), c.Location("main")
			version := fmt.Sprintf("doris_version = %q", test.profile)
			before := strings.Replace(providertest.RepositoryHCL(c, name, location, c.S3Block()), c.Provider(), c.Provider(version), 1)
			after := strings.Replace(before, "secret_key_wo_version = 1", "secret_key_wo_version = 2", 1)
			if test.change == "property" {
				after = strings.Replace(before, "location =", `properties = { "s3.connection.maximum" = "60" }`+"\n  location =", 1)
			}
			tf := providertest.NewCLI(t, before)
			tf.Apply()
			c.Sim(t).ResetStatements()
			tf.Configure(after)
			output := tf.Apply()
			text := "Warning: The repository will be registered again"
			if test.again {
				providertest.WantSaid(t, output, text, fmt.Sprintf("This Doris cannot change this of repository %q in place, so it is dropped and created with the same name and location. Snapshots are not touched; jobs on it are waited for.", name))
			} else {
				providertest.WantNotSaid(t, output, text)
			}
			sent := map[string]bool{}
			for _, statement := range c.Sim(t).Statements() {
				words := strings.Fields(statement.Text)
				if len(words) > 1 && words[1] == "REPOSITORY" {
					sent[words[0]] = true
				}
			}
			if sent["DROP"] != test.again || sent["CREATE"] != test.again || sent["ALTER"] == test.again {
				t.Errorf("sent %v", sent)
			}
			providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
			tf.Destroy()
		})
	}
}

// The last look at the storage fails after the registration: the repository is there, and so is its state.
func TestAccRepositoryHalfCreated(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	c.Sim(t).FailPingAfterCreate(1)
	tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block()))
	providertest.WantSaid(t, tf.Apply(), "Warning: The repository is registered, but its storage did not answer", fmt.Sprintf("Doris registered repository %q and then could not reach", name))
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
}

// The answer to CREATE REPOSITORY is lost: nothing is taken over silently, the error tells what is there and the next
// plan says how to go on.
func TestAccRepositoryAnswerLost(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name, location := c.Name("repo"), c.Location("main")
	c.Sim(t).DropAfter("CREATE REPOSITORY", 1)
	tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, name, location, c.S3Block()))
	output, code := tf.Run("apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("apply ended with %d", code)
	}
	providertest.WantSaid(t, output, "Error: It is not known whether the repository was created", fmt.Sprintf("CREATE REPOSITORY %s was sent, but the connection broke. It is registered now, with location %s.", name, location),
		fmt.Sprintf("To manage it here, add: import { to = doris_repository.example id = %q }", name))
	if repositoryRow(c, name) == nil {
		t.Fatal("the stand-in did not register it")
	}
	tf.Configure(providertest.RepositoryHCL(c, name, location, c.S3Block()) + fmt.Sprintf("import {\n  to = doris_repository.main\n  id = %q\n}\n", name))
	tf.Apply()
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
}

// The answers to ALTER and DROP REPOSITORY are lost: both may be sent again, and are, once.
func TestAccRepositoryAnswerOfAChangeLost(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	sim := c.Sim(t)
	name, location := c.Name("repo"), c.Location("main")
	keys := func(version int) string {
		return providertest.RepositoryHCL(c, name, location, keysBlock(c, c.Storage.AccessKey, c.Storage.SecretKey, version))
	}
	tf := providertest.NewCLI(t, keys(1))
	tf.Apply()
	for version, lose := range map[int]func(string, int){2: sim.DropBefore, 3: sim.DropAfter} {
		lose("ALTER REPOSITORY", 1)
		tf.Configure(keys(version))
		tf.Apply()
		providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
	}
	sim.DropBefore("ALTER REPOSITORY", 2)
	tf.Configure(keys(4))
	output, code := tf.Run("apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("apply ended with %d", code)
	}
	providertest.WantSaid(t, output, "Error: The connection to Doris was lost", fmt.Sprintf("ALTER REPOSITORY %s was sent to", name), "whether it took effect is not known.")
	providertest.WantNotSaid(t, output, "Doris: ") // it said nothing
	tf.Apply()
	for _, lose := range []func(string, int){sim.DropBefore, sim.DropAfter} {
		lose("DROP REPOSITORY", 1)
		tf.Destroy()
		if repositoryRow(c, name) != nil {
			t.Error("the repository is there")
		}
		tf.Apply()
	}
	tf.Destroy()
}

// A job on the repository holds a destroy up; when it does not end in time, the error names it.
func TestAccRepositoryBusy(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name, location := c.Name("repo"), c.Location("main")
	shop := acctest.SeedShop(t, c)
	tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, name, location, c.S3Block(), `timeouts = { delete = "1s" }`))
	tf.Apply()
	gate := c.Sim(t).HoldState("backup", "UPLOADING")
	defer gate.Release()
	c.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s`", shop.Database, c.Name("slow"), name))
	select {
	case <-gate.Reached:
	case <-time.After(10 * time.Second):
		t.Fatal("the backup did not begin to upload")
	}
	output, code := tf.Run("destroy", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("destroy ended with %d", code)
	}
	providertest.WantSaid(t, output, "Error: A job runs on the repository", fmt.Sprintf("Repository %q could not be dropped within 1s, because a job runs on it. Unfinished now: backup %q of database %q (UPLOADING).", name, c.Name("slow"), shop.Database),
		"Doris: \"Backup or restore job is running on this repository.", fmt.Sprintf("CANCEL BACKUP FROM `%s`;", shop.Database))
	if repositoryRow(c, name) == nil {
		t.Fatal("the repository is gone")
	}
	gate.Release()
	tf.Configure(providertest.RepositoryHCL(c, name, location, c.S3Block()))
	tf.Apply()
	tf.Destroy()
}

// A user without ADMIN is told which GRANT is missing.
func TestAccRepositoryPrivilege(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	user := c.Name("user")
	c.Exec("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'canary-password'")
	t.Cleanup(func() { c.Exec("DROP USER '" + user + "'@'%'") })
	configuration := providertest.RepositoryHCL(c, c.Name("repo"), c.Location("main"), c.S3Block())
	configuration = strings.Replace(configuration, fmt.Sprintf("username  = %q", c.Username), fmt.Sprintf("username  = %q", user), 1)
	configuration = strings.Replace(configuration, fmt.Sprintf("password  = %q", c.Password), `password  = "canary-password"`, 1)
	output, _ := providertest.NewCLI(t, configuration).Run("plan", "-no-color")
	providertest.WantSaid(t, output, "Error: The Doris user lacks a privilege", fmt.Sprintf("User %q may not run CREATE REPOSITORY. It lacks ADMIN.", user),
		`Doris: "Access denied; you need (at least one of) the (Admin_priv) privilege(s) for this operation"`,
		fmt.Sprintf("As an administrator run: GRANT ADMIN_PRIV ON *.*.* TO '%s';", user))
	providertest.WantNotSaid(t, output, "canary-password")
}

// A plan without a cluster: a create is planned with one warning; what must be refreshed is an error. Both are quick.
func TestAccPlanWithoutCluster(t *testing.T) {
	t.Parallel()
	providertest.Acceptance(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0") // accepts and never answers
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	configuration := fmt.Sprintf(`
provider "doris" {
  endpoints = [%q, %q]
}
resource "doris_repository" "a" {
  name     = "dr_main"
  location = "s3://acme-doris/prod"
  s3       = { region = "eu-central-1", role_arn = "arn:aws:iam::1:role/x" }
}
resource "doris_repository" "b" {
  name     = "dr_other"
  location = "s3://acme-doris/other"
  s3       = { region = "eu-central-1", role_arn = "arn:aws:iam::1:role/x" }
}
`, listener.Addr(), closed.Addr())
	tf := providertest.NewCLI(t, configuration)
	started := time.Now()
	output := tf.MustRun("plan", "-no-color")
	if took := time.Since(started); took > 15*time.Second {
		t.Errorf("the plan took %s", took)
	}
	providertest.WantSaid(t, output, "Plan: 2 to add", "Warning: Doris cannot be reached", listener.Addr().String()+" (no answer within", closed.Addr().String()+" (connection refused)")
	if n := strings.Count(output, "Warning:"); n != 2 { // the other is Terraform's own about the development override
		t.Errorf("%d warnings in\n%s", n, output)
	}
	providertest.WantNotSaid(t, output, "similar warning")

	tf.Configure(configuration + "data \"doris_snapshots\" \"all\" {\n  repository = \"dr_main\"\n}\n")
	started = time.Now()
	output, code := tf.Run("plan", "-no-color")
	if took := time.Since(started); took > 15*time.Second {
		t.Errorf("the plan took %s", took)
	}
	if code != 1 {
		t.Errorf("plan ended with %d", code)
	}
	providertest.WantSaid(t, output, "Error: Doris cannot be reached", listener.Addr().String()+" (no answer within", closed.Addr().String()+" (connection refused)")
}

var canaries = []string{"canary-secret-key", "canary-other-secret", "canary-access-key", "canary-password"}

// Where only DROP and CREATE can bring new keys in, wrong ones leave the repository unregistered. The error says so, and
// the next apply creates it.
func TestAccRepositoryAgainFails(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.Profile("2.0"))
	name, location := c.Name("repo"), c.Location("main")
	c.Sim(t)
	configuration := func(secret string, version int) string {
		return strings.Replace(providertest.RepositoryHCL(c, name, location, keysBlock(c, c.Storage.AccessKey, secret, version)), c.Provider(), c.Provider(`doris_version = "2.0"`), 1)
	}
	tf := providertest.NewCLI(t, configuration(c.Storage.SecretKey, 1))
	tf.Apply()
	tf.Configure(configuration("canary-wrong", 2))
	output, code := tf.Run("apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("apply ended with %d", code)
	}
	providertest.WantSaid(t, output, "Warning: The repository will be registered again", "Error: The repository is not registered now",
		fmt.Sprintf("Repository %q had to be registered again; it was dropped, but creating it failed (see the other error). Its data at %s is untouched.", name, location),
		"Error: The repository could not be created", "Check the access key and the secret key")
	if row := repositoryRow(c, name); row != nil {
		t.Errorf("still registered: %q", row)
	}
	tf.Configure(configuration(c.Storage.SecretKey, 3))
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color"), "Plan: 1 to add, 0 to change, 0 to destroy.")
	tf.Apply()
	providertest.WantSaid(t, tf.MustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
	tf.Destroy()
}

// A tainted or replaced repository is no stranger of the same name.
func TestAccRepositoryReplacedUnderItsName(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	tf := providertest.NewCLI(t, providertest.RepositoryHCL(c, name, c.Location("main"), c.S3Block()))
	tf.Apply()
	tf.MustRun("apply", "-no-color", "-auto-approve", "-replace=doris_repository.main")
	tf.MustRun("taint", "-no-color", "doris_repository.main")
	providertest.WantSaid(t, tf.Apply(), "1 added, 0 changed, 1 destroyed")
	tf.Destroy()
}
