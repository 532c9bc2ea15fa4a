// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"slices"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
)

// States of a backup job, in their order (DORIS.md "States of a backup").
const (
	// PENDING: objects are chosen, snapshot tasks are made.
	// SNAPSHOTING: backends make local snapshots.
	stateUploadSnapshot = "UPLOAD_SNAPSHOT" // upload tasks are made
	stateUploading      = "UPLOADING"       // backends upload
	stateSaveMeta       = "SAVE_META"       // the frontend writes meta and info to its disk
	stateUploadInfo     = "UPLOAD_INFO"     // and uploads them, info last
)

// backupJob is one BACKUP.
type backupJob struct {
	jobHead
	refs    []objectRef
	lost    bool // the objects were lost at a restart: BackupObjs reads [null]
	content string

	snapshotFinished time.Time
	uploadFinished   time.Time

	tables []*catalog.Table   // as they were when the snapshot was made, with rows
	paths  map[int64]string   // local snapshot of each tablet
	files  map[int64][]string // uploaded files of each tablet
}

func (j *backupJob) head() *jobHead      { return &j.jobHead }
func (j *backupJob) cancelText() string  { return "user cancelled" }
func (j *backupJob) timeoutText() string { return "" }

// step makes one transition.
func (j *backupJob) step(ctx context.Context) {
	switch j.state {
	case statePending:
		j.prepare()
	case stateSnapshoting:
		if j.tasks.allDone() {
			j.snapshotFinished = j.handler.now()
			j.tasks = nil
			j.enter(stateUploadSnapshot)
		}
	case stateUploadSnapshot:
		j.addUploads()
		j.enter(stateUploading)
	case stateUploading:
		if j.tasks.allDone() {
			j.uploadFinished = j.handler.now()
			j.tasks = nil
			j.enter(stateSaveMeta)
		}
	case stateSaveMeta:
		j.saveMeta()
	case stateUploadInfo:
		j.uploadInfo(ctx)
	}
}

// prepare copies the objects and gives the backends their snapshot tasks.
func (j *backupJob) prepare() {
	j.id = j.handler.options.NextID()
	j.tables, j.tasks = nil, nil
	j.paths, j.files = map[int64]string{}, map[int64][]string{}
	there := j.view(func(d *catalog.Database) {
		for _, ref := range j.refs {
			if j.status.ok() {
				j.take(d.Table(ref.table), ref)
			}
		}
	})
	switch {
	case !there:
		j.status = notFound("database %d does not exist", j.databaseID)
	case !j.status.ok():
	case len(j.tables) == 0 && j.handler.profile.CancelsEmptyBackup:
		j.status = notFound("no valid tables found for backup")
	default:
		j.checkTabletLimit()
	}
	if j.status.ok() {
		j.enter(stateSnapshoting)
	}
}

func (j *backupJob) checkTabletLimit() {
	limit := j.handler.config("max_backup_tablets_per_job", 300_000)
	if int64(len(j.tasks)) > limit {
		j.status = commonError("the num involved tablets %d exceeds the limit %d, which might cause the FE OOM, "+
			"change config `max_backup_tablets_per_job` to change this limitation", len(j.tasks), limit)
	}
}

// take copies one object. Dropped tables and partitions are left out, or end the job on older lines (recorded:
// object_states). Materialized views are left out without a word (recorded: skipped_objects).
func (j *backupJob) take(t *catalog.Table, ref objectRef) {
	skips := j.handler.profile.SkipsDroppedTables
	if t == nil {
		if !skips {
			j.status = notFound("table %s does not exist", ref.table)
		}
		return
	}
	switch t.Kind {
	case catalog.MaterializedView:
		return
	case catalog.View:
		j.tables = append(j.tables, t.Clone())
		return
	}
	partitions := ref.partitions
	for _, name := range ref.partitions {
		if t.Partition(name) != nil {
			continue
		}
		if !skips {
			j.status = notFound("partition %s does not exist  in table%s", name, ref.table)
			return
		}
		partitions = slices.DeleteFunc(slices.Clone(partitions), func(p string) bool { return p == name })
	}
	if len(ref.partitions) > 0 && len(partitions) == 0 {
		return
	}
	if len(partitions) == 0 {
		partitions = nil
	}
	copied := t.Keep(partitions)
	copied.TempPartitions = nil
	if !j.handler.profile.ReserveColocate {
		copied.Properties.Delete("colocate_with")
	}
	j.tables = append(j.tables, copied)
	if j.content == bucket.ContentAll {
		j.addSnapshots(copied)
	}
}

// cooledText is why Doris cancels a backup of data that a storage policy has moved away (DORIS.md "How jobs fail", not recorded).
const cooledText = "make snapshot failed, currently not support backup tablet with cooldowned remote data"

// addSnapshots gives one task for each tablet of a table.
func (j *backupJob) addSnapshots(t *catalog.Table) {
	at := j.handler.now().In(j.handler.options.GlobalZone()).Format("20060102150405")
	for _, p := range t.Partitions {
		for _, tablet := range p.Tablets {
			j.add(backendOf(tablet), func(context.Context) error {
				if p.Cooled {
					j.status = commonError("%s", cooledText)
					return nil
				}
				j.paths[tablet.ID] = j.handler.snapshotPath(at, j.handler.options.NextID())
				return nil
			})
		}
	}
}

// backendOf is the backend that does the work for a tablet.
func backendOf(t *catalog.Tablet) int64 {
	if len(t.Replicas) == 0 {
		return 0
	}
	return t.Replicas[0].Backend
}

// clean removes the job's files on the frontend's disk. What was uploaded stays, and so the label is used up
// (DORIS.md "CANCEL").
func (j *backupJob) clean() {
	if j.state == stateUploadInfo {
		j.handler.local.remove(j.localKey())
	}
}

// restart falls back to the last journalled state. On 4.x a job whose objects are lost before they were copied throws at
// every round from then on (recorded: restart).
func (j *backupJob) restart(losesObjects bool) {
	if losesObjects {
		j.lost = true
	}
	switch j.state {
	case statePending, stateSnapshoting:
		j.state = statePending
		j.stuck = losesObjects && len(j.refs) > 0
	case stateUploading:
		j.state = stateUploadSnapshot
	}
}
