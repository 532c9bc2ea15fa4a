// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package terraform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// Program is the CLI of the acceptance tests: the one that TF_ACC_TERRAFORM_PATH names, or the one on the PATH.
func Program() (string, error) {
	if chosen := os.Getenv("TF_ACC_TERRAFORM_PATH"); chosen != "" {
		return chosen, nil
	}
	for _, name := range []string{"terraform", "tofu"} {
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", errors.New("needs terraform or tofu on the PATH, or TF_ACC_TERRAFORM_PATH")
}

// Version is the version of a CLI, such as 1.11.4.
func Version(ctx context.Context, program string) (string, error) {
	command := exec.CommandContext(ctx, program, "version", "-json")
	command.Env = Environment()
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s does not run: %w", program, err)
	}
	var answer struct {
		Version string `json:"terraform_version"` // OpenTofu has the same key
	}
	if err := json.Unmarshal(output, &answer); err != nil || answer.Version == "" {
		return "", fmt.Errorf("%s did not say its version: %q", program, output)
	}
	return answer.Version, nil
}

// AtLeast reports whether a version is 1.minor or newer.
func AtLeast(version string, minor int) bool {
	var major, got int
	_, err := fmt.Sscanf(version, "%d.%d", &major, &got)
	return err != nil || major != 1 || got >= minor
}
