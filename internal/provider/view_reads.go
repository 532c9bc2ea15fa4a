// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// sortReads sorts what a view reads: beyond its database, and in it where there denies it. Case does not count, because a
// definition is as somebody wrote it, and lower_case_table_names may let it differ from the table.
func sortReads(reads []doris.ViewRead, database string, there func(table string) bool) (beyond, lacking []string) {
	for _, read := range reads {
		switch {
		case slices.Contains(ownDatabases, read.Database):
		case read.Database != "" && read.Database != database:
			beyond = append(beyond, read.Database+"."+read.Table)
		case !there(read.Table):
			lacking = append(lacking, read.Table)
		}
	}
	return union(beyond, nil), union(lacking, nil)
}

// nameIn reports whether a name is in the list, in whatever case.
func nameIn(list []string, name string) bool {
	return slices.ContainsFunc(list, func(one string) bool { return strings.EqualFold(one, name) })
}
