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

const (
	rested      rest = iota
	interrupted      // the caller's context ended: Ctrl-C
	expired          // the operation's deadline
)

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

// reading is an operation that never waits: one look, no lock, no deadline but the caller's.
func (r *Runner) reading(ctx context.Context, kind, database, repository, label string) *operation {
	o := r.begin(ctx, kind, database, repository, Wait{})
	o.label, o.nameFixed, o.once = label, true, true
	return o
}
