// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestSeriesValidation: what validate refuses.
func TestSeriesValidation(t *testing.T) {
	s := providertest.NewServer(t)
	for name, test := range map[string]struct {
		change providertest.Obj
		want   []string
	}{
		"plain":                   {providertest.Obj{}, nil},
		"everything":              {providertest.Obj{"due_after": "1m", "paused": true, "adopt_name_regex": "^a$", "content": "metadata_only", "allow_incomplete": true, "on_destroy": "delete", "tables": []string{"a"}, "retention": providertest.Obj{"keep_last": 1, "keep_daily": 1, "keep_weekly": 1, "keep_monthly": 1, "max_age": "1h", "keep_at_least": 1}}, nil},
		"due too often":           {providertest.Obj{"due_after": "59s"}, []string{"The duration is not valid", "at least 1m"}},
		"no rule":                 {providertest.Obj{"retention": providertest.Obj{}}, []string{"The retention has no rule"}},
		"keep_at_least is none":   {providertest.Obj{"retention": providertest.Obj{"keep_at_least": 3}}, []string{"The retention has no rule"}},
		"a rule that may be one":  {providertest.Obj{"retention": providertest.Obj{"keep_daily": providertest.NotKnown}}, nil},
		"zero":                    {providertest.Obj{"retention": providertest.Obj{"keep_last": 0}}, []string{"The number is too small"}},
		"zero at least":           {providertest.Obj{"retention": providertest.Obj{"keep_last": 1, "keep_at_least": 0}}, []string{"The number is too small"}},
		"too young":               {providertest.Obj{"retention": providertest.Obj{"max_age": "59m"}}, []string{"The duration is not valid", "at least 1h"}},
		"empty prefix":            {providertest.Obj{"name_prefix": ""}, []string{"The name is not valid"}},
		"other on_destroy":        {providertest.Obj{"on_destroy": "drop"}, []string{"The value is not valid"}},
		"selection twice":         {providertest.Obj{"tables": []string{"a"}, "exclude_tables": []string{"b"}}, []string{"exclude_tables"}},
		"adopt everything":        {providertest.Obj{"adopt_name_regex": "^.*$"}, []string{"it matches every name"}},
		"adopt everything, plus":  {providertest.Obj{"adopt_name_regex": "^.+$"}, []string{"it matches every name"}},
		"adopt everything, class": {providertest.Obj{"adopt_name_regex": "^[-_:A-Za-z0-9]*$"}, []string{"it matches every name"}},
		"adopt, no anchors":       {providertest.Obj{"adopt_name_regex": "ods_[0-9]{8}"}, []string{"does not describe the whole name"}},
		"adopt, one anchor":       {providertest.Obj{"adopt_name_regex": "^ods_"}, []string{"does not describe the whole name"}},
		"adopt, loose branch":     {providertest.Obj{"adopt_name_regex": "^ods_.*|dwd_.*$"}, []string{"does not describe the whole name"}},
		"adopt, two branches":     {providertest.Obj{"adopt_name_regex": "^ods_[0-9]+$|^dwd_[0-9]+$"}, nil},
		"adopt, alike branches":   {providertest.Obj{"adopt_name_regex": "^ods_a$|^ods_b$"}, nil},
		"adopt, group":            {providertest.Obj{"adopt_name_regex": "^(ods|dwd)_.+$"}, nil},
		"adopt, by line":          {providertest.Obj{"adopt_name_regex": "(?m)^ods$"}, []string{"does not describe the whole name"}},
		"adopt, broken":           {providertest.Obj{"adopt_name_regex": "^(ods$"}, []string{"missing closing )"}},
		"adopt, nothing":          {providertest.Obj{"adopt_name_regex": ""}, []string{"does not describe the whole name"}},
	} {
		t.Run(name, func(t *testing.T) {
			providertest.WantText(t, s.ValidateResource("doris_backup_series", providertest.With(providertest.NightlySeries, test.change)), test.want...)
		})
	}
}

// TestSeriesUnknown: what decides over deletions must be known in the plan; without retention the work moves to the apply.
func TestSeriesUnknown(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(keepOne)
	for _, argument := range []string{"due_after", "paused", "allow_incomplete", "adopt_name_regex"} {
		_, result := x.Plan(providertest.With(keepOne, providertest.Obj{argument: providertest.NotKnown}))
		providertest.WantText(t, result.Diags, "error at AttributeName(\""+argument+"\"): The deletions cannot be planned")
	}
	_, result := x.Plan(providertest.With(keepOne, providertest.Obj{"retention": providertest.Obj{"keep_last": providertest.NotKnown}}))
	providertest.WantText(t, result.Diags, "error at AttributeName(\"retention\"): The deletions cannot be planned")

	// A dynamic block may be unknown as a whole.
	providertest.WantText(t, w.Server.ValidateResource("doris_backup_series", providertest.With(keepOne, providertest.Obj{"retention": providertest.NotKnown})))
	for _, x := range []*seriesThing{x, w.series()} {
		_, result = x.Plan(providertest.With(keepOne, providertest.Obj{"retention": providertest.NotKnown}))
		providertest.WantText(t, result.Diags, "error at AttributeName(\"retention\"): The deletions cannot be planned")
	}

	y := w.series()
	other := providertest.With(providertest.NightlySeries, providertest.Obj{"name_prefix": "other_"})
	y.succeeds(other)
	_, result = y.Plan(providertest.With(other, providertest.Obj{"due_after": providertest.NotKnown}))
	providertest.WantText(t, result.Diags)
	compare.Lists(t, "plan", result.Changed(), []string{"due_after?", "job_id?", "latest?", "next_due_at?", "state?"})

	// A create knows nothing of its repository before it is there.
	_, result = w.series().Plan(providertest.With(keepOne, providertest.Obj{"repository": providertest.NotKnown, "retention": providertest.Obj{"keep_last": providertest.NotKnown}}))
	providertest.WantText(t, result.Diags)
	compare.Lists(t, "pruned", namesOf(t, result.Values["pruned"]), nil)
	compare.Values(t, "pruned is known", result.Values["pruned"].IsFullyKnown(), true)
}

// TestSeriesTwiceInOnePlan: two series with the same names would each count the other's snapshots as their own.
func TestSeriesTwiceInOnePlan(t *testing.T) {
	w := newSeriesWorld(t)
	_, first := w.series().Plan(providertest.NightlySeries)
	providertest.WantText(t, first.Diags)
	_, second := w.series().Plan(providertest.NightlySeries)
	if !hasError(second.Diags) {
		t.Error("the second one is planned as well")
	}
}

// TestSeriesStorages: what is behind a broker cannot be pruned from here, and the plan says so.
func TestSeriesStorages(t *testing.T) {
	w := newSeriesWorld(t)
	w.Sim.AddBroker("bos")
	w.Exec(`CREATE REPOSITORY dr_broker WITH BROKER bos ON LOCATION "bos://box/prod" PROPERTIES("bos_endpoint"="http://bj.bcebos.com")`)
	for _, change := range []providertest.Obj{{"retention": providertest.Obj{"keep_last": 1}}, {"on_destroy": "delete"}} {
		_, result := w.series().Plan(providertest.With(providertest.With(providertest.NightlySeries, change), providertest.Obj{"repository": "dr_broker"}))
		providertest.WantText(t, result.Diags, "error at AttributeName(", "The files of the repository cannot be handled from here", "lies on storage of type BROKER")
		w.again()
	}
	_, result := w.series().Plan(providertest.With(providertest.NightlySeries, providertest.Obj{"repository": "dr_broker"}))
	if hasError(result.Diags) {
		t.Error(providertest.DiagnosticsText(result.Diags))
	}
}

// TestSeriesSettings: arguments that start nothing are recorded in place, and hold from the same plan on.
func TestSeriesSettings(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(providertest.NightlySeries)
	w.pass(90 * time.Second)
	for _, change := range []struct {
		config providertest.Obj
		want   []string
		jobs   int
	}{
		{providertest.Obj{"due_after": "30h"}, []string{"due_after", "next_due_at"}, 1},
		{providertest.Obj{"due_after": "30h", "exclude_tables": []string{"orders"}}, []string{"exclude_tables"}, 1},
		{providertest.Obj{"paused": true, "due_after": "1m"}, []string{"due_after", "exclude_tables", "next_due_at", "paused"}, 1},
		{providertest.Obj{"due_after": "1m"}, []string{"job_id?", "latest?", "next_due_at?", "paused", "state?"}, 2},
		{providertest.Obj{"due_after": "20h"}, []string{"due_after", "next_due_at"}, 2},
		{providertest.Obj{"due_after": "10h"}, []string{"due_after", "job_id?", "latest?", "next_due_at?", "state?"}, 2}, // it may be due
		{providertest.Obj{"due_after": "9h"}, []string{"due_after", "job_id?", "latest?", "next_due_at?", "state?"}, 3},  // and is
	} {
		if change.jobs == 3 {
			w.pass(9*time.Hour + time.Minute)
		}
		providertest.WantText(t, x.look())
		response, result := x.Plan(providertest.With(providertest.NightlySeries, change.config))
		compare.Lists(t, "plan", result.Changed(), change.want)
		for _, d := range result.Diags {
			compare.Values(t, "warning", d.Summary, "The apply decides whether a snapshot is due (nightly_)")
		}
		providertest.WantText(t, x.applyPlan(t.Context(), providertest.With(providertest.NightlySeries, change.config), response))
		compare.Values(t, "jobs", w.Runs("backup"), change.jobs)
		x.idle(providertest.With(providertest.NightlySeries, change.config))
	}
}
