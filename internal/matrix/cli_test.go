// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

func TestMain(m *testing.M) {
	flag.Parse()
	// All tests start at once and take turns themselves: see takeTurn.
	if err := flag.Set("test.parallel", "1000"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(terraform.RunTests(m))
}

// turns are how many stories are told at the same time. They mostly wait for other processes.
var turns = make(chan struct{}, 6)

// takeTurn lets a test run beside others, when it is its turn.
func takeTurn(t *testing.T) {
	t.Helper()
	t.Parallel()
	turns <- struct{}{}
	t.Cleanup(func() { <-turns })
}

// clis are the CLIs to run: the one of the acceptance tests first.
func clis(t *testing.T) []string {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("runs a real CLI: set TF_ACC=1, as make testacc does")
	}
	first, err := terraform.Program()
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{first}, filepath.SplitList(os.Getenv("DORIS_TEST_CLIS"))...)
}

// versionOf is "terraform 1.11.4".
func versionOf(t *testing.T, cli string) string {
	t.Helper()
	version, err := terraform.Version(t.Context(), cli)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(cli) + " " + version
}

// workspace is a directory with one configuration and its state, as an operator has it.
type workspace struct {
	t           *testing.T
	cli         terraform.CLI
	environment []string // further variables
}

func newWorkspace(t *testing.T, cli, configuration string) *workspace {
	t.Helper()
	built, err := terraform.Built()
	if err != nil {
		t.Fatal(err)
	}
	// Without certificates for the pipe to the provider, and with less garbage collection, a run costs half the time.
	w := &workspace{t: t, cli: terraform.CLI{Program: cli, Directory: t.TempDir(), Environment: append(terraform.Environment(), "TF_DISABLE_PLUGIN_TLS=1", "GOGC=400")}}
	w.write(configuration)
	if err := w.cli.UseProvider(built); err != nil {
		t.Fatal(err)
	}
	return w
}

// write replaces the configuration.
func (w *workspace) write(configuration string) {
	w.t.Helper()
	if err := w.cli.Write("main.tf", terraform.RequiredProviders+configuration); err != nil {
		w.t.Fatal(err)
	}
}

// process is one run of the CLI.
type process struct {
	t       *testing.T
	command *exec.Cmd
	output  lockedBuffer
	ended   chan struct{}
}

type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// start runs the CLI in a process group of its own, so that whatever is left of it can be ended with the test.
func (w *workspace) start(arguments ...string) *process {
	w.t.Helper()
	p := &process{t: w.t, command: w.cli.Command(context.Background(), arguments...), ended: make(chan struct{})}
	p.command.Env = append(p.command.Env, w.environment...)
	p.command.Stdout, p.command.Stderr = &p.output, &p.output
	terraform.OwnGroup(p.command)
	p.command.WaitDelay = 5 * time.Second // a provider that outlives a killed CLI keeps its output open
	if err := p.command.Start(); err != nil {
		w.t.Fatal(err)
	}
	go func() {
		_ = p.command.Wait()
		close(p.ended)
	}()
	w.t.Cleanup(func() { terraform.KillGroup(p.command) })
	return p
}

// cliLimit bounds one run of the CLI; a hang is a failure, not a time-out of the whole suite.
const cliLimit = 150 * time.Second

// wait waits for the end and returns the exit code; -1 = ended by a signal.
func (p *process) wait() int {
	p.t.Helper()
	select {
	case <-p.ended:
		return p.command.ProcessState.ExitCode()
	case <-time.After(cliLimit):
		p.t.Fatalf("%s does not end within %s:\n%s", p.what(), cliLimit, p.told())
		return -1
	}
}

func (w *workspace) apply() *process {
	w.t.Helper()
	return w.start("apply", "-auto-approve", "-input=false", "-no-color")
}

// plan exits with 2 when there is something to do.
func (w *workspace) plan() *process {
	w.t.Helper()
	return w.start("plan", "-detailed-exitcode", "-input=false", "-no-color")
}

// mustApply applies and expects success.
func (w *workspace) mustApply() string {
	w.t.Helper()
	return w.apply().mustSucceed()
}

// mustSucceed expects exit code 0 and returns what was printed, as read does.
func (p *process) mustSucceed(texts ...string) string {
	p.t.Helper()
	return p.mustEnd(0, texts)
}

// mustFail expects exit code 1 and these texts.
func (p *process) mustFail(texts ...string) string {
	p.t.Helper()
	return p.mustEnd(1, texts)
}

func (p *process) mustEnd(want int, texts []string) string {
	p.t.Helper()
	code, output := p.wait(), terraform.Plain(p.output.String())
	if code != want {
		p.t.Fatalf("%s exits with %d, want %d:\n%s", p.what(), code, want, p.told())
	}
	for _, text := range texts {
		if !strings.Contains(output, terraform.Plain(text)) {
			p.t.Errorf("%s does not say %q:\n%s", p.what(), text, p.told())
		}
	}
	return output
}

// what names the run.
func (p *process) what() string { return filepath.Base(p.command.Path) + " " + p.command.Args[1] }

// told is what the CLI printed after the plan, for the messages of tests.
func (p *process) told() string {
	text := p.output.String()
	if _, after, found := strings.Cut(text, "\nPlan: "); found {
		return "Plan: " + after
	}
	return text
}

// mustBeClean expects an empty plan.
func (w *workspace) mustBeClean() {
	w.t.Helper()
	p := w.plan()
	if code := p.wait(); code != 0 {
		w.t.Errorf("the plan after it is not empty (exit code %d):\n%s", code, p.output.String())
	}
}

// instance is one resource instance in the state file.
type instance struct {
	Type   string
	Status string // "tainted" or empty
	Values map[string]any
}

// state reads the state file; none yet is an empty state.
func (w *workspace) state() []instance {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.cli.Directory, "terraform.tfstate"))
	if errors.Is(err, os.ErrNotExist) || err == nil && len(text) == 0 {
		return nil // a killed CLI leaves the file that it had just created to lock it
	}
	if err != nil {
		w.t.Fatal(err)
	}
	var file struct {
		Resources []struct {
			Mode, Type string
			Instances  []struct {
				Status     string
				Attributes map[string]any
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		w.t.Fatalf("the state file: %v", err)
	}
	var found []instance
	for _, resource := range file.Resources {
		for _, one := range resource.Instances {
			if resource.Mode == "managed" {
				found = append(found, instance{Type: resource.Type, Status: one.Status, Values: one.Attributes})
			}
		}
	}
	return found
}

// mustNotBeTainted fails when the CLI would replace anything by itself.
func (w *workspace) mustNotBeTainted() {
	w.t.Helper()
	for _, one := range w.state() {
		if one.Status != "" {
			w.t.Errorf("%s is %s in the state", one.Type, one.Status)
		}
	}
}
