// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// instant is a moment in the life of a job at which the blow falls.
type instant struct {
	name string
	// reach starts an apply, brings it to the instant, and returns what lets Doris go on from there.
	reach func(s *story) (p *process, goOn func())
	extra string // further arguments of the resource
	state bool   // the job is held in a state, and Doris answers
	// cancels is set where the provider is cancelling its own job: then there may be a CANCELLED job beside the one that
	// the next apply finished.
	cancels bool
}

// at holds a statement or a state and applies until something stands there.
func at(hold func(s *story) *dorissim.Gate) func(s *story) (*process, func()) {
	return func(s *story) (*process, func()) {
		gate := hold(s)
		return s.applyTo(gate), gate.Release
	}
}

var backupStates = []string{"PENDING", "SNAPSHOTING", "UPLOAD_SNAPSHOT", "UPLOADING", "SAVE_META", "UPLOAD_INFO"}

var restoreStates = []string{"PENDING", "CREATING", "SNAPSHOTING", "DOWNLOAD", "DOWNLOADING", "COMMIT", "COMMITTING"}

func instants(kind string) []instant {
	// A backup cancelled in SNAPSHOTING leaves its name free (recorded: cancel_before_upload).
	states, middle := backupStates, "SNAPSHOTING"
	if kind == "restore" {
		states, middle = restoreStates, "DOWNLOADING"
	}
	all := []instant{
		{name: "looking", reach: at(func(s *story) *dorissim.Gate { return s.sim.HoldBefore("SHOW RESTORE") })},
		{name: "submitting", reach: at(func(s *story) *dorissim.Gate { return s.sim.HoldBefore(s.verb()) })},
		{name: "submitted_unanswered", reach: at(func(s *story) *dorissim.Gate { return s.sim.HoldAnswer(s.verb()) })},
	}
	for _, state := range states {
		all = append(all, instant{name: state, state: true, reach: at(func(s *story) *dorissim.Gate {
			return s.sim.HoldState(s.kind, state)
		})})
	}
	// Long enough to submit on a busy machine, since the instant comes after that.
	const impatient = `on_timeout = "cancel"
  timeouts   = { create = "4s" }`
	return append(all,
		instant{name: "FINISHED_unproved", reach: func(s *story) (*process, func()) {
			last := s.sim.HoldState(s.kind, s.last())
			p := s.applyTo(last)
			proving := s.sim.HoldBefore(s.proof())
			last.Release()
			s.reach(proving, p)
			return p, proving.Release
		}},
		instant{name: "cancelling", extra: impatient, cancels: true, reach: cancelling(middle, false)},
		instant{name: "cancelled_unanswered", extra: impatient, cancels: true, reach: cancelling(middle, true)},
		instant{name: "queued", reach: queued},
	)
}

// cancelling lets the create timeout pass with the job in a state, until the provider sends CANCEL.
func cancelling(state string, answered bool) func(s *story) (*process, func()) {
	return func(s *story) (*process, func()) {
		running := s.sim.HoldState(s.kind, state)
		cancel := s.sim.HoldBefore
		if answered {
			cancel = s.sim.HoldAnswer
		}
		gate := cancel("CANCEL")
		p := s.applyTo(gate)
		return p, func() {
			gate.Release()
			s.awaitState("CANCELLED") // in this state; later ones use a fixed name up
			running.Release()
		}
	}
}

// queued lets the apply stand behind another's job in the same database, which goes on when the gate is released. A
// restore waits behind a backup of its target, and a backup behind one under another name.
func queued(s *story) (*process, func()) {
	gate := s.holdByAnother("UPLOADING")
	s.sim.ResetStatements()
	p := s.apply()
	// The first looks are the plan's; waiting in the queue looks again and again.
	s.awaitStatement("SHOW BACKUP", 4)
	return p, gate.Release
}

// TestPromise1KillMatrix is promise P1: whatever ends an apply at whatever instant, the next apply ends with one snapshot or one
// restore, nothing tainted, exit code 0 and an empty plan.
func TestPromise1KillMatrix(t *testing.T) {
	t.Parallel()
	for i, cli := range clis(t) {
		name, under := versionOf(t, cli), ""
		if i > 0 {
			under = " under " + name
		}
		t.Run(name, func(t *testing.T) { killMatrix(t, cli, under) })
	}
}

func killMatrix(t *testing.T, cli, under string) {
	var passed, total atomic.Int32
	for _, kind := range []string{"backup", "restore"} {
		for i, one := range instants(kind) {
			for j, blow := range blows {
				t.Run(fmt.Sprintf("%s/%s/%s", kind, one.name, blow.name), func(t *testing.T) {
					total.Add(1)
					takeTurn(t)
					// Fixed and generated names alternate, so that each instant and each blow meets both.
					killOnce(t, cli, kind, one, blow, (i+j)%2 == 0, one.state && j%2 == 1)
					if !t.Failed() {
						passed.Add(1)
					}
				})
			}
		}
	}
	t.Cleanup(func() { fmt.Printf("kill matrix: %d of %d%s\n", passed.Load(), total.Load(), under) })
}

// killOnce tells one story. late keeps the job in its state until the second apply has seen it there; else it goes on at
// once and has mostly ended by then.
func killOnce(t *testing.T, cli, kind string, at instant, blow blow, fixed, late bool) {
	s := newStory(t, setting{cli: cli, kind: kind, fixed: fixed, extra: at.extra})
	p, goOn := at.reach(s)
	blow.strike(p)
	if !late {
		goOn() // what Doris was asked to do, it does, whoever is still there
	}
	p.wait()
	s.mustNotBeTainted()
	s.extra = "" // the second apply shall be patient
	s.reconfigure()
	cancelled := 0
	if at.cancels {
		cancelled = 1
	}
	if late {
		s.sim.ResetStatements()
		second := s.apply()
		s.awaitStatement(s.show(), 3)
		goOn()
		second.mustSucceed()
		s.mustBeWell(cancelled)
	} else {
		s.mustEndWell(cancelled)
	}
	if blow.name == "SIGKILL" {
		s.mustBeQuiet()
	}
}

// mustBeQuiet fails when a provider that outlived its CLI still looks at the job. It would look ten times a second here.
func (s *story) mustBeQuiet() {
	s.t.Helper()
	s.sim.ResetStatements()
	time.Sleep(300 * time.Millisecond)
	if left := s.sim.Statements(); len(left) > 0 {
		s.t.Errorf("somebody still asks: %v", left)
	}
}
