// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// cluster is the part of *doris.Client that jobs need; tests put a scripted cluster with a fake clock in its place.
type cluster interface {
	Cluster(ctx context.Context) (doris.Cluster, error)
	Facts(ctx context.Context) (doris.Cluster, error)
	Now(ctx context.Context) (time.Time, error)
	HistoryLimit(ctx context.Context) int

	Databases(ctx context.Context) ([]string, error)
	DatabaseExists(ctx context.Context, name string) (bool, error)
	CreateDatabase(ctx context.Context, name string) error
	DropDatabase(ctx context.Context, name string) error
	DropTable(ctx context.Context, database string, table doris.Table) error
	Tables(ctx context.Context, database string, fresh bool) ([]doris.Table, error)
	Partitions(ctx context.Context, database, table string) ([]string, error)
	ObjectKind(ctx context.Context, database, table string) (string, error)
	TableStates(ctx context.Context, database string) (map[string]string, error)
	TableTypes(ctx context.Context, database string) (map[string]string, error)
	CountRows(ctx context.Context, database, table string) (int64, error)
	Query(ctx context.Context, database, sql string, limit int) (doris.QueryResult, error)

	Repository(ctx context.Context, name string) (*doris.Repository, error)
	Snapshots(ctx context.Context, repository string) ([]doris.Snapshot, error)
	Snapshot(ctx context.Context, repository, name string) (doris.Snapshot, error)
	SnapshotDetails(ctx context.Context, repository, name, timestamp string) (*doris.SnapshotDetails, error)
	ForgetSnapshots(repository string)
	ForgetTables(database string)
	ForgetDatabases()

	Superseded(ctx context.Context, lost error) (bool, error)

	SubmitBackup(ctx context.Context, spec doris.BackupSpec) error
	BackupJobs(ctx context.Context, database string) ([]doris.BackupJob, error)
	CancelBackup(ctx context.Context, database string) error

	SubmitRestore(ctx context.Context, spec doris.RestoreSpec) error
	RestoreJobs(ctx context.Context, database string) ([]doris.RestoreJob, error)
	CancelRestore(ctx context.Context, database string) error
}

var _ cluster = (*doris.Client)(nil)
