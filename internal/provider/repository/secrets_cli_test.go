// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository_test

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestAccPromise5SecretsStaySecret: they are in no state, plan, log or error, whatever goes wrong.
func TestAccPromise5SecretsStaySecret(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t, acctest.OwnS3())
	c.SimS3(t).Rotate("canary-access-key", "canary-secret-key")
	name, user := c.Name("repo"), c.Name("user")
	c.Exec("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'canary-password';\nGRANT ADMIN_PRIV ON *.*.* TO '" + user + "'@'%'")
	configuration := func(version int, lines ...string) string {
		text := providertest.RepositoryHCL(c, name, c.Location("main"), append(lines, keysBlock(c, "ACCESS", "SECRET", version))...)
		text = strings.NewReplacer(`access_key = "ACCESS"`, "access_key_wo = var.access", `"SECRET"`, "var.secret",
			fmt.Sprintf("username  = %q", c.Username), fmt.Sprintf("username  = %q", user), fmt.Sprintf("password  = %q", c.Password), "password  = var.password").Replace(text)
		for _, variable := range []string{"access", "secret", "password"} {
			text += fmt.Sprintf("variable %q {\n  type = string\n  ephemeral = true\n  sensitive = true\n}\n", variable)
		}
		return text
	}
	tf := providertest.NewCLI(t, configuration(1))
	var outputs []string
	run := func(secret string, arguments ...string) {
		tf.Variables = []string{
			"TF_LOG=TRACE", "TF_LOG_PATH=" + filepath.Join(tf.Directory, "trace.log"),
			"TF_VAR_access=canary-access-key", "TF_VAR_password=canary-password", "TF_VAR_secret=" + secret,
		}
		output, _ := tf.Run(arguments...)
		outputs = append(outputs, output)
	}
	run("canary-secret-key", "plan", "-no-color", "-out=plan.bin")
	run("canary-secret-key", "apply", "-no-color", "plan.bin")
	tf.Configure(configuration(2))
	run("canary-other-secret", "apply", "-no-color", "-auto-approve") // refused: a wrong key
	tf.Configure(configuration(3, `properties = { "s3.secret_key" = "x" }`))
	run("canary-secret-key", "apply", "-no-color", "-auto-approve") // refused: a secret among the properties
	c.Sim(t).FailStatement("ALTER REPOSITORY", "no such key canary-secret-key for canary-access-key", 1)
	tf.Configure(configuration(3))
	run("canary-secret-key", "apply", "-no-color", "-auto-approve") // the server repeats the secrets
	run("canary-secret-key", "apply", "-no-color", "-auto-approve")
	run("canary-secret-key", "plan", "-no-color")
	run("canary-secret-key", "destroy", "-no-color", "-auto-approve")
	for i, want := range map[int]string{1: "Apply complete!", 2: "does not work with the new settings", 3: "The property holds a secret", 4: "no such key", 5: "Apply complete!", 6: "No changes.", 7: "Destroy complete!"} {
		providertest.WantSaid(t, outputs[i], want)
	}
	seen := wantNoCanary(t, tf.Directory)
	for _, file := range []string{"plan.bin/tfplan", "terraform.tfstate", "terraform.tfstate.backup", "trace.log"} {
		if !seen[file] {
			t.Errorf("%s was not looked at", file)
		}
	}
	providertest.WantNotSaid(t, strings.Join(outputs, " "), canaries...)
}

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
