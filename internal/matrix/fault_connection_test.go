// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"net"
	"strings"
	"testing"
	"time"
)

// slowFaults wait for times that no tick shortens: how long a lost submission may stay invisible (30 s), and after how long
// an unmoving job makes the provider look for one that blocks the whole cluster (60 s).
func slowFaults() []fault {
	return []fault{
		{name: "blocked_by_another_database", slow: true, kinds: onlyBackup, tell: blockedByAnother},
		{name: "cut_before_submission", slow: true, tell: func(s *story) {
			s.sim.DropBefore(s.verb(), 1)
			s.apply().mustFail("The job's outcome is unknown", "Apply again: it looks before it submits.")
			s.mustEndWell(0)
		}},
	}
}

// blockedByAnother: a job of another database is left stuck by a restart, and from 4.0 on no job of any database moves.
func blockedByAnother(s *story) {
	elsewhere := s.cluster.Name("elsewhere")
	s.cluster.Exec("CREATE DATABASE `" + elsewhere + "`;\nCREATE TABLE `" + elsewhere + "`.`t` (`id` INT) DUPLICATE KEY(`id`)" +
		" DISTRIBUTED BY HASH(`id`) BUCKETS 1 PROPERTIES(\"replication_num\"=\"1\")")
	gate := s.sim.HoldState("backup", "SNAPSHOTING")
	s.cluster.Exec("BACKUP SNAPSHOT `" + elsewhere + "`.`stranger` TO `" + s.repository + "`")
	<-gate.Reached
	s.sim.Restart()
	gate.Release()
	s.apply().mustFail("A frontend restart left the job stuck", `Backup "stranger" of database "`+elsewhere+`"`,
		"CANCEL BACKUP FROM `"+elsewhere+"`;")
	if s.sent("CANCEL") != 0 {
		s.t.Error("a CANCEL was sent at another's job")
	}
	s.cluster.Exec("CANCEL BACKUP FROM `" + elsewhere + "`")
	s.mustEndWell(0)
}

func connectionFaults() []fault {
	return []fault{
		{name: "cut_after_submission", tell: func(s *story) {
			s.sim.DropAfter(s.verb(), 1)
			s.mustEndWell(0)
		}},
		{name: "cut_after_submission_and_killed", tell: func(s *story) {
			s.sim.DropAfter(s.verb(), 1)
			gate := s.sim.HoldState(s.kind, s.middle())
			s.killAt(gate)
			gate.Release()
			s.mustEndWell(0)
		}},
		{name: "looks_cut", tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			s.sim.DropBefore(s.show(), 2)
			s.sim.DropAfter(s.show(), 1)
			s.sim.ResetStatements()
			s.awaitStatement(s.show(), 4)
			gate.Release()
			p.mustSucceed()
			s.mustBeWell(0)
		}},
		{name: "proof_cut", tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.last())
			p := s.applyTo(gate)
			s.sim.DropBefore(s.proof(), 1)
			gate.Release()
			p.mustSucceed()
			s.mustBeWell(0)
		}},
		{name: "frontend_away_for_a_while", tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			s.sim.Refuse(true)
			s.sim.Restart()
			gate.Release()
			time.Sleep(2 * time.Second) // as long as a frontend needs to start; the provider meets it closed
			s.sim.Refuse(false)
			p.mustSucceed()
			s.mustBeWell(0)
		}},
		{name: "master_switches", tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			s.sim.FailStatement(s.show(), "Failed to get master client.", 2)
			s.sim.SetMaster(false)
			s.sim.ResetStatements()
			s.awaitStatement(s.show(), 3)
			s.sim.SetMaster(true)
			gate.Release()
			p.mustSucceed()
			s.mustBeWell(0)
		}},
		{name: "first_endpoint_is_dead", tell: func(s *story) {
			s.cluster.Endpoints = append([]string{deadAddress(s.t)}, s.cluster.Endpoints...)
			s.reconfigure()
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			s.sim.Restart()
			gate.Release()
			p.mustSucceed()
			s.mustBeWell(0)
		}},
		{name: "only_a_follower", tell: func(s *story) {
			s.sim.SetMaster(false)
			s.mustEndWell(0)
		}},
		{name: "submissions_collide", tell: func(s *story) {
			s.sim.FailStatement(s.verb(), "Another backup or restore job is being submitted. Please wait and try again", 2)
			s.mustEndWell(0)
		}},
	}
}

// deadAddress is an address on which nothing listens.
func deadAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// restartFaults kill the frontend in each state, while the apply waits; and once more when the apply was killed, too.
func restartFaults() []fault {
	var all []fault
	for _, kind := range both {
		states := backupStates
		if kind == "restore" {
			states = restoreStates
		}
		for _, state := range states {
			all = append(all, fault{name: "restart_in_" + state, kinds: []string{kind}, profiles: lines, tell: func(s *story) {
				gate := s.sim.HoldState(s.kind, state)
				p := s.applyTo(gate)
				s.awaitLook() // an answer that a restart cuts off is the story after these
				s.sim.Restart()
				gate.Release()
				p.mustSucceed()
				// On 4.x a backup is stuck then: the provider cancels its own and submits once more (recorded: restart).
				s.mustBeWell(1)
			}})
		}
	}
	return append(all,
		fault{name: "restart_before_the_answer", bothNames: true, profiles: lines, tell: restartBeforeAnswer},
		fault{name: "killed_and_restarted", profiles: lines, tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			s.killAt(gate)
			s.sim.Restart()
			gate.Release()
			s.mustEndWell(0)
		}},
		fault{name: "interrupted_and_restarted", profiles: lines, tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			blows[0].strike(p)
			p.mustFail("Interrupted; the job goes on")
			s.sim.Restart()
			gate.Release()
			s.mustEndWell(0)
		}},
		fault{name: "killed_and_left_stuck", bothNames: true, kinds: onlyBackup, tell: killedAndStuck},
		fault{name: "stranger_left_stuck", kinds: both, tell: strangerStuck},
	)
}

// restartBeforeAnswer: the frontend dies between submission and answer. A generated name is found again by its nonce; under
// a fixed one the job might be another's of the same moment, so that one which is stuck then (4.x) is not touched.
func restartBeforeAnswer(s *story) {
	gate := s.sim.HoldAnswer(s.verb())
	state := s.sim.HoldState(s.kind, "PENDING")
	p := s.applyTo(gate)
	s.sim.Restart()
	gate.Release()
	state.Release()
	if s.kind == "backup" && s.name != "" && s.sticks() {
		p.mustFail("A frontend restart left the job stuck", "It may be another's, so it was not touched.")
		s.cancelByHand()
		s.mustEndWell(1)
		return
	}
	p.mustSucceed()
	s.mustBeWell(1)
}

// sticks: a backup of this Doris does not survive a restart in PENDING.
func (s *story) sticks() bool { return strings.HasPrefix(s.line, "4") }

// killedAndStuck: the job of a killed apply is stuck after a restart. A generated name proves that it is ours; a fixed
// one does not, so that it is not touched and the user is told what to run.
func killedAndStuck(s *story) {
	gate := s.sim.HoldState(s.kind, "SNAPSHOTING")
	s.killAt(gate)
	s.sim.Restart()
	gate.Release()
	if s.name != "" {
		s.apply().mustFail("A frontend restart left the job stuck", "It may be another's, so it was not touched.",
			"CANCEL BACKUP FROM `"+s.database()+"`;")
		s.cancelByHand()
	}
	s.mustEndWell(1)
}

// strangerStuck: another's job in the same database is stuck after a restart.
func strangerStuck(s *story) {
	gate := s.holdByAnother("SNAPSHOTING")
	s.sim.Restart()
	gate.Release()
	s.apply().mustFail("A frontend restart left the job stuck", `Backup "another" of database "`+s.database()+`"`, "It was not touched.",
		"CANCEL BACKUP FROM `"+s.database()+"`;")
	if s.sent("CANCEL") != 0 {
		s.t.Error("a CANCEL was sent at another's job")
	}
	s.cluster.Exec("CANCEL BACKUP FROM `" + s.database() + "`")
	s.mustEndWell(0)
}
