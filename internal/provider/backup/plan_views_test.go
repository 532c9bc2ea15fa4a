// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// TestBackupViewsInAnyCase: with lower_case_table_names a view may write its tables in another case than SHOW TABLES.
func TestBackupViewsInAnyCase(t *testing.T) {
	facts := map[string]doris.TableFacts{"v": {Kind: "VIEW", Reads: []doris.ViewRead{{Database: "shop", Table: "Orders"}}}}
	for name, c := range map[string]struct {
		taken []string
		warns int
	}{
		"taken":     {[]string{"orders", "v"}, 0},
		"not taken": {[]string{"v"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := &backupResource{instance: &instance.Instance{}}
			var diags diag.Diagnostics
			r.warnOfViews(chosen{database: "shop", present: []string{"orders", "v"}, taken: c.taken}, facts, &diags)
			if len(diags) != c.warns {
				t.Errorf("%d warnings: %v", len(diags), diags)
			}
		})
	}
}
