// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"slices"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// waitState is a state of the waiter (LIFECYCLE.md "The waiter"). The first three are polled in; the others end the wait.
type waitState int

const (
	waitSubmitted    waitState = iota // no row yet
	waitRunning                       // unfinished
	waitLost                          // no frontend answers just now
	waitVerify                        // FINISHED: the repository decides
	waitCancelled                     // CANCELLED
	waitVanished                      // the row is gone
	waitStalled                       // the same message without progress for stall_timeout
	waitExpired                       // the operation's deadline
	waitBlockedOwn                    // PENDING with a new job id at each tick: only CANCEL helps (recorded: restart)
	waitBlockedBy                     // another database's job is in that condition and stops the whole cluster
	waitShared                        // a foreign info file under our label, before ours is written (race 3)
	waitInterrupted                   // Ctrl-C
	waitUnknown                       // nobody can tell any more: lost too long, rights revoked, no row after a lost answer
	waitDropped                       // the database was dropped
	waitNotSubmitted                  // the submission got lost with its master, and never took effect
)

// ends reports whether the state ends the wait.
func (s waitState) ends() bool { return s > waitLost }

// waiter waits for one job. Its next method is the state machine; wait drives it with looks and pauses.
type waiter struct {
	op    *operation
	key   jobKey
	level Level

	// What is known of the submission, when there was one in this operation.
	before      []row     // rows that stood there before
	answered    bool      // it was answered OK
	lostAnswer  error     // why it was not
	submittedAt time.Time // by our clock

	mayCancel  bool // on deadline or stall, with on_timeout = "cancel": MINE or STATE
	mayUnblock bool // MINE, STATE, OURS

	// shared looks for a foreign info file under our label; nil = not needed.
	shared func(state string, created time.Time) bool

	looks      int       // answered, and without a row so far
	looksSince time.Time // the first of them
	looksUntil time.Time // the last
	certain    int       // of them, since another master was seen in the place of the one that was sent to
	last       *row      // as last seen
	lastState  string
	changed    time.Time // last progress
	messageAt  time.Time // since when TaskErrMsg reads as it does
	lostSince  time.Time
	lostPause  time.Duration
	denied     int // access denied, in a row
	unknownDB  int // unknown database, in a row
	ids        []string
	idAt       time.Time
	fellBack   bool // PENDING although it had moved on, or with a second job id: maybe blocked
	scanned    time.Time
	logged     string
	cause      error // the last answer that was no row
	blocker    *Holder
	beginning  time.Time
}

// sighting is one look.
type sighting struct {
	rows []row
	err  error
	now  time.Time
}

// wait looks at once, then polls until the state ends.
func (w *waiter) wait() waitState {
	w.op.waited = true
	w.beginning = w.op.r.clock.Now()
	w.changed, w.scanned = w.beginning, w.beginning
	for {
		var state waitState
		seen := w.look()
		switch end := w.op.ending(); {
		case seen.err == nil: // an answer counts, even a late one
			state = w.next(seen)
			if !state.ends() && end != notEnded {
				state = stopped(end)
			}
		case end != notEnded:
			state = stopped(end)
		default:
			state = w.next(seen)
		}
		if state == waitRunning {
			state = w.blocked(seen.now)
		}
		if !state.ends() {
			if end := w.op.pause(w.interval(state)); end == interrupted {
				state = waitInterrupted // a deadline gets one more look
			}
		}
		if state.ends() {
			return state
		}
	}
}

func stopped(end ending) waitState {
	if end == interrupted {
		return waitInterrupted
	}
	return waitExpired
}

func (w *waiter) look() sighting {
	ctx := w.op.bound
	if w.op.ending() == expired { // the last look must not be cut by the deadline itself
		uncut, done := w.op.uncutContext()
		defer done()
		ctx = uncut
	}
	rows, err := w.op.r.rows(ctx, w.key.kind, w.key.database)
	return sighting{rows: rows, err: err, now: w.op.r.clock.Now()}
}

// next is the table of LIFECYCLE.md "The waiter": what was known and what is seen now give the next state.
func (w *waiter) next(seen sighting) waitState {
	if seen.err != nil {
		return w.unanswered(seen)
	}
	w.lostSince, w.lostPause, w.denied, w.unknownDB = time.Time{}, 0, 0, 0

	found := w.find(seen.rows)
	switch {
	case found == nil && !w.known():
		return w.unseen(seen.now)
	case found == nil:
		return waitVanished
	}
	w.note(*found, seen.now)
	switch {
	case found.State == doris.StateFinished:
		return waitVerify
	case found.State == doris.StateCancelled:
		return waitCancelled
	case w.shared != nil && w.lastState != found.State && w.shared(found.State, found.Created):
		w.lastState = found.State
		return waitShared
	}
	w.lastState = found.State
	switch {
	case found.State == "PENDING" && len(w.ids) >= 3:
		return waitBlockedOwn
	case w.stalled(seen.now):
		return waitStalled
	}
	return waitRunning
}

// goodLooks is how many looks at a new master prove that a submission got lost with the old one.
const goodLooks = 5

// unseen is the state of a submission that does not show up. One without an answer was lost for certain only where another
// frontend is the master now, which has read the whole journal; else it may still be at work, and sending it again could run
// it twice.
func (w *waiter) unseen(now time.Time) waitState {
	if w.looks == 0 {
		w.looksSince = now
	}
	w.looks, w.looksUntil = w.looks+1, now
	since := w.submittedAt
	if !w.answered {
		since = w.looksSince // what could not be read before says nothing
	}
	switch {
	case now.Sub(since) < w.op.r.timing.SubmitLook:
		return waitSubmitted
	case w.answered:
		return waitVanished
	}
	superseded, err := w.op.r.cluster.Superseded(w.op.bound, w.lostAnswer)
	switch {
	case err != nil && lost(err):
		return waitSubmitted
	case err != nil || !superseded:
		return waitUnknown
	}
	if w.certain++; w.certain < goodLooks {
		return waitSubmitted
	}
	return waitNotSubmitted
}

func (w *waiter) find(rows []row) *row {
	if w.key.created.IsZero() {
		return w.key.findNew(rows, w.before)
	}
	return w.key.find(rows)
}

// unanswered sorts the errors of a look. A refusal is believed when it comes twice: the second look may use another
// connection.
func (w *waiter) unanswered(seen sighting) waitState {
	w.cause = seen.err
	switch doris.KindOf(seen.err) {
	case doris.KindAccessDenied:
		if w.denied++; w.denied > 1 {
			return waitUnknown
		}
	case doris.KindUnknownDatabase:
		if w.unknownDB++; w.unknownDB > 1 {
			return waitDropped
		}
	default:
		if w.lostSince.IsZero() {
			w.lostSince = seen.now
			w.op.info("no frontend answers; waiting", nil)
		}
		if seen.now.Sub(w.lostSince) >= w.op.r.timing.LostAfter {
			return waitUnknown
		}
	}
	if !w.known() {
		return waitSubmitted
	}
	return waitLost
}

// known reports whether the row was there once: seen by this wait, or named by a decision or the state.
func (w *waiter) known() bool { return w.last != nil || !w.key.created.IsZero() }

// note compares a row with the one before: progress, message, job ids; and logs what changed.
func (w *waiter) note(found row, now time.Time) {
	w.key.created = found.Created
	if !w.submittedAt.IsZero() {
		w.op.submitted = true // also when its answer was lost: here it is
	}
	if w.last == nil || moved(*w.last, found) {
		w.changed = now
	}
	if w.last == nil || w.last.TaskErrMsg != found.TaskErrMsg {
		w.messageAt = now
	}
	w.noteID(found, now)
	w.last = &found
	w.report(found)
}

// noteID collects the job ids of a PENDING job, at most one per tick: a blocked job gets a new one at each.
func (w *waiter) noteID(found row, now time.Time) {
	if found.State != "PENDING" {
		w.ids, w.fellBack = nil, false
		return
	}
	if w.last != nil && w.last.State != "PENDING" {
		w.fellBack = true
	}
	if found.ID == "" || found.ID == "-1" || slices.Contains(w.ids, found.ID) {
		return
	}
	if len(w.ids) > 0 && now.Sub(w.idAt) < w.op.r.timing.Tick {
		return
	}
	w.ids, w.idAt = append(w.ids, found.ID), now
	w.fellBack = w.fellBack || len(w.ids) > 1
}

// stalled: the same non-empty message and no progress for stall_timeout. Without a message a job is never stalled.
func (w *waiter) stalled(now time.Time) bool {
	limit := w.op.wait.StallTimeout
	return limit > 0 && w.last.TaskErrMsg != "" && now.Sub(w.messageAt) >= limit && now.Sub(w.changed) >= limit
}

// interval is the pause before the next look.
func (w *waiter) interval(state waitState) time.Duration {
	t := w.op.r.timing
	switch {
	case state == waitSubmitted:
		return t.PollMin
	case state == waitLost:
		w.lostPause = min(max(2*w.lostPause, t.PollMin), t.PollMax)
		return w.lostPause
	}
	pause := w.op.r.poll
	if pause == 0 {
		pause = interval(w.op.r.clock.Now().Sub(w.beginning), t.PollMin, t.PollMax)
	}
	if w.fellBack || (w.last != nil && w.last.State == "PENDING" && w.last.ID != "-1" && w.last.ID != "") {
		return min(pause, t.Tick) // job ids change once a tick: do not miss them
	}
	return pause
}

// blocked is what a search for a job that blocks the cluster brings. It may find ours, where this wait was too slow to see
// three ids itself.
func (w *waiter) blocked(now time.Time) waitState {
	switch {
	case !w.blockedBy(now):
		return waitRunning
	case w.blocker.Kind == w.key.kind && w.blocker.Database == w.key.database && w.blocker.Label == w.key.label:
		return waitBlockedOwn
	}
	return waitBlockedBy
}

// blockedBy looks through the cluster when the job has not moved for a while and Doris does not say why (4.x after a
// restart; recorded: restart, where SAVE_META stood still as well as PENDING).
func (w *waiter) blockedBy(now time.Time) bool {
	after := w.op.r.timing.BlockedAfter
	if w.last == nil || w.last.TaskErrMsg != "" || w.last.UnfinishedTasks != "" {
		return false
	}
	if now.Sub(w.changed) < after || now.Sub(w.scanned) < after {
		return false
	}
	w.scanned = now
	w.blocker = w.op.findBlocker()
	return w.blocker != nil
}

// report writes a log line when the state or the number of tasks left changed.
func (w *waiter) report(found row) {
	line := found.State + " " + found.TaskErrMsg
	left := TasksLeft(found.Job)
	fields := map[string]any{"state": found.State, "job_id": found.ID}
	if left > 0 {
		fields["tasks_left"] = left
		line += " " + found.UnfinishedTasks
	}
	if found.TaskErrMsg != "" {
		fields["task_err_msg"] = found.TaskErrMsg
	}
	if line == w.logged {
		return
	}
	w.logged = line
	w.op.info(found.State, fields)
}

// lastLook reads the row once more when its CreateTime is not known yet.
func (w *waiter) lastLook() {
	if w.last != nil {
		return
	}
	ctx, done := w.op.uncutContext()
	defer done()
	rows, err := w.op.r.rows(ctx, w.key.kind, w.key.database)
	if err != nil {
		return
	}
	if found := w.find(rows); found != nil {
		w.note(*found, w.op.r.clock.Now())
	}
}
