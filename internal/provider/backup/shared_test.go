// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestSharedSnapshots: a new backup that would take over what another object of the state holds, as when count is raised.
// Objects are planned at the same time, so that either may be the last.
func TestSharedSnapshots(t *testing.T) {
	const refused, warned = "ERROR: Two objects would share one snapshot (", "WARNING: Two objects would share one snapshot ("
	prefixed := providertest.Obj{"name": nil, "name_prefix": "nightly_"}
	deletes := providertest.Obj{"on_destroy": "delete"}
	for name, c := range map[string]struct {
		held, new providertest.Obj // changes of both, and of each
		newer     bool
		want      string
	}{
		"both keep":            {prefixed, prefixed, false, warned},
		"the old one deletes":  {providertest.With(prefixed, deletes), prefixed, false, refused},
		"the new one deletes":  {prefixed, providertest.With(prefixed, deletes), false, refused},
		"both delete":          {providertest.With(prefixed, deletes), providertest.With(prefixed, deletes), false, refused},
		"other triggers":       {providertest.With(prefixed, deletes), providertest.With(providertest.With(prefixed, deletes), providertest.Obj{"triggers": providertest.Obj{"n": "1"}}), false, ""},
		"other tables":         {providertest.With(prefixed, deletes), providertest.With(providertest.With(prefixed, deletes), providertest.Obj{"tables": []string{"orders"}}), false, ""},
		"another prefix":       {providertest.With(prefixed, deletes), providertest.With(deletes, providertest.Obj{"name": nil, "name_prefix": "weekly_"}), false, ""},
		"nothing is adopted":   {providertest.With(prefixed, deletes), providertest.With(providertest.With(prefixed, deletes), providertest.Obj{"adopt_finished_within": "0s"}), false, ""},
		"a fixed name":         {providertest.Obj{}, deletes, false, refused},
		"a killed apply's own": {providertest.With(prefixed, deletes), providertest.With(prefixed, deletes), true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := providertest.NewDeleting(t)
			x := s.Thing("doris_backup")
			x.Again()
			x.Succeeds(providertest.With(providertest.ShopBackup, c.held))
			if c.newer { // made by an apply that was killed before it wrote the state
				s.WaitForNextSecond()
				lost := s.Thing("doris_backup")
				lost.Again()
				if diags := lost.Apply(t.Context(), providertest.With(providertest.ShopBackup, providertest.With(c.new, providertest.Obj{"adopt_finished_within": "0s"}))); providertest.AnyError(diags) {
					t.Fatal(providertest.DiagnosticsText(diags))
				}
			}
			for _, newFirst := range []bool{true, false} {
				x.Again()
				y := s.Thing("doris_backup")
				var diags []*tfprotov6.Diagnostic
				plans := []func(){
					func() {
						_, p := y.Plan(providertest.With(providertest.ShopBackup, c.new))
						diags = append(diags, p.Diags...)
					},
					func() {
						_, p := x.Plan(providertest.With(providertest.ShopBackup, c.held))
						diags = append(diags, p.Diags...)
					},
				}
				if !newFirst {
					plans[0], plans[1] = plans[1], plans[0]
				}
				plans[0]()
				plans[1]()
				text := providertest.DiagnosticsText(diags)
				if got := strings.Count(text, "would share one snapshot ("); got > 1 || (got == 1) != (c.want != "") || !strings.Contains(text, c.want) {
					t.Errorf("new one first: %t: want %q once in\n%s", newFirst, c.want, text)
				}
				if c.want != "" && !strings.Contains(text, "triggers = { n = count.index }") && name != "a fixed name" {
					t.Errorf("no way out: %s", text)
				}
			}
		})
	}
}

// TestSharedSnapshotsAreNotDeleted: two objects of one state hold one snapshot, as after a failed create_before_destroy or
// by an older release. Destroying one of them must not take the other's files.
func TestSharedSnapshotsAreNotDeleted(t *testing.T) {
	s := providertest.NewDeleting(t)
	config := providertest.With(providertest.ShopBackup, providertest.Obj{"on_destroy": "delete"})
	x := s.Thing("doris_backup")
	x.Again()
	x.Succeeds(config)
	twin := s.Thing("doris_backup")
	twin.Again() // the plan of another command, in which the first one is not refreshed
	if diags := twin.Apply(t.Context(), config); providertest.AnyError(diags) {
		t.Fatal(providertest.DiagnosticsText(diags))
	}
	for name, c := range map[string]struct {
		going providertest.Obj // configuration of the one that goes; nil = destroyed
		stays bool
		want  string
	}{
		"destroyed":          {nil, true, "ERROR: The snapshot of another object would be deleted (before_migration)"},
		"replaced":           {providertest.With(config, providertest.Obj{"name": "after"}), true, "ERROR: The snapshot of another object would be deleted (before_migration)"},
		"both stay":          {config, true, "WARNING: Two objects hold one snapshot (before_migration)"},
		"both are destroyed": {nil, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, first := range []bool{true, false} {
				x.Again()
				other := config
				if !c.stays {
					other = nil
				}
				var diags []*tfprotov6.Diagnostic
				going := func() { _, p := x.Plan(c.going); diags = append(diags, p.Diags...) }
				staying := func() { _, p := twin.Plan(other); diags = append(diags, p.Diags...) }
				if first {
					going()
					staying()
				} else {
					staying()
					going()
				}
				text := providertest.DiagnosticsText(diags)
				if !strings.Contains(text, c.want) || c.want == "" && strings.Contains(text, "ERROR") {
					t.Errorf("want %q in\n%s", c.want, text)
				}
			}
		})
	}
}
