// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
)

// scratch holds the built provider; TestMain removes it.
var scratch string

func TestMain(m *testing.M) {
	code := m.Run()
	if scratch != "" {
		_ = os.RemoveAll(scratch)
	}
	os.Exit(code)
}

// builtProvider builds the provider once, as a process of its own that a CLI starts and stops: plan and apply are two.
var builtProvider = sync.OnceValues(func() (string, error) {
	var err error
	if scratch, err = os.MkdirTemp("", "terraform-provider-doris"); err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-o", filepath.Join(scratch, "terraform-provider-doris"), "../..")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return scratch, nil
})

// cli is a real CLI in a directory of its own. It shows what plugin-testing hides: warnings, exit codes, files, logs.
type cli struct {
	t         *testing.T
	directory string
	program   string
	variables []string // environment, such as "TF_LOG=TRACE"
}

func newCLI(t *testing.T, configuration string) *cli {
	t.Helper()
	provider, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	c := &cli{t: t, directory: t.TempDir(), program: os.Getenv("TF_ACC_TERRAFORM_PATH")}
	if c.program == "" {
		for _, name := range []string{"terraform", "tofu"} {
			if c.program, err = exec.LookPath(name); err == nil {
				break
			}
		}
	}
	if c.program == "" {
		t.Skip("needs terraform or tofu on the PATH")
	}
	c.write("cli.tfrc", fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n", address(c.program), provider))
	c.write("main.tf", fmt.Sprintf("terraform {\n  required_providers {\n    doris = {\n      source = %q\n    }\n  }\n}\n", address(c.program))+configuration)
	return c
}

// address is where this CLI looks for the provider.
func address(program string) string {
	if strings.Contains(filepath.Base(program), "tofu") {
		return strings.Replace(provider.Address, "registry.terraform.io", "registry.opentofu.org", 1)
	}
	return provider.Address
}

// write writes a file into the directory.
func (c *cli) write(name, content string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.directory, name), []byte(content), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// configure replaces the configuration.
func (c *cli) configure(configuration string) {
	c.t.Helper()
	c.write("main.tf", fmt.Sprintf("terraform {\n  required_providers {\n    doris = {\n      source = %q\n    }\n  }\n}\n", address(c.program))+configuration)
}

// run runs the CLI and returns what it printed, without frames, wrapped lines joined, and its exit code.
func (c *cli) run(arguments ...string) (output string, code int) {
	c.t.Helper()
	command := c.command(arguments...)
	raw, err := command.CombinedOutput()
	return joined(string(raw)), c.exitCode(err)
}

// interrupted runs the CLI and sends it a Ctrl-C once reached is closed.
func (c *cli) interrupted(reached <-chan struct{}, arguments ...string) (output string, code int) {
	c.t.Helper()
	command := c.command(arguments...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the signal is for the CLI alone
	var raw bytes.Buffer
	command.Stdout, command.Stderr = &raw, &raw
	if err := command.Start(); err != nil {
		c.t.Fatal(err)
	}
	select {
	case <-reached:
	case <-time.After(time.Minute):
		c.t.Error("the moment to interrupt did not come")
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		c.t.Error(err)
	}
	err := command.Wait()
	return joined(raw.String()), c.exitCode(err)
}

func (c *cli) exitCode(err error) int {
	c.t.Helper()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return 0
}

func (c *cli) command(arguments ...string) *exec.Cmd {
	command := exec.CommandContext(c.t.Context(), c.program, arguments...)
	command.Dir = c.directory
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "DORIS_") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, "TF_CLI_CONFIG_FILE="+filepath.Join(c.directory, "cli.tfrc"), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1")
	command.Env = append(command.Env, c.variables...)
	return command
}

// mustRun fails the test when the CLI does.
func (c *cli) mustRun(arguments ...string) string {
	c.t.Helper()
	output, code := c.run(arguments...)
	if code != 0 {
		c.t.Fatalf("%s ended with %d:\n%s", strings.Join(arguments, " "), code, output)
	}
	return output
}

// apply and destroy run without questions.
func (c *cli) apply() string   { return c.mustRun("apply", "-no-color", "-auto-approve") }
func (c *cli) destroy() string { return c.mustRun("destroy", "-no-color", "-auto-approve") }

// joined takes the frames of diagnostics away and joins all white space.
func joined(text string) string {
	text = strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(text)
	return strings.Join(strings.Fields(text), " ")
}

// wantSaid fails unless every text was printed.
func wantSaid(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(output, joined(text)) {
			t.Errorf("want %q in\n%s", joined(text), output)
		}
	}
}

// wantNotSaid fails if one of the texts was printed.
func wantNotSaid(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(output, joined(text)) {
			t.Errorf("do not want %q in\n%s", joined(text), output)
		}
	}
}

// acceptance skips unless TF_ACC is set, for tests that need no cluster.
func acceptance(t *testing.T) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run a real CLI: set TF_ACC=1, as make testacc does")
	}
}

var _ = acctest.Real
