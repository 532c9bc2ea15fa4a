// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/acctest"
)

// frontendFaults take the master of three frontends away. Another one is elected after as long as a killed one takes.
func frontendFaults() []fault {
	three := []acctest.Option{acctest.Frontends(3, 2*time.Second)}
	return []fault{
		{name: "master_killed", options: three, tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			s.sim.Frontends()[0].Kill()
			gate.Release()
			p.mustSucceed()
			s.mustBeWell(1)
		}},
		{name: "apply_in_an_election", options: three, tell: func(s *story) {
			s.sim.Frontends()[0].Kill()
			s.mustEndWell(0)
		}},
		{name: "followers_without_folder", options: three, kinds: onlyRestore, tell: func(s *story) {
			for _, f := range s.sim.Frontends()[1:] {
				f.RemoveFolder()
			}
			s.mustEndWell(0)
		}},
		// A frozen frontend is noticed after the limit of a read (30 s); a lost submission is looked for as long.
		{name: "master_frozen", slow: true, options: three, tell: func(s *story) {
			gate := s.sim.HoldState(s.kind, s.middle())
			p := s.applyTo(gate)
			s.sim.Frontends()[0].Freeze()
			gate.Release()
			p.mustSucceed()
			s.sim.Frontends()[0].Return() // it exits at that
			s.mustBeWell(1)
		}},
		{name: "master_killed_over_submission", slow: true, options: three, tell: func(s *story) {
			all := s.cluster.Endpoints
			s.cluster.Endpoints = []string{all[1], all[2]} // which forward it
			s.reconfigure()
			gate := s.sim.HoldBefore(s.verb())
			p := s.applyTo(gate)
			s.sim.Frontends()[0].Kill()
			gate.Release()
			p.mustSucceed()
			s.mustBeWell(0)
		}},
	}
}
