// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func (o *restore) submit(look restoreLook) (RestoreResult, bool, error) {
	if look.facts.databaseMissing {
		err := o.persist(func(ctx context.Context) error { return o.r.cluster.CreateDatabase(ctx, o.database) })
		if err != nil {
			return RestoreResult{}, false, o.coded(err)
		}
		o.createdDatabase = true
		o.info("created the database", nil)
	}
	if !o.createdDatabase && o.request.CreateDatabase && len(look.others) == 0 {
		inherited := o.r.memory.inherits(o.database)
		o.supposed = !inherited && o.attempted(look)
		o.createdDatabase = inherited || o.supposed
	}
	o.absent = without(o.objects.targets, look.present)
	o.created = o.absent
	return o.send(restoreRows(look.history.restores))
}

func (o *restore) send(before []row) (RestoreResult, bool, error) {
	spec := doris.RestoreSpec{
		Database: o.database, Label: o.label, Repository: o.repository, BackupTimestamp: o.timestamp,
		Tables: o.objects.refs, Properties: restoreProperties(o.request), Timeout: o.wait.JobTimeout,
		RestoreOptions: o.request.RestoreOptions,
	}
	outcome, err := o.submitOnce(func(ctx context.Context) error { return o.r.cluster.SubmitRestore(ctx, spec) })
	switch outcome {
	case sentAgain:
		return RestoreResult{}, true, nil
	case sentRefused:
		return RestoreResult{}, false, o.codedRefusal(err)
	}
	w := &waiter{
		op: o.operation, level: Mine, answered: outcome == sentOK, submittedAt: o.r.clock.Now(),
		key: o.key(time.Time{}), before: before,
	}
	if outcome == sentSilence {
		w.cause, w.lostAnswer, w.level = err, err, Namesake
	}
	w.mayCancel, w.mayUnblock = w.level == Mine, w.level == Mine
	return o.await(w)
}

// codedRefusal sorts what Doris says to RESTORE at once; nearly all of its checks come later, as CANCELLED.
func (o *restore) codedRefusal(err error) error {
	switch doris.KindOf(err) {
	case doris.KindSnapshotMissing:
		return o.failBecause(CodeNoSnapshot, err)
	case doris.KindNotInSnapshot:
		return o.failBecause(CodeSelection, err)
	}
	return o.coded(err)
}

// restoreProperties are the request's RESTORE properties. With none of the three replica arguments reserve_replica = true
// is sent: Doris's own default of three replicas is the commonest failure.
func restoreProperties(request RestoreRequest) map[string]string {
	properties := maps.Clone(request.Properties)
	if properties == nil {
		properties = map[string]string{}
	}
	switch {
	case request.ReplicationNum != 0:
		properties["replication_num"] = strconv.FormatInt(request.ReplicationNum, 10)
	case request.ReplicaAllocation != "":
		properties["replication_allocation"] = request.ReplicaAllocation
	default:
		properties["reserve_replica"] = strconv.FormatBool(reservesReplica(request))
	}
	return properties
}

// resubmit cancels our own blocked restore and submits it once more: whether a restart or the snapshot is the reason cannot
// be told, because a restart may fall between two looks. Where that was in vain, it is not left in the way of all jobs.
func (o *restore) resubmit(w *waiter) (RestoreResult, bool, error) {
	if o.resubmitted {
		return RestoreResult{}, false, w.unprepared()
	}
	again, failure := w.unblock()
	if !again {
		return RestoreResult{}, false, failure
	}
	h, err := o.readHistory()
	if err != nil {
		return RestoreResult{}, false, o.coded(err)
	}
	return o.send(restoreRows(h.restores))
}

// attempted reports whether the database is empty and knows of nothing but cancelled restores of this snapshot, none of them
// forgotten: an apply that failed has created it, or has found it empty.
func (o *restore) attempted(look restoreLook) bool {
	if look.history.full() || len(look.present)+len(look.history.backups) > 0 || len(look.history.restores) == 0 {
		return false
	}
	return !slices.ContainsFunc(look.history.restores, func(j doris.RestoreJob) bool {
		return j.Label != o.label || j.Timestamp != o.timestamp || j.State != doris.StateCancelled
	})
}
