// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import "regexp"

// namedTable is what releases before 4.0 take for the name of a table, the letters of enable_unicode_name_support included
// (FeNameFormat.java).
var namedTable = regexp.MustCompile(`^[a-zA-Z\p{L}][a-zA-Z0-9\-_\p{L}]*$`)

// TakesTableName reports whether a release takes the name for a new table: before 4.0 a letter, then letters, digits, - and _.
func TakesTableName(v Version, name string) bool {
	return name != "" && (v.Has(AnyTableName) || namedTable.MatchString(name))
}
