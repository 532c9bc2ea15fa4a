// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

// TestReplay sends every recorded statement to the stand-in and compares the answers. Each scenario has its own clusters and
// its own bucket. Files: recording_test.go reads, replay_story_test.go turns what is told beside statements into faults,
// replay_compare_test.go compares, replay_exceptions_test.go lists what is not modelled.
func TestReplay(t *testing.T) {
	recordings := readRecordings(t)
	var folders []string
	for folder := range recordings {
		folders = append(folders, folder)
	}
	slices.Sort(folders)
	for _, folder := range folders {
		replayed, all, excepted := 0, 0, map[string]int{}
		for _, r := range recordings[folder] {
			t.Run(folder+"/"+r.Scenario, func(t *testing.T) {
				story := newStory(t, r, lineOf(folder, r))
				for number, s := range r.Steps {
					if s.SQL == "" && s.ObjectsUnder == "" {
						story.note(s)
						continue
					}
					all++
					if exception := exceptionFor(lineOf(folder, r), r.Scenario, s); exception != nil {
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
		fmt.Printf("%s: replayed %d of %d steps\n", folder, replayed, all)
		for reason, n := range excepted {
			t.Logf("%s: %d steps are not modelled: %s", folder, n, reason)
		}
	}
}

// lineOf is the line of Doris that a folder's name or the recording itself tells: "4.1", "4.1.2", …
func lineOf(folder string, r recording) string {
	for _, said := range []string{folder, r.Profile} {
		for _, line := range profile.Names() {
			if said == line || strings.HasPrefix(said, line+".") {
				return line
			}
		}
	}
	return folder
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
