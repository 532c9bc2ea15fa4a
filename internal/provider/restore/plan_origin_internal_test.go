// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestNewerLine(t *testing.T) {
	for _, c := range []struct {
		a, b doris.Version
		want bool
	}{
		{doris.Version{Major: 4, Minor: 1}, doris.Version{Major: 4, Minor: 0, Patch: 9}, true},
		{doris.Version{Major: 4, Minor: 0}, doris.Version{Major: 3, Minor: 1}, true},
		{doris.Version{Major: 4, Minor: 1, Patch: 3}, doris.Version{Major: 4, Minor: 1}, false},
		{doris.Version{Major: 2, Minor: 1}, doris.Version{Major: 3, Minor: 0}, false},
	} {
		if got := newerLine(c.a, c.b); got != c.want {
			t.Errorf("%s newer than %s: %v", c.a, c.b, got)
		}
	}
}
