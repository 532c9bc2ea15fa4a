// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/terraform"
)

// blow is one way to end an apply before its time.
type blow struct {
	name   string
	strike func(*process)
}

// blows are the signals of the kill matrix. A real Ctrl-C reaches the provider too; it ignores it, as all of them do.
var blows = []blow{
	{"SIGINT", func(p *process) { p.signal(syscall.SIGINT) }},
	{"double_SIGINT", func(p *process) {
		p.signal(syscall.SIGINT)
		p.awaitOutput("Interrupt received")
		p.signal(syscall.SIGINT)
	}},
	{"SIGTERM", func(p *process) { p.signal(syscall.SIGTERM) }},
	{"SIGKILL", func(p *process) { p.signal(syscall.SIGKILL) }},
	{"SIGKILL_provider", func(p *process) { p.killProvider() }},
}

// signal sends a signal, unless a signal before it has ended the CLI already.
func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.command.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("%v cannot be sent: %v", s, err)
	}
}

// killProvider kills the provider process that this CLI started.
func (p *process) killProvider() {
	p.t.Helper()
	pid := p.providerPID()
	if pid == 0 {
		p.t.Errorf("no provider process found:\n%s", p.told())
		return
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		p.t.Errorf("the provider cannot be killed: %v", err)
	}
}

// providerPID looks through the process table of Linux for a child of the CLI that runs the provider's binary.
func (p *process) providerPID() int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		p.t.Skipf("needs the process table of Linux to find the provider's process: %v", err)
	}
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		program, err := os.Readlink(filepath.Join("/proc", entry.Name(), "exe"))
		if err == nil && filepath.Base(program) == terraform.Executable && parent(entry.Name()) == p.command.Process.Pid {
			return pid
		}
	}
	return 0
}

// parent reads the fourth field of /proc/N/stat; the second one, the name, may hold anything and ends with ")".
func parent(pid string) int {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 2 {
		return 0
	}
	number, _ := strconv.Atoi(fields[1])
	return number
}

// awaitOutput waits until the CLI has printed this, or has ended.
func (p *process) awaitOutput(text string) {
	p.t.Helper()
	await(p.t, "the CLI prints "+text, func() bool {
		select {
		case <-p.ended:
			return true
		default:
			return strings.Contains(p.output.String(), text)
		}
	})
}

// testing.TB has what await needs.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// await polls for a condition of another process, which sends no event.
func await(t failer, what string, holds func() bool) {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); !holds(); {
		if time.Now().After(limit) {
			t.Fatalf("waited 30 s in vain until %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
