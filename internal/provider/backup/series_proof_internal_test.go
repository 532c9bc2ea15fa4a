// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

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
