// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
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

// dropping is one Delete of a restore.
type dropping struct {
	*operation
	RestoreDrop
	dropped int // tables, so far
}

// DropRestore removes what a restore created (LIFECYCLE.md "Delete of a restore"). An unfinished job is cancelled first, which
// makes Doris remove what it created, or waited for in its last states; another's job in the database is waited for.
// Tables that another object of this process claimed stay (create_before_destroy). The database is dropped only when it
// holds nothing but what is dropped: else E-OCCUPIED names the rest in Objects, and nothing was dropped (or, when something
// came between, Total tables were).
func (r *Runner) DropRestore(ctx context.Context, drop RestoreDrop) error {
	t := target{kindRestore, drop.State.Database, drop.State.Repository, drop.State.Snapshot}
	o := &dropping{operation: r.begin(ctx, modeDrop, t, drop.Wait), RestoreDrop: drop}
	defer o.stop()
	release, err := o.lock()
	if err != nil {
		return err
	}
	defer func() { release() }()
	if drop.State.State != doris.StateFinished && drop.State.State != doris.StateCancelled {
		key := jobKey{
			kind: kindRestore, database: drop.State.Database, label: drop.State.Snapshot,
			timestamp: drop.State.BackupTimestamp, created: drop.State.Created,
		}
		if _, err := o.stopJob(key, drop.State.Level); err != nil {
			return err
		}
	}
	var occupants []string
	for {
		if err := o.whenFree(); err != nil {
			return err
		}
		err := o.drop()
		var failure *Error
		switch {
		case errors.As(err, &failure) && failure.Code == CodeOccupied && !slices.Equal(DetailOf[Dropped](failure).Others, occupants):
			// A destroy of several restores: the others' tables may be about to go. Once they stay, they are in the way.
			occupants = DetailOf[Dropped](failure).Others
			release()
			if end := o.pause(o.r.timing.PollMin); end != notEnded {
				return failure
			}
			again, err := o.lock() // behind all that came meanwhile
			if err != nil {
				return err
			}
			release = again
		case doris.KindOf(err) != doris.KindTableBusy:
			return o.coded(err)
		default: // a restore began in that moment
			if end := o.pause(o.r.timing.QueueMin); end != notEnded {
				return o.ended(end)
			}
		}
	}
}

// whenFree waits until no job holds the database: Doris refuses to drop tables that a restore holds.
func (o *operation) whenFree() error {
	for {
		h, err := o.readHistory()
		if doris.KindOf(err) == doris.KindUnknownDatabase {
			return nil
		}
		if err != nil {
			return o.coded(err)
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

// drop drops what is there. Its errors may be Doris's own.
func (o *dropping) drop() error {
	mine, others, err := o.sort(o.Tables)
	switch {
	case doris.KindOf(err) == doris.KindUnknownDatabase:
		return nil // somebody dropped it
	case err != nil:
		return err
	case o.Database && len(others) > 0:
		return o.occupied(others)
	}
	for _, table := range mine {
		if err := o.persist(func(ctx context.Context) error { return o.r.cluster.DropTable(ctx, o.database, table) }); err != nil {
			return err
		}
		o.dropped++
		o.info("dropped", map[string]any{"table": table.Name})
	}
	if !o.Database {
		return nil
	}
	// DROP DATABASE takes along what is in it: nobody's table may have come between.
	if _, others, err = o.sort(nil); err != nil {
		return err
	} else if len(others) > 0 {
		return o.occupied(others)
	}
	return o.persist(func(ctx context.Context) error { return o.r.cluster.DropDatabase(ctx, o.database) })
}

// sort tells what of the database is to be dropped from what stays.
func (o *operation) sort(tables []string) (mine []doris.Table, others []string, err error) {
	present, err := o.tables()
	claimed := o.r.ClaimedTables(o.database)
	for _, table := range present {
		if slices.Contains(tables, table.Name) && !slices.Contains(claimed, table.Name) {
			mine = append(mine, table)
		} else {
			others = append(others, table.Name)
		}
	}
	return mine, others, err
}

func (o *dropping) occupied(others []string) *Error {
	return o.failWith(CodeOccupied, Dropped{Tables: o.dropped, Others: sorted(others)})
}
