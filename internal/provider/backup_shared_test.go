// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// TestSharedSnapshots: a new backup that would take over what another object of the state holds, as when count is raised.
// Objects are planned at the same time, so that either may be the last.
func TestSharedSnapshots(t *testing.T) {
	const refused, warned = "ERROR: Two objects would share one snapshot (", "WARNING: Two objects would share one snapshot ("
	prefixed := obj{"name": nil, "name_prefix": "nightly_"}
	deletes := obj{"on_destroy": "delete"}
	for name, c := range map[string]struct {
		held, new obj // changes of both, and of each
		newer     bool
		want      string
	}{
		"both keep":            {prefixed, prefixed, false, warned},
		"the old one deletes":  {with(prefixed, deletes), prefixed, false, refused},
		"the new one deletes":  {prefixed, with(prefixed, deletes), false, refused},
		"both delete":          {with(prefixed, deletes), with(prefixed, deletes), false, refused},
		"other triggers":       {with(prefixed, deletes), with(with(prefixed, deletes), obj{"triggers": obj{"n": "1"}}), false, ""},
		"other tables":         {with(prefixed, deletes), with(with(prefixed, deletes), obj{"tables": []string{"orders"}}), false, ""},
		"another prefix":       {with(prefixed, deletes), with(deletes, obj{"name": nil, "name_prefix": "weekly_"}), false, ""},
		"nothing is adopted":   {with(prefixed, deletes), with(with(prefixed, deletes), obj{"adopt_finished_within": "0s"}), false, ""},
		"a fixed name":         {obj{}, deletes, false, refused},
		"a killed apply's own": {with(prefixed, deletes), with(prefixed, deletes), true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newDeleting(t)
			x := s.thing("doris_backup")
			x.again()
			x.succeeds(with(shopBackup, c.held))
			if c.newer { // made by an apply that was killed before it wrote the state
				s.waitForNextSecond()
				lost := s.thing("doris_backup")
				lost.again()
				if diags := lost.apply(t.Context(), with(shopBackup, with(c.new, obj{"adopt_finished_within": "0s"}))); anyError(diags) {
					t.Fatal(diagnosticsText(diags))
				}
			}
			for _, newFirst := range []bool{true, false} {
				x.again()
				y := s.thing("doris_backup")
				var diags []*tfprotov6.Diagnostic
				plans := []func(){
					func() { _, p := y.plan(with(shopBackup, c.new)); diags = append(diags, p.diags...) },
					func() { _, p := x.plan(with(shopBackup, c.held)); diags = append(diags, p.diags...) },
				}
				if !newFirst {
					plans[0], plans[1] = plans[1], plans[0]
				}
				plans[0]()
				plans[1]()
				text := diagnosticsText(diags)
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
	s := newDeleting(t)
	config := with(shopBackup, obj{"on_destroy": "delete"})
	x := s.thing("doris_backup")
	x.again()
	x.succeeds(config)
	twin := s.thing("doris_backup")
	twin.again() // the plan of another command, in which the first one is not refreshed
	if diags := twin.apply(t.Context(), config); anyError(diags) {
		t.Fatal(diagnosticsText(diags))
	}
	for name, c := range map[string]struct {
		going obj // configuration of the one that goes; nil = destroyed
		stays bool
		want  string
	}{
		"destroyed":          {nil, true, "ERROR: The snapshot of another object would be deleted (before_migration)"},
		"replaced":           {with(config, obj{"name": "after"}), true, "ERROR: The snapshot of another object would be deleted (before_migration)"},
		"both stay":          {config, true, "WARNING: Two objects hold one snapshot (before_migration)"},
		"both are destroyed": {nil, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, first := range []bool{true, false} {
				x.again()
				other := config
				if !c.stays {
					other = nil
				}
				var diags []*tfprotov6.Diagnostic
				going := func() { _, p := x.plan(c.going); diags = append(diags, p.diags...) }
				staying := func() { _, p := twin.plan(other); diags = append(diags, p.diags...) }
				if first {
					going()
					staying()
				} else {
					staying()
					going()
				}
				text := diagnosticsText(diags)
				if !strings.Contains(text, c.want) || c.want == "" && strings.Contains(text, "ERROR") {
					t.Errorf("want %q in\n%s", c.want, text)
				}
			}
		})
	}
}
