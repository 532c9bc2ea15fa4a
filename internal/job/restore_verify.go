// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Verification says what to look at when a restore is done. Tables are counted, views are not: they only show what tables
// hold, which may be in another database.
type Verification struct {
	CountRows bool
	Queries   []Query
}

// Query runs in the restored database. The first column of its first row, as text, must equal Expect; NULL and no row are
// the text "NULL".
type Query struct{ SQL, Expect string }

// Verified is what a verification found.
type Verified struct {
	Counts  []Count  // one per table, when they were to be counted
	Answers []Answer // one per query
	Unmade  error    // why checks could not be made: Doris's answer or an *Error; nil = all were made
	Took    time.Duration
}

// Count is one counted table.
type Count struct {
	Table string
	Rows  int64
	Check
}

// Answer is one query with its answer.
type Answer struct {
	Query
	Actual string // "" unless it was answered
	Check
}

// Check is the end of one check.
type Check struct {
	Outcome Outcome
	Doris   string // why a table could not be read, or a query was refused
}

// Outcome tells failed checks from those that could not be made.
type Outcome int

// Outcomes of a check.
const (
	Unmade Outcome = iota
	Held
	Failed
)

// Checks is how many checks there are; Failed how many did not hold.
func (v *Verified) Checks() int { return len(v.Counts) + len(v.Answers) }

// Failed counts the checks that did not hold.
func (v *Verified) Failed() int {
	failed := 0
	for _, c := range v.Counts {
		if c.Outcome == Failed {
			failed++
		}
	}
	for _, a := range v.Answers {
		if a.Outcome == Failed {
			failed++
		}
	}
	return failed
}

// Passed reports whether all checks were made and held.
func (v *Verified) Passed() bool { return v.Unmade == nil && v.Failed() == 0 }

// VerifyRestore looks at the data of a finished restore that is in state, because verify changed or could not be done
// (Update). tables are those to count. It submits nothing.
func (r *Runner) VerifyRestore(ctx context.Context, request RestoreRequest, tables []string) *Verified {
	o := r.newRestore(ctx, modeRun, request)
	defer o.stop()
	v := newVerified(*request.Verify, tables)
	release, err := o.lock() // no restore of this process writes meanwhile
	if err != nil {
		v.Unmade = err
		return v
	}
	defer release()
	o.makeChecks(v)
	return v
}

// verifyResult looks at the data of a restore that is done.
func (o *restore) verifyResult(result *RestoreResult) {
	if o.request.Verify == nil {
		return
	}
	tables := make([]string, 0, len(o.objects.tables))
	for _, table := range o.objects.tables {
		tables = append(tables, table.Name)
	}
	result.Verified = newVerified(*o.request.Verify, tables)
	o.makeChecks(result.Verified)
}

func newVerified(what Verification, tables []string) *Verified {
	v := &Verified{}
	if what.CountRows {
		for _, table := range tables {
			v.Counts = append(v.Counts, Count{Table: table})
		}
	}
	for _, query := range what.Queries {
		v.Answers = append(v.Answers, Answer{Query: query})
	}
	return v
}

// makeChecks makes all checks one after the other; those after one that nothing can be asked after stay unmade.
func (o *operation) makeChecks(v *Verified) {
	began := o.r.clock.Now()
	o.info("looks at the restored data", map[string]any{"checks": v.Checks()})
	asks := true
	for i := range v.Counts {
		if c := &v.Counts[i]; asks {
			err := o.compute(func(ctx context.Context) (err error) {
				c.Rows, err = o.r.cluster.CountRows(ctx, o.database, c.Table)
				return err
			})
			c.Check, asks = v.judge(err, true)
		}
	}
	for i := range v.Answers {
		if a := &v.Answers[i]; asks {
			err := o.compute(func(ctx context.Context) (err error) {
				a.Actual, err = o.firstValue(ctx, a.SQL)
				return err
			})
			a.Check, asks = v.judge(err, a.Actual == a.Expect)
		}
	}
	v.Took = o.r.clock.Now().Sub(began)
	o.info("looked at the restored data", map[string]any{"checks": v.Checks(), "failed": v.Failed()})
}

// firstValue is the first column of a query's first row.
func (o *operation) firstValue(ctx context.Context, sql string) (string, error) {
	answer, err := o.r.cluster.Query(ctx, o.database, sql, 1)
	if err != nil || len(answer.Rows) == 0 || len(answer.Rows[0]) == 0 || answer.Rows[0][0] == nil {
		return "NULL", err
	}
	return *answer.Rows[0][0], nil
}

// judge sorts the end of a check. asks: further checks may be made.
func (v *Verified) judge(err error, holds bool) (check Check, asks bool) {
	switch {
	case err == nil && holds:
		return Check{Outcome: Held}, true
	case err == nil:
		return Check{Outcome: Failed}, true
	case !unaskable(err):
		return Check{Outcome: Failed, Doris: messageOf(err)}, true
	}
	if v.Unmade == nil {
		v.Unmade = err
	}
	kind := doris.KindOf(err)
	return Check{Outcome: Unmade}, kind == doris.KindQueryTimeout || kind == doris.KindAccessDenied && !doris.LoginRefused(err)
}

func messageOf(err error) string {
	if answer := dorisMessage(err); answer != "" {
		return answer
	}
	return err.Error()
}

// unaskable: the error says nothing about the data, only that it could not be looked at.
func unaskable(err error) bool {
	var ours *Error
	if errors.As(err, &ours) || lost(err) {
		return true
	}
	switch doris.KindOf(err) {
	case doris.KindNoBackend, doris.KindQueryTimeout, doris.KindPartitionBusy, doris.KindAccessDenied, doris.KindCancelled:
		return true
	}
	return false
}

// compute asks what a backend has to compute, until it is answered. A partition that a restore holds is waited for until
// the operation's deadline; backends that answer nothing, and queries that fail for a reason that may pass (memory, a
// backend that died under it), for QueryAfter.
func (o *operation) compute(ask func(ctx context.Context) error) error {
	var fails failing
	wait := o.r.timing.PollMin
	for {
		err := o.persist(ask)
		if err == nil || finally(err) {
			return err
		}
		if fails.longer(o.r.timing.QueryAfter, o.r.clock.Now()) && doris.KindOf(err) != doris.KindPartitionBusy {
			return err
		}
		switch end := o.pause(wait); {
		case end == expired && unaskable(err):
			return err // it says more than that the time was over
		case end != notEnded:
			return o.ended(end)
		}
		wait = min(2*wait, o.r.timing.PollMax)
	}
}

// finally: asking again will not help.
func finally(err error) bool {
	var ours *Error
	var answer *doris.Error
	if errors.As(err, &ours) || !errors.As(err, &answer) {
		return true
	}
	switch answer.Kind {
	case doris.KindQueryTimeout, doris.KindAccessDenied, doris.KindSyntax, doris.KindUnknownTable, doris.KindUnknownColumn, doris.KindUnknownDatabase, doris.KindCancelled:
		return true
	}
	return false
}
