// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import "testing"

func TestSnapshotsValidate(t *testing.T) {
	s := newServer(t)
	for name, test := range map[string]struct {
		config obj
		wants  []string
	}{
		"plain":              {obj{"repository": "r"}, nil},
		"everything":         {obj{"repository": "r", "name_regex": "^a", "taken_after": "2026-09-11T00:00:00Z", "taken_before": "2026-09-12T00:00:00+02:00", "database": "d", "contains_table": "t", "limit": 1}, nil},
		"unknown":            {obj{"repository": notKnown, "name_regex": notKnown, "taken_after": notKnown, "limit": notKnown}, nil},
		"bad expression":     {obj{"repository": "r", "name_regex": "("}, []string{"The expression is not valid | name_regex is \"(\": error parsing regexp: missing closing ): `(`."}},
		"no instant":         {obj{"repository": "r", "taken_after": "yesterday"}, []string{`error at AttributeName("taken_after"): The instant is not valid | taken_after is "yesterday", which is no instant of RFC 3339.` + "\n\nWrite date, time and zone"}},
		"instant, no zone":   {obj{"repository": "r", "taken_before": "2026-09-11T00:00:00"}, []string{"The instant is not valid"}},
		"no repository":      {obj{"repository": ""}, []string{"The name is empty"}},
		"limit of zero":      {obj{"repository": "r", "limit": 0}, []string{"The number is too small | limit is 0.\n\nWrite 1 or more"}},
		"unfinished of what": {obj{"repository": "r", "include_unfinished": true, "contains_table": "t"}, []string{"Unfinished snapshots cannot be filtered by what they hold"}},
	} {
		t.Run(name, func(t *testing.T) { wantText(t, s.validateData("doris_snapshots", test.config), test.wants...) })
	}
}
