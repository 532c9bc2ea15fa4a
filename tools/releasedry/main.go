// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Command releasedry is what `make release-dry` runs: it makes the release of the last commit as the release workflow
// would, publishes nothing, and tries what it made.
//
//  1. goreleaser builds the release twice, in two clones in folders of different names, and once more for this machine
//     with an empty build cache. All of it must be equal, byte for byte.
//  2. The sums are signed by gpg with a key that lives as long as this run. Sums and signature are checked with the library
//     that Terraform checks them with.
//  3. The archive of this machine goes into a filesystem mirror, and `terraform init` and `terraform plan` of the first
//     configuration of README.md run from it, on the stand-in for Doris.
//
// What it made stays in dist/: the release, the public half of the key, and the mirror.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// options are the flags.
type options struct {
	repository, dist, version  string
	goreleaser, cyclonedx, cli string
	hostOnly                   bool
}

func main() {
	var o options
	flag.StringVar(&o.repository, "repository", "..", "work tree whose last commit is released")
	flag.StringVar(&o.dist, "dist", "../dist", "where the release stays")
	flag.StringVar(&o.version, "version", "", "version to build, without v (required)")
	flag.StringVar(&o.goreleaser, "goreleaser", "", "path of goreleaser (required)")
	flag.StringVar(&o.cyclonedx, "cyclonedx", "", "path of cyclonedx-gomod (required)")
	flag.StringVar(&o.cli, "cli", "", "path of terraform or tofu (required)")
	flag.BoolVar(&o.hostOnly, "host-only", false, "only the archive of this machine: a quick try, and no release")
	flag.Parse()
	if o.version == "" || o.goreleaser == "" || o.cyclonedx == "" || o.cli == "" || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "usage: releasedry -version 0.1.0 -goreleaser PATH -cyclonedx PATH -cli PATH")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "release-dry:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	for _, path := range []*string{&o.repository, &o.dist, &o.goreleaser, &o.cyclonedx, &o.cli} {
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = absolute
	}
	scratch, err := os.MkdirTemp("", "release-dry")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)

	key, err := newKey(ctx, scratch)
	if err != nil {
		return err
	}
	defer key.close()
	say("throw-away key %s", key.fingerprint)
	if want, err := os.ReadFile(filepath.Join(o.repository, ".go-version")); err != nil {
		return err
	} else if is := strings.TrimPrefix(runtime.Version(), "go"); is != strings.TrimSpace(string(want)) {
		say("Go %s builds this; the workflow's %s makes other sums", is, strings.TrimSpace(string(want)))
	}

	// Both are cloned before the first is built: a commit that comes meanwhile belongs to neither.
	a, b := filepath.Join(scratch, "a"), filepath.Join(scratch, "a-folder-of-another-name")
	if err := clone(ctx, o.repository, a); err != nil {
		return err
	}
	if err := clone(ctx, a, b); err != nil {
		return err
	}
	first, err := build(ctx, o, key, a)
	if err != nil {
		return err
	}
	second, err := build(ctx, o, key, b)
	if err != nil {
		return err
	}
	files, err := sameFiles(first.release, second.release)
	if err != nil {
		return err
	}
	if err := second.compareWithCold(ctx, o, filepath.Join(scratch, "cold")); err != nil {
		return err
	}
	say("two builds are equal, byte for byte: %d files; so is the binary of this machine from an empty cache", files)

	if err := checkRelease(first.release, o.version, key.public, o.hostOnly); err != nil {
		return err
	}
	if err := keep(first.release, o.dist, key.public); err != nil {
		return err
	}
	mirror := filepath.Join(o.dist, "mirror")
	if err := fillMirror(o.dist, mirror, o.version); err != nil {
		return err
	}
	summary, err := tryFirst(ctx, o, mirror, filepath.Join(scratch, "try"))
	if err != nil {
		return err
	}
	say("%s", summary)
	return nil
}

var began = time.Now()

func say(format string, values ...any) {
	fmt.Printf("%4.0fs  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, values...))
}
