// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// submit sends the backup under a fixed name or a new label and waits for it.
func (b *backup) submit(look backupLook) (BackupResult, bool, error) {
	spec, err := b.statement(look.history.now)
	if err != nil {
		return BackupResult{}, false, err
	}
	return b.send(spec, look.history)
}

func (b *backup) send(spec doris.BackupSpec, h history) (BackupResult, bool, error) {
	b.label = spec.Label
	outcome, err := b.submitOnce(func(ctx context.Context) error { return b.r.cluster.SubmitBackup(ctx, spec) })
	switch outcome {
	case sentAgain:
		return BackupResult{}, true, nil
	case sentRefused:
		if doris.KindOf(err) == doris.KindSnapshotExists && b.mayTryAgain(err) || b.isStale(err) {
			return BackupResult{}, true, nil
		}
		return BackupResult{}, false, b.coded(err)
	}
	b.claimed = true
	b.r.memory.claimBackup(b.operation, spec.Label)
	w := &waiter{
		op: b.operation, level: Mine, answered: outcome == sentOK, submittedAt: b.r.clock.Now(),
		key: jobKey{kind: kindBackup, database: b.database, label: spec.Label}, before: backupRows(h.backups),
	}
	if outcome == sentSilence {
		w.cause, w.lostAnswer = err, err
		if !b.generated { // without a nonce it could be a stranger's of the same moment
			w.level = Namesake
		}
	}
	w.mayCancel, w.mayUnblock = w.level == Mine, w.level == Mine
	if w.level == Mine && !b.generated {
		w.shared = b.foreignInfoFile
	}
	return b.await(w)
}

// resubmit cancels our own blocked job and submits it once more under the same label: nothing was uploaded. Where that was
// in vain, it is not left in the way of all jobs.
func (b *backup) resubmit(w *waiter) (BackupResult, bool, error) {
	if b.resubmitted {
		return BackupResult{}, false, w.unprepared()
	}
	again, failure := w.unblock()
	if !again {
		return BackupResult{}, false, failure
	}
	h, err := b.readHistory()
	if err != nil {
		return BackupResult{}, false, b.coded(err)
	}
	spec, err := b.statement(h.now)
	if err != nil {
		return BackupResult{}, false, err
	}
	spec.Label = w.key.label
	result, decideAnew, err := b.send(spec, h)
	if decideAnew && err == nil { // somebody else's job slipped in: the ordinary way queues behind it
		return BackupResult{}, true, nil
	}
	return result, false, err
}

// mayTryAgain handles "already exist": a fixed name is decided anew once, now knowing that files hold it; a generated
// one gets a new nonce, at most three times.
func (b *backup) mayTryAgain(refusal error) bool {
	if !b.generated {
		first := b.refused == nil
		b.refused = refusal
		return first
	}
	b.nonces++
	return b.nonces < 3
}

// isStale reports whether Doris refused the list of objects because one is gone since it was read: then it is read anew,
// at most twice. A name that was written is missed there, with near names.
func (b *backup) isStale(refusal error) bool {
	switch doris.KindOf(refusal) {
	case doris.KindUnknownTable, doris.KindUnknownPartition:
		b.stale++
		return b.stale < 3
	}
	return false
}
