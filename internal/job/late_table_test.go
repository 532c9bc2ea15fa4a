// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"strings"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// TestTableCreatedBeforeTheSubmission: EXCLUDE names what is there, so a table that comes between the look and the
// submission is backed up although a pattern excludes it. The backup is good all the same, and the user is told.
func TestTableCreatedBeforeTheSubmission(t *testing.T) {
	for name, request := range map[string]BackupRequest{"name": fixedRequest(), "prefix": generatedRequest()} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.before["SubmitBackup"] = func() {
				f.mu.Lock()
				defer f.mu.Unlock()
				f.databases["shop"] = append(f.databases["shop"], doris.Table{Name: "tmp_1", Kind: doris.BaseTable})
			}
			request.Selection = Selection{Exclude: []string{"tmp_*"}}
			result, err := f.runner().Backup(context.Background(), request)
			mustSucceed(t, err)
			if len(result.Notices) != 1 || !strings.Contains(result.Notices[0].Detail, "tmp_1") {
				t.Errorf("%+v", result.Notices)
			}
		})
	}
}
