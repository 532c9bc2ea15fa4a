// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package matrix_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// TestOverhead measures with a real clock, and the intervals that users have, how long after FINISHED the provider begins
// its check, and how many statements that takes. The job is short, so that the bound is 1.5 s.
func TestOverhead(t *testing.T) {
	t.Parallel()
	cli := clis(t)[0]
	for _, kind := range both {
		t.Run(kind, func(t *testing.T) {
			takeTurn(t)
			s := newStory(t, setting{cli: cli, kind: kind, fixed: true, providers: []string{"# poll_interval is the default"}})
			gate := s.sim.HoldState(kind, s.last())
			p := s.applyTo(gate)
			await(t, "the provider has seen the state", func() bool { return s.sent(s.show()) >= 4 })
			s.sim.ResetStatements()
			gate.Release()
			s.awaitState("FINISHED")
			finished := time.Now()
			p.mustSucceed()

			var check []dorissim.Statement
			for _, statement := range s.sim.Statements() {
				if len(check) > 0 || strings.HasPrefix(strings.ToUpper(statement.Text), s.proof()) {
					check = append(check, statement)
				}
			}
			if len(check) == 0 || len(check) > 4 {
				t.Fatalf("the check took %d statements, want 1 to 4: %v", len(check), check)
			}
			delay := check[0].At.Sub(finished)
			if limit := 1500 * time.Millisecond; delay > limit {
				t.Errorf("the check began %s after FINISHED, want at most %s", delay, limit)
			}
			t.Logf("the check began %s after FINISHED and took %d statements", delay.Round(time.Millisecond), len(check))
		})
	}
}
