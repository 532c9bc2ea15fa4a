// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// restoreLook is all that was read for one decision.
type restoreLook struct {
	facts    restoreFacts
	again    againFacts
	history  history
	row      *doris.RestoreJob // the match that decides
	snapshot doris.Snapshot
	present  []string // targets that stand in the database
	others   []string // tables of the database that are no targets
	near     []string // names in the repository, when the snapshot is missing
}

// look reads the facts of one decision.
func (o *restore) look() (restoreLook, error) {
	var look restoreLook
	if _, err := o.openRepository(); err != nil {
		return look, err
	}
	look.facts = restoreFacts{overwrite: o.request.Overwrite, createDatabase: o.request.CreateDatabase}
	if err := o.lookAtSnapshot(&look); err != nil {
		return look, err
	}
	if look.facts.snapshot != snapshotSame {
		look.again.restoreFacts = look.facts
		return look, nil
	}
	if err := o.lookAtDatabase(&look); err != nil {
		return look, err
	}
	o.classify(&look)
	return look, nil
}

// lookAtSnapshot finds the one info file to restore from and expands the selection over what it holds.
func (o *restore) lookAtSnapshot(look *restoreLook) error {
	var err error
	look.snapshot, err = o.snapshot(o.label)
	if err != nil {
		return o.repositoryError(err)
	}
	timestamps := look.snapshot.Timestamps
	switch {
	case len(timestamps) > 1:
		look.facts.snapshot = snapshotTwice
		return nil
	case len(timestamps) == 0:
		look.facts.snapshot = snapshotAbsent
		return o.lookNearby(look)
	case o.request.BackupTimestamp != "" && timestamps[0] != o.request.BackupTimestamp:
		look.facts.snapshot, look.near = snapshotAbsent, timestamps
		return nil
	}
	look.facts.snapshot = snapshotSame
	o.timestamp = timestamps[0]
	o.details, err = o.snapshotDetails(o.label, o.timestamp)
	if err != nil {
		return o.repositoryError(err)
	}
	return o.expandRequest()
}

// lookNearby lists the repository when the snapshot is missing: leftovers show there, and names a user may have meant.
func (o *restore) lookNearby(look *restoreLook) error {
	all, err := o.snapshots()
	if err != nil {
		return o.repositoryError(err)
	}
	var complete []string
	for _, s := range all {
		switch {
		case s.Name == o.label:
			look.facts.snapshot = snapshotBare
		case s.Complete():
			complete = append(complete, s.Name)
		}
	}
	look.near = nearest(o.label, complete, 5)
	return nil
}

// lookAtDatabase reads jobs and tables of the target database.
func (o *restore) lookAtDatabase(look *restoreLook) error {
	exists, err := ask(o.operation, func(ctx context.Context) (bool, error) { return o.r.cluster.DatabaseExists(ctx, o.database) })
	if err != nil || !exists {
		look.facts.databaseMissing = !exists
		return err
	}
	if look.history, err = o.readHistory(); err != nil {
		return err
	}
	tables, err := o.tables()
	look.present = o.objects.among(tables)
	for _, t := range tables {
		if o.objects.target(t.Name) == "" {
			look.others = append(look.others, t.Name)
		}
	}
	switch len(look.present) {
	case 0:
		look.facts.targets = targetsNone
	case len(o.objects.targets):
		look.facts.targets = targetsAll
	default:
		look.facts.targets = targetsSome
	}
	return err
}

// classify finds the match that decides.
func (o *restore) classify(look *restoreLook) {
	id := o.identity()
	if o.baseline == nil {
		look.facts.row, look.row = classifyRestore(look.history, id)
	} else {
		var shown bool
		look.again.match, look.row, shown = newestAfter(look.history, id, *o.baseline)
		job, _ := look.history.unfinished()
		look.again.others = job != nil && look.again.match != againUnfinished
		look.again.unhidden = shown || !look.history.full() || look.history.covered()
	}
	if look.row != nil && look.row.State != doris.StateCancelled {
		key := o.place(look.row.Created)
		look.facts.claimed = o.r.memory.restoreTaken(o.operation, key)
		look.facts.released, _ = o.r.memory.restoreReleased(key)
		look.facts.finished = look.row.State == doris.StateFinished
	}
	look.again.restoreFacts = look.facts
}

func (o *restore) identity() restoreIdentity {
	id := restoreIdentity{
		snapshot: o.label, timestamp: o.timestamp, tables: o.objects.sources, views: o.objects.sourceViews, options: optionsOf(o.request),
		source: o.details.Database, backupTime: o.details.BackupTime,
	}
	id.ignore = func(j doris.RestoreJob) bool {
		key := o.place(j.Created)
		released, dropped := o.r.memory.restoreReleased(key)
		return released && dropped || o.r.memory.restoreOfOtherTargets(o.operation, key, o.objects.targets)
	}
	return id
}
