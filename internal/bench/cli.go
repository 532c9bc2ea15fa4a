// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider"
)

// workspace is a directory with a configuration and a state, for one contestant.
type workspace struct {
	b         *bench
	directory string
	program   string // the provider to run: its path, "floor", or "" where none is needed
}

// took is what one command of the CLI took.
type took struct {
	wall     time.Duration
	cpu      time.Duration // of the CLI and of its providers
	provider processUsage  // CPU of all its processes, memory of the largest
	output   string
}

// workspace makes a directory. The configuration names the provider's source itself.
func (b *bench) workspace(name, program, configuration string) (*workspace, error) {
	directory, err := os.MkdirTemp(b.work, name+"-")
	if err != nil {
		return nil, err
	}
	w := &workspace{b: b, directory: directory, program: program}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(filepath.Join(directory, "bin"), 0o700); err != nil {
		return nil, err
	}
	if err := os.Symlink(self, filepath.Join(directory, "bin", providerName+"doris")); err != nil {
		return nil, err
	}
	source := strings.Join(strings.Split(provider.Address, "/")[1:], "/")
	cli := "provider_installation {\n  dev_overrides {\n"
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		cli += fmt.Sprintf("    %q = %q\n", host+"/"+source, filepath.Join(directory, "bin"))
	}
	if err := w.write("cli.tfrc", cli+"  }\n  direct {}\n}\n"); err != nil {
		return nil, err
	}
	return w, w.configure(configuration)
}

func (w *workspace) configure(configuration string) error {
	header := ""
	if w.program != "" {
		header = fmt.Sprintf("terraform {\n  required_providers {\n    doris = { source = %q }\n  }\n}\n", strings.Join(strings.Split(provider.Address, "/")[1:], "/"))
	}
	return w.write("main.tf", header+configuration)
}

func (w *workspace) write(name, content string) error {
	return os.WriteFile(filepath.Join(w.directory, name), []byte(content), 0o600)
}

func (w *workspace) command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, w.b.cli, arguments...)
	command.Dir = w.directory
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "DORIS_") {
			command.Env = append(command.Env, variable)
		}
	}
	program := w.program
	if program != "" && program != "floor" {
		program, _ = filepath.Abs(program)
	}
	command.Env = append(command.Env, "TF_CLI_CONFIG_FILE="+filepath.Join(w.directory, "cli.tfrc"), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1",
		providerToRun+"="+program, usageFile+"="+filepath.Join(w.directory, "usage"))
	return command
}

// run runs the CLI and measures it; an exit code other than 0 is an error.
func (w *workspace) run(ctx context.Context, arguments ...string) (took, error) {
	_ = os.Remove(filepath.Join(w.directory, "usage"))
	command := w.command(ctx, arguments...)
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	began := time.Now()
	err := command.Run()
	t := took{wall: time.Since(began), output: output.String()}
	if err != nil {
		return t, fmt.Errorf("%s %s: %w\n%s", w.b.cli, strings.Join(arguments, " "), err, last(t.output, 4000))
	}
	if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
		t.cpu = time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	}
	content, _ := os.ReadFile(filepath.Join(w.directory, "usage"))
	for line := range strings.Lines(string(content)) {
		var usage processUsage
		if err := json.Unmarshal([]byte(line), &usage); err != nil {
			return t, err
		}
		t.provider.CPU += usage.CPU
		t.provider.Memory = max(t.provider.Memory, usage.Memory)
	}
	return t, nil
}

func last(text string, n int) string {
	if len(text) > n {
		return "..." + text[len(text)-n:]
	}
	return text
}

func (w *workspace) plan(ctx context.Context) (took, error) {
	return w.run(ctx, "plan", "-no-color", "-input=false", "-lock=false")
}

func (w *workspace) apply(ctx context.Context, more ...string) (took, error) {
	return w.run(ctx, append([]string{"apply", "-no-color", "-input=false", "-auto-approve"}, more...)...)
}
