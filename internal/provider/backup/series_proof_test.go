// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// put writes a file below a name, as a backend of whatever cluster does.
func (w *seriesWorld) put(label, file string) {
	w.T.Helper()
	if err := w.Store.Put("backups", "prod/__palo_repository_dr_main/__ss_"+label+"/__ss_content/"+file, []byte(file)); err != nil {
		w.T.Fatal(err)
	}
}

// leftoversBeside is a name of the same series that is old and holds files without an info file.
func (w *seriesWorld) leftoversBeside(name string) string {
	w.T.Helper()
	at := strings.Index(name, "nightly_") + len("nightly_")
	label := name[:at] + "20200101_000000" + name[at+len("20200101_000000"):]
	w.put(label, "first")
	return label
}

// TestSeriesStillWritten: leftovers whose name is old stay as long as somebody writes there, as a cluster may that was
// cloned with its identity; each look asks the bucket again before they go.
func TestSeriesStillWritten(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	x.succeeds(keepOne)
	label := w.leftoversBeside(x.latest("name"))
	stays := func(when string) {
		t.Helper()
		x.succeeds(keepOne)
		if !slices.Contains(w.labels("dr_main", true), label) {
			t.Fatalf("%s: the leftovers are gone", when)
		}
	}
	stays("at once")
	w.pass(40 * time.Hour)
	w.put(label, "second")
	w.pass(9 * time.Hour)
	stays("49 hours after the first file")
	w.pass(40 * time.Hour)

	providertest.WantText(t, x.look())
	response, result := x.Plan(keepOne)
	if !slices.Contains(namesOf(t, result.Values["pruned"]), label) {
		t.Fatalf("planned: %v", namesOf(t, result.Values["pruned"]))
	}
	w.put(label, "third")
	providertest.WantText(t, x.applyPlan(t.Context(), keepOne, response), "Not all snapshots were deleted (nightly_)", "Not deleted: "+label, "Somebody writes under the name")
	w.pass(25 * time.Hour)
	stays("a day after the third file")
	w.pass(25 * time.Hour)
	x.succeeds(keepOne)
	if slices.Contains(w.labels("dr_main", true), label) {
		t.Error("two days later the leftovers are still there")
	}
}

// TestSeriesTakenAnewElsewhere: between plan and apply a snapshot of a script is deleted, and another cluster begins to
// write under its name; nothing of that is touched.
func TestSeriesTakenAnewElsewhere(t *testing.T) {
	w := newSeriesWorld(t)
	for _, name := range []string{"old_1", "old_2", "old_3"} {
		w.script(name)
		w.pass(24 * time.Hour)
	}
	config := providertest.With(keepOne, providertest.Obj{"adopt_name_regex": "^old_.$", "paused": true})
	x := w.series()
	x.succeeds(config)
	w.pass(time.Hour)
	providertest.WantText(t, x.look())
	response, _ := x.Plan(config)
	w.Store.Delete("backups", "prod/__palo_repository_dr_main/__ss_old_1/")
	w.put("old_1", "begun")
	diags := x.applyPlan(t.Context(), config, response)
	providertest.WantText(t, diags, "Not all snapshots were deleted (nightly_)", "deleted: old_2", "Not deleted: old_1")
	compare.Lists(t, "left", w.labels("dr_main", true), []string{"old_1", "old_3"})
	compare.Lists(t, "pruned", x.list("pruned"), []string{"old_2"})
}

// TestSeriesLocked: what a retention rule of the bucket keeps does not keep the rest.
func TestSeriesLocked(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, providertest.NightlySeries)
	w.Store.Before(func(rw http.ResponseWriter, r *http.Request) bool {
		body, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err != nil || r.Method != http.MethodPost || !bytes.Contains(body, []byte(names[0])) {
			return false
		}
		rw.WriteHeader(http.StatusForbidden)
		_, _ = rw.Write([]byte("<Error><Code>AccessDenied</Code><Message>Object is under object lock</Message></Error>"))
		return true
	})
	config := providertest.With(keepOne, providertest.Obj{"paused": true})
	providertest.WantText(t, x.night(config), "The bucket forbids the deletion", "deleted: "+names[1], "Not deleted: "+names[0])
	compare.Lists(t, "left", w.labels("dr_main", false), []string{names[0], names[2]})
	w.Store.Before(nil)
	x.succeeds(config)
	compare.Lists(t, "pruned", x.list("pruned"), names[:1])
}

// TestSeriesOverlap: what another series or a backup of the same configuration keeps is not deleted by an adopt_name_regex
// that is too wide, whichever is planned first.
func TestSeriesOverlap(t *testing.T) {
	w := newSeriesWorld(t)
	neighbours := providertest.With(providertest.NightlySeries, providertest.Obj{"name_prefix": "nightly_x_"})
	y := w.series()
	y.succeeds(neighbours)
	w.pass(24 * time.Hour)
	y.succeeds(neighbours)
	single := providertest.Obj{"repository": "dr_main", "database": "shop", "name": "nightly_before"}
	b := &seriesThing{Thing: w.Thing("doris_backup"), world: w}
	_, result := b.Plan(single)
	providertest.WantText(t, result.Diags)
	providertest.WantText(t, b.night(single))
	w.pass(24 * time.Hour)
	wide := providertest.With(keepOne, providertest.Obj{"adopt_name_regex": "^nightly_.*$", "on_destroy": "delete"})
	x := w.series()
	x.succeeds(wide)

	w.one = true
	for _, other := range []struct {
		thing    *seriesThing
		config   providertest.Obj
		has, had string
	}{
		{y, neighbours, "error: Another series would delete snapshots of this one (nightly_x_)", y.latest("name")},
		{b, single, "error: A series would delete the snapshot (nightly_before)", "nightly_before"},
	} {
		for _, config := range []providertest.Obj{wide, nil} {
			w.again()
			x.look()
			other.thing.look()
			_, result := x.Plan(config)
			compare.Values(t, "alone", hasError(result.Diags), false)
			_, result = other.thing.Plan(other.config)
			providertest.WantText(t, result.Diags, other.has)

			w.again()
			x.look()
			other.thing.look()
			_, result = other.thing.Plan(other.config)
			compare.Values(t, "alone", hasError(result.Diags), false)
			_, result = x.Plan(config)
			providertest.WantText(t, result.Diags, "error: Another object's snapshots would be deleted (nightly_)", other.had)
		}
	}
	w.again()
	_, result = x.Plan(providertest.With(wide, providertest.Obj{"adopt_name_regex": "^old_.*$"}))
	compare.Values(t, "narrow", hasError(result.Diags), false)
}

// TestSeriesReplacedByItself: -replace plans an update, then a create with the private data of the old object. The plan
// cannot name what the Delete between would take, so it is refused.
func TestSeriesReplacedByItself(t *testing.T) {
	w := newSeriesWorld(t)
	for _, onDestroy := range []string{"keep", "delete"} {
		config := providertest.With(providertest.NightlySeries, providertest.Obj{"on_destroy": onDestroy})
		x := w.series()
		x.succeeds(config)
		w.again()
		_, result := x.Plan(config)
		providertest.WantText(t, result.Diags)
		created := &seriesThing{Thing: w.Thing("doris_backup_series"), world: w}
		created.Private = x.Private
		_, result = created.Plan(config)
		if onDestroy == "keep" {
			providertest.WantText(t, result.Diags)
			continue
		}
		providertest.WantText(t, result.Diags, "error: The replacement would delete the snapshots of the series (nightly_)")
	}
}
