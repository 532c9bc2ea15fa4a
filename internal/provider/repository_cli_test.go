// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"archive/zip"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

// A destroy, a replacement and an adoption say what stays and what came.
func TestAccRepositoryWarnings(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name, location := c.Name("repo"), c.Location("main")
	shop := acctest.SeedShop(t, c)
	tf := newCLI(t, repositoryHCL(c, name, location, c.S3Block()))
	wantNotSaid(t, tf.apply(), "Warning: The", "Warning: Doris", "Warning: Remote")
	c.TakeSnapshot(t, name, shop.Database, c.Name("snap"))

	output, _ := tf.run("plan", "-no-color", "-destroy")
	wantSaid(t, output, "Warning: Remote data stays", fmt.Sprintf("Repository %q is unregistered; everything under %s stays.", name, location))

	// A replacement announces it in its first planning call.
	tf.configure(repositoryHCL(c, name, c.Location("elsewhere"), c.S3Block()))
	wantSaid(t, tf.mustRun("plan", "-no-color"), "must be replaced", "Warning: Remote data stays")

	// Registered again, the repository brings its snapshot along.
	tf.configure(repositoryHCL(c, name, location, c.S3Block()))
	tf.destroy()
	output = tf.apply()
	wantSaid(t, output, "Warning: The repository holds snapshots already", fmt.Sprintf("Repository %q at %s came with 1 complete snapshot; the newest is %s.", name, location, c.Name("snap")))

	// Another name on the same location sees nothing of it, which a read-only one says.
	tf.configure(repositoryHCL(c, c.Name("other"), location, c.S3Block(), "read_only = true"))
	wantSaid(t, tf.apply(), "Warning: The read-only repository is empty", fmt.Sprintf("Repository %q at %s holds no complete snapshot", c.Name("other"), location))
	tf.destroy()
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
			before := strings.Replace(repositoryHCL(c, name, location, c.S3Block()), c.Provider(), c.Provider(version), 1)
			after := strings.Replace(before, "secret_key_wo_version = 1", "secret_key_wo_version = 2", 1)
			if test.change == "property" {
				after = strings.Replace(before, "location =", `properties = { "s3.connection.maximum" = "60" }`+"\n  location =", 1)
			}
			tf := newCLI(t, before)
			tf.apply()
			c.Sim(t).ResetStatements()
			tf.configure(after)
			output := tf.apply()
			text := "Warning: The repository will be registered again"
			if test.again {
				wantSaid(t, output, text, fmt.Sprintf("This Doris cannot change this of repository %q in place, so it is dropped and created with the same name and location. Snapshots are not touched; jobs on it are waited for.", name))
			} else {
				wantNotSaid(t, output, text)
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
			wantSaid(t, tf.mustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
			tf.destroy()
		})
	}
}

// The last look at the storage fails after the registration: the repository is there, and so is its state.
func TestAccRepositoryHalfCreated(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	c.Sim(t).FailPingAfterCreate(1)
	tf := newCLI(t, repositoryHCL(c, name, c.Location("main"), c.S3Block()))
	wantSaid(t, tf.apply(), "Warning: The repository is registered, but its storage did not answer", fmt.Sprintf("Doris registered repository %q and then could not reach", name))
	wantSaid(t, tf.mustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
}

// The answer to CREATE REPOSITORY is lost: nothing is taken over silently, the error tells what is there and the next
// plan says how to go on.
func TestAccRepositoryAnswerLost(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name, location := c.Name("repo"), c.Location("main")
	c.Sim(t).DropAfter("CREATE REPOSITORY", 1)
	tf := newCLI(t, repositoryHCL(c, name, location, c.S3Block()))
	output, code := tf.run("apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("apply ended with %d", code)
	}
	wantSaid(t, output, "Error: It is not known whether the repository was created", fmt.Sprintf("CREATE REPOSITORY %s was sent, but the connection broke. It is registered now, with location %s.", name, location),
		fmt.Sprintf("To manage it here, add: import { to = doris_repository.example id = %q }", name))
	if repositoryRow(c, name) == nil {
		t.Fatal("the stand-in did not register it")
	}
	tf.configure(repositoryHCL(c, name, location, c.S3Block()) + fmt.Sprintf("import {\n  to = doris_repository.main\n  id = %q\n}\n", name))
	tf.apply()
	wantSaid(t, tf.mustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
}

// The answers to ALTER and DROP REPOSITORY are lost: both may be sent again, and are, once.
func TestAccRepositoryAnswerOfAChangeLost(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	sim := c.Sim(t)
	name, location := c.Name("repo"), c.Location("main")
	keys := func(version int) string {
		return repositoryHCL(c, name, location, keysBlock(c, c.Storage.AccessKey, c.Storage.SecretKey, version))
	}
	tf := newCLI(t, keys(1))
	tf.apply()
	for version, lose := range map[int]func(string, int){2: sim.DropBefore, 3: sim.DropAfter} {
		lose("ALTER REPOSITORY", 1)
		tf.configure(keys(version))
		tf.apply()
		wantSaid(t, tf.mustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
	}
	sim.DropBefore("ALTER REPOSITORY", 2)
	tf.configure(keys(4))
	output, code := tf.run("apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("apply ended with %d", code)
	}
	wantSaid(t, output, "Error: The connection to Doris was lost", fmt.Sprintf("ALTER REPOSITORY %s was sent to", name), "whether it took effect is not known.")
	wantNotSaid(t, output, "Doris: ") // it said nothing
	tf.apply()
	for _, lose := range []func(string, int){sim.DropBefore, sim.DropAfter} {
		lose("DROP REPOSITORY", 1)
		tf.destroy()
		if repositoryRow(c, name) != nil {
			t.Error("the repository is there")
		}
		tf.apply()
	}
	tf.destroy()
}

// A job on the repository holds a destroy up; when it does not end in time, the error names it.
func TestAccRepositoryBusy(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name, location := c.Name("repo"), c.Location("main")
	shop := acctest.SeedShop(t, c)
	tf := newCLI(t, repositoryHCL(c, name, location, c.S3Block(), `timeouts = { delete = "1s" }`))
	tf.apply()
	gate := c.Sim(t).HoldState("backup", "UPLOADING")
	defer gate.Release()
	c.Exec(fmt.Sprintf("BACKUP SNAPSHOT `%s`.`%s` TO `%s`", shop.Database, c.Name("slow"), name))
	select {
	case <-gate.Reached:
	case <-time.After(10 * time.Second):
		t.Fatal("the backup did not begin to upload")
	}
	output, code := tf.run("destroy", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("destroy ended with %d", code)
	}
	wantSaid(t, output, "Error: A job runs on the repository", fmt.Sprintf("Repository %q could not be dropped within 1s, because a job runs on it. Unfinished now: backup %q of database %q (UPLOADING).", name, c.Name("slow"), shop.Database),
		"Doris: \"Backup or restore job is running on this repository.", fmt.Sprintf("CANCEL BACKUP FROM `%s`;", shop.Database))
	if repositoryRow(c, name) == nil {
		t.Fatal("the repository is gone")
	}
	gate.Release()
	tf.configure(repositoryHCL(c, name, location, c.S3Block()))
	tf.apply()
	tf.destroy()
}

// A user without ADMIN is told which GRANT is missing.
func TestAccRepositoryPrivilege(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	user := c.Name("user")
	c.Exec("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'canary-password'")
	t.Cleanup(func() { c.Exec("DROP USER '" + user + "'@'%'") })
	configuration := repositoryHCL(c, c.Name("repo"), c.Location("main"), c.S3Block())
	configuration = strings.Replace(configuration, fmt.Sprintf("username  = %q", c.Username), fmt.Sprintf("username  = %q", user), 1)
	configuration = strings.Replace(configuration, fmt.Sprintf("password  = %q", c.Password), `password  = "canary-password"`, 1)
	output, _ := newCLI(t, configuration).run("plan", "-no-color")
	wantSaid(t, output, "Error: The Doris user lacks a privilege", fmt.Sprintf("User %q may not run CREATE REPOSITORY. It lacks ADMIN.", user),
		`Doris: "Access denied; you need (at least one of) the (Admin_priv) privilege(s) for this operation"`,
		fmt.Sprintf("As an administrator run: GRANT ADMIN_PRIV ON *.*.* TO '%s';", user))
	wantNotSaid(t, output, "canary-password")
}

// A plan without a cluster: a create is planned with one warning; what must be refreshed is an error. Both are quick.
func TestAccPlanWithoutCluster(t *testing.T) {
	t.Parallel()
	acceptance(t)
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
	tf := newCLI(t, configuration)
	started := time.Now()
	output := tf.mustRun("plan", "-no-color")
	if took := time.Since(started); took > 15*time.Second {
		t.Errorf("the plan took %s", took)
	}
	wantSaid(t, output, "Plan: 2 to add", "Warning: Doris cannot be reached", listener.Addr().String()+" (no answer within", closed.Addr().String()+" (connection refused)")
	if n := strings.Count(output, "Warning:"); n != 2 { // the other is Terraform's own about the development override
		t.Errorf("%d warnings in\n%s", n, output)
	}
	wantNotSaid(t, output, "similar warning")

	tf.configure(configuration + "data \"doris_snapshots\" \"all\" {\n  repository = \"dr_main\"\n}\n")
	started = time.Now()
	output, code := tf.run("plan", "-no-color")
	if took := time.Since(started); took > 15*time.Second {
		t.Errorf("the plan took %s", took)
	}
	if code != 1 {
		t.Errorf("plan ended with %d", code)
	}
	wantSaid(t, output, "Error: Doris cannot be reached", listener.Addr().String()+" (no answer within", closed.Addr().String()+" (connection refused)")
}

// TestAccPromise5SecretsStaySecret: they are in no state, plan, log or error, whatever goes wrong.
func TestAccPromise5SecretsStaySecret(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.OwnS3())
	c.SimS3(t).Rotate("canary-access-key", "canary-secret-key")
	name, user := c.Name("repo"), c.Name("user")
	c.Exec("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'canary-password';\nGRANT ADMIN_PRIV ON *.*.* TO '" + user + "'@'%'")
	configuration := func(version int, lines ...string) string {
		text := repositoryHCL(c, name, c.Location("main"), append(lines, keysBlock(c, "ACCESS", "SECRET", version))...)
		text = strings.NewReplacer(`access_key = "ACCESS"`, "access_key_wo = var.access", `"SECRET"`, "var.secret",
			fmt.Sprintf("username  = %q", c.Username), fmt.Sprintf("username  = %q", user), fmt.Sprintf("password  = %q", c.Password), "password  = var.password").Replace(text)
		for _, variable := range []string{"access", "secret", "password"} {
			text += fmt.Sprintf("variable %q {\n  type = string\n  ephemeral = true\n  sensitive = true\n}\n", variable)
		}
		return text
	}
	tf := newCLI(t, configuration(1))
	var outputs []string
	run := func(secret string, arguments ...string) {
		tf.variables = []string{
			"TF_LOG=TRACE", "TF_LOG_PATH=" + filepath.Join(tf.directory, "trace.log"),
			"TF_VAR_access=canary-access-key", "TF_VAR_password=canary-password", "TF_VAR_secret=" + secret,
		}
		output, _ := tf.run(arguments...)
		outputs = append(outputs, output)
	}
	run("canary-secret-key", "plan", "-no-color", "-out=plan.bin")
	run("canary-secret-key", "apply", "-no-color", "plan.bin")
	tf.configure(configuration(2))
	run("canary-other-secret", "apply", "-no-color", "-auto-approve") // refused: a wrong key
	tf.configure(configuration(3, `properties = { "s3.secret_key" = "x" }`))
	run("canary-secret-key", "apply", "-no-color", "-auto-approve") // refused: a secret among the properties
	c.Sim(t).FailStatement("ALTER REPOSITORY", "no such key canary-secret-key for canary-access-key", 1)
	tf.configure(configuration(3))
	run("canary-secret-key", "apply", "-no-color", "-auto-approve") // the server repeats the secrets
	run("canary-secret-key", "apply", "-no-color", "-auto-approve")
	run("canary-secret-key", "plan", "-no-color")
	run("canary-secret-key", "destroy", "-no-color", "-auto-approve")
	for i, want := range map[int]string{1: "Apply complete!", 2: "does not work with the new settings", 3: "The property holds a secret", 4: "no such key", 5: "Apply complete!", 6: "No changes.", 7: "Destroy complete!"} {
		wantSaid(t, outputs[i], want)
	}
	seen := wantNoCanary(t, tf.directory)
	for _, file := range []string{"plan.bin/tfplan", "terraform.tfstate", "terraform.tfstate.backup", "trace.log"} {
		if !seen[file] {
			t.Errorf("%s was not looked at", file)
		}
	}
	wantNotSaid(t, strings.Join(outputs, " "), canaries...)
}

var canaries = []string{"canary-secret-key", "canary-other-secret", "canary-access-key", "canary-password"}

// wantNoCanary looks for secrets in every file of a directory, inside plan files too; it returns what it looked at.
func wantNoCanary(t *testing.T, directory string) map[string]bool {
	t.Helper()
	seen := map[string]bool{}
	look := func(name string, content []byte) {
		seen[name] = true
		for _, secret := range canaries {
			if i := strings.Index(string(content), secret); i >= 0 {
				t.Errorf("%s is in %s: …%q…", secret, name, content[max(0, i-200):min(len(content), i+100)])
			}
		}
	}
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.IsDir() {
			continue
		}
		file := filepath.Join(directory, entry.Name())
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		look(entry.Name(), content)
		archive, err := zip.OpenReader(file)
		if err != nil {
			continue // no plan file
		}
		for _, inner := range archive.File {
			reader, err := inner.Open()
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(reader)
			if err != nil {
				t.Fatal(err)
			}
			look(entry.Name()+"/"+inner.Name, content)
			_ = reader.Close()
		}
		_ = archive.Close()
	}
	return seen
}

// Where only DROP and CREATE can bring new keys in, wrong ones leave the repository unregistered. The error says so, and
// the next apply creates it.
func TestAccRepositoryAgainFails(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.Profile("2.0"))
	name, location := c.Name("repo"), c.Location("main")
	c.Sim(t)
	configuration := func(secret string, version int) string {
		return strings.Replace(repositoryHCL(c, name, location, keysBlock(c, c.Storage.AccessKey, secret, version)), c.Provider(), c.Provider(`doris_version = "2.0"`), 1)
	}
	tf := newCLI(t, configuration(c.Storage.SecretKey, 1))
	tf.apply()
	tf.configure(configuration("canary-wrong", 2))
	output, code := tf.run("apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("apply ended with %d", code)
	}
	wantSaid(t, output, "Warning: The repository will be registered again", "Error: The repository is not registered now",
		fmt.Sprintf("Repository %q had to be registered again; it was dropped, but creating it failed (see the other error). Its data at %s is untouched.", name, location),
		"Error: The repository could not be created", "Check the access key and the secret key")
	if row := repositoryRow(c, name); row != nil {
		t.Errorf("still registered: %q", row)
	}
	tf.configure(configuration(c.Storage.SecretKey, 3))
	wantSaid(t, tf.mustRun("plan", "-no-color"), "Plan: 1 to add, 0 to change, 0 to destroy.")
	tf.apply()
	wantSaid(t, tf.mustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
	tf.destroy()
}

// A tainted or replaced repository is no stranger of the same name.
func TestAccRepositoryReplacedUnderItsName(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	tf := newCLI(t, repositoryHCL(c, name, c.Location("main"), c.S3Block()))
	tf.apply()
	tf.mustRun("apply", "-no-color", "-auto-approve", "-replace=doris_repository.main")
	tf.mustRun("taint", "-no-color", "doris_repository.main")
	wantSaid(t, tf.apply(), "1 added, 0 changed, 1 destroyed")
	tf.destroy()
}

// A session token that Doris holds cannot be taken away in place.
func TestAccRepositorySessionToken(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	name := c.Name("repo")
	keys := func(version int, token string) string {
		return repositoryHCL(c, name, c.Location("main"), strings.Replace(keysBlock(c, c.Storage.AccessKey, c.Storage.SecretKey, version), "s3 = {", "s3 = {\n    "+token, 1))
	}
	tf := newCLI(t, keys(1, `session_token_wo = "canary-token"`))
	if output, code := tf.run("apply", "-no-color", "-auto-approve"); code != 0 {
		wantNotSaid(t, output, "canary-token")
		t.Skip("this storage refuses a session token that it did not issue")
	}
	tf.configure(keys(2, ""))
	wantSaid(t, tf.mustRun("plan", "-no-color"), "Warning: The repository will be registered again")
	tf.apply()
	tf.configure(keys(3, ""))
	wantNotSaid(t, tf.mustRun("plan", "-no-color"), "Warning: The repository will be registered again")
	tf.destroy()
}

// Keys that give way to a role take the mapping along, because ALTER REPOSITORY can only overwrite.
func TestAccRepositoryKeysToRole(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	if acctest.Real() {
		t.Skip("plans a role, which only Doris 3.1 and newer has")
	}
	tf := newCLI(t, repositoryHCL(c, c.Name("repo"), c.Location("main"), c.S3Block()))
	tf.apply()
	tf.configure(repositoryHCL(c, c.Name("repo"), c.Location("main"), fmt.Sprintf(`s3 = { endpoint = %q, region = %q, use_path_style = true, role_arn = "arn:aws:iam::1:role/x" }`, c.Storage.Endpoint, c.Storage.Region)))
	wantSaid(t, tf.mustRun("plan", "-no-color"), "Warning: The repository will be registered again", "Warning: Only AWS has roles")
	tf.configure(repositoryHCL(c, c.Name("repo"), c.Location("main"), c.S3Block()))
	tf.destroy()
}

// What somebody changes outside with ALTER REPOSITORY shows as a change; what Doris masks does not.
func TestAccRepositoryDrift(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	if acctest.Real() {
		t.Skip("alters other properties than keys, which only Doris 4.0 and newer allow")
	}
	name := c.Name("repo")
	tf := newCLI(t, repositoryHCL(c, name, c.Location("main"), c.S3Block(), `properties = { "s3.connection.maximum" = "60" }`))
	tf.apply()
	region := "eu-west-9"
	if os.Getenv("DORIS_TEST_S3_ENDPOINT") != "" {
		region = c.Storage.Region // others than the embedded server refuse signatures for another region
	}
	c.Exec("ALTER REPOSITORY `" + name + "` PROPERTIES(\"s3.connection.maximum\" = \"90\", \"s3.region\" = \"" + region + "\", \"foo\" = \"bar\")")
	output, code := tf.run("plan", "-no-color", "-detailed-exitcode")
	if code != 2 {
		t.Errorf("plan ended with %d", code)
	}
	wantSaid(t, output, `"s3.connection.maximum" = "90" -> "60"`, "0 to add, 1 to change, 0 to destroy")
	if region != c.Storage.Region {
		wantSaid(t, output, fmt.Sprintf(`~ region = %q -> %q`, region, c.Storage.Region))
	}
	wantNotSaid(t, output, "foo")
	tf.apply()
	wantSaid(t, tf.mustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.")
	tf.destroy()
}

// An endpoint that does not answer holds CREATE REPOSITORY; timeouts and Ctrl-C end the apply, and nothing is in state.
func TestAccRepositoryCreateEndsEarly(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	sim := c.Sim(t)
	name := c.Name("repo")
	tf := newCLI(t, repositoryHCL(c, name, c.Location("main"), c.S3Block(), `timeouts = { create = "1s" }`))
	gate := sim.HoldBefore("CREATE REPOSITORY")
	output, code := tf.run("apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("apply ended with %d", code)
	}
	wantSaid(t, output, "Error: It is not known whether the repository was created",
		fmt.Sprintf("CREATE REPOSITORY %s was sent, but no answer came within 1s. It is not registered so far.", name), "or raise timeouts (create; update for a change).")
	wantNotSaid(t, output, "context deadline exceeded")
	gate.Release()

	other := c.Name("other")
	tf = newCLI(t, repositoryHCL(c, other, c.Location("main"), c.S3Block()))
	gate = sim.HoldBefore("CREATE REPOSITORY")
	output, code = tf.interrupted(gate.Reached, "apply", "-no-color", "-auto-approve")
	if code != 1 {
		t.Errorf("apply ended with %d", code)
	}
	wantSaid(t, output, fmt.Sprintf("CREATE REPOSITORY %s was sent, but the apply was interrupted.", other))
	wantNotSaid(t, output, "context canceled")
	gate.Release()
	if state, _ := tf.run("state", "list"); strings.Contains(state, "doris_repository") {
		t.Errorf("state holds %s", state)
	}
}

// What the master's last look at the storage found is a warning of the refresh, never a change.
func TestAccRepositoryStorageGone(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.OwnS3())
	s3, sim := c.SimS3(t), c.Sim(t)
	name := c.Name("repo")
	tf := newCLI(t, repositoryHCL(c, name, c.Location("main"), c.S3Block()))
	tf.apply()
	s3.Revoke(true)
	sim.SetClock(11 * time.Minute) // the master looks every ten
	for deadline := time.Now().Add(10 * time.Second); repositoryRow(c, name)[7] == `\N`; {
		if time.Now().After(deadline) {
			t.Fatal("the master did not look")
		}
		time.Sleep(20 * time.Millisecond)
	}
	wantSaid(t, tf.mustRun("plan", "-no-color", "-detailed-exitcode"), "No changes.", "Warning: The storage of the repository did not answer",
		fmt.Sprintf("The master's last look at the storage of repository %q failed.", name))
	s3.Revoke(false)
	tf.destroy()
}
