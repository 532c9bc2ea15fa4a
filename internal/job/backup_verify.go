// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// verdict is what the repository says about a backup that Doris calls FINISHED. FINISHED alone is no success: two jobs
// with one label both end FINISHED and neither can be restored (recorded: label_twins).
type verdict int

const (
	verdictNone   verdict = iota // no info file in three looks
	verdictGood                  // one info file, of our database and time
	verdictShared                // one info file, of another database, time or content
	verdictTwice                 // two info files
)

// proof is what VERIFY found.
type proof struct {
	verdict   verdict
	timestamp string
	details   *doris.SnapshotDetails
	twins     []string // with verdictTwice: the timestamps
}

// verifyBackup looks for the info file of a backup: at most looks times, one poll apart. It sends two statements when all
// is well. created is the job's CreateTime, zero when it is not known.
func (o *operation) verifyBackup(label string, created time.Time, looks int) (proof, error) {
	for try := 1; ; try++ {
		var seen doris.Snapshot
		err := o.persistUnreadable(func(ctx context.Context) (err error) {
			seen, err = o.r.cluster.Snapshot(ctx, o.repository, label)
			return err
		})
		if err != nil {
			return proof{}, err
		}
		switch {
		case len(seen.Timestamps) > 1:
			return proof{verdict: verdictTwice, twins: seen.Timestamps}, nil
		case seen.Complete():
			return o.verifyDetails(label, seen.Timestamps[0], created)
		case try >= looks:
			return proof{verdict: verdictNone}, nil
		}
		if end := o.pause(o.r.timing.PollMin); end != notEnded {
			return proof{}, o.ended(end)
		}
	}
}

func (o *operation) verifyDetails(label, timestamp string, created time.Time) (proof, error) {
	found := proof{verdict: verdictShared, timestamp: timestamp}
	err := o.persistUnreadable(func(ctx context.Context) (err error) {
		found.details, err = o.r.cluster.SnapshotDetails(ctx, o.repository, label, timestamp)
		return err
	})
	if err != nil {
		return proof{}, err
	}
	if found.details.Database == o.database && sameSecond(found.details.BackupTime, created) {
		found.verdict = verdictGood
	}
	return found, nil
}

// sameSecond: SHOW BACKUP's CreateTime is floor(backup_time / 1000) of the snapshot (LIFECYCLE.md "Whose job is it"). An unknown CreateTime
// contradicts nothing.
func sameSecond(backupTime, created time.Time) bool {
	return created.IsZero() || backupTime.Truncate(time.Second).Equal(created)
}
