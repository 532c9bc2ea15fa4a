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

// mode is what an operation is for.
type mode int

const (
	modeRun    mode = iota // Create and Update: a job is found or submitted, and waited for
	modeResume             // Update: the job in state is waited for
	modeRead               // one look: nothing is waited for
	modeStop               // Delete: an unfinished job is ended
	modeDelete             // Delete: and the files of its snapshot are deleted
	modeDrop               // Delete: and what the restore created is dropped
	modePrune              // the files of one snapshot of a series are deleted
)

// leaves reports whether an object of the state goes: its job was seen before, and it is cancelled at the deadline.
func (m mode) leaves() bool { return m == modeStop || m == modeDelete || m == modeDrop }

func (m mode) purpose() Purpose {
	switch m {
	case modeDelete, modePrune:
		return ToDelete
	case modeDrop:
		return ToDrop
	}
	return ToRun
}

// target is what an operation works on.
type target struct{ kind, database, repository, label string }

// operation is one call of the Runner: its limits, what it knows of its job, and what it has to tell.
type operation struct {
	r      *Runner
	ctx    context.Context // the caller's: ends with Ctrl-C
	bound  context.Context // ctx, cut at the deadline as well, for statements that hang
	cancel context.CancelFunc

	mode mode
	target
	generated bool // the label comes of a name_prefix
	wait      Wait
	started   time.Time
	queued    time.Duration // behind others, of this process or not

	answered    bool // Doris answered once, now or earlier: a lost connection is waited out from now on
	jobless     bool // this cluster takes submissions and runs none
	submitted   bool // something of this operation is, or was, in Doris
	waited      bool // a job of this operation runs or ran
	resubmitted bool
	lost        int // submissions that got lost with a master
	notices     []Notice
}

func (r *Runner) begin(ctx context.Context, mode mode, t target, wait Wait) *operation {
	o := &operation{r: r, ctx: ctx, mode: mode, target: t, wait: wait, started: r.clock.Now()}
	o.waited, o.answered = mode == modeResume, mode == modeResume || mode.leaves()
	o.wait.CancelOnTimeout = wait.CancelOnTimeout || mode.leaves()
	o.bound, o.cancel = context.WithCancel(ctx)
	if wait.Timeout > 0 {
		o.bound, o.cancel = context.WithTimeout(ctx, wait.Timeout)
	}
	return o
}

// stop frees what the operation holds; every operation ends with it.
func (o *operation) stop() { o.cancel() }

// fail returns an error with what the operation knows.
func (o *operation) fail(code Code) *Error {
	return &Error{
		Code: code, Kind: o.kind, Database: o.database, Repository: o.repository, Label: o.label, NameFixed: !o.generated,
		Attempt: Attempt{
			Purpose: o.mode.purpose(), JobTimeout: o.wait.JobTimeout > 0, Submitted: o.submitted, Resubmitted: o.resubmitted,
			After: o.r.clock.Now().Sub(o.started), Queued: o.queued,
		},
	}
}

// failWith returns an error with what belongs to its code.
func (o *operation) failWith(code Code, detail Detail) *Error {
	failure := o.fail(code)
	failure.Detail = detail
	return failure
}

// failBecause returns an error with Doris's answer behind it.
func (o *operation) failBecause(code Code, cause error) *Error {
	failure := o.fail(code)
	failure.Cause = cause
	failure.Doris = dorisMessage(cause)
	return failure
}

// dorisMessage is what Doris said: Doris's own words in an error, "" when Doris did not speak.
func dorisMessage(err error) string {
	var answer *doris.Error
	if errors.As(err, &answer) {
		return answer.Message
	}
	return ""
}

const (
	notEnded    ending = iota
	interrupted        // the caller's context ended: Ctrl-C
	expired            // the operation's deadline
)

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
