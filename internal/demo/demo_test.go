// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

// transcript is what the story printed so far. It calls back when a text appears.
type transcript struct {
	mu     sync.Mutex
	buffer bytes.Buffer
	on     string
	then   func()
}

func (w *transcript) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.buffer.Write(p)
	if w.then != nil && strings.Contains(w.buffer.String(), w.on) {
		w.then()
		w.then = nil
	}
	return n, err
}

func (w *transcript) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buffer.String()
}

func TestMain(m *testing.M) { os.Exit(terraform.RunTests(m)) }

// demoOptions are those of `make demo`, with a freshly built provider and jobs that hurry.
func demoOptions(t *testing.T) options {
	t.Helper()
	cli := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if os.Getenv("TF_ACC") == "" || cli == "" {
		t.Skip("runs a real CLI: set TF_ACC=1 and TF_ACC_TERRAFORM_PATH, as make test does")
	}
	built, err := terraform.Built()
	if err != nil {
		t.Fatal(err)
	}
	return options{cli: cli, provider: filepath.Join(built, terraform.Executable), configuration: "../../examples/demo", tick: 100 * time.Millisecond}
}

func TestAccDemo(t *testing.T) {
	o := demoOptions(t)
	var out transcript
	o.out = &out
	if err := run(t.Context(), o); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	for _, want := range []string{
		"orders (5 rows)",
		"BACKUP SNAPSHOT `shop`.`demo_",
		"RESTORE SNAPSHOT `shop_restored`.`demo_",
		"FINISHED",
		"orders       5 rows",
		"No changes.",
		"doris_repository.a: destroying",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the story does not tell %q", want)
		}
	}
	nothingRuns(t, o.provider)
	if t.Failed() {
		t.Log(out.String())
	}
}

// A failure stops the demo with the CLI's own words.
func TestAccDemoFails(t *testing.T) {
	o := demoOptions(t)
	o.configuration = t.TempDir()
	for _, file := range []string{"main.tf", "connections.tf"} {
		content, err := os.ReadFile(filepath.Join("../../examples/demo", file))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(content), `exclude_tables = ["tmp_*"]`, `tables = ["no_such_table"]`)
		if err := os.WriteFile(filepath.Join(o.configuration, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out transcript
	o.out = &out
	err := run(t.Context(), o)
	if err == nil || !strings.Contains(err.Error(), "no_such_table") {
		t.Fatalf("got %v\n%s", err, out.String())
	}
	nothingRuns(t, o.provider)
}

// Ctrl-C in the middle of the backup ends everything.
func TestAccDemoInterrupted(t *testing.T) {
	o := demoOptions(t)
	o.tick = time.Second
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := transcript{on: "SNAPSHOTING", then: cancel}
	o.out = &out
	started := time.Now()
	if err := run(ctx, o); err == nil {
		t.Fatalf("an interrupted demo did not fail\n%s", out.String())
	}
	if ctx.Err() == nil {
		t.Fatalf("the demo ended before it was interrupted\n%s", out.String())
	}
	if took := time.Since(started); took > interruptGrace {
		t.Errorf("it took %s, so the CLI had to be killed", took)
	}
	nothingRuns(t, o.provider)
}

// nothingRuns fails when a process of the provider is left.
func nothingRuns(t *testing.T, executable string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Log("processes are counted on Linux only")
		return
	}
	links, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && target == executable {
			t.Errorf("a provider still runs: %s", link)
		}
	}
}

func TestEnvironmentAimsAtNothing(t *testing.T) {
	caller := []string{
		"PATH=/bin", "DORIS_PASSWORD=x", "DORIS_ENDPOINTS=prod:9030", "TF_VAR_location=s3://prod", "TF_CLI_ARGS_apply=-target=x",
		"TF_CLI_CONFIG_FILE=/x", "TF_DATA_DIR=/y", "TF_WORKSPACE=prod", "TF_LOG=INFO",
	}
	got := environment(caller)
	want := []string{"PATH=/bin", "TF_LOG=INFO", "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPhasesInTheirOrder(t *testing.T) {
	resource := map[string]any{"phase_seconds": map[string]any{"save": 1.0, "queue": 0.0, "upload": 12.0}}
	if got, want := phases(resource, "queue", "snapshot", "upload", "save"), "queue 0s, upload 12s, save 1s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := phases(map[string]any{}, "queue"); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}
