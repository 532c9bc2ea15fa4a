// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// TestRestoreOnAnOlderLine: the plan refuses what the line lacks; where the provider is told a wrong version, Doris's
// refusal of the statement says the same, and nothing runs.
func TestRestoreOnAnOlderLine(t *testing.T) {
	t.Parallel()
	s := newStandInWith(t, dorissim.Options{Tick: 5 * time.Millisecond, Profile: "3.0"})
	s.thing("doris_backup").succeeds(with(shopBackup, obj{"name": "monday"}))
	forced := with(stageRestore, overwriting(obj{"atomic_restore": true, "force_replace": true}))
	x := s.thing("doris_restore")
	_, result := x.plan(with(forced, obj{"reserve_colocate": true, "storage_vault_name": "v1"}))
	golden(t, "lines_restore_plan", plain(diagnosticsText(result.diags)))

	misreported := obj{"endpoints": []string{s.sim.Addr()}, "username": "root", "poll_interval": "100ms", "doris_version": "4.1"}
	for name, c := range map[string]obj{
		"force_replace": forced,
		"colocate":      with(stageRestore, obj{"reserve_colocate": true}),
		"property":      with(stageRestore, obj{"properties": obj{"no_such": "x"}}),
		"value":         with(stageRestore, obj{"properties": obj{"allow_load": "maybe"}}),
	} {
		wantText(t, s.configure(misreported))
		golden(t, "lines_restore_apply_"+name, plain(diagnosticsText(s.thing("doris_restore").apply(t.Context(), c))))
	}
	if n := s.runs("restore"); n != 0 {
		t.Errorf("%d jobs", n)
	}
}
