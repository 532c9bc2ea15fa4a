// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

func (f *fakeCluster) SubmitBackup(ctx context.Context, spec doris.BackupSpec) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("SubmitBackup"); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return dorisError(doris.KindCancelled, "cut before it was sent")
	}
	objects := spec.Tables
	if objects == nil {
		for _, t := range f.databases[spec.Database] {
			if !slices.Contains(spec.Exclude, t.Name) {
				objects = append(objects, doris.TableRef{Name: t.Name})
			}
		}
	}
	err := f.submit(&fakeJob{
		kind: kindBackup, database: spec.Database, label: spec.Label, repository: spec.Repository,
		objects: objects, metadataOnly: spec.MetadataOnly,
	})
	f.leave("SubmitBackup")
	if queue := f.fail["SubmitBackup answer"]; len(queue) > 0 && err == nil {
		f.fail["SubmitBackup answer"] = queue[1:]
		return queue[0]
	}
	return err
}

func (f *fakeCluster) BackupJobs(_ context.Context, database string) ([]doris.BackupJob, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("BackupJobs"); err != nil {
		return nil, err
	}
	if _, ok := f.databases[database]; !ok {
		return nil, dorisError(doris.KindUnknownDatabase, "Unknown database '"+database+"'")
	}
	var jobs []doris.BackupJob
	for _, j := range f.history(database) {
		if j.kind != kindBackup {
			continue
		}
		row := doris.BackupJob{Job: f.job(j), Objects: j.objects, SnapshotFinished: j.milestones["UPLOAD_SNAPSHOT"], UploadFinished: j.milestones["SAVE_META"]}
		if j.unreadable {
			row.Objects = nil
		}
		jobs = append(jobs, row)
	}
	return jobs, nil
}

func (f *fakeCluster) CancelBackup(_ context.Context, database string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("CancelBackup"); err != nil {
		return err
	}
	err := f.cancel(kindBackup, database)
	f.leave("CancelBackup")
	return err
}

func (f *fakeCluster) SubmitRestore(ctx context.Context, spec doris.RestoreSpec) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("SubmitRestore"); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return dorisError(doris.KindCancelled, "cut before it was sent")
	}
	found := f.snapshots[spec.Repository][spec.Label]
	if found == nil || found.infos[spec.BackupTimestamp] == nil {
		return dorisError(doris.KindSnapshotMissing, "Failed to get info of snapshot '"+spec.Label+"'")
	}
	err := f.submit(&fakeJob{
		kind: kindRestore, database: spec.Database, label: spec.Label, repository: spec.Repository, timestamp: spec.BackupTimestamp,
		source: filterDetails(found.infos[spec.BackupTimestamp], spec.Tables), aliases: aliasesOf(spec.Tables), properties: spec.Properties,
	})
	f.leave("SubmitRestore")
	if queue := f.fail["SubmitRestore answer"]; len(queue) > 0 && err == nil {
		f.fail["SubmitRestore answer"] = queue[1:]
		return queue[0]
	}
	return err
}

func aliasesOf(refs []doris.TableRef) map[string]string {
	aliases := map[string]string{}
	for _, ref := range refs {
		aliases[ref.Name] = ref.Alias
	}
	return aliases
}

// filterDetails is RestoreObjs: what the ON list takes, under the names in the snapshot.
func filterDetails(d *doris.SnapshotDetails, refs []doris.TableRef) *doris.SnapshotDetails {
	filtered := *d
	if refs == nil {
		return &filtered
	}
	filtered.Tables, filtered.Views = nil, nil
	for _, ref := range refs {
		for _, t := range d.Tables {
			if t.Name == ref.Name {
				if ref.Partitions != nil {
					t.Partitions = ref.Partitions
				}
				filtered.Tables = append(filtered.Tables, t)
			}
		}
		if slices.Contains(d.Views, ref.Name) {
			filtered.Views = append(filtered.Views, ref.Name)
		}
	}
	return &filtered
}

func (f *fakeCluster) RestoreJobs(_ context.Context, database string) ([]doris.RestoreJob, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("RestoreJobs"); err != nil {
		return nil, err
	}
	if _, ok := f.databases[database]; !ok {
		return nil, dorisError(doris.KindUnknownDatabase, "Unknown database '"+database+"'")
	}
	var jobs []doris.RestoreJob
	for _, j := range f.history(database) {
		if j.kind != kindRestore {
			continue
		}
		allocation := "tag.location.default: 3"
		if n := j.properties["replication_num"]; n != "" {
			allocation = "tag.location.default: " + n
		}
		jobs = append(jobs, doris.RestoreJob{
			Job: f.job(j), Timestamp: j.timestamp, Source: j.source, ReplicaAllocation: allocation,
			ReserveReplica: j.properties["reserve_replica"] == "true", AllowLoad: j.properties["allow_load"] == "true",
			MetaPrepared: j.milestones["SNAPSHOTING"], SnapshotFinished: j.milestones["DOWNLOAD"], DownloadFinished: j.milestones["COMMIT"],
		})
	}
	return jobs, nil
}

func (f *fakeCluster) CancelRestore(_ context.Context, database string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("CancelRestore"); err != nil {
		return err
	}
	return f.cancel(kindRestore, database)
}

// journal counts the jobs that were ever submitted for a label, "" = all.
func (f *fakeCluster) journal(label string) int {
	n := 0
	for _, j := range f.jobs {
		if label == "" || j.label == label {
			n++
		}
	}
	return n
}
