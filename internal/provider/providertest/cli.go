// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

// RunTests is what TestMain calls where tests run a CLI.
func RunTests(m *testing.M) { os.Exit(terraform.RunTests(m)) }

// CLI is a real CLI in a directory of its own. It shows what plugin-testing hides: warnings, exit codes, files, logs.
type CLI struct {
	T *testing.T
	terraform.CLI
	Variables []string // environment, such as "TF_LOG=TRACE"
}

func NewCLI(t *testing.T, configuration string) *CLI {
	t.Helper()
	built, err := terraform.Built()
	if err != nil {
		t.Fatal(err)
	}
	program, err := terraform.Program()
	if err != nil {
		t.Skip(err)
	}
	c := &CLI{T: t, CLI: terraform.CLI{Program: program, Directory: t.TempDir(), Environment: terraform.Environment()}}
	if err := c.UseProvider(built); err != nil {
		t.Fatal(err)
	}
	c.Configure(configuration)
	return c
}

// Write writes a file into the directory.
func (c *CLI) Write(name, content string) {
	c.T.Helper()
	if err := c.CLI.Write(name, content); err != nil {
		c.T.Fatal(err)
	}
}

// Configure replaces the configuration.
func (c *CLI) Configure(configuration string) {
	c.T.Helper()
	c.Write("main.tf", terraform.RequiredProviders+configuration)
}

// Run runs the CLI and returns what it printed, without frames, wrapped lines joined, and its exit code.
func (c *CLI) Run(arguments ...string) (output string, code int) {
	c.T.Helper()
	command := c.Command(arguments...)
	raw, err := command.CombinedOutput()
	return terraform.Plain(string(raw)), c.exitCode(err)
}

// Interrupted runs the CLI and sends it a Ctrl-C once reached is closed.
func (c *CLI) Interrupted(reached <-chan struct{}, arguments ...string) (output string, code int) {
	c.T.Helper()
	command := c.Command(arguments...)
	terraform.OwnGroup(command) // the signal is for the CLI alone
	var raw bytes.Buffer
	command.Stdout, command.Stderr = &raw, &raw
	if err := command.Start(); err != nil {
		c.T.Fatal(err)
	}
	select {
	case <-reached:
	case <-time.After(time.Minute):
		c.T.Error("the moment to interrupt did not come")
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		c.T.Error(err)
	}
	err := command.Wait()
	return terraform.Plain(raw.String()), c.exitCode(err)
}

func (c *CLI) exitCode(err error) int {
	c.T.Helper()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		c.T.Fatal(err)
	}
	return 0
}

// Command is a run of the CLI, with the variables, that has not begun.
func (c *CLI) Command(arguments ...string) *exec.Cmd {
	command := c.CLI.Command(c.T.Context(), arguments...)
	command.Env = append(command.Env, c.Variables...)
	return command
}

// MustRun fails the test when the CLI does.
func (c *CLI) MustRun(arguments ...string) string {
	c.T.Helper()
	output, code := c.Run(arguments...)
	if code != 0 {
		c.T.Fatalf("%s ended with %d:\n%s", strings.Join(arguments, " "), code, output)
	}
	return output
}

// Apply and destroy run without questions.
func (c *CLI) Apply() string   { return c.MustRun("apply", "-no-color", "-auto-approve") }
func (c *CLI) Destroy() string { return c.MustRun("destroy", "-no-color", "-auto-approve") }

// WantSaid fails unless every text was printed.
func WantSaid(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(output, terraform.Plain(text)) {
			t.Errorf("want %q in\n%s", terraform.Plain(text), output)
		}
	}
}

// WantNotSaid fails if one of the texts was printed.
func WantNotSaid(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(output, terraform.Plain(text)) {
			t.Errorf("do not want %q in\n%s", terraform.Plain(text), output)
		}
	}
}

// Acceptance skips unless TF_ACC is set, for tests that need no cluster.
func Acceptance(t *testing.T) {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run a real CLI: set TF_ACC=1, as make testacc does")
	}
}
