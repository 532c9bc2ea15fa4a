// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
)

// TestWhatTheUserSees compares what the CLI prints when an apply does not simply succeed with testdata: the texts that
// somebody reads at three in the morning, frames and all.
func TestWhatTheUserSees(t *testing.T) {
	t.Parallel()
	cli := clis(t)[0]
	for _, one := range []struct {
		name  string
		kind  string
		slow  bool
		extra string
		tell  func(s *story) *process
	}{
		{name: "interrupted_backup", kind: "backup", tell: interruptedOutput},
		{name: "interrupted_restore", kind: "restore", tell: interruptedOutput},
		{name: "resumed_backup", kind: "backup", tell: resumedOutput},
		{name: "interrupted_queueing", kind: "backup", tell: func(s *story) *process {
			s.holdByAnother("UPLOADING")
			s.sim.ResetStatements()
			p := s.apply()
			s.awaitStatement("SHOW BACKUP", 4)
			p.signal(syscall.SIGINT)
			return p
		}},
		{name: "deadline_backup", kind: "backup", extra: `timeouts = { create = "6s" }`, tell: heldOutput},
		{name: "deadline_restore", kind: "restore", extra: `timeouts = { create = "6s" }`, tell: heldOutput},
		{name: "deadline_cancelled_backup", kind: "backup", extra: "on_timeout = \"cancel\"\n  timeouts = { create = \"3s\" }", tell: heldOutput},
		{name: "cancelled_backup", kind: "backup", tell: cancelledOutput},
		{name: "cancelled_restore", kind: "restore", tell: cancelledOutput},
		{name: "stall_backup", kind: "backup", slow: true, extra: `stall_timeout = "1m"`, tell: func(s *story) *process {
			s.sim.FailTasks("backup", "UPLOADING", "failed to upload: 403 Forbidden")
			return s.apply()
		}},
		{name: "queue_backup", kind: "backup", extra: `timeouts = { create = "6s" }`, tell: func(s *story) *process {
			s.holdByAnother("UPLOADING")
			return s.apply()
		}},
		{name: "queue_restore", kind: "restore", extra: `timeouts = { create = "6s" }`, tell: func(s *story) *process {
			s.holdByAnotherRestore()
			return s.apply()
		}},
		{name: "blocked_backup", kind: "backup", tell: func(s *story) *process {
			gate := s.sim.HoldState(s.kind, "SNAPSHOTING")
			s.killAt(gate)
			s.sim.Restart()
			gate.Release()
			return s.apply()
		}},
		{name: "blocked_by_another_backup", kind: "backup", tell: func(s *story) *process {
			gate := s.holdByAnother("SNAPSHOTING")
			s.sim.Restart()
			gate.Release()
			return s.apply()
		}},
		{name: "blocked_and_submitted_again", kind: "backup", tell: func(s *story) *process {
			gate := s.sim.HoldState(s.kind, "SNAPSHOTING")
			p := s.applyTo(gate)
			s.awaitLook()
			s.sim.Restart()
			gate.Release()
			return p
		}},
	} {
		t.Run(one.name, func(t *testing.T) {
			if one.slow {
				t.Parallel()
			} else {
				takeTurn(t)
			}
			s := newStory(t, setting{cli: cli, kind: one.kind, fixed: true, extra: one.extra})
			p := one.tell(s)
			p.wait()
			compare.File(t, filepath.Join("testdata", one.name+".golden"), s.diagnostics(p.output.String()))
		})
	}
}

func interruptedOutput(s *story) *process {
	gate := s.sim.HoldState(s.kind, s.middle())
	p := s.applyTo(gate)
	s.awaitSeen()
	p.signal(syscall.SIGINT)
	return p
}

// resumedOutput is the plan after an interrupted apply.
func resumedOutput(s *story) *process {
	interruptedOutput(s).wait()
	return s.plan()
}

// heldOutput is an apply whose job does not end.
func heldOutput(s *story) *process { return s.applyTo(s.sim.HoldState(s.kind, s.middle())) }

func cancelledOutput(s *story) *process {
	p := heldOutput(s)
	s.awaitSeen()
	s.cancelByHand()
	return p
}

// unsteady is what differs from run to run, and what the golden files hold instead. Lengths stay, and so do the line breaks
// of the CLI.
var unsteady = []struct {
	found *regexp.Regexp
	text  string
}{
	{regexp.MustCompile(`\b\d{13}\b`), "1700000000000"}, // ids of jobs and backends
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), "2026-09-11T01:15:02Z"},
	{regexp.MustCompile(`(after|waited) \ds\b`), "$1 3s"},
	{regexp.MustCompile(`since 1m\ds`), "since 1m"},
	{regexp.MustCompile(`Error: execution halted\n+`), ""}, // Terraform's own, once or several times
}

// diagnostics are the errors and warnings of an output.
func (s *story) diagnostics(output string) string {
	if _, after, found := strings.Cut(output, "changes may cause the state to become incompatible with published\nreleases.\n"); found {
		output = after
	}
	var kept []string
	inside := false
	for line := range strings.SplitSeq(output, "\n") {
		switch {
		case strings.HasPrefix(line, "Error: ") || strings.HasPrefix(line, "Warning: "):
			inside = true
		case strings.HasPrefix(line, "doris_") || strings.HasPrefix(line, "Apply complete") || strings.HasPrefix(line, "Plan: "):
			inside = false
		}
		if inside {
			kept = append(kept, strings.TrimRight(line, " "))
		}
	}
	text := strings.Join(kept, "\n") + "\n"
	suffix := s.shop.Database[strings.LastIndex(s.shop.Database, "_")+1:]
	text = strings.ReplaceAll(text, suffix, strings.Repeat("x", len(suffix)))
	for _, one := range unsteady {
		text = one.found.ReplaceAllString(text, one.text)
	}
	return strings.TrimSpace(text) + "\n"
}
