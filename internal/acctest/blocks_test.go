// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

// dedented takes away the indentation of a block in a list.
func dedented(text string) string {
	indent := len(text) - len(strings.TrimLeft(text, " "))
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimPrefix(line, strings.Repeat(" ", indent)))
	}
	return b.String()
}

// documentBlocks are the configurations in README.md, docs/, the examples' own READMEs and the guide for contributors: each
// text once, with the documents that show it.
func documentBlocks(t *testing.T) map[string][]string {
	t.Helper()
	const root = "../.."
	blocks := map[string][]string{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{".git", "bin", "dist", "testdata", "templates"}, entry.Name()) {
			return filepath.SkipDir // docs/ is made of templates/
		}
		if filepath.Ext(file) != ".md" {
			return nil
		}
		for _, match := range codeBlock.FindAllStringSubmatch(read(t, file), -1) {
			text := dedented(match[1])
			name, _ := filepath.Rel(root, file)
			blocks[text] = append(blocks[text], filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return blocks
}

// validate runs `terraform validate` with the provider as users get it, in a directory of its own.
func validate(t *testing.T, files map[string]string) error {
	t.Helper()
	built, err := terraform.Built()
	if err != nil {
		return err
	}
	j := newRun(t, t.TempDir())
	j.write(files)
	if err := j.UseProvider(built); err != nil {
		return err
	}
	if output, err := j.Command(t.Context(), "validate", "-no-color").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	return nil
}

// Every configuration block of every document passes `terraform validate` alone: whoever copies just this one gets no error.
func TestAccBlocksValidateAlone(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("runs a real CLI: set TF_ACC=1, as make test does")
	}
	blocks := documentBlocks(t)
	if len(blocks) < 40 {
		t.Fatalf("only %d blocks found: does the pattern still fit?", len(blocks))
	}
	slots := make(chan struct{}, runtime.NumCPU())
	for text, documents := range blocks {
		t.Run(documents[0]+"/"+strings.Fields(firstCode(text))[0]+"_"+labels(text), func(t *testing.T) {
			t.Parallel()
			slots <- struct{}{}
			defer func() { <-slots }()
			if strings.Contains(text, "identity = {") && !importsByIdentity(t) {
				t.Skip("import by identity needs Terraform or OpenTofu 1.12")
			}
			files := map[string]string{"main.tf": text}
			if !strings.Contains(text, "required_providers") {
				files["terraform.tf"] = terraform.RequiredProviders
			}
			if err := validate(t, files); err != nil {
				t.Errorf("a block in %s does not pass terraform validate alone: %v\n%s", strings.Join(documents, ", "), err, text)
			}
		})
	}
}

// They are formatted as `terraform fmt` does it.
func TestAccBlocksAreFormatted(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("runs a real CLI: set TF_ACC=1, as make test does")
	}
	number, files := 0, map[string]string{}
	for text, documents := range documentBlocks(t) {
		number++
		files[fmt.Sprintf("%03d_%s.tf", number, strings.NewReplacer("/", "_", ".", "_").Replace(documents[0]))] = text
	}
	j := newRun(t, t.TempDir())
	j.write(files)
	if output, err := j.Command(t.Context(), "fmt", "-check", "-diff").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

// firstCode is a text from its first line that is no comment.
func firstCode(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return line
		}
	}
	return "nothing"
}

var quotedWord = regexp.MustCompile(`"([a-z_]+)"`)

func labels(text string) string {
	var words []string
	for _, match := range quotedWord.FindAllStringSubmatch(firstCode(text), -1) {
		words = append(words, match[1])
	}
	return strings.Join(words, ".")
}

// No configuration in a document names a repository by its text where it could refer to it: nothing would order the two.
func TestBlocksReferToRepositories(t *testing.T) {
	literal := regexp.MustCompile(`(?m)^ *repository +?= "[^"$]+"`)
	for text, documents := range documentBlocks(t) {
		if strings.HasPrefix(firstCode(text), "import {") {
			continue // an identity is made of texts
		}
		if found := literal.FindString(text); found != "" {
			t.Errorf("%s: %s: declare the doris_repository and refer to its name", strings.Join(documents, ", "), strings.TrimSpace(found))
		}
	}
}

// The examples of all resources can be copied into one directory and applied together, with the example of the provider.
func TestAccExamplesTogether(t *testing.T) {
	t.Parallel()
	world := prepare(t, "", []string{"database"})
	c := world.cluster
	c.NeedQueries(t, c.Name("shop"), "customers")
	j := newRun(t, t.TempDir())
	j.Environment = append(j.Environment,
		// What AWS tools find is what deletes files; the rest are the values of the examples' variables.
		"AWS_ACCESS_KEY_ID="+c.Storage.AccessKey, "AWS_SECRET_ACCESS_KEY="+c.Storage.SecretKey, "AWS_EC2_METADATA_DISABLED=true",
		"TF_VAR_s3_access_key="+c.Storage.AccessKey, "TF_VAR_s3_secret_key="+c.Storage.SecretKey,
		"TF_VAR_minio_access_key="+c.Storage.AccessKey, "TF_VAR_minio_secret_key="+c.Storage.SecretKey,
		"TF_VAR_doris_password="+c.Password)
	copied := map[string]string{}
	for _, directory := range exampleDirectories(t) {
		if !strings.HasPrefix(directory, "resources/") {
			continue
		}
		for _, file := range exampleFiles(t, directory, "resource*.tf") {
			copied[filepath.Base(directory)+"_"+filepath.Base(file)] = world.replace(read(t, file))
		}
	}
	if len(copied) < 10 {
		t.Fatalf("only %d examples found", len(copied))
	}
	provider := regexp.MustCompile(`(?m)^  endpoints = .*$`).ReplaceAllString(read(t, examplesDirectory+"/provider/provider.tf"), fmt.Sprintf("  endpoints = [%q]\n  poll_interval = \"100ms\"", c.Endpoints[0]))
	copied["provider.tf"] = strings.Replace(provider, `"tf_backup"`, quoted(c.Username), 1)
	j.write(copied)
	j.run("init", "-no-color", "-input=false")
	j.run("apply", "-no-color", "-input=false", "-auto-approve")
	j.run("plan", "-no-color", "-input=false", "-detailed-exitcode") // nothing is left to do
	j.run("destroy", "-no-color", "-input=false", "-auto-approve")
	if acctest.Real() {
		return
	}
	for _, row := range c.Query("SHOW REPOSITORIES") {
		t.Errorf("repository %s is left", row[1])
	}
}

var (
	endpoints    = regexp.MustCompile(`(?m)^  endpoints = .*$`)
	examplePlace = regexp.MustCompile(`"https://s3\.eu-central-1\.amazonaws\.com"`)
)

// The configuration of the nightly guide takes a snapshot of each of its databases, and then has nothing to do.
func TestAccGuideNightly(t *testing.T) {
	t.Parallel()
	c := acctest.NewCluster(t)
	if acctest.Real() {
		t.Skip("the databases of the guide have fixed names, which a real cluster may hold already")
	}
	for _, database := range []string{"ods", "dwd", "ads"} {
		c.Exec(fmt.Sprintf("CREATE DATABASE `%[1]s`;\nCREATE TABLE `%[1]s`.`facts` (`id` INT) DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")", database))
	}
	match := codeBlock.FindStringSubmatch(read(t, "../../docs/guides/nightly.md"))
	if match == nil {
		t.Fatal("the guide shows no configuration")
	}
	text := exampleWorld{cluster: c}.replace(match[1])
	text = endpoints.ReplaceAllString(text, fmt.Sprintf("  endpoints     = [%q]\n  poll_interval = \"100ms\"", c.Endpoints[0]))
	if examplePlace.MatchString(text) || strings.Contains(text, "example.com") {
		t.Fatalf("an address was not replaced:\n%s", text)
	}
	j := newRun(t, t.TempDir())
	j.Environment = append(j.Environment, "DORIS_USERNAME="+c.Username, "DORIS_PASSWORD="+c.Password,
		"TF_VAR_s3_access_key="+c.Storage.AccessKey, "TF_VAR_s3_secret_key="+c.Storage.SecretKey)
	j.write(map[string]string{"main.tf": text, "terraform.tf": terraform.RequiredProviders})
	j.run("init", "-no-color", "-input=false")
	j.run("apply", "-no-color", "-input=false", "-auto-approve")
	j.run("plan", "-no-color", "-input=false", "-detailed-exitcode") // nothing is due
	if rows := c.Query("SHOW SNAPSHOT ON `" + c.Name("dr_main") + "`"); len(rows) != 3 {
		t.Errorf("the repository holds %d snapshots, want one of each database", len(rows))
	}
}
