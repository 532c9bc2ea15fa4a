// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Phrases of given and note, and what they mean. Everything else is a remark.
var (
	hangs     = regexp.MustCompile(`(?i)\b(?:hangs?|stalls?|stuck|(?:never|not) (?:end|finish|answer)s?)\b`)
	failWith  = regexp.MustCompile(`(?i)^(.*?)\b(?:fails?|refuses?\b.*?|refused)(?: with)?: (.+)$`)
	workAgain = regexp.MustCompile(`(?i)\b(?:works?|work) (?:again|normally)`)
	later     = regexp.MustCompile(`(?i)\b(\d+) (s|seconds?|min|minutes?|h|hours?) later`)
	aMoment   = regexp.MustCompile(`(?i)more than a second later`)
	restart   = regexp.MustCompile(`(?i)\b(?:SIGKILL|frontend (?:is |was )?(?:stopped|killed|restart(?:s|ed)))\b`)
	isThere   = regexp.MustCompile(`the repository (\S+) is registered`)
	newKeys   = regexp.MustCompile(`(?i)\bkeys? (?:is|are) (?:revoked|refused|deleted|expired)`)
)

// tasksOf says in which state of which job a backend's work is done, by the recording's words for it.
func tasksOf(words string) [][2]string {
	words = strings.ToLower(words)
	switch {
	case strings.Contains(words, "upload"):
		return [][2]string{{"backup", "UPLOADING"}}
	case strings.Contains(words, "download"):
		return [][2]string{{"restore", "DOWNLOADING"}}
	case strings.Contains(words, "snapshot task"), strings.Contains(words, "make snapshot"):
		return [][2]string{{"backup", "SNAPSHOTING"}, {"restore", "SNAPSHOTING"}}
	case strings.Contains(words, "move"), strings.Contains(words, "commit"):
		return [][2]string{{"restore", "COMMITTING"}}
	case strings.Contains(words, "replica"), strings.Contains(words, "creat"):
		return [][2]string{{"restore", "CREATING"}}
	}
	return nil
}

// before brings about what is given for a step.
func (st *story) before(s step) {
	server := st.server(s.Cluster)
	if workAgain.MatchString(s.Given) {
		st.heal()
	} else if m := failWith.FindStringSubmatch(s.Given); m != nil && tasksOf(m[1]) != nil {
		st.heal()
		for _, tasks := range tasksOf(m[1]) {
			server.FailTasks(tasks[0], tasks[1], m[2])
			st.failing = append(st.failing, tasks)
		}
	} else if hangs.MatchString(s.Given) && tasksOf(s.Given) != nil {
		st.heal() // what hung before works again: the stand-in backend of the recordings knew one trouble at a time
		for _, tasks := range tasksOf(s.Given) {
			st.holds = append(st.holds, server.HoldState(tasks[0], tasks[1]))
		}
	}
	if newKeys.MatchString(s.Given) {
		st.s3.Revoke(true)
	}
	if m := later.FindStringSubmatch(s.Given); m != nil {
		st.pause(m[1], m[2])
	}
	if aMoment.MatchString(s.Given) {
		st.clock.Add(int64(1500 * time.Millisecond))
	}
}

// pause lets the time pass that a recording tells of. The daemon works every three seconds of it.
func (st *story) pause(number, unit string) {
	n, _ := strconv.Atoi(number)
	length := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour}[strings.ToLower(unit[:1])] * time.Duration(n)
	end := st.clock.Load() + int64(length)
	for range min(int(length/(3*time.Second)), 40) {
		st.round()
	}
	st.clock.Store(max(st.clock.Load(), end))
}

// note does what a note tells and checks what it claims, as far as it is understood.
func (st *story) note(s step) {
	server := st.server(s.Cluster)
	if restart.MatchString(s.Note) {
		// Stopping a frontend by hand takes a moment, and starting it some seconds: its daemon has run by then.
		st.round()
		server.Restart()
		st.disconnect()
		if workAgain.MatchString(s.Note) {
			st.heal()
		}
		st.round()
		st.round()
	}
	if s.Given == "" && !restart.MatchString(s.Note) {
		st.before(step{Cluster: s.Cluster, Given: s.Note}) // some tell of troubles in a note of their own
	}
	if m := isThere.FindStringSubmatch(s.Note); m != nil {
		_, rows, err := server.Query("SHOW REPOSITORIES")
		if err != nil || !slices.ContainsFunc(rows, func(row []string) bool { return row[1] == m[1] }) {
			st.t.Errorf("note: %s, but it is not (%v)", s.Note, err)
		}
	}
}

// heal lets the backends work again.
func (st *story) heal() {
	for _, hold := range st.holds {
		hold.Release()
	}
	for _, tasks := range st.failing {
		for _, server := range st.servers {
			server.FailTasks(tasks[0], tasks[1], "")
		}
	}
	st.holds, st.failing = nil, nil
	st.s3.Revoke(false)
}
