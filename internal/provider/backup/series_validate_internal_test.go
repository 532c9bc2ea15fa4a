// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

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
