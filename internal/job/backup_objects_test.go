// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
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
			if len(result.Notices) != 1 || result.Notices[0].Code != NoticeHoldsMore || !slices.Equal(result.Notices[0].Names, []string{"tmp_1"}) {
				t.Errorf("%+v", result.Notices)
			}
		})
	}
}

// TestTableDroppedBeforeTheSubmission: what a pattern stood for may be gone a moment later. Then Doris submits nothing, and
// the pattern is read anew; a name that was written is missed by its name.
func TestTableDroppedBeforeTheSubmission(t *testing.T) {
	unknown := dorisError(doris.KindUnknownTable, "Unknown table 'tmp_1'")
	for name, c := range map[string]struct {
		tables  []string
		answers []error
		code    Code // "" = success
		submits int
	}{
		"pattern":     {[]string{"*"}, []error{unknown}, "", 2},
		"name":        {[]string{"orders", "tmp_1"}, []error{unknown}, CodeSelection, 1},
		"again":       {[]string{"*"}, []error{unknown, unknown, unknown, unknown}, CodeDoris, 3},
		"a partition": {[]string{"*"}, []error{dorisError(doris.KindUnknownPartition, "Unknown partition p1 in tableorders")}, "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.databases["shop"] = append(f.databases["shop"], doris.Table{Name: "tmp_1", Kind: doris.BaseTable})
			f.before["SubmitBackup"] = func() {
				f.mu.Lock()
				defer f.mu.Unlock()
				f.databases["shop"] = f.databases["shop"][:len(f.databases["shop"])-1]
			}
			f.fail["SubmitBackup"] = c.answers
			request := fixedRequest()
			request.Selection = Selection{Tables: c.tables}
			_, err := f.runner().Backup(context.Background(), request)
			if c.code == "" {
				mustSucceed(t, err)
			} else {
				mustFail(t, err, c.code)
			}
			if n := f.calls["SubmitBackup"]; n != c.submits {
				t.Errorf("%d submissions, want %d", n, c.submits)
			}
		})
	}
}
