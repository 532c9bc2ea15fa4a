// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// More tables than a plan looks into are counted, not asked about: there is no client here.
func TestRestoreLooksAreBounded(t *testing.T) {
	seen := &restoreSight{inTheWay: make([]target, instance.TableLooks)}
	r := &restoreResource{instance: &instance.Instance{}}
	for _, another := range []target{{name: "a"}, {name: "v", view: true}, {name: "b"}} {
		if err := r.meet(t.Context(), "stage", seen, []target{another}); err != nil {
			t.Fatal(err)
		}
	}
	var diags diag.Diagnostics
	seen.warnOfUnlooked("stage", &diags)
	compare.Golden(t, "source_restore_bounded", compare.Shown(diags))
}
