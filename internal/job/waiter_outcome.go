// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

// The endings of a wait that are errors. Each returns what the user must know; who may act is decided by the level.

// errorOf turns the end of a wait into the operation's error.
func (w *waiter) errorOf(state waitState) *Error {
	switch state {
	case waitCancelled, waitVanished, waitDropped:
		return w.cancelledError(state)
	case waitStalled:
		return w.fail(CodeStall)
	case waitExpired:
		return w.fail(CodeDeadline)
	case waitBlockedOwn, waitBlockedBy:
		return w.blockedError(state)
	case waitShared:
		return w.fail(CodeShared)
	default:
		return w.fail(CodeLost)
	}
}

// fail fills an error with the job as last seen.
func (w *waiter) fail(code Code) *Error {
	e := w.op.fail(code)
	e.Label = w.key.label
	if w.last != nil {
		e.JobID, e.LastState, e.FinishedAt = w.last.ID, w.lastState, w.last.Finished
		e.Doris = w.last.TaskErrMsg
	}
	now := w.op.r.clock.Now()
	switch code {
	case CodeStall:
		e.Detail = UnfinishedTasks(TasksLeft(w.last.Job))
		e.After = now.Sub(w.changed)
		if since := now.Sub(w.messageAt); since < e.After {
			e.After = since
		}
	case CodeLost:
		e.Cause = w.cause
		if w.cause != nil {
			e.Doris = dorisMessage(w.cause)
		}
		var unseen Unseen
		if w.last == nil {
			unseen = Unseen{Looks: w.looks, LookedFor: w.looksUntil.Sub(w.looksSince), LookedUntil: w.looksUntil}
		}
		e.After = 0
		if !w.lostSince.IsZero() {
			e.After = now.Sub(w.lostSince)
			unseen.Unanswered = e.After
		}
		e.Detail = unseen
	}
	return e
}

// cancelledError is E-CANCELLED: with Doris's reason ("[OK]" after a frontend restart: it was lost), and whether the
// label is used up.
func (w *waiter) cancelledError(state waitState) *Error {
	e := w.fail(CodeCancelled)
	switch {
	case state == waitDropped:
		e.Doris = dorisMessage(w.cause)
		e.Cause = w.cause
	case state == waitVanished:
		e.Detail = Vanished{}
		e.Doris = ""
	case w.last.TaskErrMsg != "":
		e.Doris = w.last.Status + " " + w.last.TaskErrMsg
	default:
		e.Doris = w.last.Status
	}
	e.UsedUp = w.usedUp()
	if cancelledEmpty(e.Doris) {
		e.Code = CodeEmpty
	}
	return e
}

// usedUp: the first uploaded byte holds the label for ever. Nothing was uploaded in the states before UPLOADING (LIFECYCLE.md
// "Creating a backup", B4); which states were passed between two looks, the listing of the repository tells (see backup.checkLabel).
func (w *waiter) usedUp() bool {
	if w.key.kind != kindBackup || w.last == nil {
		return false
	}
	switch w.lastState {
	case "PENDING", "SNAPSHOTING", "UPLOAD_SNAPSHOT":
		return false
	case "":
		return w.last.backup != nil && !w.last.backup.SnapshotFinished.IsZero()
	}
	return true
}

func (w *waiter) blockedError(state waitState) *Error {
	e := w.fail(CodeBlocked)
	if state == waitBlockedBy {
		e.Holder = w.blocker
	}
	return e
}

// unprepared is the error of a job that a frontend cannot begin: it throws at each attempt, and the jobs behind it wait.
// Nothing of it was restored or uploaded, so ours is cancelled.
func (w *waiter) unprepared() *Error {
	failure := w.errorOf(waitBlockedOwn)
	if !w.mayUnblock {
		return failure
	}
	done, err := w.op.guardedCancel(w.key, false)
	failure.Cancelled, failure.Struck = done.cancelled, done.struck
	if err != nil {
		failure.Cause = err
	}
	return failure
}

// unblock cancels our own blocked job; nothing of it was uploaded. True: it may be submitted once more.
func (w *waiter) unblock() (bool, *Error) {
	if !w.mayUnblock || w.op.resubmitted {
		return false, w.errorOf(waitBlockedOwn)
	}
	done, err := w.op.guardedCancel(w.key, false)
	if err != nil || !done.cancelled {
		failure := w.errorOf(waitBlockedOwn)
		failure.Cause, failure.Struck = err, done.struck
		return false, failure
	}
	w.op.resubmitted = true
	w.op.notice(Notice{Code: NoticeSubmittedAgain, Label: w.key.label})
	return true, nil
}
