// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// RestoreDrop is what a Delete removes of a restore (on_destroy).
type RestoreDrop struct {
	State    RestoreState
	Tables   []string // tables and views that the restore created, under their new names
	Database bool     // the database, which the restore created, as well
	Wait     Wait     // Timeout = the delete timeout
}

// DropRestore removes what a restore created (lifecycle 3, Delete restore). An unfinished job is cancelled first, which
// makes Doris remove what it created, or waited for in its last states; another's job in the database is waited for.
// Tables that another object of this process claimed stay (create_before_destroy). The database is dropped only when it
// holds nothing but what is dropped: else E-OCCUPIED names the rest in Objects, and nothing was dropped.
func (r *Runner) DropRestore(ctx context.Context, drop RestoreDrop) error {
	drop.Wait.CancelOnTimeout = true
	o := r.begin(ctx, kindRestore, drop.State.Database, drop.State.Repository, drop.Wait)
	defer func() { o.stop() }()
	o.label, o.nameFixed, o.patient = drop.State.Snapshot, true, true
	release, err := o.lock()
	if err != nil {
		return err
	}
	defer release()
	if drop.State.State != doris.StateFinished && drop.State.State != doris.StateCancelled {
		key := jobKey{
			kind: kindRestore, database: drop.State.Database, label: drop.State.Snapshot,
			timestamp: drop.State.BackupTimestamp, created: drop.State.Created,
		}
		if _, err := o.stopJob(key, drop.State.Level); err != nil {
			return err
		}
	}
	if err := o.whenFree(); err != nil {
		return err
	}
	return o.drop(drop)
}

// whenFree waits until no job holds the database: Doris refuses to drop tables that a restore holds.
func (o *operation) whenFree() error {
	for {
		h, err := o.readHistory()
		if doris.KindOf(err) == doris.KindUnknownDatabase {
			return nil
		}
		if err != nil {
			return o.explain(err)
		}
		holding, kind := h.unfinished()
		if holding == nil {
			return nil
		}
		if err := o.queue(kind, *holding); err != nil {
			return err
		}
	}
}

func (o *operation) drop(drop RestoreDrop) error {
	var present []doris.Table
	err := o.persist(func(ctx context.Context) (err error) {
		present, err = o.r.cluster.Tables(ctx, o.database, true)
		return err
	})
	switch {
	case doris.KindOf(err) == doris.KindUnknownDatabase:
		return nil // somebody dropped it
	case err != nil:
		return o.explain(err)
	}
	claimed := o.r.ClaimedTables(o.database)
	var mine []doris.Table
	var others []string
	for _, table := range present {
		if slices.Contains(drop.Tables, table.Name) && !slices.Contains(claimed, table.Name) {
			mine = append(mine, table)
		} else {
			others = append(others, table.Name)
		}
	}
	if drop.Database && len(others) > 0 {
		failure := o.fail(CodeOccupied)
		failure.Objects, failure.Total = sorted(others), len(mine)
		return failure
	}
	for _, table := range mine {
		if err := o.persist(func(ctx context.Context) error { return o.r.cluster.DropTable(ctx, o.database, table) }); err != nil {
			return o.explain(err)
		}
		o.info("dropped", map[string]any{"table": table.Name})
	}
	if !drop.Database {
		return nil
	}
	return o.explain(o.persist(func(ctx context.Context) error { return o.r.cluster.DropDatabase(ctx, o.database) }))
}
