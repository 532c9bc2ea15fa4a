// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// ending is why an operation must stop, or its pause was cut short.
type ending int

// ending says whether and why the operation must stop.
func (o *operation) ending() ending {
	switch {
	case o.ctx.Err() != nil:
		return interrupted
	case o.wait.Timeout > 0 && (o.remaining() <= 0 || o.bound.Err() != nil):
		return expired
	}
	return notEnded
}

func (o *operation) remaining() time.Duration {
	return o.wait.Timeout - o.r.clock.Now().Sub(o.started)
}

// pause rests for d, or less when the operation must stop before.
func (o *operation) pause(d time.Duration) ending {
	if end := o.ending(); end != notEnded {
		return end
	}
	if o.wait.Timeout > 0 {
		d = min(d, o.remaining())
	}
	select {
	case <-o.ctx.Done():
	case <-o.r.clock.After(d):
	}
	return o.ending()
}

// grace lets an operation whose job ended in the last moment look at the result.
func (o *operation) grace() {
	if o.ctx.Err() != nil || o.ending() != expired {
		return
	}
	o.cancel()
	o.wait.Timeout = o.r.clock.Now().Sub(o.started) + o.r.timing.Statement
	o.bound, o.cancel = context.WithTimeout(o.ctx, o.r.timing.Statement)
}

// ended is the error of an operation that must stop outside of the waiter. Before anything was submitted the time was
// spent on its turn.
func (o *operation) ended(end ending) *Error {
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

// submissionContext returns a context for a submission, which takes as long as Doris may need (the client notices a frontend that is gone):
// when Ctrl-C or the deadline comes it still has the time of one statement.
func (o *operation) submissionContext() (context.Context, context.CancelFunc) {
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

// uncutContext returns a context for statements that Ctrl-C and the deadline must not cut: CANCEL, the last look.
func (o *operation) uncutContext() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(o.ctx), o.r.timing.Statement)
}

// giveUp ends a wait that stalled or reached the deadline. With on_timeout = "cancel" the job is cancelled if it is
// provably ours; in its last states it is waited for, because it ends by itself, unless it is stuck there. The state
// returned is waitVerify when it finished after all.
func (w *waiter) giveUp(state waitState) (waitState, *Error) {
	failure := w.errorOf(state)
	if !w.op.wait.CancelOnTimeout || !w.mayCancel || w.key.created.IsZero() {
		return state, failure
	}
	since := w.op.r.clock.Now()
	for {
		stuck := w.op.r.clock.Now().Sub(latest(since, w.changed)) >= w.op.r.timing.StuckAfter
		done, err := w.op.guardedCancel(w.key, stuck)
		if done.row != nil {
			w.note(*done.row, w.op.r.clock.Now())
		}
		switch {
		case err != nil:
			failure.Cause = err
			return state, failure
		case done.cancelled:
			failure.Cancelled, failure.UsedUp = true, w.usedUp()
			return state, failure
		case done.row != nil && done.row.State == doris.StateFinished:
			return waitVerify, nil
		case done.struck != nil:
			failure.Struck = done.struck
			return state, failure
		case done.row == nil || stuck || w.op.ctx.Err() != nil || !done.tooLate || cancellable[w.key.kind][done.row.State]:
			return state, failure // another's job is newest, or the user does not want to wait
		}
		<-w.op.r.clock.After(w.op.r.timing.Tick)
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
