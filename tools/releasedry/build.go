// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// built is one release in a clone of its own.
type built struct {
	clone, release string
	environment    []string
}

// clone takes the last commit. What is not committed is not released, as in the workflow.
func clone(ctx context.Context, from, to string) error {
	return command(ctx, "", nil, "git", "clone", "--quiet", "--no-local", "--depth=1", "file://"+from, to)
}

// build lets goreleaser make the release of a clone.
func build(ctx context.Context, o options, key *key, clone string) (*built, error) {
	if o.hostOnly {
		if err := onlyThisMachine(filepath.Join(clone, ".goreleaser.yml")); err != nil {
			return nil, err
		}
	}
	b := &built{clone: clone, release: filepath.Join(clone, "dist")}
	b.environment = append(os.Environ(),
		"RELEASE_VERSION="+o.version,
		"GPG_FINGERPRINT="+key.fingerprint, "GNUPGHOME="+key.home,
		"PATH="+filepath.Dir(o.cyclonedx)+string(os.PathListSeparator)+os.Getenv("PATH"))
	err := command(ctx, clone, b.environment, o.goreleaser, "release", "--snapshot", "--clean", "--skip=publish", "--parallelism", fmt.Sprint(runtime.NumCPU()))
	if err != nil {
		return nil, err
	}
	// goreleaser puts the manifest, whose sum it has taken, beside the others only when it publishes.
	manifest, err := os.ReadFile(filepath.Join(clone, "terraform-registry-manifest.json"))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(b.release, project+"_"+o.version+"_manifest.json"), manifest, 0o644); err != nil {
		return nil, err
	}
	say("built in %s", filepath.Base(clone))
	return b, nil
}

var targets = regexp.MustCompile(`(?m)^      - [a-z]+_[a-z0-9_]+\n`)

// onlyThisMachine leaves one target in a configuration.
func onlyThisMachine(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	first := true
	text = targets.ReplaceAllFunc(text, func([]byte) []byte {
		if !first {
			return nil
		}
		first = false
		return []byte("      - " + platform() + "\n")
	})
	return os.WriteFile(file, text, 0o600)
}

func platform() string { return runtime.GOOS + "_" + runtime.GOARCH }

// binaryOfThisMachine finds what goreleaser built for this machine.
func binaryOfThisMachine(release string) (string, error) {
	found, err := filepath.Glob(filepath.Join(release, "terraform-provider-doris_"+platform()+"*", "terraform-provider-doris_v*"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("%d binaries of %s in %s, want one (%v)", len(found), platform(), release, err)
	}
	return found[0], nil
}

// compareWithCold builds the binary of this machine once more, with nothing from the cache that served the first build.
func (b *built) compareWithCold(ctx context.Context, o options, cache string) error {
	want, err := binaryOfThisMachine(b.release)
	if err != nil {
		return err
	}
	before, err := os.ReadFile(want)
	if err != nil {
		return err
	}
	environment := append(b.environment, "GOCACHE="+cache)
	if err := command(ctx, b.clone, environment, o.goreleaser, "build", "--snapshot", "--clean", "--single-target"); err != nil {
		return err
	}
	again, err := binaryOfThisMachine(b.release)
	if err != nil {
		return err
	}
	after, err := os.ReadFile(again)
	if err != nil {
		return err
	}
	if !bytes.Equal(before, after) {
		return fmt.Errorf("%s from an empty cache is another file than from a warm one", filepath.Base(again))
	}
	return nil
}

// command runs a program and says what it said when it fails.
func command(ctx context.Context, directory string, environment []string, name string, arguments ...string) error {
	_, err := output(ctx, directory, environment, name, arguments...)
	return err
}

func output(ctx context.Context, directory string, environment []string, name string, arguments ...string) (string, error) {
	c := exec.CommandContext(ctx, name, arguments...)
	c.Dir, c.Env = directory, environment
	said, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(arguments, " "), err, said)
	}
	return string(said), nil
}
