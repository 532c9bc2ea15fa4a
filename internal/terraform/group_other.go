// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package terraform

import "os/exec"

// OwnGroup does nothing where there are no process groups.
func OwnGroup(*exec.Cmd) {}

// KillGroup kills the command alone where there are no process groups.
func KillGroup(command *exec.Cmd) {
	if command.Process != nil {
		_ = command.Process.Kill()
	}
}
