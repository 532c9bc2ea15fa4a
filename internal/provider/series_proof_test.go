// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// put writes a file below a name, as a backend of whatever cluster does.
func (w *seriesWorld) put(label, file string) {
	w.t.Helper()
	if err := w.store.Put("backups", "prod/__palo_repository_dr_main/__ss_"+label+"/__ss_content/"+file, []byte(file)); err != nil {
		w.t.Fatal(err)
	}
}

// leftoversBeside is a name of the same series that is old and holds files without an info file.
func (w *seriesWorld) leftoversBeside(name string) string {
	w.t.Helper()
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

	wantText(t, x.look())
	response, result := x.plan(keepOne)
	if !slices.Contains(namesOf(t, result.values["pruned"]), label) {
		t.Fatalf("planned: %v", namesOf(t, result.values["pruned"]))
	}
	w.put(label, "third")
	wantText(t, x.applyPlan(t.Context(), keepOne, response), "Not all snapshots were deleted (nightly_)", "Not deleted: "+label, "Somebody writes under the name")
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
	config := with(keepOne, obj{"adopt_name_regex": "^old_.$", "paused": true})
	x := w.series()
	x.succeeds(config)
	w.pass(time.Hour)
	wantText(t, x.look())
	response, _ := x.plan(config)
	w.store.Delete("backups", "prod/__palo_repository_dr_main/__ss_old_1/")
	w.put("old_1", "begun")
	diags := x.applyPlan(t.Context(), config, response)
	wantText(t, diags, "Not all snapshots were deleted (nightly_)", "deleted: old_2", "Not deleted: old_1")
	expect(t, "left", w.labels("dr_main", true), []string{"old_1", "old_3"})
	expect(t, "pruned", x.list("pruned"), []string{"old_2"})
}

// TestSeriesLocked: what a retention rule of the bucket keeps does not keep the rest.
func TestSeriesLocked(t *testing.T) {
	w := newSeriesWorld(t)
	x := w.series()
	names := w.three(x, nightlySeries)
	w.store.Before(func(rw http.ResponseWriter, r *http.Request) bool {
		body, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err != nil || r.Method != http.MethodPost || !bytes.Contains(body, []byte(names[0])) {
			return false
		}
		rw.WriteHeader(http.StatusForbidden)
		_, _ = rw.Write([]byte("<Error><Code>AccessDenied</Code><Message>Object is under object lock</Message></Error>"))
		return true
	})
	config := with(keepOne, obj{"paused": true})
	wantText(t, x.night(config), "The bucket forbids the deletion", "deleted: "+names[1], "Not deleted: "+names[0])
	expect(t, "left", w.labels("dr_main", false), []string{names[0], names[2]})
	w.store.Before(nil)
	x.succeeds(config)
	expect(t, "pruned", x.list("pruned"), names[:1])
}

// TestSeriesOverlap: what another series or a backup of the same configuration keeps is not deleted by an adopt_name_regex
// that is too wide, whichever is planned first.
func TestSeriesOverlap(t *testing.T) {
	w := newSeriesWorld(t)
	neighbours := with(nightlySeries, obj{"name_prefix": "nightly_x_"})
	y := w.series()
	y.succeeds(neighbours)
	w.pass(24 * time.Hour)
	y.succeeds(neighbours)
	single := obj{"repository": "dr_main", "database": "shop", "name": "nightly_before"}
	b := &seriesThing{thing: w.thing("doris_backup"), world: w}
	_, result := b.plan(single)
	wantText(t, result.diags)
	wantText(t, b.night(single))
	w.pass(24 * time.Hour)
	wide := with(keepOne, obj{"adopt_name_regex": "^nightly_.*$", "on_destroy": "delete"})
	x := w.series()
	x.succeeds(wide)

	w.one = true
	for _, other := range []struct {
		thing    *seriesThing
		config   obj
		has, had string
	}{
		{y, neighbours, "error: Another series would delete snapshots of this one (nightly_x_)", y.latest("name")},
		{b, single, "error: A series would delete the snapshot (nightly_before)", "nightly_before"},
	} {
		for _, config := range []obj{wide, nil} {
			w.again()
			x.look()
			other.thing.look()
			_, result := x.plan(config)
			is(t, "alone", hasError(result.diags), false)
			_, result = other.thing.plan(other.config)
			wantText(t, result.diags, other.has)

			w.again()
			x.look()
			other.thing.look()
			_, result = other.thing.plan(other.config)
			is(t, "alone", hasError(result.diags), false)
			_, result = x.plan(config)
			wantText(t, result.diags, "error: Another object's snapshots would be deleted (nightly_)", other.had)
		}
	}
	w.again()
	_, result = x.plan(with(wide, obj{"adopt_name_regex": "^old_.*$"}))
	is(t, "narrow", hasError(result.diags), false)
}

// TestSeriesReplacedByItself: -replace plans an update, then a create with the private data of the old object. The plan
// cannot name what the Delete between would take, so it is refused.
func TestSeriesReplacedByItself(t *testing.T) {
	w := newSeriesWorld(t)
	for _, onDestroy := range []string{"keep", "delete"} {
		config := with(nightlySeries, obj{"on_destroy": onDestroy})
		x := w.series()
		x.succeeds(config)
		w.again()
		_, result := x.plan(config)
		wantText(t, result.diags)
		created := &seriesThing{thing: w.thing("doris_backup_series"), world: w}
		created.private = x.private
		_, result = created.plan(config)
		if onDestroy == "keep" {
			wantText(t, result.diags)
			continue
		}
		wantText(t, result.diags, "error: The replacement would delete the snapshots of the series (nightly_)")
	}
}

// TestSeriesDestroyNamesAll: nothing but the warning tells what a destroy will delete, so it leaves none out.
func TestSeriesDestroyNamesAll(t *testing.T) {
	m := seriesModel{OnDestroy: types.StringValue(destroyDelete)}
	var note seriesNote
	for i := range 100 {
		note.Snapshots = append(note.Snapshots, job.SeriesSnapshot{Name: fmt.Sprintf("nightly_%03d", i), Ours: true})
	}
	_, detail := m.destroyWarning(note)
	for _, s := range note.Snapshots {
		if !strings.Contains(detail, s.Name) {
			t.Errorf("%s is not named in %s", s.Name, detail)
		}
	}
}
