// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

const ordersQuery = "SELECT count(*) > 0 FROM orders"

func cell(text string) [][]*string { return [][]*string{{&text}} }

// verifiedRequest restores everything and counts it, and asks one query.
func verifiedRequest() RestoreRequest {
	request := cloneRequest()
	request.Verify = &Verification{CountRows: true, Queries: []Query{{SQL: ordersQuery, Expect: "1"}}}
	return request
}

// withRows gives the clone rows and the query the expected answer.
func withRows(t *testing.T) *fakeCluster {
	f := withSnapshot(t)
	f.rows = map[string]int64{"orders": 5, "customers": 3}
	f.answers = map[string][][]*string{ordersQuery: cell("1")}
	return f
}

// repeated is the same answer many times.
func repeated(err error, times int) []error { return slices.Repeat([]error{err}, times) }

func outcomes(v *Verified) (all []Outcome) {
	for _, c := range v.Counts {
		all = append(all, c.Outcome)
	}
	for _, a := range v.Answers {
		all = append(all, a.Outcome)
	}
	return all
}

func TestVerification(t *testing.T) {
	noBackend := dorisError(doris.KindNoBackend, "No backend available as scan node, please check the status of your backends.")
	busy := dorisError(doris.KindPartitionBusy, "Partition state is not NORMAL: p1:RESTORING")
	denied := dorisError(doris.KindAccessDenied, "SELECT command denied to user 'u'@'%' for table 'clone: orders'")
	memory := dorisError(doris.KindOther, "[MEM_LIMIT_EXCEEDED]")
	lostOne := dorisError(doris.KindConnectionLost, "the connection broke")
	noTable := dorisError(doris.KindUnknownTable, "Unknown table 'orders'")
	for name, c := range map[string]struct {
		counts, queries []error // answers of the next statements
		answer          [][]*string
		want            []Outcome // customers, orders, the query
		unmade          doris.Kind
		atLeast, below  time.Duration // how long it takes
		asked           int           // statements
	}{
		"holds":             {want: []Outcome{Held, Held, Held}, asked: 3, below: time.Second},
		"another answer":    {answer: cell("0"), want: []Outcome{Held, Held, Failed}, asked: 3, below: time.Second},
		"no row":            {answer: [][]*string{}, want: []Outcome{Held, Held, Failed}, asked: 3, below: time.Second},
		"NULL":              {answer: [][]*string{{nil}}, want: []Outcome{Held, Held, Failed}, asked: 3, below: time.Second},
		"a table is gone":   {counts: []error{noTable}, want: []Outcome{Failed, Held, Held}, asked: 3, below: time.Second},
		"a moment of need":  {counts: []error{memory, lostOne, noBackend, busy}, want: []Outcome{Held, Held, Held}, asked: 7, below: time.Minute},
		"a broken table":    {counts: repeated(memory, 7), want: []Outcome{Failed, Held, Held}, asked: 9, atLeast: 30 * time.Second, below: time.Minute},
		"a refused query":   {queries: []error{dorisError(doris.KindSyntax, "mismatched input")}, want: []Outcome{Held, Held, Failed}, asked: 3, below: time.Second},
		"no backend":        {counts: repeated(noBackend, 100), want: []Outcome{Unmade, Unmade, Unmade}, unmade: doris.KindNoBackend, atLeast: 30 * time.Second, below: time.Minute, asked: 6},
		"no right":          {counts: []error{denied}, want: []Outcome{Unmade, Held, Held}, unmade: doris.KindAccessDenied, asked: 3, below: time.Second},
		"restored into":     {counts: repeated(busy, 40), want: []Outcome{Held, Held, Held}, asked: 43, atLeast: 5 * time.Minute, below: 15 * time.Minute},
		"too slow":          {counts: []error{dorisError(doris.KindQueryTimeout, "query timeout")}, want: []Outcome{Unmade, Held, Held}, unmade: doris.KindQueryTimeout, asked: 3, below: time.Second},
		"failed and no one": {answer: cell("0"), counts: []error{denied}, want: []Outcome{Unmade, Held, Failed}, unmade: doris.KindAccessDenied, asked: 3, below: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			f := withRows(t)
			f.fail["CountRows"], f.fail["Query"] = c.counts, c.queries
			if c.answer != nil {
				f.answers[ordersQuery] = c.answer
			}
			result, err := f.runner().Restore(context.Background(), verifiedRequest())
			mustSucceed(t, err)
			v := result.Verified
			if got := outcomes(v); !slices.Equal(got, c.want) {
				t.Errorf("outcomes %v, want %v", got, c.want)
			}
			if asked := f.calls["CountRows"] + f.calls["Query"]; asked != c.asked {
				t.Errorf("%d statements, want %d", asked, c.asked)
			}
			if v.Took < c.atLeast || v.Took >= c.below {
				t.Errorf("took %s", v.Took)
			}
			if (v.Unmade != nil) != (c.unmade != 0) || v.Unmade != nil && doris.KindOf(v.Unmade) != c.unmade {
				t.Errorf("not made: %v", v.Unmade)
			}
			if v.Passed() != !slices.ContainsFunc(c.want, func(o Outcome) bool { return o != Held }) || v.Checks() != 3 {
				t.Errorf("passed %t, %d checks", v.Passed(), v.Checks())
			}
			if result.State != doris.StateFinished || len(result.CreatedTables) != 3 {
				t.Errorf("%+v", result)
			}
		})
	}
}

// The text "NULL" stands for NULL and for no row.
func TestVerificationOfNothing(t *testing.T) {
	f := withRows(t)
	request := cloneRequest()
	request.Verify = &Verification{Queries: []Query{{"SELECT a", "NULL"}, {"SELECT b", "NULL"}}}
	f.answers = map[string][][]*string{"SELECT a": {{nil}}}
	result, err := f.runner().Restore(context.Background(), request)
	mustSucceed(t, err)
	if !result.Verified.Passed() || result.Verified.Counts != nil || result.Verified.Answers[1].Actual != "NULL" {
		t.Errorf("%+v", *result.Verified)
	}
}

// Ctrl-C and the deadline leave a whole restore whose checks are still to be made.
func TestVerificationCutShort(t *testing.T) {
	t.Run("interrupted", func(t *testing.T) {
		f := withRows(t)
		ctx, stop := context.WithCancel(context.Background())
		f.before["Query"] = stop
		f.fail["Query"] = []error{dorisError(doris.KindCancelled, "cut")}
		result, err := f.runner().Restore(ctx, verifiedRequest())
		mustSucceed(t, err)
		var why *Error
		if result.Interrupted || result.State != doris.StateFinished || !errors.As(result.Verified.Unmade, &why) || why.Code != CodeInterrupted {
			t.Errorf("%+v, %+v", result, result.Verified)
		}
		if got := outcomes(result.Verified); !slices.Equal(got, []Outcome{Held, Held, Unmade}) {
			t.Errorf("outcomes %v", got)
		}
	})
	t.Run("deadline", func(t *testing.T) {
		f := withRows(t)
		f.fail["CountRows"] = repeated(dorisError(doris.KindPartitionBusy, "Partition state is not NORMAL: p1:RESTORING"), 1000)
		request := verifiedRequest()
		request.Wait.Timeout = 10 * time.Minute
		result, err := f.runner().Restore(context.Background(), request)
		mustSucceed(t, err)
		if result.State != doris.StateFinished || doris.KindOf(result.Verified.Unmade) != doris.KindPartitionBusy || result.Verified.Took > 11*time.Minute {
			t.Errorf("%+v, %+v", result, result.Verified)
		}
	})
	t.Run("deadline of a failing query", func(t *testing.T) {
		f := withRows(t)
		f.fail["Query"] = repeated(dorisError(doris.KindOther, "[MEM_LIMIT_EXCEEDED]"), 1000)
		request := verifiedRequest()
		request.Wait.Timeout = 30 * time.Second // the restore takes 21
		result, err := f.runner().Restore(context.Background(), request)
		mustSucceed(t, err)
		var why *Error
		if result.State != doris.StateFinished || !errors.As(result.Verified.Unmade, &why) || why.Code != CodeDeadline || result.Verified.Failed() != 0 {
			t.Errorf("%+v, %+v", result, result.Verified)
		}
	})
}

// However a restore comes to its end, its data is looked at once.
func TestEveryEndIsVerified(t *testing.T) {
	f := withRows(t)
	request := verifiedRequest()
	ctx, stop := context.WithCancel(context.Background())
	f.after["SubmitRestore"] = stop
	started, err := f.runner().Restore(ctx, request)
	mustSucceed(t, err)
	if !started.Interrupted || started.Verified != nil {
		t.Fatalf("%+v", started)
	}
	state := RestoreState{
		Repository: "repo", Snapshot: "snap", Database: "clone", State: started.State, BackupTimestamp: started.BackupTimestamp,
		Created: started.Created, Level: started.Level, CreatedTables: started.CreatedTables,
	}
	resumed, err := f.runner().ResumeRestore(context.Background(), request, state)
	mustSucceed(t, err)
	adopted, err := f.runner().Restore(context.Background(), request)
	mustSucceed(t, err)
	request.Overwrite = true
	f.clock.pass(time.Minute)
	again, err := f.runner().RestoreAgain(context.Background(), request, RestoreState{Created: resumed.Created})
	mustSucceed(t, err)
	for name, result := range map[string]RestoreResult{"resumed": resumed, "adopted": adopted, "again": again} {
		if result.Verified == nil || !result.Verified.Passed() {
			t.Errorf("%s: %+v", name, result.Verified)
		}
	}
	if f.calls["Query"] != 3 || f.journal("") != 2 {
		t.Errorf("%d queries, %d jobs", f.calls["Query"], f.journal(""))
	}
	found := f.runner().VerifyRestore(context.Background(), request, []string{"orders"})
	if !found.Passed() || len(found.Counts) != 1 || found.Counts[0].Rows != 5 {
		t.Errorf("%+v", *found)
	}
}
