// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestListedRepositories(t *testing.T) {
	at := time.Date(2026, 9, 11, 1, 15, 2, 0, time.UTC)
	list := listedRepositories([]doris.Repository{
		{Name: "z", Type: "HDFS", Location: "hdfs://nn/z", ReadOnly: true, Created: at, ErrMsg: "2026-09-11 01:20:00: Connection refused"},
		{Name: "a", Type: "S3", Location: "s3://b/a"},
	})
	if len(list) != 2 || list[0].Name.ValueString() != "a" || !list[0].CreatedAt.IsNull() || !list[0].ErrMsg.IsNull() {
		t.Fatalf("got %+v", list)
	}
	if z := list[1]; !z.ReadOnly.ValueBool() || z.CreatedAt.ValueString() != "2026-09-11T01:15:02Z" || z.ErrMsg.ValueString() != "2026-09-11 01:20:00: Connection refused" {
		t.Errorf("got %+v", z)
	}
	if none := listedRepositories(nil); none == nil || len(none) != 0 {
		t.Errorf("none are an empty list, got %v", none)
	}
}
