// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// mostLost is how many submissions of one operation may get lost with a master before it gives up.
const mostLost = 3

// anew prepares an operation to decide anew after its submission got lost with the master, before it took effect.
func (o *operation) anew() bool {
	if o.lost++; o.lost >= mostLost {
		return false
	}
	o.submitted, o.waited = false, false
	o.info("the master changed, and what was submitted got lost with the old one: the new one shows no job of it; deciding anew", nil)
	return true
}

// nothing: the submission never took effect. A snapshot under its label would prove the contrary.
func (b *backup) nothing(w *waiter) (BackupResult, bool, error) {
	var found doris.Snapshot
	err := b.persist(func(ctx context.Context) (err error) {
		found, err = b.r.cluster.Snapshot(ctx, b.repository, w.key.label)
		return err
	})
	switch {
	case wasInterrupted(err):
		return b.interrupted(w), false, nil
	case err != nil:
		return BackupResult{}, false, b.explain(b.repositoryError(err))
	case len(found.Timestamps) > 0 || !b.anew():
		return BackupResult{}, false, w.failure(waitUnknown)
	}
	b.occupied = false
	if !b.nameFixed {
		b.r.memory.unclaimBackup(b.operation, w.key.label)
	}
	return BackupResult{}, true, nil
}
