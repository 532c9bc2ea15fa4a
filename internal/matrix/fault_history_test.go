// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// historyFaults are about what Doris forgets, and about its clock and time zone.
func historyFaults() []fault {
	return []fault{
		{name: "evicted_while_waiting", bothNames: true, tell: func(s *story) {
			p := s.finishUnseen()
			s.evict()
			p.gate.Release()
			p.mustSucceed()
			s.mustBeWell(0)
		}},
		{name: "killed_then_evicted", bothNames: true, tell: killedThenEvicted},
		{name: "status_lost", tell: func(s *story) {
			middle := s.sim.HoldState(s.kind, "SNAPSHOTING")
			p := s.applyTo(middle)
			looks := s.sim.HoldBefore(s.show() + " ")
			s.reach(looks, p)
			s.cancelByHand()
			s.sim.Restart()
			middle.Release()
			looks.Release()
			p.mustFail("was cancelled", "CANCELLED", `"[OK]", which means that a frontend restart lost the reason.`)
			s.mustEndWell(1)
		}},
		{name: "clock_five_hours_ahead", tell: func(s *story) { s.killedUnderClock(5 * time.Hour) }},
		{name: "clock_seven_hours_behind", tell: func(s *story) { s.killedUnderClock(-7 * time.Hour) }},
		{name: "clock_jumps_while_waiting", tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			s.sim.SetClock(3 * time.Hour)
			gate.Release()
			p.mustSucceed()
			s.mustBeWell(0)
		}},
		{name: "cluster_in_another_zone", tell: func(s *story) {
			s.cluster.Exec(`SET GLOBAL time_zone = "America/New_York"`)
			s.environment = []string{"TZ=Asia/Tokyo"}
			s.killedUnderClock(0)
		}},
		{name: "zone_changes_while_waiting", tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			s.cluster.Exec(`SET GLOBAL time_zone = "Asia/Shanghai"`)
			s.sim.Restart() // new connections begin with the new zone
			gate.Release()
			p.mustSucceed()
			s.mustBeWell(0)
		}},
	}
}

// unseen is an apply that does not know yet that its job has finished.
type unseen struct {
	*process
	gate *dorissim.Gate
}

// finishUnseen applies and lets the job finish while the provider's look at it is held up.
func (s *story) finishUnseen() unseen {
	s.t.Helper()
	last := s.sim.HoldState(s.kind, s.last())
	p := s.applyTo(last)
	gate := s.sim.HoldBefore(s.show())
	s.reach(gate, p)
	last.Release()
	s.awaitState("FINISHED")
	return unseen{p, gate}
}

// killedThenEvicted: ten later jobs hide the one of a killed apply. The snapshot itself proves a backup; a restore leaves
// tables, and the error says how to take them over.
func killedThenEvicted(s *story) {
	gate := s.sim.HoldState(s.kind, s.middle())
	s.killAt(gate)
	gate.Release()
	s.awaitState("FINISHED")
	s.evict()
	if s.kind == "backup" {
		s.mustEndWell(0)
		return
	}
	s.apply().mustFail("The restore would overwrite tables", "If that restore made them, to manage it here, add:")
	s.write(s.configuration() + fmt.Sprintf("import {\n  to = doris_restore.job\n  id = %q\n}\n",
		strings.Join([]string{s.repository, snapshot, s.target}, "/")))
	s.mustEndWell(0)
}

// evict hides our job behind ten later ones. They are looked up in the journal, because SHOW may be held.
func (s *story) evict() {
	s.t.Helper()
	for i := range 10 {
		label := fmt.Sprintf("later_%d", i)
		s.cluster.Exec("BACKUP SNAPSHOT `" + s.database() + "`.`" + label + "` TO `" + s.repository + "`")
		await(s.t, label+" has ended", func() bool {
			journal := s.sim.Journal()
			last := journal[len(journal)-1]
			return last.Label == label && last.State == "FINISHED"
		})
	}
}

// killedUnderClock kills an apply on a cluster whose clock is off, and applies again.
func (s *story) killedUnderClock(skew time.Duration) {
	s.t.Helper()
	s.sim.SetClock(skew)
	gate := s.sim.HoldState(s.kind, s.middle())
	s.killAt(gate)
	gate.Release()
	s.awaitState("FINISHED")
	s.mustEndWell(0)
}
