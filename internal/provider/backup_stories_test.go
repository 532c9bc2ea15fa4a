// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import "testing"

// TestLimitColon: where Hadoop lists the repository, one label with a colon makes all of it unreadable.
func TestLimitColon(t *testing.T) {
	onLines(t, func(t *testing.T, s *standIn, line string) {
		s.exec("CREATE REPOSITORY `lake` WITH HDFS ON LOCATION \"hdfs://ns1/doris\" PROPERTIES(\"fs.defaultFS\"=\"hdfs://ns1\",\"hadoop.username\"=\"doris\")")
		s.plansBackup("colon_hdfs", obj{"name": "at_10:30", "repository": "lake"})
		if line == "3.0" {
			s.plansBackup("colon", obj{"name": "at_10:30"})
			s.plansBackup("colon_prefix", obj{"name": nil, "name_prefix": "shop:"})
			return
		}
		x := s.thing("doris_backup")
		x.again()
		if diags := x.apply(t.Context(), with(shopBackup, obj{"name": "at_10:30"})); anyError(diags) {
			t.Error(diagnosticsText(diags))
		}
	})
}
