// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"sync"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
)

// Kinds of jobs, as the faults and the journal name them.
const (
	kindBackup  = "backup"
	kindRestore = "restore"
)

// States that both kinds of jobs have (DORIS.md "States of a backup", "States of a restore"); SNAPSHOTING is Doris's spelling.
const (
	statePending     = "PENDING"
	stateSnapshoting = "SNAPSHOTING"
	stateFinished    = "FINISHED"
	stateCancelled   = "CANCELLED"
)

// job is a backup job or a restore job. All methods but head need the lock of head.
type job interface {
	head() *jobHead
	// step does what the state asks for and enters the next one, if it can: one transition.
	step(ctx context.Context)
	// clean undoes what a job that is cancelled did.
	clean()
	// restart goes back to the last journalled state, as after a restart of the frontend.
	restart(losesObjects bool)
	// cancelText is the status after CANCEL.
	cancelText() string
	// timeoutText is the status after the timeout.
	timeoutText() string
}

// jobHead is what both kinds of jobs have.
type jobHead struct {
	sync.Mutex
	handler *Handler
	kind    string

	id         int64 // -1 while the job was never run
	label      string
	database   string
	databaseID int64
	repository *Repository
	timestamp  string // restore: the backup_timestamp given
	state      string
	created    time.Time
	finished   time.Time
	timeout    time.Duration
	status     status
	tasks      taskList
	stuck      bool // throws at each round: after a restart on 4.x (recorded: restart), and at what it cannot read
}

func (j *jobHead) isDone() bool { return j.state == stateFinished || j.state == stateCancelled }

// enter shows a new state; a gate at it is told.
func (j *jobHead) enter(state string) {
	j.state = state
	j.handler.faults.entered(j.kind, state)
}

// finish ends the job well.
func (j *jobHead) finish() {
	j.finished = j.handler.now()
	j.enter(stateFinished)
}

// run is one round of the daemon for one job.
func run(ctx context.Context, j job) {
	head := j.head()
	if head.isDone() {
		return
	}
	h := head.handler
	if h.now().Sub(head.created) > head.timeout {
		cancelWith(j, status{codeTimeout, j.timeoutText()})
		return
	}
	head.stuck = head.stuck || h.faults.throwing(head.kind, head.state)
	if head.stuck {
		head.id = h.options.NextID()
		return
	}
	if h.faults.held(head.kind, head.state) {
		return
	}
	if !h.repos.has(head.repository) {
		cancelWith(j, commonError("failed to get repository: %d", head.repository.ID))
		return
	}
	if failure := h.faults.failing(head.kind, head.state); failure != "" && !hasTasks(head.state) {
		head.status = commonError("%s", failure)
	} else {
		j.step(ctx)
	}
	if !head.status.ok() && head.state != stateUploadInfo && !head.isDone() {
		cancelWith(j, head.status)
	}
}

// hasTasks says whether backends work in a state; the others are the frontend's own work.
func hasTasks(state string) bool {
	switch state {
	case stateCreating, stateSnapshoting, stateUploading, stateDownloading, stateCommitting:
		return true
	}
	return false
}

// cancelWith ends a job with a status.
func cancelWith(j job, why status) {
	head := j.head()
	head.status = why
	j.clean()
	head.tasks.cut()
	head.stuck = false
	head.finished = head.handler.now()
	head.enter(stateCancelled)
}

// view reads the job's database; false when it was dropped, or dropped and made again.
func (j *jobHead) view(read func(*catalog.Database)) bool {
	return j.use(j.handler.catalog.View, read)
}

// update changes the job's database; false as in view.
func (j *jobHead) update(change func(*catalog.Database)) bool {
	return j.use(j.handler.catalog.Update, change)
}

func (j *jobHead) use(lock func(string, func(*catalog.Database) error) error, do func(*catalog.Database)) bool {
	there := false
	err := lock(j.currentName(), func(d *catalog.Database) error {
		if d.ID == j.databaseID {
			there = true
			do(d)
		}
		return nil
	})
	return err == nil && there
}

// currentName is the name of the job's database, which may have been renamed since.
func (j *jobHead) currentName() string {
	c := j.handler.catalog
	if id, ok := c.DatabaseID(j.database); ok && id == j.databaseID {
		return j.database
	}
	for _, name := range c.Databases() {
		if id, _ := c.DatabaseID(name); id == j.databaseID {
			return name
		}
	}
	return j.database
}
