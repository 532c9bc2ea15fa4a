// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/compare"
	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestReadBy(t *testing.T) {
	present := []doris.Table{{Name: "orders", Kind: doris.BaseTable}, {Name: "Customers", Kind: doris.BaseTable}}
	reads := []doris.ViewRead{
		{Database: "stage", Table: "orders"},
		{Database: "", Table: "customers"},
		{Database: "stage", Table: "gone"},
		{Database: "ods", Table: "raw"},
		{Database: "hive.raw", Table: "events"},
		{Database: "information_schema", Table: "tables"},
	}
	beyond, lacking := readBy(reads, "stage", present)
	compare.Lists(t, "beyond", beyond, []string{"hive.raw.events", "ods.raw"})
	compare.Lists(t, "lacking", lacking, []string{"gone"})
}
