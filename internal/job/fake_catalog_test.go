// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func (f *fakeCluster) Facts(ctx context.Context) (doris.Cluster, error) { return f.Cluster(ctx) }

func (f *fakeCluster) Superseded(context.Context, error) (bool, error) { return f.superseded, nil }

func (f *fakeCluster) Cluster(context.Context) (doris.Cluster, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	version := doris.Version{Major: 4, Minor: 1}
	if f.version.Known() {
		version = f.version
	}
	return doris.Cluster{ID: "1733", Version: version, LowerCaseTableNames: f.letters}, f.enter("Cluster")
}

func (f *fakeCluster) Now(context.Context) (time.Time, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.enter("Now")
	return f.clock.Now().Truncate(time.Second), err
}

func (f *fakeCluster) HistoryLimit(context.Context) int { return f.limit }

func (f *fakeCluster) Databases(context.Context) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var names []string
	for name := range f.databases {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, f.enter("Databases")
}

func (f *fakeCluster) DatabaseExists(_ context.Context, name string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.enter("DatabaseExists")
	_, ok := f.databases[name]
	return ok, err
}

func (f *fakeCluster) CreateDatabase(_ context.Context, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.databases[name] == nil {
		f.databases[name] = []doris.Table{}
	}
	return f.enter("CreateDatabase")
}

func (f *fakeCluster) DropDatabase(_ context.Context, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("DropDatabase"); err != nil {
		return err
	}
	delete(f.databases, name)
	return nil
}

func (f *fakeCluster) DropTable(_ context.Context, database string, table doris.Table) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("DropTable"); err != nil {
		return err
	}
	f.databases[database] = slices.DeleteFunc(f.databases[database], func(t doris.Table) bool { return t == table })
	return nil
}

func (f *fakeCluster) Tables(_ context.Context, database string, _ bool) ([]doris.Table, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Tables"); err != nil {
		return nil, err
	}
	tables, ok := f.databases[database]
	if !ok {
		return nil, dorisError(doris.KindUnknownDatabase, "Unknown database '"+database+"'")
	}
	return slices.Clone(tables), nil
}

func (f *fakeCluster) Partitions(_ context.Context, _, table string) ([]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.partitions[table], f.enter("Partitions")
}

func (f *fakeCluster) ObjectKind(_ context.Context, database, table string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("ObjectKind"); err != nil {
		return "", err
	}
	if !slices.ContainsFunc(f.databases[database], func(t doris.Table) bool { return t.Name == table }) {
		return "", dorisError(doris.KindUnknownTable, "Unknown table '"+table+"'")
	}
	if kind := f.kinds[table]; kind != "" {
		return kind, nil
	}
	return "OLAP", nil
}

// TableTypes knows the temporary tables only, by the names that SHOW PROC shows.
func (f *fakeCluster) TableTypes(context.Context, string) (map[string]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("TableTypes"); err != nil {
		return nil, err
	}
	types := map[string]string{}
	for _, name := range f.temporary {
		types["7_#TEMP#_"+name] = "OLAP"
	}
	return types, nil
}

func (f *fakeCluster) TableStates(_ context.Context, database string) (map[string]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	states := map[string]string{}
	for _, t := range f.databases[database] {
		states[t.Name] = "NORMAL"
	}
	return states, f.enter("TableStates")
}

func (f *fakeCluster) Repository(_ context.Context, name string) (*doris.Repository, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.repositories[name], f.enter("Repository")
}

func (f *fakeCluster) Snapshots(_ context.Context, repository string) ([]doris.Snapshot, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Snapshots"); err != nil {
		return nil, err
	}
	var all []doris.Snapshot
	for label := range f.snapshots[repository] {
		all = append(all, f.snapshot(repository, label))
	}
	slices.SortFunc(all, func(a, b doris.Snapshot) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

func (f *fakeCluster) snapshot(repository, label string) doris.Snapshot {
	s := doris.Snapshot{Name: label, Status: "ERROR: No info file found"}
	if found := f.snapshots[repository][label]; found != nil {
		for timestamp := range found.infos {
			s.Timestamps, s.Status = append(s.Timestamps, timestamp), "OK"
		}
	}
	slices.Sort(s.Timestamps)
	return s
}

func (f *fakeCluster) Snapshot(_ context.Context, repository, name string) (doris.Snapshot, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Snapshot"); err != nil {
		return doris.Snapshot{}, err
	}
	return f.snapshot(repository, name), nil
}

func (f *fakeCluster) SnapshotDetails(_ context.Context, repository, name, timestamp string) (*doris.SnapshotDetails, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("SnapshotDetails"); err != nil {
		return nil, err
	}
	if found := f.snapshots[repository][name]; found != nil && found.infos[timestamp] != nil {
		return found.infos[timestamp], nil
	}
	return nil, dorisError(doris.KindSnapshotMissing, "Failed to get info of snapshot '"+name+"'")
}

func (f *fakeCluster) ForgetSnapshots(string) {}
func (f *fakeCluster) ForgetTables(string)    {}
func (f *fakeCluster) ForgetDatabases()       {}

func (f *fakeCluster) CountRows(_ context.Context, _, table string) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rows[table], f.enter("CountRows")
}

func (f *fakeCluster) Query(_ context.Context, _, sql string, _ int) (doris.QueryResult, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return doris.QueryResult{Columns: []string{"answer"}, Rows: f.answers[sql]}, f.enter("Query")
}
