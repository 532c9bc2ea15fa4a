// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"strings"
	"testing"
)

// TestLogTellsThePhases: whoever runs with TF_LOG=INFO sees a line when the job is submitted and at each change of its
// state, and none for each look.
func TestLogTellsThePhases(t *testing.T) {
	t.Parallel()
	cli := clis(t)[0]
	for _, kind := range both {
		t.Run(kind, func(t *testing.T) {
			takeTurn(t)
			s := newStory(t, setting{cli: cli, kind: kind})
			s.environment = []string{"TF_LOG_PROVIDER=INFO"}
			gates := make([]interface{ Release() }, len(s.states()))
			reached := make([]<-chan struct{}, len(s.states()))
			for i, state := range s.states() {
				gate := s.sim.HoldState(kind, state)
				gates[i], reached[i] = gate, gate.Reached
			}
			p := s.apply()
			for i, state := range s.states() {
				select {
				case <-reached[i]:
				case <-p.ended:
					t.Fatalf("the apply ended before %s:\n%s", state, p.told())
				}
				s.sim.ResetStatements()
				s.awaitStatement(s.show(), 3)
				gates[i].Release()
			}
			p.mustSucceed()
			lines := map[string]int{}
			for line := range strings.SplitSeq(p.output.String(), "\n") {
				for _, state := range s.states() {
					if strings.Contains(line, "[INFO]") && strings.Contains(line, "state="+state) {
						lines[state]++
					}
				}
			}
			for _, state := range s.states() {
				if lines[state] < 1 || lines[state] > 2 {
					t.Errorf("%d log lines tell of %s, want 1, or 2 where tasks are counted", lines[state], state)
				}
			}
		})
	}
}
