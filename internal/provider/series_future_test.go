// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"
	"time"
)

// TestSeriesOfTheFuture: a snapshot of a frontend with a wrong clock does not pass for the newest one, so that nights go
// on; it is neither counted nor deleted until its date has come.
func TestSeriesOfTheFuture(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	config := with(nightlySeries, obj{"retention": obj{"keep_last": 1}})
	w.pass(30 * 24 * time.Hour)
	x.succeeds(config)
	wrong := x.latest("name")

	w.pass(-30 * 24 * time.Hour)
	wantText(t, x.look())
	response, result := x.plan(config)
	wantText(t, result.diags, "Snapshots are dated in the future (nightly_)", wrong)
	expect(t, "due", result.changed(), []string{"job_id?", "latest?", "next_due_at?", "state?"})
	wantText(t, x.applyPlan(t.Context(), config, response))
	right := x.latest("name")
	if right == wrong || right == "" || w.runs("backup") != 2 {
		t.Fatalf("latest is %q, after %d jobs", right, w.runs("backup"))
	}

	w.pass(21 * time.Hour)
	wantText(t, x.night(config), "Snapshots are dated in the future (nightly_)", "Snapshots will be deleted (nightly_)")
	expect(t, "pruned", x.list("pruned"), []string{right})
	last := x.latest("name")
	expect(t, "left", w.labels("dr_main", true), []string{last, wrong})

	// Its date has come: it counts as any other.
	w.pass(32 * 24 * time.Hour)
	x.succeeds(config)
	expect(t, "left", w.labels("dr_main", true), []string{x.latest("name")})
}
