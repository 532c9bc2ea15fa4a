// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestSeriesOfTheFuture: a snapshot of a frontend with a wrong clock does not pass for the newest one, so that nights go
// on; it is neither counted nor deleted until its date has come.
func TestSeriesOfTheFuture(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	config := providertest.With(providertest.NightlySeries, providertest.Obj{"retention": providertest.Obj{"keep_last": 1}})
	w.pass(30 * 24 * time.Hour)
	x.succeeds(config)
	wrong := x.latest("name")

	w.pass(-30 * 24 * time.Hour)
	providertest.WantText(t, x.look())
	response, result := x.Plan(config)
	providertest.WantText(t, result.Diags, "Snapshots are dated in the future (nightly_)", wrong)
	compare.Lists(t, "due", result.Changed(), []string{"job_id?", "latest?", "next_due_at?", "state?"})
	providertest.WantText(t, x.applyPlan(t.Context(), config, response))
	right := x.latest("name")
	if right == wrong || right == "" || w.Runs("backup") != 2 {
		t.Fatalf("latest is %q, after %d jobs", right, w.Runs("backup"))
	}

	w.pass(21 * time.Hour)
	providertest.WantText(t, x.night(config), "Snapshots are dated in the future (nightly_)", "Snapshots will be deleted (nightly_)")
	compare.Lists(t, "pruned", x.list("pruned"), []string{right})
	last := x.latest("name")
	compare.Lists(t, "left", w.labels("dr_main", true), []string{last, wrong})

	// Its date has come: it counts as any other.
	w.pass(32 * 24 * time.Hour)
	x.succeeds(config)
	compare.Lists(t, "left", w.labels("dr_main", true), []string{x.latest("name")})
}
