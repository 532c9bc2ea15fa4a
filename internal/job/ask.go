// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// ask asks Doris one question until it answers, see persist.
func ask[T any](o *operation, question func(ctx context.Context) (T, error)) (answer T, err error) {
	err = o.persist(func(ctx context.Context) (err error) {
		answer, err = question(ctx)
		return err
	})
	return answer, err
}

// tables are those of the database now, views included.
func (o *operation) tables() ([]doris.Table, error) {
	return ask(o, func(ctx context.Context) ([]doris.Table, error) { return o.r.cluster.Tables(ctx, o.database, true) })
}

// snapshots lists the repository, what failed backups left included.
func (o *operation) snapshots() ([]doris.Snapshot, error) {
	return ask(o, func(ctx context.Context) ([]doris.Snapshot, error) { return o.r.cluster.Snapshots(ctx, o.repository) })
}

func (o *operation) snapshot(label string) (doris.Snapshot, error) {
	return ask(o, func(ctx context.Context) (doris.Snapshot, error) {
		return o.r.cluster.Snapshot(ctx, o.repository, label)
	})
}

func (o *operation) snapshotDetails(label, timestamp string) (*doris.SnapshotDetails, error) {
	return ask(o, func(ctx context.Context) (*doris.SnapshotDetails, error) {
		return o.r.cluster.SnapshotDetails(ctx, o.repository, label, timestamp)
	})
}

func (o *operation) rows(kind, database string) ([]row, error) {
	return ask(o, func(ctx context.Context) ([]row, error) { return o.r.rows(ctx, kind, database) })
}
