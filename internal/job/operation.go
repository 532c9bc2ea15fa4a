// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Kinds of jobs.
const (
	kindBackup  = "backup"
	kindRestore = "restore"
)

// operation is one Create or Update: its limits, what it knows of its job, and what it has to tell.
type operation struct {
	r     *Runner
	ctx   context.Context // the caller's: ends with Ctrl-C
	bound context.Context // ctx, cut at the deadline as well, for statements that hang
	stop  context.CancelFunc

	kind, database, repository, label string
	nameFixed                         bool
	wait                              Wait
	started                           time.Time
	queued                            time.Duration
	submitted                         bool
	waited                            bool // a job of this operation runs or ran
	resubmitted                       bool
	lost                              int  // submissions that got lost with a master
	patient                           bool // something was waited for: a lost connection is waited out from now on
	noJobs                            bool // this cluster takes submissions and runs none
	once                              bool // a read: nothing is waited for
	dropping                          bool // a Delete that drops what a restore created
	dropped                           int  // tables, so far
	deleting                          bool // files of a snapshot
	notices                           []Notice
}

func (r *Runner) begin(ctx context.Context, kind, database, repository string, wait Wait) *operation {
	o := &operation{r: r, ctx: ctx, kind: kind, database: database, repository: repository, wait: wait, started: r.clock.Now()}
	o.bound, o.stop = context.WithCancel(ctx)
	if wait.Timeout > 0 {
		o.bound, o.stop = context.WithTimeout(ctx, wait.Timeout)
	}
	return o
}

// lock waits for the operation's turn on its database.
func (o *operation) lock() (release func(), err error) {
	arrived := o.r.clock.Now()
	release, holder := o.r.locks.take(o.bound, o.database, o)
	o.queued += o.r.clock.Now().Sub(arrived)
	if release != nil {
		return release, nil
	}
	if o.ctx.Err() != nil {
		return nil, o.ended(interrupted)
	}
	failure := o.ended(expired)
	if holder != nil {
		failure.Holder = &Holder{Kind: holder.kind, Database: holder.database, Label: holder.label, Since: holder.started, Moving: true}
	}
	return nil, failure
}

// fail returns an error with what the operation knows.
func (o *operation) fail(code Code) *Error {
	return &Error{
		Code: code, Kind: o.kind, Database: o.database, Repository: o.repository, Label: o.label,
		NameFixed: o.nameFixed, Submitted: o.submitted, Resubmitted: o.resubmitted,
		After: o.r.clock.Now().Sub(o.started), Queued: o.queued, JobTimeout: o.wait.JobTimeout > 0, Dropping: o.dropping, Deleting: o.deleting,
	}
}

// because returns an error with Doris's answer behind it.
func (o *operation) because(code Code, cause error) *Error {
	failure := o.fail(code)
	failure.Cause = cause
	failure.Doris = words(cause)
	return failure
}

// words are Doris's own words in an error, "" when Doris did not speak.
func words(err error) string {
	var answer *doris.Error
	if errors.As(err, &answer) {
		return answer.Message
	}
	return ""
}

// rest is how a pause ended.
type rest int

const (
	rested      rest = iota
	interrupted      // the caller's context ended: Ctrl-C
	expired          // the operation's deadline
)

// over reports whether the operation must stop.
func (o *operation) over() rest {
	switch {
	case o.ctx.Err() != nil:
		return interrupted
	case o.wait.Timeout > 0 && (o.remaining() <= 0 || o.bound.Err() != nil):
		return expired
	}
	return rested
}

func (o *operation) remaining() time.Duration {
	return o.wait.Timeout - o.r.clock.Now().Sub(o.started)
}

// pause rests for d, or less when the operation must stop before.
func (o *operation) pause(d time.Duration) rest {
	if end := o.over(); end != rested {
		return end
	}
	if o.wait.Timeout > 0 {
		d = min(d, o.remaining())
	}
	select {
	case <-o.ctx.Done():
	case <-o.r.clock.After(d):
	}
	return o.over()
}

// grace lets an operation whose job ended in the last moment look at the result.
func (o *operation) grace() {
	if o.ctx.Err() != nil || o.over() != expired {
		return
	}
	o.stop()
	o.wait.Timeout = o.r.clock.Now().Sub(o.started) + o.r.timing.Statement
	o.bound, o.stop = context.WithTimeout(o.ctx, o.r.timing.Statement)
}

// ended is the error of an operation that must stop outside of the waiter. Before anything was submitted the time was
// spent on its turn.
func (o *operation) ended(end rest) *Error {
	switch {
	case end == interrupted:
		return o.fail(CodeInterrupted)
	case o.waited:
		return o.fail(CodeDeadline)
	}
	return o.fail(CodeQueue)
}

// wasInterrupted reports whether an error says no more than Ctrl-C.
func wasInterrupted(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Code == CodeInterrupted
}

// lost reports whether an error says nothing but that no frontend could answer.
func lost(err error) bool {
	switch doris.KindOf(err) {
	case doris.KindUnreachable, doris.KindConnectionLost, doris.KindNotMaster:
		return true
	}
	return false
}

// persist asks until Doris answers: a frontend that restarts or a master that moves is waited out. A cluster that cannot
// be reached at the very beginning is an error at once. Errors are Doris's, or an *Error when the operation must stop.
func (o *operation) persist(ask func(ctx context.Context) error) error {
	var since time.Time
	wait := o.r.timing.PollMin
	for {
		err := ask(o.bound)
		if err == nil {
			o.patient = true
			return nil
		}
		if end := o.over(); end != rested {
			return o.ended(end)
		}
		if !lost(err) || o.once || (!o.patient && doris.KindOf(err) == doris.KindUnreachable) {
			return err
		}
		now := o.r.clock.Now()
		if since.IsZero() {
			since = now
		}
		if now.Sub(since) >= o.r.timing.LostAfter {
			return o.because(CodeLost, err)
		}
		if end := o.pause(wait); end != rested {
			return o.ended(end)
		}
		wait = min(2*wait, o.r.timing.PollMax)
	}
}

// explain turns an answer of Doris to a look into the operation's error.
func (o *operation) explain(err error) error {
	var ours *Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	switch doris.KindOf(err) {
	case doris.KindUnknownDatabase:
		return o.because(CodeNoDatabase, err)
	case doris.KindRepositoryMissing, doris.KindRepositoryReadOnly, doris.KindRepositoryUnreadable, doris.KindRepositoryPing, doris.KindSnapshotDamaged:
		return o.because(CodeRepository, err)
	}
	return o.because(CodeDoris, err)
}

func (o *operation) notice(summary, detail string) {
	o.notices = append(o.notices, Notice{Summary: summary, Detail: detail})
}

// info writes one line about a change to the log.
func (o *operation) info(message string, fields map[string]any) {
	if o.r.log == nil {
		return
	}
	all := map[string]any{
		"kind": o.kind, "database": o.database, "label": o.label,
		"elapsed": o.r.clock.Now().Sub(o.started).Round(time.Millisecond).String(),
	}
	for key, value := range fields {
		all[key] = value
	}
	o.r.log(o.ctx, "info", message, all)
}

// whole returns a context for a submission, which takes as long as Doris may need (the client notices a frontend that is gone):
// when Ctrl-C or the deadline comes it still has the time of one statement.
func (o *operation) whole() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(o.ctx))
	stop := context.AfterFunc(o.bound, func() {
		select {
		case <-ctx.Done():
		case <-time.After(o.r.timing.Statement):
			cancel()
		}
	})
	return ctx, func() {
		stop()
		cancel()
	}
}

// uncut returns a context for statements that Ctrl-C and the deadline must not cut: CANCEL, the last look.
func (o *operation) uncut() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(o.ctx), o.r.timing.Statement)
}
