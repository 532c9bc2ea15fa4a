// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

const (
	providerName  = "terraform-provider-"
	providerToRun = "BENCH_PROVIDER" // the program to run in its place; "floor" = the one of this program
	usageFile     = "BENCH_USAGE"
)

// processUsage is what one process of a provider took.
type processUsage struct {
	CPU    time.Duration
	Memory int64 // peak of resident memory in bytes
}

// inPlaceOfAProvider runs a provider as a child and writes down what it took. A CLI starts several processes for one plan.
func inPlaceOfAProvider() error {
	program := os.Getenv(providerToRun)
	if program == "floor" && os.Getenv(usageFile) == "" {
		return serveFloor()
	}
	// A CLI ends a provider by its protocol; the child hears Ctrl-C itself, because it is in the same group.
	signal.Ignore(os.Interrupt)
	environment := os.Environ()
	if program == "floor" {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		program, environment = self, append(environment, usageFile+"=")
	}
	child := exec.Command(program)
	child.Args = append([]string{providerName + "child"}, os.Args[1:]...)
	child.Stdin, child.Stdout, child.Stderr, child.Env = os.Stdin, os.Stdout, os.Stderr, environment
	err := child.Run()
	if child.ProcessState == nil {
		return err
	}
	usage, ok := child.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return errors.New("this system does not tell what a process took")
	}
	line, jsonErr := json.Marshal(processUsage{CPU: child.ProcessState.UserTime() + child.ProcessState.SystemTime(), Memory: usage.Maxrss * 1024})
	if jsonErr != nil {
		return jsonErr
	}
	file, err := os.OpenFile(os.Getenv(usageFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	_, err = fmt.Fprintf(file, "%s\n", line)
	return err
}
