// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package cluster

import (
	"testing"
)

func TestValuesOfAQueryAreText(t *testing.T) {
	bytes, plain := "a\xff\xfeb", "größe"
	for _, test := range []struct{ cell, want *string }{
		{nil, nil}, {&plain, &plain}, {&bytes, new("a\uFFFDb")},
	} {
		if got := validText(test.cell); (got == nil) != (test.want == nil) || got != nil && *got != *test.want {
			t.Errorf("got %v, want %v", got, test.want)
		}
	}
}

func TestGrantForQuery(t *testing.T) {
	for _, test := range []struct{ message, database, want string }{
		{"Access denied; you need (at least one of) the (SELECT) privilege(s) for this operation", "shop", "GRANT SELECT_PRIV ON internal.`shop`.* TO 'u';"},
		{"Permission denied: user ['u'@'%'] does not have privilege for [Select_priv] command", "shop", "GRANT SELECT_PRIV ON internal.`shop`.* TO 'u';"},
		{"SELECT command denied to user 'u'@'%' for table 'orders'", "", "GRANT SELECT_PRIV ON *.*.* TO 'u';"},
		{"Access denied; you need (at least one of) the (ADMIN/OPERATOR) privilege(s) for this operation", "shop", "GRANT ADMIN_PRIV ON *.*.* TO 'u';"},
	} {
		if got := grantForQuery(test.message, "u", test.database); got != test.want {
			t.Errorf("%s: %s, want %s", test.message, got, test.want)
		}
	}
}
