// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// recordedS3 is where the recorded frontends had their S3 server; the embedded one takes its place.
const recordedS3 = "127.0.0.1:7070"

// story is one scenario that is being replayed: one or two clusters that share an S3 server. Time stands still except for the
// rounds of the job daemon, each three seconds after the one before, and what the recording says about time.
type story struct {
	t       *testing.T
	profile string
	// beforeCreating: the recorded build is one without the state CREATING, older than its line's profile.
	beforeCreating bool
	s3             *S3
	servers        map[string]*Server   // by cluster
	conns          map[string]*sql.Conn // by cluster and user
	clock          *atomic.Int64        // unix nanoseconds

	holds    []*Gate
	failing  [][2]string // kind and state
	database string      // the one that a statement named last
	backup   string      // the last BACKUP statement
	made     []string    // labels of all backups
	match    *matcher
}

func newStory(t *testing.T, r recording, profile string) *story {
	t.Helper()
	objects, err := StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = objects.Close() })
	clock := &atomic.Int64{}
	clock.Store(r.day().Add(7*time.Hour + 30*time.Minute).UnixNano())
	return &story{t: t, profile: profile, beforeCreating: r.beforeCreating(), s3: objects, servers: map[string]*Server{}, conns: map[string]*sql.Conn{}, clock: clock, match: &matcher{times: map[string]string{}, ids: map[string]string{}}}
}

// server starts a cluster when the story first names it.
func (st *story) server(cluster string) *Server {
	if s := st.servers[cluster]; s != nil {
		return s
	}
	server, err := start(Options{Profile: st.profile, Tick: -1, Backends: 1, NoQueries: true, Name: "replay " + cluster},
		func() time.Time { return time.Unix(0, st.clock.Load()) })
	if err != nil {
		st.t.Fatal(err)
	}
	st.t.Cleanup(func() { _ = server.Close() })
	server.profile.Creating = server.profile.Creating && !st.beforeCreating
	st.servers[cluster] = server
	return server
}

// round lets the daemons of all clusters work once.
func (st *story) round() {
	st.clock.Add(int64(3 * time.Second))
	for _, server := range st.servers {
		server.Tick()
	}
}

// replay does one step and says what differs; "" when nothing does.
func (st *story) replay(s step) string {
	st.before(s)
	if s.ObjectsUnder != "" {
		return st.compareObjects(s)
	}
	text := st.fill(s)
	st.remember(text)
	switch {
	case s.Labels != nil:
		return st.compareLabels(s, text)
	case s.Poll != "":
		return st.poll(s, text)
	case s.Error != nil && s.Error.Code == 2013:
		if got := st.send(s, text, 700*time.Millisecond); !got.lost {
			return fmt.Sprintf("want no answer at all (the statement hangs), got %s", got)
		}
		return ""
	}
	difference := st.match.compareAnswer(s.SQL, st.expected(s), st.send(s, text, 20*time.Second))
	if difference != "" && showsJobs.MatchString(text) {
		// Between two statements of a recording some seconds may have passed.
		for range 4 {
			st.round()
			if st.match.compareAnswer(s.SQL, st.expected(s), st.send(s, text, 20*time.Second)) == "" {
				return ""
			}
		}
	}
	return difference
}

var showsJobs = regexp.MustCompile(`(?i)^SHOW (?:BRIEF )?(?:BACKUP|RESTORE)\b`)

// pass does a step for its effect only.
func (st *story) pass(s step) {
	st.before(s)
	if s.SQL != "" && (s.Error == nil || s.Error.Code != 2013) {
		text := st.fill(s)
		st.remember(text)
		st.send(s, text, 20*time.Second)
	}
}

// The names that statements hold.
var (
	namedDatabase = regexp.MustCompile("(?i)(?:FROM|INTO|DATABASE|SNAPSHOT|TABLE|VIEW|BACKUP|RESTORE) (?:IF (?:NOT )?EXISTS )?`([^`]+)`")
	repositoryOf  = regexp.MustCompile("(?i)SNAPSHOT .*?(?:TO|FROM|ON) `([^`]+)`")
	backupLabel   = regexp.MustCompile("(?i)^BACKUP SNAPSHOT (?:`[^`]+`\\.)?`([^`]+)`")
	placeholder   = regexp.MustCompile(`\{ts:([^}]+)\}`)
)

// fill puts this run's values into a statement: the S3 endpoint, timestamps of snapshots, the id of a database.
func (st *story) fill(s step) string {
	text := strings.ReplaceAll(s.SQL, recordedS3, strings.TrimPrefix(st.s3.Endpoint(), "http://"))
	text = placeholder.ReplaceAllStringFunc(text, func(p string) string {
		return st.timestamp(s, text, placeholder.FindStringSubmatch(p)[1])
	})
	text = keptTime.ReplaceAllStringFunc(text, func(literal string) string {
		if mine, ok := st.match.times[literal]; ok {
			return mine
		}
		return literal
	})
	if strings.Contains(text, "<id>") {
		id, _ := st.server(s.Cluster).catalog.DatabaseID(st.database)
		text = strings.ReplaceAll(text, "<id>", strconv.FormatInt(id, 10))
	}
	return text
}

// timestamp is that of a snapshot; twin_0 and twin_1 are the first and second of twin.
func (st *story) timestamp(s step, text, label string) string {
	m := repositoryOf.FindStringSubmatch(text)
	if m == nil {
		return "no-repository"
	}
	for _, name := range []string{label, regexp.MustCompile(`_\d+$`).ReplaceAllString(label, "")} {
		_, rows, err := st.server(s.Cluster).Query(fmt.Sprintf("SHOW SNAPSHOT ON `%s` WHERE SNAPSHOT = \"%s\"", m[1], name))
		if err != nil || len(rows) == 0 || rows[0][1] == `\N` {
			continue
		}
		lines := strings.Split(rows[0][1], "\n")
		index, _ := strconv.Atoi(strings.TrimPrefix(strings.TrimPrefix(label, name), "_"))
		return lines[min(index, len(lines)-1)]
	}
	return "no-such-snapshot"
}

// remember keeps what later steps refer to.
func (st *story) remember(text string) {
	if m := namedDatabase.FindStringSubmatch(text); m != nil {
		st.database = m[1]
	}
	if m := backupLabel.FindStringSubmatch(text); m != nil {
		st.backup = text
		st.made = append(st.made, m[1])
	}
}

var pollStates = regexp.MustCompile(`State is one of ([A-Z_, ]+)`)

// poll repeats a statement, with a round of the daemon between two answers, until the last row's State is one of those that
// the recording waited for. Two repetitions per round show what a task looks like while it is on its way.
func (st *story) poll(s step, text string) string {
	var ends []string
	if m := pollStates.FindStringSubmatch(s.Poll); m != nil {
		for state := range strings.SplitSeq(m[1], ",") {
			ends = append(ends, strings.TrimSpace(state))
		}
	}
	var seen []answer
	var last answer
	still := 0
	rounds := 60
	if s.TimedOut {
		rounds = 12 // the recording saw no end either
	}
	for range rounds {
		got := st.send(s, text, 20*time.Second)
		if got.err != nil {
			return st.match.compareAnswer(s.SQL, st.expected(s), got)
		}
		column := slices.Index(got.columns, "State")
		current := answer{columns: got.columns}
		if len(got.rows) > 0 {
			current.rows = got.rows[len(got.rows)-1:]
		}
		if len(seen) == 0 || current.String() != last.String() {
			seen = append(seen, current)
			still = 0
		}
		last = current
		if column >= 0 && len(current.rows) > 0 && current.rows[0][column] != nil && slices.Contains(ends, *current.rows[0][column]) {
			break
		}
		if still++; still > 6 {
			if s.TimedOut || len(st.holds) == 0 {
				break
			}
			st.heal() // the recording saw the job end, so its backends worked by then
			still = 0
		}
		st.round()
	}
	return st.match.comparePoll(s.SQL, st.expected(s), seen)
}

// expected is what the recording says, with this run's S3 endpoint.
func (st *story) expected(s step) answer {
	mine := strings.TrimPrefix(st.s3.Endpoint(), "http://")
	a := answer{columns: s.Columns}
	for _, row := range s.Rows {
		var filled []*string
		for _, value := range row {
			if value != nil {
				text := strings.ReplaceAll(*value, recordedS3, mine)
				value = &text
			}
			filled = append(filled, value)
		}
		a.rows = append(a.rows, filled)
	}
	if s.Error != nil {
		a.err = &recordedError{Code: s.Error.Code, Message: strings.ReplaceAll(s.Error.Message, recordedS3, mine)}
	}
	return a
}

// compareLabels compares the labels that SHOW BACKUP lists. Such a step follows jobs that the recording submitted without
// steps of their own: those between the last one and the listed ones are run first.
func (st *story) compareLabels(s step, text string) string {
	if m := backupLabel.FindStringSubmatch(st.backup); m != nil {
		for _, label := range labelsBetween(m[1], s.Labels) {
			if slices.Contains(st.made, label) {
				continue
			}
			statement := strings.Replace(st.backup, "`"+m[1]+"`", "`"+label+"`", 1)
			if got := st.send(s, statement, 20*time.Second); got.err != nil {
				return fmt.Sprintf("%s: %s", statement, got)
			}
			st.made = append(st.made, label)
			for range 15 {
				st.round()
			}
		}
	}
	got := st.send(s, text, 20*time.Second)
	column := slices.Index(got.columns, "SnapshotName")
	if column < 0 {
		column = slices.Index(got.columns, "Label")
	}
	var labels []string
	for _, row := range got.rows {
		if column >= 0 && row[column] != nil {
			labels = append(labels, *row[column])
		}
	}
	if !slices.Equal(labels, s.Labels) {
		return fmt.Sprintf("want labels %q\ngot  labels %q %s", s.Labels, labels, got)
	}
	return ""
}

var numbered = regexp.MustCompile(`^(.*?)(\d+)$`)

// labelsBetween are the labels from the one after first to the last listed: h01, h02, … for h00 and h02 … h11.
func labelsBetween(first string, listed []string) []string {
	f, l := numbered.FindStringSubmatch(first), numbered.FindStringSubmatch(listed[len(listed)-1])
	if f == nil || l == nil || f[1] != l[1] {
		return listed
	}
	from, _ := strconv.Atoi(f[2])
	to, _ := strconv.Atoi(l[2])
	var labels []string
	for n := from + 1; n <= to; n++ {
		labels = append(labels, fmt.Sprintf("%s%0*d", f[1], len(f[2]), n))
	}
	return labels
}
