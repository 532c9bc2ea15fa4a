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

// States of a restore job, in their order (DORIS.md "States of a restore").
const (
	// PENDING: meta is read and checked, new tables are made (restore_prepare.go).
	stateCreating = "CREATING" // backends create replicas
	// SNAPSHOTING: backends make local snapshots of the targets.
	stateDownload    = "DOWNLOAD"    // download tasks are made
	stateDownloading = "DOWNLOADING" // backends download (restore_data.go)
	stateCommit      = "COMMIT"      // move tasks are made
	stateCommitting  = "COMMITTING"  // backends move the data into place; at the end tables are NORMAL (restore_finish.go)
)

// restoreJob is one RESTORE.
type restoreJob struct {
	jobHead
	restoreOptions
	info *bucket.Info // from the bucket, with the objects of the statement

	metaPrepared     time.Time
	snapshotFinished time.Time
	downloadFinished time.Time

	// prepared is set while replicas of new tables are created inside PENDING: builds without CREATING (recorded:
	// partition_chain on 3.0; new partitions alone were too quick to be seen).
	prepared bool
	targets  []*target
	views    []*freshView
	shown    bool             // new tables and partitions are in the catalog
	misled   []string         // names that a cancel takes for those of new tables
	rows     map[int64][]byte // downloaded data by the tablet of the snapshot
}

// target is one table of the restore.
type target struct {
	source *catalog.Table // as the meta file of the snapshot has it
	info   *bucket.TableInfo
	name   string // in the database
	id     int64  // of the table that takes the data
	// fresh is the table that is created; nil when the data goes into the table that is there.
	fresh *catalog.Table
	// place is the name of fresh while the job runs: another one for an atomic restore.
	place string
	// added are partitions that the table that is there lacks.
	added []*catalog.Partition
}

func (j *restoreJob) head() *jobHead { return &j.jobHead }
func (j *restoreJob) cancelText() string {
	return "user cancelled, current state: " + j.state
}

func (j *restoreJob) timeoutText() string {
	return "restore job with label: " + j.label + "  timeout."
}

// step makes one transition.
func (j *restoreJob) step(ctx context.Context) {
	if j.checkObjects(); !j.status.ok() {
		return
	}
	switch j.state {
	case statePending:
		if j.prepared {
			j.create()
			return
		}
		j.prepare(ctx)
		switch {
		case !j.status.ok():
		case j.handler.profile.Creating:
			j.enter(stateCreating)
		case slices.ContainsFunc(j.targets, func(t *target) bool { return t.fresh != nil }):
			j.prepared = true
		default:
			j.create()
		}
	case stateCreating:
		if failure := j.handler.faults.failing(kindRestore, stateCreating); failure != "" {
			j.replicasFailed(failure)
			return
		}
		j.create()
	case stateSnapshoting:
		if j.tasks.allDone() {
			j.snapshotFinished = j.handler.now()
			j.tasks = nil
			j.enter(stateDownload)
		}
	case stateDownload:
		j.addDownloads()
		j.enter(stateDownloading)
	case stateDownloading:
		if j.tasks.allDone() {
			j.downloadFinished = j.handler.now()
			j.tasks = nil
			j.enter(stateCommit)
		}
	case stateCommit:
		j.addMoves()
		j.enter(stateCommitting)
	case stateCommitting:
		if j.tasks.allDone() {
			j.tasks = nil
			j.complete()
		}
	}
}

// create shows the new tables and partitions and gives the backends their snapshot tasks.
func (j *restoreJob) create() {
	j.update(func(d *catalog.Database) {
		for _, t := range j.targets {
			if t.fresh != nil {
				d.Put(t.fresh)
			} else if table := d.Table(t.name); table != nil {
				table.Partitions = append(table.Partitions, t.added...)
			}
		}
		for _, v := range j.views {
			d.Put(v.view)
		}
	})
	j.shown = true
	j.metaPrepared = j.handler.now()
	if j.info.Content == bucket.ContentAll {
		j.eachTablet(func(_ *target, _ *catalog.Partition, to *catalog.Tablet, _ int64) {
			j.add(backendOf(to), func(context.Context) error { return nil })
		})
	}
	j.enter(stateSnapshoting)
}

// replicasFailed ends the job when a backend could not create a replica, unlike other tasks, which are sent again.
func (j *restoreJob) replicasFailed(failure string) {
	if j.handler.profile.NamesFailedBackend {
		j.status = commonError("Failed to create replicas for restore: %d: [%s], unfinished marks: ", catalog.BackendID(0), failure)
		return
	}
	j.status = commonError("Failed to create replicas for restore. unfinished marks: ")
}

// checkObjects ends the job when its database, a table or a partition went away after CREATING (DORIS.md "How jobs fail").
func (j *restoreJob) checkObjects() {
	if j.state == statePending || j.state == stateCreating {
		return
	}
	there := j.view(func(d *catalog.Database) {
		for _, t := range j.targets {
			if j.status.ok() {
				j.status = t.missing(d)
			}
		}
	})
	if !there {
		j.status = notFound("database %d has been dropped", j.databaseID)
	}
}

// missing says what of the target has been dropped.
func (t *target) missing(d *catalog.Database) status {
	name := t.name
	if t.fresh != nil {
		name = t.place
	}
	table := d.Table(name)
	if table == nil || table.ID != t.id {
		return notFound("table %d has been dropped", t.id)
	}
	for _, info := range t.info.Partitions {
		p := t.partition(d, info.Name)
		if p == nil || !slices.Contains(table.Partitions, p) {
			return notFound("partition %d has been dropped", info.ID)
		}
	}
	return status{}
}

// restart falls back to the last journalled state. What was created before the first of them is not journalled either.
func (j *restoreJob) restart(bool) {
	switch j.state {
	case statePending, stateCreating, stateSnapshoting:
		j.undo()
		j.metaPrepared, j.prepared = time.Time{}, false
		j.state = statePending
	case stateDownloading:
		j.state = stateDownload
	case stateCommitting:
		j.state = stateCommit
	}
}
