// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"strings"
)

// task is a piece of work of one backend.
type task struct {
	id      int64
	backend int64
	work    func(ctx context.Context) error
	failure string // the last error of the backend
	done    bool
}

// taskList is the tasks of a job's present state.
type taskList []*task

// maxTaskErrors is how many task errors survive the end of a job (recorded: backup_backend_fails) and a restart.
const maxTaskErrors = 3

// add gives a backend something to do.
func (j *jobHead) add(backend int64, work func(ctx context.Context) error) {
	j.tasks = append(j.tasks, &task{id: j.handler.options.NextID(), backend: backend, work: work})
}

func (l taskList) allDone() bool {
	for _, t := range l {
		if !t.done {
			return false
		}
	}
	return true
}

// cut leaves the first task errors only.
func (l taskList) cut() {
	shown := 0
	for _, t := range l {
		if t.done || t.failure == "" {
			continue
		}
		if shown++; shown > maxTaskErrors {
			t.failure = ""
		}
	}
}

// unfinished is the column UnfinishedTasks (DORIS.md "Values of columns").
func (l taskList) unfinished(bracketed bool, limit int) string {
	var parts []string
	for _, t := range l {
		if t.done || limit > 0 && len(parts) >= limit {
			continue
		}
		text := fmt.Sprintf("%d=%d", t.id, t.backend)
		if bracketed {
			text = "[" + text + "]"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// errors is the column TaskErrMsg.
func (l taskList) errors() string {
	var parts []string
	for _, t := range l {
		if !t.done && t.failure != "" {
			parts = append(parts, fmt.Sprintf("[%d: %s]", t.id, t.failure))
		}
	}
	return strings.Join(parts, ", ")
}

// workTasks lets the backends do what is still to be done. A hold leaves the tasks unfinished; a fault makes them fail, and
// they stay, for Doris sends failed tasks again for ever (DORIS.md "How jobs fail").
func workTasks(ctx context.Context, head *jobHead) {
	faults := &head.handler.faults
	if faults.held(head.kind, head.state) {
		if partial := head.tasks; head.state == stateUploading && len(partial) > 0 && !partial[0].done {
			// A hanging upload has moved some files already: the label is used up (recorded: backup_cancel_while_uploading).
			_ = partial[0].work(ctx)
		}
		return
	}
	message := faults.failing(head.kind, head.state)
	for _, t := range head.tasks {
		if t.done {
			continue
		}
		if message != "" {
			t.failure = message
			continue
		}
		if err := t.work(ctx); err != nil {
			t.failure = err.Error()
			continue
		}
		t.done, t.failure = true, ""
	}
}
