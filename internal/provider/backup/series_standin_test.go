// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"slices"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/backup"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// TestSeriesNights: a snapshot a night, in place; by day nothing to do.
func TestSeriesNights(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(providertest.NightlySeries)
	first := x.latest("name")
	if !backup.GeneratedFrom("nightly_", first) {
		t.Fatalf("latest is %q", first)
	}
	x.WantState(map[string]string{"id": "dr_main/shop/nightly_", "state": "FINISHED"})
	due := backup.InstantOf(tfvalue.TextOrNull(x.latest("taken_at"))).Add(20 * time.Hour)
	x.WantState(map[string]string{"next_due_at": due.Format(time.RFC3339)})
	x.idle(providertest.NightlySeries)
	w.pass(19 * time.Hour)
	x.idle(providertest.NightlySeries)

	w.pass(2 * time.Hour)
	providertest.WantText(t, x.look())
	response, result := x.Plan(providertest.NightlySeries)
	compare.Lists(t, "due", result.Changed(), []string{"job_id?", "latest?", "next_due_at?", "state?"})
	providertest.WantText(t, result.Diags)
	providertest.WantText(t, x.applyPlan(t.Context(), providertest.NightlySeries, response))
	if second := x.latest("name"); second == first || second == "" {
		t.Errorf("latest is %q", second)
	}
	x.idle(providertest.NightlySeries)
	if labels := w.labels("dr_main", true); len(labels) != 2 || w.Runs("backup") != 2 {
		t.Errorf("%d jobs, snapshots %v", w.Runs("backup"), labels)
	}
}

// TestSeriesPrunes: the plan names what goes because of tonight's snapshot, and exactly that goes.
func TestSeriesPrunes(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	config := providertest.With(providertest.NightlySeries, providertest.Obj{"retention": providertest.Obj{"keep_last": 2}})
	var taken []string
	for range 2 {
		x.succeeds(config)
		taken = append(taken, x.latest("name"))
		w.pass(24 * time.Hour)
	}
	compare.Lists(t, "pruned", x.list("pruned"), nil)
	for range 3 {
		providertest.WantText(t, x.look())
		response, result := x.Plan(config)
		compare.Lists(t, "planned", namesOf(t, result.Values["pruned"]), taken[:1])
		providertest.WantText(t, result.Diags, "Snapshots will be deleted (nightly_)", taken[0])
		providertest.WantText(t, x.applyPlan(t.Context(), config, response))
		compare.Lists(t, "pruned", x.list("pruned"), taken[:1])
		taken = append(taken[1:], x.latest("name"))
		compare.Lists(t, "left", w.labels("dr_main", true), taken)
		x.idle(config)
		w.pass(24 * time.Hour)
	}
}

// TestSeriesTakesOver: a create finds the snapshots of the series, deletes nothing, and takes none when the newest is young.
func TestSeriesTakesOver(t *testing.T) {
	w := newSeriesWorld(t)
	lost := w.series()
	lost.succeeds(providertest.NightlySeries)
	w.pass(21 * time.Hour)
	lost.succeeds(providertest.NightlySeries)
	config := providertest.With(providertest.NightlySeries, providertest.Obj{"retention": providertest.Obj{"keep_last": 1}})
	x := w.series()
	x.succeeds(config)
	if x.latest("name") != lost.latest("name") || w.Runs("backup") != 2 {
		t.Errorf("latest is %s, want %s; %d jobs", x.latest("name"), lost.latest("name"), w.Runs("backup"))
	}
	compare.Values(t, "left", len(w.labels("dr_main", true)), 2)
	x.succeeds(config) // the next plan names what goes
	compare.Lists(t, "left", w.labels("dr_main", true), []string{x.latest("name")})
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
	config := providertest.Obj{
		"repository": "dr_main", "database": "shop", "name_prefix": "shop_", "adopt_name_regex": "^shop_[0-9]{8}$", "paused": true,
		"retention": providertest.Obj{"max_age": "60h", "keep_at_least": 1},
	}
	x := w.series()
	x.succeeds(config)
	compare.Values(t, "latest", x.latest("name"), made[3])
	x.WantState(map[string]string{"next_due_at": ""})
	x.succeeds(config)
	compare.Lists(t, "pruned", x.list("pruned"), made[:2])
	x.idle(config)
	w.pass(90 * 24 * time.Hour)
	x.succeeds(config)
	compare.Lists(t, "pruned", x.list("pruned"), made[2:3])
	compare.Lists(t, "left", w.labels("dr_main", true), []string{made[3], "shop_latest"})
	compare.Values(t, "jobs", w.Runs("backup"), 5)

	config = providertest.With(config, providertest.Obj{"paused": nil}) // the script retires
	x.succeeds(config)
	if !backup.GeneratedFrom("shop_", x.latest("name")) || !slices.Contains(x.list("pruned"), made[3]) {
		t.Errorf("latest %s, pruned %v", x.latest("name"), x.list("pruned"))
	}
	compare.Lists(t, "left", w.labels("dr_main", true), []string{x.latest("name"), "shop_latest"})
}
