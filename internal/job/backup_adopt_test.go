// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"testing"
)

// adopt_finished_within = 0s never adopts, not even when the history hides the job.
func TestNeverAdopt(t *testing.T) {
	f := newFake(t)
	request := fixedRequest()
	_, err := f.runner().Backup(context.Background(), request)
	mustSucceed(t, err)
	for range 10 {
		f.add(&fakeJob{kind: kindBackup, database: "shop", label: "x", repository: "repo", state: "FINISHED", id: "1"})
	}
	request.Wait.AdoptFinishedWithin = 0
	_, err = f.runner().Backup(context.Background(), request)
	mustFail(t, err, CodeExists)
}
