// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

// cli runs terraform or tofu in the working directory, with the built provider in place of a released one.
type cli struct {
	terraform.CLI
	name string // "terraform 1.11.4"
}

// event is one line of `terraform apply -json`.
type event struct {
	Type       string `json:"type"`
	Message    string `json:"@message"`
	Diagnostic struct {
		Severity string `json:"severity"`
		Summary  string `json:"summary"`
		Detail   string `json:"detail"`
		Address  string `json:"address"`
	} `json:"diagnostic"`
	Hook struct {
		Resource struct {
			Address string `json:"addr"`
			Type    string `json:"resource_type"`
		} `json:"resource"`
		Action  string  `json:"action"`
		Elapsed float64 `json:"elapsed_seconds"`
	} `json:"hook"`
}

func newCLI(ctx context.Context, o options, workdir string) (*cli, error) {
	if err := copyConfiguration(o.configuration, workdir); err != nil {
		return nil, err
	}
	executable, err := exec.LookPath(o.cli)
	if err != nil {
		return nil, fmt.Errorf("%s is not there: put terraform or tofu (1.11 or newer) on the PATH, or run make setup", o.cli)
	}
	executable, err = filepath.Abs(executable)
	if err != nil {
		return nil, err
	}
	version, err := terraform.Version(ctx, executable)
	if err != nil {
		return nil, err
	}
	if !terraform.AtLeast(version, 11) {
		return nil, fmt.Errorf("%s is version %s; the provider needs 1.11 or newer", executable, version)
	}
	c := &cli{CLI: terraform.CLI{Program: executable, Directory: workdir, Environment: environment(os.Environ())}, name: filepath.Base(executable) + " " + version}
	built, err := filepath.Abs(o.provider)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(built); err != nil {
		return nil, fmt.Errorf("the provider is not built: run make build (%w)", err)
	}
	return c, c.UseProvider(filepath.Dir(built))
}

// environment is the caller's without what could aim the demo at the caller's own clusters or configuration.
func environment(caller []string) []string {
	var kept []string
	for _, entry := range caller {
		name, _, _ := strings.Cut(entry, "=")
		switch {
		case strings.HasPrefix(name, "DORIS_"), strings.HasPrefix(name, "TF_VAR_"), strings.HasPrefix(name, "TF_CLI_ARGS"):
		case name == "TF_CLI_CONFIG_FILE", name == "TF_DATA_DIR", name == "TF_WORKSPACE", name == "TF_REATTACH_PROVIDERS":
		default:
			kept = append(kept, entry)
		}
	}
	return append(kept, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0")
}

// interruptGrace is how long an interrupted CLI may take to end by itself: the provider hands the job over to Doris.
const interruptGrace = 30 * time.Second

// command runs in a process group of its own: a Ctrl-C reaches it once, through this program, not twice.
func (c *cli) command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := c.Command(ctx, arguments...)
	terraform.OwnGroup(command)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = interruptGrace
	return command
}

// output runs the CLI and returns what it printed; an error holds what it said about it.
func (c *cli) output(ctx context.Context, arguments ...string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	command := c.command(ctx, arguments...)
	command.Stdout, command.Stderr = &stdout, &stderr
	defer terraform.KillGroup(command)
	if err := command.Run(); err != nil {
		return stdout.Bytes(), fmt.Errorf("%s %s: %w\n%s%s", filepath.Base(c.Program), arguments[0], err, stdout.String(), stderr.String())
	}
	return stdout.Bytes(), nil
}

// events runs a command with -json and gives each event to take. The error holds the diagnostics of the CLI.
func (c *cli) events(ctx context.Context, take func(event), arguments ...string) error {
	var stderr bytes.Buffer
	command := c.command(ctx, append(arguments, "-json")...)
	command.Stderr = &stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	defer terraform.KillGroup(command)
	var problems []string
	lines := bufio.NewScanner(stdout)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue // the CLI's own warning about dev_overrides may come as plain text
		}
		if e.Type == "diagnostic" && e.Diagnostic.Severity == "error" {
			problems = append(problems, e.Diagnostic.Summary+"\n\n"+e.Diagnostic.Detail)
			continue
		}
		take(e)
	}
	err = command.Wait()
	if err == nil {
		return nil
	}
	problems = append(problems, strings.TrimSpace(stderr.String()))
	return errors.New(strings.TrimSpace(fmt.Sprintf("%s %s failed (%v)\n\n%s", filepath.Base(c.Program), arguments[0], err, strings.Join(problems, "\n\n"))))
}

// attributes are what the state holds of one resource or data source.
func (c *cli) attributes(ctx context.Context) (map[string]map[string]any, error) {
	output, err := c.output(ctx, "show", "-json")
	if err != nil {
		return nil, err
	}
	var state struct {
		Values struct {
			RootModule struct {
				Resources []struct {
					Address string         `json:"address"`
					Values  map[string]any `json:"values"`
				} `json:"resources"`
			} `json:"root_module"`
		} `json:"values"`
	}
	if err := json.Unmarshal(output, &state); err != nil {
		return nil, fmt.Errorf("the state cannot be read: %w", err)
	}
	all := map[string]map[string]any{}
	for _, r := range state.Values.RootModule.Resources {
		all[r.Address] = r.Values
	}
	return all, nil
}
