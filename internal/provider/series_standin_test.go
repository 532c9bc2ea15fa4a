// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"testing"
	"time"
)

var nightlySeries = obj{"repository": "dr_main", "database": "shop", "name_prefix": "nightly_"}

// TestSeriesNights: a snapshot a night, in place; by day nothing to do.
func TestSeriesNights(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(nightlySeries)
	first := x.latest("name")
	if !generatedFrom("nightly_", first) {
		t.Fatalf("latest is %q", first)
	}
	x.wantState(map[string]string{"id": "dr_main/shop/nightly_", "state": "FINISHED"})
	due := instantOf(textOrNull(x.latest("taken_at"))).Add(20 * time.Hour)
	x.wantState(map[string]string{"next_due_at": due.Format(time.RFC3339)})
	x.idle(nightlySeries)
	w.pass(19 * time.Hour)
	x.idle(nightlySeries)

	w.pass(2 * time.Hour)
	wantText(t, x.look())
	response, result := x.plan(nightlySeries)
	expect(t, "due", result.changed(), []string{"job_id?", "latest?", "next_due_at?", "state?"})
	wantText(t, result.diags)
	wantText(t, x.applyPlan(t.Context(), nightlySeries, response))
	if second := x.latest("name"); second == first || second == "" {
		t.Errorf("latest is %q", second)
	}
	x.idle(nightlySeries)
	if labels := w.labels("dr_main", true); len(labels) != 2 || w.runs("backup") != 2 {
		t.Errorf("%d jobs, snapshots %v", w.runs("backup"), labels)
	}
}

// TestSeriesPrunes: the plan names what goes because of tonight's snapshot, and exactly that goes.
func TestSeriesPrunes(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	config := with(nightlySeries, obj{"retention": obj{"keep_last": 2}})
	var taken []string
	for range 2 {
		x.succeeds(config)
		taken = append(taken, x.latest("name"))
		w.pass(24 * time.Hour)
	}
	expect(t, "pruned", x.list("pruned"), nil)
	for range 3 {
		wantText(t, x.look())
		response, result := x.plan(config)
		expect(t, "planned", namesOf(t, result.values["pruned"]), taken[:1])
		wantText(t, result.diags, "Snapshots will be deleted (nightly_)", taken[0])
		wantText(t, x.applyPlan(t.Context(), config, response))
		expect(t, "pruned", x.list("pruned"), taken[:1])
		taken = append(taken[1:], x.latest("name"))
		expect(t, "left", w.labels("dr_main", true), taken)
		x.idle(config)
		w.pass(24 * time.Hour)
	}
}

// TestSeriesTakesOver: a create finds the snapshots of the series, deletes nothing, and takes none when the newest is young.
func TestSeriesTakesOver(t *testing.T) {
	w := newSeriesWorld(t)
	lost := w.series()
	lost.succeeds(nightlySeries)
	w.pass(21 * time.Hour)
	lost.succeeds(nightlySeries)
	config := with(nightlySeries, obj{"retention": obj{"keep_last": 1}})
	x := w.series()
	x.succeeds(config)
	if x.latest("name") != lost.latest("name") || w.runs("backup") != 2 {
		t.Errorf("latest is %s, want %s; %d jobs", x.latest("name"), lost.latest("name"), w.runs("backup"))
	}
	is(t, "left", len(w.labels("dr_main", true)), 2)
	x.succeeds(config) // the next plan names what goes
	expect(t, "left", w.labels("dr_main", true), []string{x.latest("name")})
	x.idle(config)
}

// TestSeriesScript: retention alone, over the snapshots of a script (schema, story 7).
func TestSeriesScript(t *testing.T) {
	w := newSeriesWorld(t)
	var made []string
	for _, name := range []string{"shop_20261101", "shop_20261102", "shop_20261103", "shop_20261104"} {
		w.script(name)
		made = append(made, name)
		w.pass(24 * time.Hour)
	}
	w.script("shop_latest")
	config := obj{
		"repository": "dr_main", "database": "shop", "name_prefix": "shop_", "adopt_name_regex": "^shop_[0-9]{8}$", "paused": true,
		"retention": obj{"max_age": "60h", "keep_at_least": 1},
	}
	x := w.series()
	x.succeeds(config)
	is(t, "latest", x.latest("name"), made[3])
	x.wantState(map[string]string{"next_due_at": ""})
	x.succeeds(config)
	expect(t, "pruned", x.list("pruned"), made[:2])
	x.idle(config)
	w.pass(90 * 24 * time.Hour)
	x.succeeds(config)
	expect(t, "pruned", x.list("pruned"), made[2:3])
	expect(t, "left", w.labels("dr_main", true), []string{made[3], "shop_latest"})
	is(t, "jobs", w.runs("backup"), 5)

	config = with(config, obj{"paused": nil}) // the script retires
	x.succeeds(config)
	if !generatedFrom("shop_", x.latest("name")) || !slices.Contains(x.list("pruned"), made[3]) {
		t.Errorf("latest %s, pruned %v", x.latest("name"), x.list("pruned"))
	}
	expect(t, "left", w.labels("dr_main", true), []string{x.latest("name"), "shop_latest"})
}
