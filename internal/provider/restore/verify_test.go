// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

const (
	ordersThere   = "SELECT count(*) > 0 FROM orders"
	customerCount = "SELECT count(*) FROM customers"
)

func query(sql, expect string) providertest.Obj {
	return providertest.Obj{"sql": sql, "expect": expect}
}

func verifyAll(queries ...any) providertest.Obj {
	return providertest.With(providertest.StageRestore, providertest.Obj{"verify": providertest.Obj{"count_rows": true, "queries": queries}})
}

// newRows is a stand-in whose snapshot monday holds two orders and one customer.
func newRows(t *testing.T, options dorissim.Options) *providertest.StandIn {
	t.Helper()
	options.Tick = 5 * time.Millisecond
	s := providertest.NewStandInWith(t, options)
	s.Exec("INSERT INTO `shop`.`orders` VALUES (1, \"2025-03-01\"), (2, \"2026-02-01\")")
	s.Exec("INSERT INTO `shop`.`customers` VALUES (1, \"Ada\")")
	s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
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
	x := s.Thing("doris_restore")
	config := verifyAll(query(ordersThere, "1"))
	x.Succeeds(config)
	wantVerification(x, t, providertest.Obj{
		"passed": true, "row_counts": providertest.Obj{"customers": 1, "orders": 2},
		"queries": []any{providertest.Obj{"sql": ordersThere, "expect": "1", "actual": "1", "passed": true}},
	})
	if !strings.Contains(readable(x.Attributes(x.State)["phase_seconds"]), "verify") || x.Attributes(x.State)["rto_seconds"].IsNull() {
		t.Errorf("phases %s", readable(x.Attributes(x.State)["phase_seconds"]))
	}
	x.Refresh()
	_, result := x.Plan(config)
	compare.Lists(t, "second plan", result.Changed(), nil)

	// Another check is made in place.
	config = verifyAll(query(customerCount, "1"))
	_, result = x.Plan(config)
	compare.Lists(t, "another check", result.Changed(), []string{"phase_seconds?", "rto_seconds?", "verification?", "verify"})
	compare.Lists(t, "warnings", result.Summaries(), nil)
	x.Succeeds(config)
	wantVerification(x, t, providertest.Obj{
		"passed": true, "row_counts": providertest.Obj{"customers": 1, "orders": 2},
		"queries": []any{providertest.Obj{"sql": customerCount, "expect": "1", "actual": "1", "passed": true}},
	})

	// Without verify there is no result.
	x.Refresh()
	_, result = x.Plan(providertest.StageRestore)
	compare.Lists(t, "no check", result.Changed(), []string{"phase_seconds", "verification", "verify"})
	x.Succeeds(providertest.StageRestore)
	wantVerification(x, t, nil)
	if strings.Contains(readable(x.Attributes(x.State)["phase_seconds"]), "verify") {
		t.Errorf("phases %s", readable(x.Attributes(x.State)["phase_seconds"]))
	}
	if n := s.Runs("restore"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// wantVerification compares the result in state.
func wantVerification(x *providertest.Thing, t *testing.T, want any) {
	t.Helper()
	got := x.Attributes(x.State)["verification"]
	if expected := providertest.Value(t, got.Type(), want); !got.Equal(expected) {
		t.Errorf("verification is %s, want %s", readable(got), readable(expected))
	}
}

// TestRestoreFailsVerification: an error with state, which a destroy removes.
func TestRestoreFailsVerification(t *testing.T) {
	t.Parallel()
	s := newRows(t, dorissim.Options{})
	x := s.Thing("doris_restore")
	config := providertest.With(verifyAll(query(ordersThere, "0"), query("SELECT name FROM customers WHERE id = 9", "Ada"), query(customerCount, "1")),
		providertest.Obj{"create_database": true, "on_destroy": "drop_database"})
	diags := x.Apply(t.Context(), config)
	compare.Golden(t, "verification_fails", finishedJobs.ReplaceAllString(providertest.DiagnosticsText(diags), "job 10042 is"))
	x.WantState(map[string]string{"state": "FINISHED", "id": "dr_main/monday/stage"})
	wantVerification(x, t, providertest.Obj{
		"passed": false, "row_counts": providertest.Obj{"customers": 1, "orders": 2},
		"queries": []any{
			providertest.Obj{"sql": ordersThere, "expect": "0", "actual": "1", "passed": false},
			providertest.Obj{"sql": "SELECT name FROM customers WHERE id = 9", "expect": "Ada", "actual": "NULL", "passed": false},
			providertest.Obj{"sql": customerCount, "expect": "1", "actual": "1", "passed": true},
		},
	})
	if !x.Attributes(x.State)["rto_seconds"].IsNull() {
		t.Error("nothing was recovered")
	}
	x.Refresh()
	destroy(x)
	if got := left(s, "stage"); got != "" {
		t.Errorf("left: %q", got)
	}
}

// TestRestoreVerifiedInVain: an update keeps the restore, says what is wrong, and looks again at each apply.
func TestRestoreVerifiedInVain(t *testing.T) {
	t.Parallel()
	s := newRows(t, dorissim.Options{})
	x := s.Thing("doris_restore")
	x.Succeeds(providertest.StageRestore)
	config := verifyAll(query(customerCount, "2"))
	x.Refresh()
	compare.Golden(t, "verification_fails_in_update", finishedJobs.ReplaceAllString(providertest.DiagnosticsText(x.Apply(t.Context(), config)), "job 10042 is"))
	x.Refresh()
	_, result := x.Plan(config)
	compare.Lists(t, "again", result.Changed(), []string{"phase_seconds?", "rto_seconds?", "verification?"})
	s.Exec("INSERT INTO `stage`.`customers` VALUES (2, \"Bob\")")
	x.Succeeds(config)
	x.Refresh()
	_, result = x.Plan(config)
	compare.Lists(t, "at last", result.Changed(), nil)

	// So it is after a new run.
	again := providertest.With(verifyAll(query(customerCount, "2")), providertest.Obj{"existing_tables": "overwrite", "triggers": providertest.Obj{"run": "2"}})
	s.WaitForNextSecond()
	if diags := x.Apply(t.Context(), again); !hasErrors(diags) {
		t.Error("the new run restored one customer")
	}
	x.WantState(map[string]string{"state": "FINISHED"})
	x.Refresh()
	_, result = x.Plan(again)
	compare.Lists(t, "after a run", result.Changed(), []string{"phase_seconds?", "rto_seconds?", "verification?"})
	if n := s.Runs("restore"); n != 2 {
		t.Errorf("%d jobs", n)
	}
}

// TestRestoreNotVerified: checks that cannot be made are a warning, and the next apply makes them.
func TestRestoreNotVerified(t *testing.T) {
	t.Parallel()
	t.Run("no backend", func(t *testing.T) {
		t.Parallel()
		for _, line := range []string{"3.0", "4.1"} {
			s := providertest.NewStandInWith(t, dorissim.Options{Profile: line, Tick: 5 * time.Millisecond, NoQueries: true})
			s.Thing("doris_backup").Succeeds(providertest.With(providertest.ShopBackup, providertest.Obj{"name": "monday"}))
			x := s.Thing("doris_restore")
			config := providertest.With(verifyAll(query(ordersThere, "1")), providertest.Obj{"timeouts": providertest.Obj{"create": "3s", "update": "3s"}})
			diags := x.Apply(t.Context(), config)
			compare.Golden(t, "verification_no_backend_"+line, backendIDs.ReplaceAllString(providertest.Plain(providertest.DiagnosticsText(diags)), "[10002:"))
			x.WantState(map[string]string{"state": "FINISHED"})
			wantVerification(x, t, providertest.Obj{"row_counts": providertest.Obj{}, "queries": []any{providertest.Obj{"sql": ordersThere, "expect": "1"}}})
			x.Refresh()
			_, result := x.Plan(config)
			compare.Lists(t, "next plan", result.Changed(), []string{"phase_seconds?", "rto_seconds?", "verification?"})
		}
	})
	t.Run("no right", func(t *testing.T) {
		t.Parallel()
		s := newRows(t, dorissim.Options{})
		x := s.Thing("doris_restore")
		s.Sim.FailStatement("SELECT COUNT", "SELECT command denied to user 'root'@'%' for table 'stage: customers'", 1)
		config := verifyAll(query(ordersThere, "1"))
		compare.Golden(t, "verification_no_right", providertest.Plain(providertest.DiagnosticsText(x.Apply(t.Context(), config))))
		wantVerification(x, t, providertest.Obj{
			"row_counts": providertest.Obj{"orders": 2}, "queries": []any{providertest.Obj{"sql": ordersThere, "expect": "1", "actual": "1", "passed": true}},
		})
		x.Refresh()
		x.Succeeds(config)
		if n := s.Runs("restore"); n != 1 {
			t.Errorf("%d jobs", n)
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		t.Parallel()
		s := newRows(t, dorissim.Options{})
		x := s.Thing("doris_restore")
		gate := s.Sim.HoldBefore("SELECT COUNT")
		config := verifyAll(query(ordersThere, "1"))
		compare.Golden(t, "verification_interrupted", providertest.Plain(providertest.DiagnosticsText(applyToGate(x, gate, config))))
		gate.Release()
		x.WantState(map[string]string{"state": "FINISHED"})
		x.Refresh()
		x.Succeeds(config)
		if n := s.Runs("restore"); n != 1 {
			t.Errorf("%d jobs", n)
		}
	})
}

// applyToGate applies until a statement stands at the gate, and interrupts it there as Ctrl-C does.
func applyToGate(x *providertest.Thing, gate *dorissim.Gate, config providertest.Obj) []*tfprotov6.Diagnostic {
	x.T.Helper()
	ctx, cancel := context.WithCancel(x.T.Context())
	go func() {
		defer cancel()
		providertest.Reached(x.T, gate)
	}()
	return x.Apply(ctx, config)
}

var (
	backendIDs   = regexp.MustCompile(`\[[0-9]+:`)
	finishedJobs = regexp.MustCompile(`job [0-9]+ is`)
)

// TestVerifyArguments: what validate refuses.
func TestVerifyArguments(t *testing.T) {
	s := providertest.NewServer(t)
	for name, c := range map[string]struct {
		verify any
		want   []string
	}{
		"none":          {nil, nil},
		"nothing":       {providertest.Obj{}, []string{"ERROR: The verification checks nothing"}},
		"nothing after": {providertest.Obj{"count_rows": false}, []string{"ERROR: The verification checks nothing"}},
		"no queries":    {providertest.Obj{"queries": []any{}}, []string{"ERROR: The argument is empty"}},
		"unknown":       {providertest.NotKnown, nil},
		"unknown count": {providertest.Obj{"count_rows": providertest.NotKnown}, nil},
		"unknown query": {providertest.Obj{"queries": []any{query("x", "1"), providertest.Obj{"sql": providertest.NotKnown, "expect": "1"}}}, []string{"ERROR: The query is not one that is run"}},
		"two":           {providertest.Obj{"queries": []any{query("SELECT 1; DROP TABLE t", "1")}}, []string{"ERROR: The query is not one that is run"}},
		"show":          {providertest.Obj{"queries": []any{query("SHOW TABLES", "orders"), query("WITH a AS (SELECT 1) SELECT * FROM a;", "1")}}, nil},
	} {
		result := providertest.Planned{Diags: s.ValidateResource("doris_restore", providertest.With(providertest.StageRestore, providertest.Obj{"verify": c.verify}))}
		compare.Lists(t, name, result.Summaries(), c.want)
	}
}
