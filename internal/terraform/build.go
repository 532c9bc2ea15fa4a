// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package terraform

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
)

// built holds the provider; RunTests removes it.
var built string

// RunTests is what TestMain calls where tests run a CLI. It returns the exit code.
func RunTests(m interface{ Run() int }) int {
	defer func() {
		if built != "" {
			_ = os.RemoveAll(built)
		}
	}()
	return m.Run()
}

// Built builds the provider once, as users get it, and returns the directory of its executable.
var Built = sync.OnceValues(func() (string, error) {
	var err error
	if built, err = os.MkdirTemp("", Executable); err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-o", filepath.Join(built, Executable), "github.com/terraform-doris/terraform-provider-doris")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the provider does not build: %w\n%s", err, output)
	}
	return built, nil
})

// Mirror is a directory in which `terraform init` finds the provider that was built, as version 0.1.0.
var Mirror = sync.OnceValues(func() (string, error) {
	directory, err := Built()
	if err != nil {
		return "", err
	}
	for _, address := range addresses() {
		folder := filepath.Join(directory, address, "0.1.0", runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return "", err
		}
		if err := os.Symlink(filepath.Join(directory, Executable), filepath.Join(folder, Executable+"_v0.1.0")); err != nil {
			return "", err
		}
	}
	return directory, nil
})
