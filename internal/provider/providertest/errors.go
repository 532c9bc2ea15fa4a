// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

import (
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

var (
	Taken    = time.Date(2026, 9, 11, 1, 15, 2, 0, time.UTC)
	Finished = time.Date(2026, 9, 11, 1, 40, 0, 0, time.UTC)
)

func RestoreError(code job.Code, change func(*job.Error)) *job.Error {
	e := &job.Error{Code: code, Kind: "restore", Database: "shop_stage", Repository: "dr_main", Label: "before_migration"}
	if change != nil {
		change(e)
	}
	return e
}
