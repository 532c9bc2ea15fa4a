// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"maps"
	"slices"

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
	err := o.persist(func(ctx context.Context) (err error) {
		look.snapshot, err = o.r.cluster.Snapshot(ctx, o.repository, o.label)
		return err
	})
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
	err = o.persist(func(ctx context.Context) (err error) {
		o.details, err = o.r.cluster.SnapshotDetails(ctx, o.repository, o.label, o.timestamp)
		return err
	})
	if err != nil {
		return o.repositoryError(err)
	}
	return o.takeAim()
}

// takeAim expands the selection over the snapshot's Details.
func (o *restore) takeAim() error {
	inVain, err := o.aimAt(o.request.Selection, o.request.Rename)
	if err != nil {
		return err
	}
	if len(inVain) > 0 || len(o.goal.targets) == 0 {
		present := objectNames(snapshotObjects(o.details))
		partitions := slices.Sorted(maps.Keys(o.goal.missed))
		if len(inVain) > 0 && o.goal.missed[inVain[0]] != "" {
			name := o.goal.missed[inVain[0]]
			for _, table := range o.details.Tables { // a partition is missed in its table
				if table.Name == name {
					present = table.Partitions
				}
			}
			return o.partitionError(name, inVain, partitions, present)
		}
		failure := o.selectionError(inVain, o.request.Selection, present)
		failure.Partitions = partitions
		return failure
	}
	if doubled := o.goal.doubled(); len(doubled) > 0 {
		failure := o.fail(CodeSelection)
		failure.Renamed = doubled
		return failure
	}
	return nil
}

// lookNearby lists the repository when the snapshot is missing: leftovers show there, and names a user may have meant.
func (o *restore) lookNearby(look *restoreLook) error {
	var all []doris.Snapshot
	err := o.persist(func(ctx context.Context) (err error) {
		all, err = o.r.cluster.Snapshots(ctx, o.repository)
		return err
	})
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
	var exists bool
	err := o.persist(func(ctx context.Context) (err error) {
		exists, err = o.r.cluster.DatabaseExists(ctx, o.database)
		return err
	})
	if err != nil || !exists {
		look.facts.databaseMissing = !exists
		return err
	}
	if look.history, err = o.readHistory(); err != nil {
		return err
	}
	var tables []doris.Table
	err = o.persist(func(ctx context.Context) (err error) {
		tables, err = o.r.cluster.Tables(ctx, o.database, true)
		return err
	})
	look.present = o.goal.among(tables)
	for _, t := range tables {
		if o.goal.target(t.Name) == "" {
			look.others = append(look.others, t.Name)
		}
	}
	switch len(look.present) {
	case 0:
		look.facts.targets = targetsNone
	case len(o.goal.targets):
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
		snapshot: o.label, timestamp: o.timestamp, tables: o.goal.sources, views: o.goal.sourceV, options: optionsOf(o.request),
		source: o.details.Database, backupTime: o.details.BackupTime,
	}
	id.ignore = func(j doris.RestoreJob) bool {
		key := o.place(j.Created)
		released, dropped := o.r.memory.restoreReleased(key)
		return released && dropped || o.r.memory.restoreOfOtherTargets(o.operation, key, o.goal.targets)
	}
	return id
}

// refusal is the error of an E- cell.
func (o *restore) refusal(d decision, look restoreLook) *Error {
	failure := o.fail(d.code)
	failure.Total = len(o.goal.targets)
	if o.details != nil {
		failure.SourceDatabase, failure.TakenAt = o.details.Database, o.details.BackupTime
	}
	if look.row != nil {
		failure.JobID, failure.LastState, failure.FinishedAt = look.row.ID, look.row.State, look.row.Finished
	}
	switch d.code {
	case CodeNoSnapshot:
		failure.Others, failure.UsedUp, failure.Doris = look.near, look.facts.snapshot == snapshotBare, look.snapshot.Status
	case CodeTwice:
		failure.Others = o.describeTwins(o.label, look.snapshot.Timestamps)
	case CodeTables, CodeHistory:
		failure.Objects = look.present
		failure.Renamed = o.renamed(look.present)
		failure.Hidden = look.facts.row == r6NotCovered && look.facts.targets == targetsAll
	case CodePartly:
		failure.Objects = without(o.goal.targets, look.present)
		failure.Others = look.present
	}
	return failure
}

// renamed gives the names in the snapshot of those new names that differ from them.
func (o *restore) renamed(targets []string) map[string]string {
	sources := map[string]string{}
	for _, source := range slices.Sorted(maps.Keys(o.request.Rename)) {
		target := o.request.Rename[source]
		if source != target && slices.Contains(targets, target) {
			sources[target] = source
		}
	}
	return sources
}

// recall finds out again what a restore in state asked for: from the snapshot, or from RestoreObjs when it is gone.
func (o *restore) recall(state RestoreState) error {
	err := o.persist(func(ctx context.Context) (err error) {
		o.details, err = o.r.cluster.SnapshotDetails(ctx, o.repository, o.label, o.timestamp)
		return err
	})
	if err == nil && o.details != nil {
		return o.takeAim()
	}
	var found *row
	rowsErr := o.persist(func(ctx context.Context) error {
		rows, err := o.r.rows(ctx, kindRestore, o.database)
		found = o.key(state.Created).find(rows)
		return err
	})
	switch {
	case rowsErr != nil:
		return rowsErr
	case found == nil || found.restore.Source == nil:
		return err
	}
	o.details = found.restore.Source
	return o.takeAim()
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

// nearest returns the names that share the longest beginning with name, at most n.
func nearest(name string, names []string, n int) []string {
	shared := func(other string) int {
		i := 0
		for i < len(name) && i < len(other) && name[i] == other[i] {
			i++
		}
		return i
	}
	names = sorted(names)
	slices.SortStableFunc(names, func(a, b string) int { return shared(b) - shared(a) })
	return names[:min(n, len(names))]
}
