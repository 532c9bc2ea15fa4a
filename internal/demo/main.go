// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Command demo is what `make demo` runs: two stand-in clusters and an S3 server in this process, and the real terraform
// or tofu on examples/demo, told as a story. Nothing but that CLI and the provider runs outside this process, and the
// working directory is a temporary one, so that nothing is left when it ends, however it ends.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

type options struct {
	cli           string        // path of terraform or tofu
	provider      string        // path of the built provider
	configuration string        // directory of the configuration
	tick          time.Duration // period of the stand-ins' job daemon
	out           io.Writer
}

func main() {
	o := options{out: os.Stdout}
	flag.StringVar(&o.cli, "cli", "terraform", "terraform or tofu to run, 1.11 or newer")
	flag.StringVar(&o.provider, "provider", "bin/terraform-provider-doris", "the built provider")
	flag.StringVar(&o.configuration, "configuration", "examples/demo", "directory of the configuration to apply")
	flag.DurationVar(&o.tick, "tick", 600*time.Millisecond, "how often a stand-in's jobs move on; a real Doris does every 3s")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	silence := context.AfterFunc(ctx, func() { fmt.Fprintf(os.Stderr, "\nInterrupted: waiting for %s to end.\n", o.cli) })
	err := run(ctx, o)
	interrupted := ctx.Err() != nil
	silence()
	stop()
	switch {
	case interrupted:
		fmt.Fprintln(os.Stderr, "Both clusters and the storage are gone, nothing is left running.")
		os.Exit(130)
	case err != nil:
		fmt.Fprintf(os.Stderr, "\nThe demo stopped: %v\nBoth clusters and the storage are gone, nothing is left running.\n", err)
		os.Exit(1)
	}
}

// run tells the whole story. Every chapter leaves an error that says what to look at.
func run(ctx context.Context, o options) error {
	started := time.Now()
	s := &story{out: o.out}

	workdir, err := os.MkdirTemp("", "doris-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(workdir)
	cli, err := newCLI(ctx, o, workdir)
	if err != nil {
		return err
	}
	w, err := startWorld(o.tick)
	if err != nil {
		return err
	}
	defer w.close()

	s.title("A database of one Doris cluster, backed up and restored in another, by %s.", cli.name)
	s.introduce(w)
	chapters := []func() error{
		func() error { return tellApply(ctx, s, cli, w) },
		func() error { return tellRestored(ctx, s, cli, w) },
		func() error { return tellPlan(ctx, s, cli) },
		func() error { return tellDestroy(ctx, s, cli, w) },
	}
	for _, chapter := range chapters {
		if err := chapter(); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	s.line("\nThat took %.0f seconds. To run it on your own clusters: examples/demo/README.md.", time.Since(started).Seconds())
	return nil
}

// copyConfiguration puts the configuration into the working directory, so that state and lock files land there.
func copyConfiguration(from, to string) error {
	files, err := filepath.Glob(filepath.Join(from, "*.tf"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return errors.New("no *.tf in " + from)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(file)), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
