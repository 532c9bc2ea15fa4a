// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

const (
	ordersThere   = "SELECT count(*) > 0 FROM orders"
	customerCount = "SELECT count(*) FROM customers"
)

func query(sql, expect string) obj { return obj{"sql": sql, "expect": expect} }

func verifyAll(queries ...any) obj {
	return with(stageRestore, obj{"verify": obj{"count_rows": true, "queries": queries}})
}

// newRows is a stand-in whose snapshot monday holds two orders and one customer.
func newRows(t *testing.T, options dorissim.Options) *standIn {
	t.Helper()
	options.Tick = 5 * time.Millisecond
	s := newStandInWith(t, options)
	s.exec("INSERT INTO `shop`.`orders` VALUES (1, \"2025-03-01\"), (2, \"2026-02-01\")")
	s.exec("INSERT INTO `shop`.`customers` VALUES (1, \"Ada\")")
	s.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "monday"}))
	return s
}

// readable prints a value without types, null as "-".
func readable(v tftypes.Value) string {
	text := strings.NewReplacer("tftypes.", "", "<null>", "-", "\"", "'").Replace(v.String())
	for _, name := range []string{"String", "Bool", "Number"} {
		text = strings.ReplaceAll(text, name, "")
	}
	return text
}

func TestRestoreVerified(t *testing.T) {
	t.Parallel()
	s := newRows(t, dorissim.Options{})
	x := s.thing("doris_restore")
	config := verifyAll(query(ordersThere, "1"))
	x.succeeds(config)
	x.wantVerification(t, obj{
		"passed": true, "row_counts": obj{"customers": 1, "orders": 2},
		"queries": []any{obj{"sql": ordersThere, "expect": "1", "actual": "1", "passed": true}},
	})
	if !strings.Contains(readable(x.attributes(x.state)["phase_seconds"]), "verify") || x.attributes(x.state)["rto_seconds"].IsNull() {
		t.Errorf("phases %s", readable(x.attributes(x.state)["phase_seconds"]))
	}
	x.refresh()
	_, result := x.plan(config)
	expect(t, "second plan", result.changed(), nil)

	// Another check is made in place.
	config = verifyAll(query(customerCount, "1"))
	_, result = x.plan(config)
	expect(t, "another check", result.changed(), []string{"phase_seconds?", "rto_seconds?", "verification?", "verify"})
	expect(t, "warnings", result.summaries(), nil)
	x.succeeds(config)
	x.wantVerification(t, obj{
		"passed": true, "row_counts": obj{"customers": 1, "orders": 2},
		"queries": []any{obj{"sql": customerCount, "expect": "1", "actual": "1", "passed": true}},
	})

	// Without verify there is no result.
	x.refresh()
	_, result = x.plan(stageRestore)
	expect(t, "no check", result.changed(), []string{"phase_seconds", "verification", "verify"})
	x.succeeds(stageRestore)
	x.wantVerification(t, nil)
	if strings.Contains(readable(x.attributes(x.state)["phase_seconds"]), "verify") {
		t.Errorf("phases %s", readable(x.attributes(x.state)["phase_seconds"]))
	}
	if n := s.runs("restore"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// wantVerification compares the result in state.
func (x *thing) wantVerification(t *testing.T, want any) {
	t.Helper()
	got := x.attributes(x.state)["verification"]
	if expected := value(t, got.Type(), want); !got.Equal(expected) {
		t.Errorf("verification is %s, want %s", readable(got), readable(expected))
	}
}

// TestRestoreFailsVerification: an error with state, which a destroy removes.
func TestRestoreFailsVerification(t *testing.T) {
	t.Parallel()
	s := newRows(t, dorissim.Options{})
	x := s.thing("doris_restore")
	config := with(verifyAll(query(ordersThere, "0"), query("SELECT name FROM customers WHERE id = 9", "Ada"), query(customerCount, "1")),
		obj{"create_database": true, "on_destroy": "drop_database"})
	diags := x.apply(t.Context(), config)
	golden(t, "verification_fails", finishedJobs.ReplaceAllString(diagnosticsText(diags), "job 10042 is"))
	x.wantState(map[string]string{"state": "FINISHED", "id": "dr_main/monday/stage"})
	x.wantVerification(t, obj{
		"passed": false, "row_counts": obj{"customers": 1, "orders": 2},
		"queries": []any{
			obj{"sql": ordersThere, "expect": "0", "actual": "1", "passed": false},
			obj{"sql": "SELECT name FROM customers WHERE id = 9", "expect": "Ada", "actual": "NULL", "passed": false},
			obj{"sql": customerCount, "expect": "1", "actual": "1", "passed": true},
		},
	})
	if !x.attributes(x.state)["rto_seconds"].IsNull() {
		t.Error("nothing was recovered")
	}
	x.refresh()
	x.destroy()
	if got := s.left("stage"); got != "" {
		t.Errorf("left: %q", got)
	}
}

// TestRestoreVerifiedInVain: an update keeps the restore, says what is wrong, and looks again at each apply.
func TestRestoreVerifiedInVain(t *testing.T) {
	t.Parallel()
	s := newRows(t, dorissim.Options{})
	x := s.thing("doris_restore")
	x.succeeds(stageRestore)
	config := verifyAll(query(customerCount, "2"))
	x.refresh()
	golden(t, "verification_fails_in_update", finishedJobs.ReplaceAllString(diagnosticsText(x.apply(t.Context(), config)), "job 10042 is"))
	x.refresh()
	_, result := x.plan(config)
	expect(t, "again", result.changed(), []string{"phase_seconds?", "rto_seconds?", "verification?"})
	s.exec("INSERT INTO `stage`.`customers` VALUES (2, \"Bob\")")
	x.succeeds(config)
	x.refresh()
	_, result = x.plan(config)
	expect(t, "at last", result.changed(), nil)

	// So it is after a new run.
	again := with(verifyAll(query(customerCount, "2")), obj{"existing_tables": "overwrite", "triggers": obj{"run": "2"}})
	s.waitForNextSecond()
	if diags := x.apply(t.Context(), again); !hasErrors(diags) {
		t.Error("the new run restored one customer")
	}
	x.wantState(map[string]string{"state": "FINISHED"})
	x.refresh()
	_, result = x.plan(again)
	expect(t, "after a run", result.changed(), []string{"phase_seconds?", "rto_seconds?", "verification?"})
	if n := s.runs("restore"); n != 2 {
		t.Errorf("%d jobs", n)
	}
}

// TestRestoreNotVerified: checks that cannot be made are a warning, and the next apply makes them.
func TestRestoreNotVerified(t *testing.T) {
	t.Parallel()
	t.Run("no backend", func(t *testing.T) {
		t.Parallel()
		for _, line := range []string{"3.0", "4.1"} {
			s := newStandInWith(t, dorissim.Options{Profile: line, Tick: 5 * time.Millisecond, NoQueries: true})
			s.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "monday"}))
			x := s.thing("doris_restore")
			config := with(verifyAll(query(ordersThere, "1")), obj{"timeouts": obj{"create": "3s", "update": "3s"}})
			diags := x.apply(t.Context(), config)
			golden(t, "verification_no_backend_"+line, backendIDs.ReplaceAllString(plain(diagnosticsText(diags)), "[10002:"))
			x.wantState(map[string]string{"state": "FINISHED"})
			x.wantVerification(t, obj{"row_counts": obj{}, "queries": []any{obj{"sql": ordersThere, "expect": "1"}}})
			x.refresh()
			_, result := x.plan(config)
			expect(t, "next plan", result.changed(), []string{"phase_seconds?", "rto_seconds?", "verification?"})
		}
	})
	t.Run("no right", func(t *testing.T) {
		t.Parallel()
		s := newRows(t, dorissim.Options{})
		x := s.thing("doris_restore")
		s.sim.FailStatement("SELECT COUNT", "SELECT command denied to user 'root'@'%' for table 'stage: customers'", 1)
		config := verifyAll(query(ordersThere, "1"))
		golden(t, "verification_no_right", plain(diagnosticsText(x.apply(t.Context(), config))))
		x.wantVerification(t, obj{
			"row_counts": obj{"orders": 2}, "queries": []any{obj{"sql": ordersThere, "expect": "1", "actual": "1", "passed": true}},
		})
		x.refresh()
		x.succeeds(config)
		if n := s.runs("restore"); n != 1 {
			t.Errorf("%d jobs", n)
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		t.Parallel()
		s := newRows(t, dorissim.Options{})
		x := s.thing("doris_restore")
		gate := s.sim.HoldBefore("SELECT COUNT")
		config := verifyAll(query(ordersThere, "1"))
		golden(t, "verification_interrupted", plain(diagnosticsText(x.applyToGate(gate, config))))
		gate.Release()
		x.wantState(map[string]string{"state": "FINISHED"})
		x.refresh()
		x.succeeds(config)
		if n := s.runs("restore"); n != 1 {
			t.Errorf("%d jobs", n)
		}
	})
}

// applyToGate applies until a statement stands at the gate, and interrupts it there as Ctrl-C does.
func (x *thing) applyToGate(gate *dorissim.Gate, config obj) []*tfprotov6.Diagnostic {
	x.t.Helper()
	ctx, cancel := context.WithCancel(x.t.Context())
	go func() {
		defer cancel()
		reached(x.t, gate)
	}()
	return x.apply(ctx, config)
}

var (
	backendIDs   = regexp.MustCompile(`\[[0-9]+:`)
	finishedJobs = regexp.MustCompile(`job [0-9]+ is`)
)

// TestVerificationTexts shows what the stand-in cannot be brought to say.
func TestVerificationTexts(t *testing.T) {
	in := &instance{settings: settings{username: "tf_backup"}}
	m := restoreModel{Snapshot: types.StringValue("monday"), Database: types.StringValue("drill_ci")}
	m.JobID = types.StringValue("20811")
	count := job.Count{Table: "orders"}
	for name, v := range map[string]*job.Verified{
		"broken_table": {Counts: []job.Count{{Table: "orders", Check: job.Check{Outcome: job.Failed, Doris: "[CORRUPTION]\nbad checksum"}}}},
		"refused_query": {Answers: []job.Answer{{
			Query: job.Query{SQL: "SELECT\n  count(*)\nFROM ordres", Expect: "1"}, Check: job.Check{Outcome: job.Failed, Doris: "Unknown table 'ordres'"},
		}}},
		"many":        {Answers: manyAnswers(7)},
		"deadline":    {Counts: []job.Count{count}, Unmade: &job.Error{Code: job.CodeDeadline}},
		"some_unmade": {Counts: []job.Count{count}, Answers: manyAnswers(1), Unmade: &doris.Error{Kind: doris.KindAccessDenied, Message: "no"}},
		"lost":        {Counts: []job.Count{count}, Unmade: &job.Error{Code: job.CodeLost}},
		"silence":     {Counts: []job.Count{count}, Unmade: &doris.Error{Kind: doris.KindConnectionLost, Message: "broke"}},
		"busy":        {Counts: []job.Count{count}, Unmade: &doris.Error{Kind: doris.KindPartitionBusy, Message: "Partition state is not NORMAL: p1:RESTORING"}},
		"slow":        {Counts: []job.Count{count}, Unmade: &doris.Error{Kind: doris.KindQueryTimeout, Message: "query timeout, query id = 5a1f"}},
		"login":       {Counts: []job.Count{count}, Unmade: &doris.Error{Kind: doris.KindAccessDenied, Code: 1045, Message: "Access denied for user 'tf_backup'"}},
	} {
		var diags diag.Diagnostics
		in.addVerified(m, v, false, &diags)
		golden(t, "verification_text_"+name, shown(diags))
	}
}

func manyAnswers(n int) (all []job.Answer) {
	for range n {
		all = append(all, job.Answer{Query: job.Query{SQL: "SELECT " + strings.Repeat("x", 300), Expect: "1"}, Actual: "2", Check: job.Check{Outcome: job.Failed}})
	}
	return all
}

// TestVerifyArguments: what validate refuses.
func TestVerifyArguments(t *testing.T) {
	s := newServer(t)
	for name, c := range map[string]struct {
		verify any
		want   []string
	}{
		"none":          {nil, nil},
		"nothing":       {obj{}, []string{"ERROR: The verification checks nothing"}},
		"nothing after": {obj{"count_rows": false}, []string{"ERROR: The verification checks nothing"}},
		"no queries":    {obj{"queries": []any{}}, []string{"ERROR: The argument is empty"}},
		"unknown":       {notKnown, nil},
		"unknown count": {obj{"count_rows": notKnown}, nil},
		"unknown query": {obj{"queries": []any{query("x", "1"), obj{"sql": notKnown, "expect": "1"}}}, []string{"ERROR: The query is not one that is run"}},
		"two":           {obj{"queries": []any{query("SELECT 1; DROP TABLE t", "1")}}, []string{"ERROR: The query is not one that is run"}},
		"show":          {obj{"queries": []any{query("SHOW TABLES", "orders"), query("WITH a AS (SELECT 1) SELECT * FROM a;", "1")}}, nil},
	} {
		result := planned{diags: s.validateResource("doris_restore", with(stageRestore, obj{"verify": c.verify}))}
		expect(t, name, result.summaries(), c.want)
	}
}
