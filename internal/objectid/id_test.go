// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectid

import (
	"slices"
	"testing"
)

func TestIDs(t *testing.T) {
	for _, test := range []struct {
		parts []string
		id    string
	}{
		{[]string{"dr_main", "nightly"}, "dr_main/nightly"},
		{[]string{"dr_main", "a/b", "c"}, "dr_main/a%2Fb/c"},
		{[]string{"r", "100%", "x y"}, "r/100%25/x%20y"},
		{[]string{"r", "%2F"}, "r/%252F"},
		{[]string{"r", "tab\t"}, "r/tab%09"},
		{[]string{"r", "größe"}, "r/größe"},
	} {
		if got := Join(test.parts...); got != test.id {
			t.Errorf("joinID(%q) = %q, want %q", test.parts, got, test.id)
		}
		form := "a/b/c"[:2*len(test.parts)-1]
		got, err := Split(test.id, form)
		if err != nil || !slices.Equal(got, test.parts) {
			t.Errorf("splitID(%q) = %q, %v, want %q", test.id, got, err, test.parts)
		}
	}
}

func TestSplitIDRefuses(t *testing.T) {
	for _, id := range []string{"", "one", "one/two/three", "one/", "/two", "one/%", "one/%zz"} {
		if got, err := Split(id, "repository/name"); err == nil {
			t.Errorf("splitID(%q) = %q, want an error", id, got)
		}
	}
}
