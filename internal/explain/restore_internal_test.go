// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

func TestFewerReplicas(t *testing.T) {
	const few, counted = "Failed to find enough backend, please check", "replication num is 3, available backend num is 2"
	for name, c := range map[string]struct {
		e    job.Error
		text string
		want string
	}{
		"nothing known":     {job.Error{}, few, "such as replication_num = 1"},
		"as Doris counts":   {job.Error{}, counted, "Set replication_num = 2, because so many backends are alive"},
		"counted":           {job.Error{Detail: job.Replicas{Fit: 2, Tag: "default"}}, few, "Set replication_num = 2, because so many backends are alive"},
		"fewer of the tag":  {job.Error{Detail: job.Replicas{Fit: 1, Tag: "default"}}, counted, "Set replication_num = 1, because so many backends are alive"},
		"on one host":       {job.Error{Detail: job.Replicas{Fit: 1, Tag: "default", OnHosts: true}}, counted, "Set replication_num = 1, because so many hosts"},
		"only another tag":  {job.Error{Detail: job.Replicas{Fit: 2, Tag: "zone_a"}}, few, `set replication_allocation = "tag.location.zone_a: 2"`},
		"no backend at all": {job.Error{}, "available backend num is 0", "such as replication_num = 1"},
	} {
		if got := fewerReplicas(&c.e, c.text); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}
