// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

// Command runtests is what `make test` runs: vet, then every test of the repository with the race detector, acceptance
// tests through a real CLI included. gotestsum runs them: one line per package, everything that a failed test printed, the
// reason of each skip, and in bin/ the events (tests.json; `go tool gotestsum tool slowest` reads them) and a JUnit file.
// Then come the lines that tests print on purpose (such as "4.1: replayed 310 of 312 steps"), and last the count of the
// tests. It fails when anything failed.
//
//	runtests -cli /usr/local/bin/terraform ../ .
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	cli := flag.String("cli", "", "path of the terraform or tofu that the acceptance tests run (required)")
	timeout := flag.String("timeout", "15m", "limit for the tests of one package")
	run := flag.String("run", "", "only tests whose names match, as in go test")
	count := flag.Int("count", 0, "run each test so many times in a row, never from the cache; 0 is once")
	packages := flag.String("packages", "./...", "packages to test, separated by spaces")
	flag.Parse()
	if *cli == "" || flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: runtests -cli PATH MODULE_DIRECTORY...")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	if err := checkCLI(ctx, *cli); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	environment, err := testEnvironment(os.Environ(), *cli)
	if err != nil {
		fmt.Fprintln(os.Stderr, "runtests:", err)
		os.Exit(1)
	}
	var arguments []string
	if raceDetector(ctx) {
		arguments = append(arguments, "-race")
	} else {
		fmt.Println("The race detector is left out: it needs a C compiler, and go env CGO_ENABLED says that there is none.")
	}
	arguments = append(arguments, "-timeout", *timeout)
	if *run != "" {
		arguments = append(arguments, "-run", *run)
	}
	if *count > 0 {
		arguments = append(arguments, "-count", strconv.Itoa(*count))
	}
	arguments = append(arguments, strings.Fields(*packages)...)
	report := &report{}
	for _, directory := range flag.Args() {
		if !vet(ctx, directory, environment) {
			report.failed++
		}
		if err := test(ctx, directory, environment, arguments, report); err != nil {
			fmt.Fprintln(os.Stderr, "runtests:", err)
			report.failed = max(report.failed, 1)
		}
	}
	for _, line := range report.said {
		fmt.Println(line)
	}
	fmt.Println(report.line())
	if report.failed > 0 {
		os.Exit(1)
	}
}

// testEnvironment returns what the tests may see. An operator's shell must never aim them at production, so every DORIS_
// variable goes, except DORIS_TEST_*, which name a cluster that was chosen for tests.
func testEnvironment(environment []string, cli string) ([]string, error) {
	cli, err := filepath.Abs(cli)
	if err != nil {
		return nil, err
	}
	// Tests live shortly and there is memory enough: a sixth of their time would go into collecting garbage. The caller's
	// own GOGC comes later in the list and prevails.
	kept := []string{"GOGC=400"}
	for _, entry := range environment {
		name, _, _ := strings.Cut(entry, "=")
		operator := strings.HasPrefix(name, "DORIS_") && !strings.HasPrefix(name, "DORIS_TEST_")
		// TF_CLI_CONFIG_FILE and TF_VAR_ and the like belong to the caller's own configurations; TF_LOG and TF_ACC_LOG
		// are kept for whoever looks into a failure.
		foreign := name == "TF_CLI_CONFIG_FILE" || name == "TF_DATA_DIR" || name == "TF_WORKSPACE" ||
			strings.HasPrefix(name, "TF_VAR_") || strings.HasPrefix(name, "TF_CLI_ARGS") ||
			name == "TF_ACC_PROVIDER_HOST" || name == "TF_ACC_TERRAFORM_PATH"
		if !operator && !foreign {
			kept = append(kept, entry)
		}
	}
	kept = append(kept, "TF_ACC=1", "CHECKPOINT_DISABLE=1", "TF_ACC_TERRAFORM_PATH="+cli)
	if strings.HasPrefix(filepath.Base(cli), "tofu") {
		kept = append(kept, "TF_ACC_PROVIDER_HOST=registry.opentofu.org")
	}
	return kept, nil
}

// raceDetector reports whether tests can be built with -race, which needs cgo and so a C compiler.
func raceDetector(ctx context.Context) bool {
	output, err := exec.CommandContext(ctx, "go", "env", "CGO_ENABLED").Output()
	return err == nil && strings.TrimSpace(string(output)) == "1"
}

func vet(ctx context.Context, directory string, environment []string) bool {
	command := exec.CommandContext(ctx, "go", "vet", "./...")
	command.Dir, command.Env = directory, environment
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		fmt.Printf("go vet failed in %s: %v\n", directory, err)
		return false
	}
	return true
}

// test runs gotestsum and counts what it noted. An error means that the run itself broke; failed tests are counted in the
// report instead.
func test(ctx context.Context, directory string, environment, arguments []string, report *report) error {
	directory, err := filepath.Abs(directory)
	if err != nil {
		return err
	}
	bin := filepath.Join(directory, "bin")
	if err := os.MkdirAll(bin, 0o750); err != nil {
		return err
	}
	gotestsum, err := toolPath(ctx)
	if err != nil {
		return err
	}
	noted := filepath.Join(bin, "tests.json")
	//nolint:gosec // the tool that this module's go.mod pins, with the caller's own arguments
	command := exec.CommandContext(ctx, gotestsum, append([]string{
		"--format", "pkgname-and-test-fails", "--format-hide-empty-pkg", "--format-icons", "text", "--hide-summary", "output",
		"--jsonfile", noted, "--junitfile", filepath.Join(bin, "tests.xml"), "--",
	}, arguments...)...)
	command.Dir, command.Env, command.Stdout, command.Stderr = directory, environment, os.Stdout, os.Stderr
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	ended := command.Run()
	events, err := os.Open(noted) //nolint:gosec // what gotestsum has just written
	if err != nil {
		return err
	}
	defer func() { _ = events.Close() }()
	before := report.failed
	if err := report.read(events); err != nil {
		return err
	}
	if ended != nil && report.failed == before {
		return fmt.Errorf("tests in %s: %w", directory, ended)
	}
	return nil
}

// toolPath builds the gotestsum that tools/go.mod pins, and says where it is: inside another module it runs as a program.
func toolPath(ctx context.Context) (string, error) {
	output, err := exec.CommandContext(ctx, "go", "tool", "-n", "gotestsum").Output()
	if err != nil {
		return "", fmt.Errorf("go tool gotestsum: %w", err)
	}
	return strings.TrimSpace(string(output)), nil
}
