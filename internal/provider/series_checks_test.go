// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// TestSeriesValidation: what validate refuses.
func TestSeriesValidation(t *testing.T) {
	s := newServer(t)
	for name, test := range map[string]struct {
		change obj
		want   []string
	}{
		"plain":                   {obj{}, nil},
		"everything":              {obj{"due_after": "1m", "paused": true, "adopt_name_regex": "^a$", "content": "metadata_only", "allow_incomplete": true, "on_destroy": "delete", "tables": []string{"a"}, "retention": obj{"keep_last": 1, "keep_daily": 1, "keep_weekly": 1, "keep_monthly": 1, "max_age": "1h", "keep_at_least": 1}}, nil},
		"due too often":           {obj{"due_after": "59s"}, []string{"The duration is not valid", "at least 1m"}},
		"no rule":                 {obj{"retention": obj{}}, []string{"The retention has no rule"}},
		"keep_at_least is none":   {obj{"retention": obj{"keep_at_least": 3}}, []string{"The retention has no rule"}},
		"a rule that may be one":  {obj{"retention": obj{"keep_daily": notKnown}}, nil},
		"zero":                    {obj{"retention": obj{"keep_last": 0}}, []string{"The number is too small"}},
		"zero at least":           {obj{"retention": obj{"keep_last": 1, "keep_at_least": 0}}, []string{"The number is too small"}},
		"too young":               {obj{"retention": obj{"max_age": "59m"}}, []string{"The duration is not valid", "at least 1h"}},
		"empty prefix":            {obj{"name_prefix": ""}, []string{"The name is not valid"}},
		"other on_destroy":        {obj{"on_destroy": "drop"}, []string{"The value is not valid"}},
		"selection twice":         {obj{"tables": []string{"a"}, "exclude_tables": []string{"b"}}, []string{"exclude_tables"}},
		"adopt everything":        {obj{"adopt_name_regex": "^.*$"}, []string{"it matches every name"}},
		"adopt everything, plus":  {obj{"adopt_name_regex": "^.+$"}, []string{"it matches every name"}},
		"adopt everything, class": {obj{"adopt_name_regex": "^[-_:A-Za-z0-9]*$"}, []string{"it matches every name"}},
		"adopt, no anchors":       {obj{"adopt_name_regex": "ods_[0-9]{8}"}, []string{"does not describe the whole name"}},
		"adopt, one anchor":       {obj{"adopt_name_regex": "^ods_"}, []string{"does not describe the whole name"}},
		"adopt, loose branch":     {obj{"adopt_name_regex": "^ods_.*|dwd_.*$"}, []string{"does not describe the whole name"}},
		"adopt, two branches":     {obj{"adopt_name_regex": "^ods_[0-9]+$|^dwd_[0-9]+$"}, nil},
		"adopt, alike branches":   {obj{"adopt_name_regex": "^ods_a$|^ods_b$"}, nil},
		"adopt, group":            {obj{"adopt_name_regex": "^(ods|dwd)_.+$"}, nil},
		"adopt, by line":          {obj{"adopt_name_regex": "(?m)^ods$"}, []string{"does not describe the whole name"}},
		"adopt, broken":           {obj{"adopt_name_regex": "^(ods$"}, []string{"missing closing )"}},
		"adopt, nothing":          {obj{"adopt_name_regex": ""}, []string{"does not describe the whole name"}},
	} {
		t.Run(name, func(t *testing.T) {
			wantText(t, s.validateResource("doris_backup_series", with(nightlySeries, test.change)), test.want...)
		})
	}
}

// TestSeriesUnknown: what decides over deletions must be known in the plan; without retention the work moves to the apply.
func TestSeriesUnknown(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(keepOne)
	for _, argument := range []string{"due_after", "paused", "allow_incomplete", "adopt_name_regex"} {
		_, result := x.plan(with(keepOne, obj{argument: notKnown}))
		wantText(t, result.diags, "error at AttributeName(\""+argument+"\"): The deletions cannot be planned")
	}
	_, result := x.plan(with(keepOne, obj{"retention": obj{"keep_last": notKnown}}))
	wantText(t, result.diags, "error at AttributeName(\"retention\"): The deletions cannot be planned")

	// A dynamic block may be unknown as a whole.
	wantText(t, w.server.validateResource("doris_backup_series", with(keepOne, obj{"retention": notKnown})))
	for _, x := range []*seriesThing{x, w.series()} {
		_, result = x.plan(with(keepOne, obj{"retention": notKnown}))
		wantText(t, result.diags, "error at AttributeName(\"retention\"): The deletions cannot be planned")
	}

	y := w.series()
	other := with(nightlySeries, obj{"name_prefix": "other_"})
	y.succeeds(other)
	_, result = y.plan(with(other, obj{"due_after": notKnown}))
	wantText(t, result.diags)
	expect(t, "plan", result.changed(), []string{"due_after?", "job_id?", "latest?", "next_due_at?", "state?"})

	// A create knows nothing of its repository before it is there.
	_, result = w.series().plan(with(keepOne, obj{"repository": notKnown, "retention": obj{"keep_last": notKnown}}))
	wantText(t, result.diags)
	expect(t, "pruned", namesOf(t, result.values["pruned"]), nil)
	is(t, "pruned is known", result.values["pruned"].IsFullyKnown(), true)
}

// TestSeriesTwiceInOnePlan: two series with the same names would each count the other's snapshots as their own.
func TestSeriesTwiceInOnePlan(t *testing.T) {
	w := newSeriesWorld(t)
	_, first := w.series().plan(nightlySeries)
	wantText(t, first.diags)
	_, second := w.series().plan(nightlySeries)
	if !hasError(second.diags) {
		t.Error("the second one is planned as well")
	}
}

// TestSeriesStorages: only S3 can be pruned from here, and the plan says so.
func TestSeriesStorages(t *testing.T) {
	w := newSeriesWorld(t)
	w.exec(`CREATE REPOSITORY dr_hdfs WITH HDFS ON LOCATION "hdfs://nn1:8020/doris" PROPERTIES("fs.defaultFS"="hdfs://nn1:8020","hadoop.username"="doris")`)
	for _, change := range []obj{{"retention": obj{"keep_last": 1}}, {"on_destroy": "delete"}} {
		_, result := w.series().plan(with(with(nightlySeries, change), obj{"repository": "dr_hdfs"}))
		wantText(t, result.diags, "error at AttributeName(", "The storage of the repository is not S3", "lies on storage of type HDFS")
		w.again()
	}
	_, result := w.series().plan(with(nightlySeries, obj{"repository": "dr_hdfs"}))
	if hasError(result.diags) {
		t.Error(diagnosticsText(result.diags))
	}
}

// TestSeriesSettings: arguments that start nothing are recorded in place, and hold from the same plan on.
func TestSeriesSettings(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(nightlySeries)
	w.pass(90 * time.Second)
	for _, change := range []struct {
		config obj
		want   []string
		jobs   int
	}{
		{obj{"due_after": "30h"}, []string{"due_after", "next_due_at"}, 1},
		{obj{"due_after": "30h", "exclude_tables": []string{"orders"}}, []string{"exclude_tables"}, 1},
		{obj{"paused": true, "due_after": "1m"}, []string{"due_after", "exclude_tables", "next_due_at", "paused"}, 1},
		{obj{"due_after": "1m"}, []string{"job_id?", "latest?", "next_due_at?", "paused", "state?"}, 2},
		{obj{"due_after": "20h"}, []string{"due_after", "next_due_at"}, 2},
		{obj{"due_after": "10h"}, []string{"due_after", "job_id?", "latest?", "next_due_at?", "state?"}, 2}, // it may be due
		{obj{"due_after": "9h"}, []string{"due_after", "job_id?", "latest?", "next_due_at?", "state?"}, 3},  // and is
	} {
		if change.jobs == 3 {
			w.pass(9*time.Hour + time.Minute)
		}
		wantText(t, x.look())
		response, result := x.plan(with(nightlySeries, change.config))
		expect(t, "plan", result.changed(), change.want)
		for _, d := range result.diags {
			is(t, "warning", d.Summary, "The apply decides whether a snapshot is due (nightly_)")
		}
		wantText(t, x.applyPlan(t.Context(), with(nightlySeries, change.config), response))
		is(t, "jobs", w.runs("backup"), change.jobs)
		x.idle(with(nightlySeries, change.config))
	}
}

// TestSeriesNoteSettles: a refresh that finds the same writes the same, so that refreshing alone is no change.
func TestSeriesNoteSettles(t *testing.T) {
	start := time.Date(2026, 9, 11, 1, 0, 0, 0, time.UTC)
	model := seriesModel{Retention: &retentionModel{}}
	note := func(age time.Duration) seriesNote {
		return seriesNote{Now: start.Add(age), Snapshots: []job.SeriesSnapshot{{Name: "a", TakenAt: start, Ours: true}}}
	}
	for _, test := range []struct {
		before, after time.Duration
		kept          bool
	}{
		{0, 10 * time.Minute, true},
		{0, 20 * time.Hour, true},
		{0, 20*time.Hour + time.Second, false}, // a snapshot is due now
		{21 * time.Hour, 220 * time.Hour, true},
		{time.Hour, time.Minute, false}, // the clock was set back
	} {
		settled := note(test.after).settled(model, note(test.before))
		if kept := settled.Now.Equal(start.Add(test.before)); kept != test.kept {
			t.Errorf("%s after %s: kept %t", test.after, test.before, kept)
		}
		model.Paused = types.BoolValue(true) // the same, so that a series that wakes up is due
		if kept := note(test.after).settled(model, note(test.before)).Now.Equal(start.Add(test.before)); kept != test.kept {
			t.Errorf("paused, %s after %s: kept %t", test.after, test.before, kept)
		}
		model.Paused = types.BoolValue(false)
	}
}
