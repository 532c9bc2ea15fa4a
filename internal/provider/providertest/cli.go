// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

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

	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
)

// scratch holds the built provider; runTests removes it.
var scratch string

// RunTests is what TestMain calls where tests run a CLI.
func RunTests(m *testing.M) {
	code := m.Run()
	if scratch != "" {
		_ = os.RemoveAll(scratch)
	}
	os.Exit(code)
}

// BuiltProvider builds the provider once, as a process of its own that a CLI starts and stops: plan and apply are two.
var BuiltProvider = sync.OnceValues(func() (string, error) {
	var err error
	if scratch, err = os.MkdirTemp("", "terraform-provider-doris"); err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-o", filepath.Join(scratch, "terraform-provider-doris"), "github.com/terraform-doris/terraform-provider-doris")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return scratch, nil
})

// CLI is a real CLI in a directory of its own. It shows what plugin-testing hides: warnings, exit codes, files, logs.
type CLI struct {
	T         *testing.T
	Directory string
	Program   string
	Variables []string // environment, such as "TF_LOG=TRACE"
}

func NewCLI(t *testing.T, configuration string) *CLI {
	t.Helper()
	provider, err := BuiltProvider()
	if err != nil {
		t.Fatal(err)
	}
	c := &CLI{T: t, Directory: t.TempDir(), Program: os.Getenv("TF_ACC_TERRAFORM_PATH")}
	if c.Program == "" {
		for _, name := range []string{"terraform", "tofu"} {
			if c.Program, err = exec.LookPath(name); err == nil {
				break
			}
		}
	}
	if c.Program == "" {
		t.Skip("needs terraform or tofu on the PATH")
	}
	c.Write("cli.tfrc", fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n", Address(c.Program), provider))
	c.Write("main.tf", fmt.Sprintf("terraform {\n  required_providers {\n    doris = {\n      source = %q\n    }\n  }\n}\n", Address(c.Program))+configuration)
	return c
}

// Address is where this CLI looks for the provider.
func Address(program string) string {
	if strings.Contains(filepath.Base(program), "tofu") {
		return strings.Replace(provider.Address, "registry.terraform.io", "registry.opentofu.org", 1)
	}
	return provider.Address
}

// Write writes a file into the directory.
func (c *CLI) Write(name, content string) {
	c.T.Helper()
	if err := os.WriteFile(filepath.Join(c.Directory, name), []byte(content), 0o600); err != nil {
		c.T.Fatal(err)
	}
}

// Configure replaces the configuration.
func (c *CLI) Configure(configuration string) {
	c.T.Helper()
	c.Write("main.tf", fmt.Sprintf("terraform {\n  required_providers {\n    doris = {\n      source = %q\n    }\n  }\n}\n", Address(c.Program))+configuration)
}

// Run runs the CLI and returns what it printed, without frames, wrapped lines joined, and its exit code.
func (c *CLI) Run(arguments ...string) (output string, code int) {
	c.T.Helper()
	command := c.Command(arguments...)
	raw, err := command.CombinedOutput()
	return joined(string(raw)), c.exitCode(err)
}

// Interrupted runs the CLI and sends it a Ctrl-C once reached is closed.
func (c *CLI) Interrupted(reached <-chan struct{}, arguments ...string) (output string, code int) {
	c.T.Helper()
	command := c.Command(arguments...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the signal is for the CLI alone
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
	return joined(raw.String()), c.exitCode(err)
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

func (c *CLI) Command(arguments ...string) *exec.Cmd {
	command := exec.CommandContext(c.T.Context(), c.Program, arguments...)
	command.Dir = c.Directory
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "DORIS_") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, "TF_CLI_CONFIG_FILE="+filepath.Join(c.Directory, "cli.tfrc"), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1")
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

// Joined takes the frames of diagnostics away and joins all white space.
func joined(text string) string {
	text = strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(text)
	return strings.Join(strings.Fields(text), " ")
}

// WantSaid fails unless every text was printed.
func WantSaid(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(output, joined(text)) {
			t.Errorf("want %q in\n%s", joined(text), output)
		}
	}
}

// WantNotSaid fails if one of the texts was printed.
func WantNotSaid(t *testing.T, output string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(output, joined(text)) {
			t.Errorf("do not want %q in\n%s", joined(text), output)
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
