// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"
)

// TestStories are the cases of killed and repeated applies that have a name of their own. create_twice_is_one, a kill in
// each phase of a create, is the kill matrix.
func TestStories(t *testing.T) {
	t.Parallel()
	cli := clis(t)[0]
	for _, one := range []struct {
		name string
		kind string
		tell func(s *story)
	}{
		{"ctrl_c_then_resume", "backup", ctrlCThenResume},
		{"ctrl_c_then_resume", "restore", ctrlCThenResume},
		{"replace_same_identity/destroy_first", "backup", func(s *story) { replaceSameIdentity(s) }},
		{"replace_same_identity/destroy_first", "restore", func(s *story) { replaceSameIdentity(s) }},
		{"replace_same_identity/create_before_destroy", "backup", func(s *story) {
			s.extra = "lifecycle { create_before_destroy = true }"
			replaceSameIdentity(s)
		}},
		{"replace_same_identity/create_before_destroy", "restore", func(s *story) {
			s.extra = "lifecycle { create_before_destroy = true }"
			replaceSameIdentity(s)
		}},
		{"taint_by_hand", "backup", taintByHand},
		{"taint_by_hand", "restore", taintRestore},
		{"restore_triggers", "restore", restoreTriggers},
	} {
		names := []bool{true}
		if one.kind == "backup" {
			names = []bool{true, false}
		}
		for _, fixed := range names {
			t.Run(fmt.Sprintf("%s/%s/%s", one.name, one.kind, nameOf(fixed)), func(t *testing.T) {
				takeTurn(t)
				one.tell(newStory(t, setting{cli: cli, kind: one.kind, fixed: fixed}))
			})
		}
	}
	for _, at := range instants("restore") {
		for _, blow := range blows {
			if at.cancels || at.name == "queued" || blow.name == "double_SIGINT" || blow.name == "SIGTERM" {
				continue // the kill matrix has them
			}
			switch at.name {
			case "submitting", "submitted_unanswered", "DOWNLOADING", "FINISHED_unproved":
				t.Run(fmt.Sprintf("restore_triggers_killed/%s/%s", at.name, blow.name), func(t *testing.T) {
					takeTurn(t)
					restoreTriggersKilled(newStory(t, setting{cli: cli, kind: "restore"}), at, blow)
				})
			}
		}
	}
}

func nameOf(fixed bool) string {
	if fixed {
		return "name"
	}
	return "name_prefix"
}

// ctrlCThenResume: exit 1, the object is in the state and untainted, the plan says what an apply will do, and it does.
func ctrlCThenResume(s *story) {
	gate := s.sim.HoldState(s.kind, s.middle())
	p := s.applyTo(gate)
	s.awaitLook()
	p.signal(syscall.SIGINT)
	p.mustFail("Interrupted; the job goes on", "the next apply resumes the wait")
	s.mustNotBeTainted()
	if objects := s.state(); len(objects) != 1 || objects[0].Values["state"] == "FINISHED" {
		s.t.Errorf("the state holds %v, want one object whose job runs", objects)
	}
	s.plan().mustEnd(2, []string{"A job will be resumed", "apply waits for its end and submits nothing"})
	gate.Release()
	s.mustEndWell(0)
	if state := s.state()[0].Values["state"]; state != "FINISHED" {
		s.t.Errorf("state is %v after the resumed apply", state)
	}
}

// replaceSameIdentity: a replacement that would be the same snapshot or restore is refused by the plan, in both orders;
// what was there stays as it was.
func replaceSameIdentity(s *story) {
	s.reconfigure()
	s.mustApply()
	before := s.state()[0].Values
	says := "The replacement would be the same snapshot"
	switch {
	case s.kind == "restore":
		says = "The replacement would be the same restore"
	case s.name != "":
		says = "The replacement would need the same name"
	}
	s.start("apply", "-auto-approve", "-input=false", "-no-color", "-replace=doris_"+s.kind+".job").mustFail(says)
	s.mustBeWell(0)
	if after := s.state()[0].Values; fmt.Sprint(after["id"], after["backup_timestamp"]) != fmt.Sprint(before["id"], before["backup_timestamp"]) {
		s.t.Errorf("the object was %v and is %v", before, after)
	}
}

// taintByHand: the plan cannot see that it would replace an object by itself. Delete keeps the snapshot, so that its name
// stays used; a generated name is a new one.
func taintByHand(s *story) {
	s.mustApply()
	s.start("taint", "-no-color", "doris_backup.job").mustSucceed()
	if s.name == "" {
		s.mustApply()
		s.mustNotBeTainted()
		s.mustHaveRun(2, 0)
		s.mustHaveSnapshots(2)
		s.mustBeClean()
		return
	}
	s.apply().mustFail("The snapshot name is used up")
	s.mustHaveSnapshots(1)
	s.mustEndWell(0) // another process sees a finished job of its own name and takes it over
}

// taintRestore: the tables stay, so that the same restore is taken over instead of being run again.
func taintRestore(s *story) {
	s.mustApply()
	s.start("taint", "-no-color", "doris_restore.job").mustSucceed()
	s.mustEndWell(0)
}

// trigger writes the configuration of a run.
func (s *story) trigger(run int) {
	s.extra = fmt.Sprintf("existing_tables = \"overwrite\"\n  triggers = { run = \"%d\" }", run)
	s.reconfigure()
}

// spoil changes rows, so that it shows whether a restore has really run. It also lets the second of the first run pass, as
// it always has where the daemon works every three seconds: CreateTime has no fractions.
func (s *story) spoil() {
	s.t.Helper()
	first := s.jobs()[0].Created.Unix()
	await(s.t, "a new second begins", func() bool { return time.Now().Unix() > first })
	s.cluster.Exec(fmt.Sprintf("DELETE FROM `%s`.`%s` WHERE `id` = 1", s.target, s.shop.Customers))
	s.cluster.WantRows(s.t, s.target, s.shop.Customers, "2")
}

// mustHaveRunAgain expects one more finished restore, the snapshot's rows and an empty plan.
func (s *story) mustHaveRunAgain() {
	s.t.Helper()
	s.mustNotBeTainted()
	s.mustHaveRun(2, 0)
	s.mustBeClean()
}

// restoreTriggers: changed triggers restore again, in place, once; and nothing else does.
func restoreTriggers(s *story) {
	s.trigger(1)
	s.mustApply()
	s.mustBeWell(0)
	s.spoil()
	s.mustBeClean() // new rows are no reason to restore
	s.trigger(2)
	s.mustApply()
	s.mustHaveRunAgain()
}

// restoreTriggersKilled: the second run is cut short, and applied again.
func restoreTriggersKilled(s *story, at instant, blow blow) {
	s.trigger(1)
	s.mustApply()
	s.spoil()
	s.trigger(2)
	s.sim.ResetStatements()
	p, goOn := at.reach(s)
	blow.strike(p)
	goOn()
	p.wait()
	s.mustNotBeTainted()
	s.mustApply()
	s.mustHaveRunAgain()
	if reruns := s.sent(s.verb()); reruns != 1 {
		s.t.Errorf("%d restores were submitted for the second run, want 1", reruns)
	}
}
