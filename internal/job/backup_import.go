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
	b := &backup{operation: r.begin(ctx, modeRead, target{kindBackup, "", repository, label}, Wait{})}
	defer b.stop()
	if _, err := b.openRepository(); err != nil {
		return BackupResult{}, err
	}
	seen, err := r.cluster.Snapshot(ctx, repository, label)
	if err != nil {
		return BackupResult{}, b.coded(b.repositoryError(err))
	}
	switch len(seen.Timestamps) {
	case 0:
		return b.importUnfinished()
	case 1:
		return b.importFinished(seen.Timestamps[0])
	}
	return BackupResult{}, b.failWith(CodeTwice, Twins(b.twins(label, seen.Timestamps)))
}

func (b *backup) importFinished(timestamp string) (BackupResult, error) {
	details, err := b.r.cluster.SnapshotDetails(b.ctx, b.repository, b.label, timestamp)
	if err != nil {
		return BackupResult{}, b.coded(b.repositoryError(err))
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
		return BackupResult{}, b.coded(err)
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
		var twins Twins
		for _, found := range running {
			twins = append(twins, Twin{Database: found.Database, TakenAt: found.Created})
		}
		return BackupResult{}, b.failWith(CodeTwice, twins)
	}
	all, err := b.r.cluster.Snapshots(b.ctx, b.repository)
	if err != nil {
		return BackupResult{}, b.coded(b.repositoryError(err))
	}
	if slices.ContainsFunc(all, func(s doris.Snapshot) bool { return s.Name == b.label }) {
		failure := b.fail(CodeUsedUp)
		failure.UsedUp = true
		return BackupResult{}, failure
	}
	var names []string
	for _, s := range all {
		if s.Complete() {
			names = append(names, s.Name)
		}
	}
	return BackupResult{}, b.failWith(CodeNoSnapshot, NearNames(nearest(b.label, names, 5)))
}
