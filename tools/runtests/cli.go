// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// checkCLI refuses a CLI that the provider does not support, before a hundred tests fail for that reason.
func checkCLI(ctx context.Context, cli string) error {
	output, err := exec.CommandContext(ctx, cli, "version", "-json").Output()
	if err != nil {
		return fmt.Errorf("%s does not run: %w\nPut terraform or tofu (1.11 or newer) on the PATH, or name one: make test CLI=/path/to/terraform", cli, err)
	}
	version, err := cliVersion(output)
	if err != nil {
		return fmt.Errorf("%s did not say its version: %w", cli, err)
	}
	if !supported(version) {
		return fmt.Errorf("%s is version %s; the provider needs 1.11 or newer (write-only arguments).\nPut a newer terraform or tofu on the PATH, or name one: make test CLI=/path/to/terraform", cli, version)
	}
	return nil
}

// cliVersion reads `terraform version -json`; tofu writes the same key.
func cliVersion(output []byte) (string, error) {
	var answer struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(output, &answer); err != nil {
		return "", err
	}
	if answer.Version == "" {
		return "", fmt.Errorf("no terraform_version in %q", output)
	}
	return answer.Version, nil
}

func supported(version string) bool {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return false
	}
	major, majorErr := strconv.Atoi(parts[0])
	minor, minorErr := strconv.Atoi(parts[1])
	return majorErr == nil && minorErr == nil && (major > 1 || major == 1 && minor >= 11)
}
