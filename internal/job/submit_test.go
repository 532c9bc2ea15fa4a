// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"testing"
)

// TestNothingIsSubmittedWhereNoJobsRun: Doris answers OK to a submission that it forgets at once.
func TestNothingIsSubmittedWhereNoJobsRun(t *testing.T) {
	f := newFake(t)
	f.limit = 0
	_, err := f.runner().Backup(context.Background(), fixedRequest())
	failure, ok := errors.AsType[*Error](err)
	if !ok || failure.Code != CodeNoJobs || failure.Submitted {
		t.Errorf("the backup ended with %+v", err)
	}
	if n := f.calls["SubmitBackup"]; n != 0 {
		t.Errorf("%d submissions", n)
	}
}
