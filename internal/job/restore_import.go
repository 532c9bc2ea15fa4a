// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// ImportBackup reads a snapshot that is to be managed: full from Details, or running. The result's Database says whose it
// is. Errors: E-TWICE, E-USED-UP for leftovers, E-NO-SNAPSHOT.
func (r *Runner) ImportBackup(ctx context.Context, repository, label string) (BackupResult, error) {
	b := &backup{operation: r.reading(ctx, kindBackup, "", repository, label)}
	defer b.stop()
	if _, err := b.openRepository(); err != nil {
		return BackupResult{}, err
	}
	seen, err := r.cluster.Snapshot(ctx, repository, label)
	if err != nil {
		return BackupResult{}, b.explain(b.repositoryError(err))
	}
	switch len(seen.Timestamps) {
	case 0:
		return b.importUnfinished()
	case 1:
		return b.importFinished(seen.Timestamps[0])
	}
	failure := b.fail(CodeTwice)
	failure.Others = b.describeTwins(label, seen.Timestamps)
	return BackupResult{}, failure
}

func (b *backup) importFinished(timestamp string) (BackupResult, error) {
	details, err := b.r.cluster.SnapshotDetails(b.ctx, b.repository, b.label, timestamp)
	if err != nil {
		return BackupResult{}, b.explain(b.repositoryError(err))
	}
	b.database = details.Database
	progress := evictedProgress(b.label, details)
	if rows, err := b.r.rows(b.ctx, kindBackup, details.Database); err == nil {
		key := jobKey{kind: kindBackup, database: details.Database, label: b.label, created: progress.Created}
		if found := key.find(rows); found != nil {
			progress = found.progress(0)
		}
	}
	return BackupResult{
		Progress: progress, Level: Imported, Database: details.Database, BackupTimestamp: timestamp,
		TakenAt: details.BackupTime, Details: details,
	}, nil
}

// importUnfinished looks for the running job in all databases: nothing says which one it backs up. Without one, leftovers
// and nothing at all are told apart by the listing.
func (b *backup) importUnfinished() (BackupResult, error) {
	databases, err := b.r.cluster.Databases(b.ctx)
	if err != nil {
		return BackupResult{}, b.explain(err)
	}
	var running []row
	for _, database := range databases {
		rows, err := b.r.rows(b.ctx, kindBackup, database)
		if err != nil {
			continue // not readable: it cannot be managed either
		}
		key := jobKey{kind: kindBackup, database: database, label: b.label}
		if found := key.find(rows); found != nil && found.Unfinished() {
			running = append(running, *found)
		}
	}
	if len(running) == 1 {
		return BackupResult{Progress: running[0].progress(0), Level: Imported, Database: running[0].Database}, nil
	}
	if len(running) > 1 {
		failure := b.fail(CodeTwice)
		for _, found := range running {
			failure.Others = append(failure.Others, found.Database+" at "+instant(found.Created))
		}
		return BackupResult{}, failure
	}
	all, err := b.r.cluster.Snapshots(b.ctx, b.repository)
	if err != nil {
		return BackupResult{}, b.explain(b.repositoryError(err))
	}
	if slices.ContainsFunc(all, func(s doris.Snapshot) bool { return s.Name == b.label }) {
		failure := b.fail(CodeUsedUp)
		failure.UsedUp = true
		return BackupResult{}, failure
	}
	failure := b.fail(CodeNoSnapshot)
	var names []string
	for _, s := range all {
		if s.Complete() {
			names = append(names, s.Name)
		}
	}
	failure.Others = nearest(b.label, names, 5)
	return BackupResult{}, failure
}

// ImportRestore takes the newest FINISHED row of that snapshot in that database as the baseline (lifecycle 3, Import).
// Without a row, but with all tables of the snapshot there, the baseline is the server's time now. Nothing counts as
// created by it.
func (r *Runner) ImportRestore(ctx context.Context, repository, snapshot, database string) (RestoreResult, error) {
	o := &restore{operation: r.reading(ctx, kindRestore, database, repository, snapshot)}
	defer o.stop()
	if _, err := o.openRepository(); err != nil {
		return RestoreResult{}, err
	}
	var look restoreLook
	if err := o.lookAtSnapshot(&look); err != nil {
		return RestoreResult{}, o.explain(err)
	}
	if look.facts.snapshot == snapshotTwice {
		return RestoreResult{}, o.refusal(refuse(CodeTwice), look)
	}
	rows, err := r.rows(ctx, kindRestore, database)
	if err != nil {
		return RestoreResult{}, o.explain(err)
	}
	found := o.newestFinished(rows)
	if found == nil && o.details == nil {
		return RestoreResult{}, o.refusal(refuse(CodeNoSnapshot), look)
	}
	progress := Progress{Label: snapshot}
	if found != nil {
		o.timestamp, o.details, progress = found.timestamp, found.restore.Source, found.progress(0)
	}
	if _, err := o.aimAt(Selection{}, nil); err != nil {
		return RestoreResult{}, o.explain(err)
	}
	present, err := o.presentTargets()
	if err != nil {
		return RestoreResult{}, o.explain(err)
	}
	missing := without(o.goal.targets, present)
	if found == nil && len(missing) > 0 {
		failure := o.fail(CodePartly)
		failure.Objects, failure.Others, failure.Total = missing, present, len(o.goal.targets)
		return RestoreResult{}, failure
	}
	if found == nil {
		if progress.Created, err = r.cluster.Now(ctx); err != nil {
			return RestoreResult{}, o.explain(err)
		}
	}
	if len(missing) > 0 {
		o.notice("Some restored tables were not found", "Database \""+database+"\" does not hold "+listed(missing)+
			" of the restore: they were dropped or restored under new names, which Doris does not show.")
	}
	o.goal.keep(present)
	return o.full(progress, Imported), nil
}

// RestoredObjects lists what of a restore's targets stands in the database, for an imported restore whose selection and
// new names became known. Only Tables and Views of the result are set. Errors: E-SELECTION, E-NO-SNAPSHOT, E-NO-DATABASE.
func (r *Runner) RestoredObjects(ctx context.Context, request RestoreRequest) (RestoreResult, error) {
	o := &restore{operation: r.reading(ctx, kindRestore, request.Database, request.Repository, request.Snapshot), request: request}
	defer o.stop()
	var look restoreLook
	if err := o.lookAtSnapshot(&look); err != nil {
		return RestoreResult{}, o.explain(err)
	}
	if o.details == nil {
		return RestoreResult{}, o.refusal(refuse(CodeNoSnapshot), look)
	}
	present, err := o.presentTargets()
	if err != nil {
		return RestoreResult{}, o.explain(err)
	}
	o.goal.keep(present)
	return RestoreResult{Tables: o.goal.tables, Views: o.goal.views}, nil
}

// newestFinished returns the newest FINISHED restore of the snapshot; of the one in the repository, when that is there.
func (o *restore) newestFinished(rows []row) *row {
	for i := len(rows) - 1; i >= 0; i-- {
		r := &rows[i]
		if r.Label != o.label || r.State != doris.StateFinished || r.restore.Source == nil {
			continue
		}
		if o.details != nil && !r.restore.Source.BackupTime.Equal(o.details.BackupTime) {
			continue
		}
		return r
	}
	return nil
}

// keep leaves only the targets that are present.
func (g *goal) keep(present []string) {
	g.targets = present
	g.tables = slices.DeleteFunc(g.tables, func(t doris.SnapshotTable) bool { return !slices.Contains(present, t.Name) })
	g.views = slices.DeleteFunc(g.views, func(v string) bool { return !slices.Contains(present, v) })
}
