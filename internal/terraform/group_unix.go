// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package terraform

import (
	"os/exec"
	"syscall"
)

// OwnGroup runs a command in a process group of its own: a signal is for it alone, and [KillGroup] ends all of it.
func OwnGroup(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// KillGroup ends a CLI and what it may have left: its providers. A CLI that ended by itself leaves nothing.
func KillGroup(command *exec.Cmd) {
	if command.Process != nil {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
	}
}
