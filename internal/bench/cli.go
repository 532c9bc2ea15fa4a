// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

// workspace is a directory with a configuration and a state, for one contestant.
type workspace struct {
	terraform.CLI
	b        *bench
	provider string // the one to run: its path, "floor", or "" where none is needed
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
	w := &workspace{CLI: terraform.CLI{Program: b.cli, Directory: directory, Environment: terraform.Environment()}, b: b, provider: program}
	if program != "" && program != "floor" {
		program, _ = filepath.Abs(program)
	}
	w.Environment = append(w.Environment, providerToRun+"="+program, usageFile+"="+filepath.Join(directory, "usage"))
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	binaries := filepath.Join(directory, "bin")
	if err := os.Mkdir(binaries, 0o700); err != nil {
		return nil, err
	}
	if err := os.Symlink(self, filepath.Join(binaries, terraform.Executable)); err != nil {
		return nil, err
	}
	return w, errors.Join(w.UseProvider(binaries), w.configure(configuration))
}

func (w *workspace) configure(configuration string) error {
	if w.provider == "" {
		return w.Write("main.tf", configuration)
	}
	return w.Write("main.tf", terraform.RequiredProviders+configuration)
}

// run runs the CLI and measures it; an exit code other than 0 is an error.
func (w *workspace) run(ctx context.Context, arguments ...string) (took, error) {
	_ = os.Remove(filepath.Join(w.Directory, "usage"))
	command := w.Command(ctx, arguments...)
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
	content, _ := os.ReadFile(filepath.Join(w.Directory, "usage"))
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
