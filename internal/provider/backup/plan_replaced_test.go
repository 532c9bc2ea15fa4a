// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup_test

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

// TestBackupReplacedByItself is -replace and replace_triggered_by: an update first, then a create with the private data of
// the old object, whose warnings Terraform does not show. A deletion that only the second call could announce is refused.
func TestBackupReplacedByItself(t *testing.T) {
	s := providertest.NewDeleting(t)
	const deletes = "ERROR: The replacement would delete the snapshot (before_migration)"
	x := s.Thing("doris_backup")
	providertest.WantSummaries(t, x.Apply(t.Context(), providertest.DeletedBackup))
	for name, c := range map[string]struct {
		change providertest.Obj
		first  []string
		second []string
	}{
		"nothing changes":         {providertest.Obj{}, nil, []string{deletes}},
		"what needs no new one":   {providertest.Obj{"stall_timeout": "20m", "timeouts": providertest.Obj{"create": "1h"}}, nil, []string{deletes}},
		"kept from now on":        {providertest.Obj{"on_destroy": "keep"}, nil, []string{deletes}},
		"triggers without values": {providertest.Obj{"triggers": providertest.Obj{}}, nil, []string{deletes}},
		"triggers":                {providertest.Obj{"triggers": providertest.Obj{"again": "1"}}, []string{providertest.Goes}, nil},
		"triggers not known":      {providertest.Obj{"triggers": providertest.Obj{"again": providertest.NotKnown}}, []string{providertest.Goes}, nil},
		"another name":            {providertest.Obj{"name": "after"}, []string{providertest.Goes}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			x.Again()
			config := providertest.With(providertest.DeletedBackup, c.change)
			_, first := x.Plan(config)
			compare.Lists(t, "first call", first.Summaries(), c.first)
			old := *x
			old.State = x.Value(nil)
			_, second := old.Plan(config)
			compare.Lists(t, "second call", second.Summaries(), c.second)
			if name == "nothing changes" {
				compare.Golden(t, "plan_backup_replaced_by_itself", providertest.DiagnosticsText(second.Diags))
			}
		})
	}
}
