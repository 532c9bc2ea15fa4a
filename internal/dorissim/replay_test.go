// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"
	"slices"
	"testing"
)

// TestReplay sends every recorded statement to the stand-in and compares the answers. Each scenario has its own clusters and
// its own bucket. Files: recording_test.go reads, replay_story_test.go turns what is told beside statements into faults,
// replay_compare_test.go compares, replay_exceptions_test.go lists what is not modelled.
func TestReplay(t *testing.T) {
	recordings := readRecordings(t)
	var profiles []string
	for profile := range recordings {
		profiles = append(profiles, profile)
	}
	slices.Sort(profiles)
	for _, profile := range profiles {
		replayed, all, excepted := 0, 0, map[string]int{}
		for _, r := range recordings[profile] {
			t.Run(profile+"/"+r.Scenario, func(t *testing.T) {
				story := newStory(t, r, profile)
				for number, s := range r.Steps {
					if s.SQL == "" && s.ObjectsUnder == "" {
						story.note(s)
						continue
					}
					all++
					if exception := exceptionFor(profile, r.Scenario, s); exception != nil {
						excepted[exception.reason]++
						story.pass(s)
						continue
					}
					if difference := story.replay(s); difference != "" {
						t.Errorf("step %d%s: %s\n%s", number, given(s), s.SQL+s.ObjectsUnder, difference)
						continue
					}
					replayed++
				}
			})
		}
		// On a line of its own, so that `make test` shows it.
		fmt.Printf("%s: replayed %d of %d steps\n", profile, replayed, all)
		for reason, n := range excepted {
			t.Logf("%s: %d steps are not modelled: %s", profile, n, reason)
		}
	}
}

func given(s step) string {
	text := ""
	if s.Cluster != "" {
		text += " [cluster " + s.Cluster + "]"
	}
	if s.User != "" {
		text += " [user " + s.User + "]"
	}
	if s.Given != "" {
		text += " [" + s.Given + "]"
	}
	if s.Poll != "" {
		text += " [poll " + s.Poll + "]"
	}
	return text
}
