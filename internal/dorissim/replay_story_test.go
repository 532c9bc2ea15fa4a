// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

// recordedS3 is where the recorded frontends had their S3 server; the embedded one takes its place.
const recordedS3 = "127.0.0.1:7070"

// story is one scenario that is being replayed: one or two clusters that share an S3 server. Time stands still except for the
// rounds of the job daemon, each three seconds after the one before, and what the recording says about time.
type story struct {
	t       *testing.T
	profile string
	s3      *S3
	servers map[string]*Server   // by cluster
	conns   map[string]*sql.Conn // by cluster and user
	clock   *atomic.Int64        // unix nanoseconds

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
	return &story{t: t, profile: profile, s3: objects, servers: map[string]*Server{}, conns: map[string]*sql.Conn{}, clock: clock, match: &matcher{times: map[string]string{}}}
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

// conn is the connection of a user. Real recordings name users with a suffix that statements may lack.
func (st *story) conn(cluster, user string) *sql.Conn {
	if user == "" {
		user = "root"
	}
	key := cluster + "/" + user
	if c := st.conns[key]; c != nil {
		return c
	}
	server := st.server(cluster)
	account := server.findUser(user)
	if account == nil {
		account = server.findUser(regexp.MustCompile(`_r[0-9a-z]+$`).ReplaceAllString(user, ""))
	}
	if account == nil {
		st.t.Fatalf("the recording has a user %s whom no statement created", user)
	}
	config := mysql.NewConfig()
	config.Net, config.Addr = "tcp", server.Addr()
	config.User, config.Passwd = account.name, account.password
	config.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		st.t.Fatal(err)
	}
	pool := sql.OpenDB(connector)
	st.t.Cleanup(func() { _ = pool.Close() })
	c, err := pool.Conn(context.Background())
	if err != nil {
		st.t.Fatalf("%s cannot connect: %v", user, err)
	}
	st.conns[key] = c
	return c
}

// answer is what a statement got.
type answer struct {
	columns []string
	rows    [][]*string
	err     *recordedError
	lost    bool // the connection was lost or the statement hangs
}

// send sends one statement and waits for its answer for at most limit.
func (st *story) send(s step, text string, limit time.Duration) answer {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	rows, err := st.conn(s.Cluster, s.User).QueryContext(ctx, text)
	if err != nil {
		return st.failed(s, err)
	}
	defer func() { _ = rows.Close() }()
	var a answer
	if a.columns, err = rows.Columns(); err != nil {
		st.t.Fatal(err)
	}
	for rows.Next() {
		row := make([]*string, len(a.columns))
		into := make([]any, len(row))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			st.t.Fatal(err)
		}
		a.rows = append(a.rows, row)
	}
	if err := rows.Err(); err != nil {
		return st.failed(s, err)
	}
	return a
}

func (st *story) failed(s step, err error) answer {
	if packet, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return answer{err: &recordedError{Code: packet.Number, Message: packet.Message}}
	}
	_, network := errors.AsType[*net.OpError](err)
	if !network && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, mysql.ErrInvalidConn) &&
		!strings.Contains(err.Error(), "bad connection") {
		st.t.Fatalf("%s: %v", s.SQL, err)
	}
	st.disconnect()
	return answer{lost: true, err: &recordedError{Code: 2013, Message: err.Error()}}
}

// disconnect forgets all connections, which a restart broke.
func (st *story) disconnect() {
	for key, c := range st.conns {
		_ = c.Close()
		delete(st.conns, key)
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
