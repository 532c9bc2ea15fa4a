// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

// timestampForm is a snapshot's timestamp (DORIS.md "Values of columns").
const timestampForm = "2006-01-02-15-04-05"

// metaVersion is what both recorded frontends write.
const metaVersion = 140

// localKey is the folder on the frontend's disk in which a job keeps its meta and info: two jobs with one label in one
// second share it, so the later one replaces what the other wrote (recorded: label_twins_same_second).
type localKey struct {
	repository int64
	label      string
	second     int64
}

// localSnapshot is the content of the folder.
type localSnapshot struct{ meta, info []byte }

// localFiles is the frontend's disk; it outlives a restart.
type localFiles struct {
	mu    sync.Mutex
	files map[localKey]localSnapshot
}

func (l *localFiles) put(key localKey, snapshot localSnapshot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.files[key] = snapshot
}

func (l *localFiles) get(key localKey) (localSnapshot, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	snapshot, ok := l.files[key]
	return snapshot, ok
}

func (l *localFiles) remove(key localKey) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.files, key)
}

func (j *backupJob) localKey() localKey {
	return localKey{j.repository.ID, j.label, j.created.Unix()}
}

// snapshotPath is where a backend keeps the local snapshot of a tablet.
func (h *Handler) snapshotPath(at string, n int64) string {
	return fmt.Sprintf("/fake/be%d/snapshot/%s.%d.86400", h.profile.SnapshotPort, at, n)
}

// placedTablet is a tablet with its folder in the bucket.
type placedTablet struct {
	tablet *catalog.Tablet
	folder string
}

// placed lists the tablets of the snapshot by backend, backends in order.
func (j *backupJob) placed() (backends []int64, tablets map[int64][]placedTablet) {
	tablets = map[int64][]placedTablet{}
	if j.content != bucket.ContentAll {
		return nil, tablets
	}
	layout := j.repository.files().Layout
	for _, t := range j.tables {
		for _, p := range t.Partitions {
			for _, tablet := range p.Tablets {
				backend := backendOf(tablet)
				folder := layout.Tablet(j.label, j.databaseID, t.ID, p.ID, t.IndexID, tablet.ID)
				tablets[backend] = append(tablets[backend], placedTablet{tablet, folder})
				if !slices.Contains(backends, backend) {
					backends = append(backends, backend)
				}
			}
		}
	}
	slices.Sort(backends)
	return backends, tablets
}

// addUploads gives each backend its upload tasks.
func (j *backupJob) addUploads() {
	backends, tablets := j.placed()
	for _, backend := range backends {
		for _, batch := range batches(j.handler, tablets[backend], "backup_upload_snapshot_batch_size") {
			j.add(backend, func(ctx context.Context) error { return j.upload(ctx, batch) })
		}
	}
}

// batches cuts the work of one backend into tasks: of ten tablets, or three tasks on lines without that config
// (DORIS.md "Settings of frontends"; recorded: backup_backend_fails).
func batches[T any](h *Handler, work []T, config string) [][]T {
	if h.profile.JobConfigs {
		return slices.Collect(slices.Chunk(work, max(int(h.config(config, 10)), 1)))
	}
	const tasks = 3
	size := max(len(work)/tasks, 1)
	var cut [][]T
	for len(work) > 0 {
		n := size
		if len(cut) == tasks-1 {
			n = len(work)
		}
		cut = append(cut, work[:n])
		work = work[n:]
	}
	return cut
}

// upload writes the files of some tablets.
func (j *backupJob) upload(ctx context.Context, batch []placedTablet) error {
	store := j.repository.files().Store
	for _, one := range batch {
		id := one.tablet.ID
		files := []struct {
			name    string
			content []byte
		}{
			{strconv.FormatInt(id, 10) + ".hdr", []byte(fmt.Sprintf("header of tablet %d\n", id))},
			{dataFile, append([]byte(fmt.Sprintf("data of tablet %d\n", id)), one.tablet.EncodeRows()...)},
		}
		var names []string
		for _, file := range files {
			name := bucket.WithChecksum(file.name, file.content)
			if err := store.Put(ctx, one.folder+"/"+name, file.content); err != nil {
				return fmt.Errorf("failed to upload: %w", err)
			}
			names = append(names, name)
		}
		j.files[id] = names
	}
	return nil
}

// dataFile is the name of the one data file of a tablet; its first line is for people, the rest are the rows.
const dataFile = "0200000000000001_0.dat"

// saveMeta writes meta and info to the frontend's disk.
func (j *backupJob) saveMeta() {
	meta, err := j.meta().Encode()
	if err != nil {
		j.status = commonError("%s", err)
		return
	}
	info, err := j.info().Encode()
	if err != nil {
		j.status = commonError("%s", err)
		return
	}
	j.handler.local.put(j.localKey(), localSnapshot{meta: meta, info: info})
	j.enter(stateUploadInfo)
}

// uploadInfo uploads both, the info last: with it the snapshot is complete. A failure is tried again at each round.
func (j *backupJob) uploadInfo(ctx context.Context) {
	files := j.repository.files()
	local, ok := j.handler.local.get(j.localKey())
	if !ok {
		j.status = commonError("file is invalid: temp_dir/backup/repo__%d/%s/__meta", j.repository.ID, j.label)
		return
	}
	info := files.Info(j.label, j.created.In(j.handler.options.GlobalZone()).Format(timestampForm))
	for _, file := range []struct {
		path    string
		content []byte
	}{{files.Meta(j.label), local.meta}, {info, local.info}} {
		if err := files.Upload(ctx, file.path, file.content); err != nil {
			j.status = commonError("%s", j.handler.putFailure(err))
			return
		}
	}
	j.status = status{}
	j.finish()
}

func (j *backupJob) meta() *bucket.Meta {
	meta := &bucket.Meta{}
	for _, t := range j.ordered() {
		table := bucket.MetaTable{Name: t.Name, Class: "OlapTable"}
		if t.Kind == catalog.View {
			table.Class, table.Definition = "View", t.Query
		}
		table.Index = t.IndexID
		for _, c := range t.Columns {
			table.Columns = append(table.Columns, c.Name)
		}
		for _, p := range t.Partitions {
			table.Partitions = append(table.Partitions, bucket.MetaPartition{ID: p.ID, Name: p.Name, Replicas: p.Replicas})
		}
		body, err := json.Marshal(t)
		if err != nil {
			body = []byte("null")
		}
		table.Body = body
		meta.Tables = append(meta.Tables, table)
	}
	return meta
}

// ordered is the tables in the order of Java's map.
func (j *backupJob) ordered() []*catalog.Table {
	byName := map[string]*catalog.Table{}
	var names []string
	for _, t := range j.tables {
		byName[t.Name] = t
		names = append(names, t.Name)
	}
	var tables []*catalog.Table
	for _, name := range profile.HashOrder(names, 16) {
		tables = append(tables, byName[name])
	}
	return tables
}

func (j *backupJob) info() *bucket.Info {
	info := &bucket.Info{
		Name: j.label, Database: j.database, ID: j.databaseID, BackupTime: j.created.UnixMilli(),
		Content: j.content, Result: "succeed", Meta: metaVersion, Objects: bucket.OtherObjects{
			Views: []bucket.NamedID{}, ODBCTables: []bucket.NamedID{}, ODBCResources: []bucket.NamedID{},
		},
	}
	info.Major, info.Minor, info.Patch = version(j.handler.profile.Version)
	for i, t := range j.ordered() {
		if t.Kind == catalog.View {
			info.Objects.Views = append(info.Objects.Views, bucket.NamedID{ID: t.ID, Name: t.Name})
			continue
		}
		info.Tables = append(info.Tables, j.tableInfo(t, info))
		info.CommitSeqs = append(info.CommitSeqs, bucket.IDPair{Key: t.ID, Value: int64(1000 + i)})
	}
	return info
}

func (j *backupJob) tableInfo(t *catalog.Table, info *bucket.Info) *bucket.TableInfo {
	table := &bucket.TableInfo{Name: t.Name, ID: t.ID}
	for _, name := range profile.HashOrder(t.PartitionNames(), 16) {
		p := t.Partition(name)
		index := &bucket.IndexInfo{Name: t.Name, ID: t.IndexID, SchemaHash: t.SchemaHash, Order: []int64{}}
		for _, tablet := range p.Tablets {
			index.Tablets = append(index.Tablets, bucket.TabletFiles{Tablet: tablet.ID, Files: j.files[tablet.ID]})
			index.Order = append(index.Order, tablet.ID)
			if path, ok := j.paths[tablet.ID]; ok {
				info.Backends = append(info.Backends, bucket.IDPair{Key: tablet.ID, Value: backendOf(tablet)})
				info.Paths = append(info.Paths, bucket.PathPair{Tablet: tablet.ID, Path: path})
			}
		}
		table.Partitions = append(table.Partitions,
			&bucket.PartitionInfo{Name: name, ID: p.ID, Version: p.Version, Indexes: bucket.Indexes{index}})
	}
	return table
}

// version is the numbers of "doris-4.1.0-677147005f".
func version(text string) (major, minor, patch int) {
	_, rest, _ := strings.Cut(text, "-")
	numbers, _, _ := strings.Cut(rest, "-")
	if _, err := fmt.Sscanf(numbers, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return 0, 0, 0
	}
	return major, minor, patch
}

// timeText is a time of a SHOW row, NULL when it was not reached.
func timeText(at time.Time, zone *time.Location) any {
	if at.IsZero() {
		return nil
	}
	return at.In(zone).Format(dateTime)
}
