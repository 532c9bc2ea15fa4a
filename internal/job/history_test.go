// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func TestCovered(t *testing.T) {
	now := time.Date(2026, 9, 12, 12, 0, 0, 0, time.UTC)
	jobs := func(n int, oldest time.Duration) (rows []doris.BackupJob) {
		for i := range n {
			rows = append(rows, doris.BackupJob{Job: doris.Job{Label: "x", State: "FINISHED", Created: now.Add(-oldest + time.Duration(i)*time.Second)}})
		}
		return rows
	}
	for name, c := range map[string]struct {
		h    history
		want bool
	}{
		"empty":                      {history{now: now, window: time.Hour, limit: 10}, true},
		"not full":                   {history{now: now, window: time.Hour, limit: 10, backups: jobs(9, time.Minute)}, true},
		"full of young jobs":         {history{now: now, window: time.Hour, limit: 10, backups: jobs(10, time.Minute)}, false},
		"full, the oldest is old":    {history{now: now, window: time.Hour, limit: 10, backups: jobs(10, 2*time.Hour)}, true},
		"backups and restores count": {history{now: now, window: time.Hour, limit: 10, backups: jobs(9, time.Minute), restores: []doris.RestoreJob{{Job: doris.Job{Created: now}}}}, false},
	} {
		if got := c.h.covered(); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
