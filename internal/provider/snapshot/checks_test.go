// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package snapshot_test

import (
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/provider/providertest"
)

func TestSnapshotsValidate(t *testing.T) {
	s := providertest.NewServer(t)
	for name, test := range map[string]struct {
		config providertest.Obj
		wants  []string
	}{
		"plain":              {providertest.Obj{"repository": "r"}, nil},
		"everything":         {providertest.Obj{"repository": "r", "name_regex": "^a", "taken_after": "2026-09-11T00:00:00Z", "taken_before": "2026-09-12T00:00:00+02:00", "database": "d", "contains_table": "t", "limit": 1}, nil},
		"unknown":            {providertest.Obj{"repository": providertest.NotKnown, "name_regex": providertest.NotKnown, "taken_after": providertest.NotKnown, "limit": providertest.NotKnown}, nil},
		"bad expression":     {providertest.Obj{"repository": "r", "name_regex": "("}, []string{"The expression is not valid | name_regex is \"(\": error parsing regexp: missing closing ): `(`."}},
		"no instant":         {providertest.Obj{"repository": "r", "taken_after": "yesterday"}, []string{`error at AttributeName("taken_after"): The instant is not valid | taken_after is "yesterday", which is no instant of RFC 3339.` + "\n\nWrite date, time and zone"}},
		"instant, no zone":   {providertest.Obj{"repository": "r", "taken_before": "2026-09-11T00:00:00"}, []string{"The instant is not valid"}},
		"no repository":      {providertest.Obj{"repository": ""}, []string{"The name is empty"}},
		"limit of zero":      {providertest.Obj{"repository": "r", "limit": 0}, []string{"The number is too small | limit is 0.\n\nWrite 1 or more"}},
		"unfinished of what": {providertest.Obj{"repository": "r", "include_unfinished": true, "contains_table": "t"}, []string{"Unfinished snapshots cannot be filtered by what they hold"}},
	} {
		t.Run(name, func(t *testing.T) {
			providertest.WantText(t, s.ValidateData("doris_snapshots", test.config), test.wants...)
		})
	}
}
