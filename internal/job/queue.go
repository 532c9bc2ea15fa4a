// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// queue waits for another's job to end, then the caller decides anew (LIFECYCLE.md "Queueing"). Nothing was submitted so far, and the
// job that is waited for is never touched.
func (o *operation) queue(kind string, first doris.Job) error {
	began := o.r.clock.Now()
	err := o.queueBehind(kind, first, began)
	o.queued += o.r.clock.Now().Sub(began)
	var failure *Error
	if errors.As(err, &failure) {
		failure.Queued = o.queued
	}
	return err
}

func (o *operation) queueBehind(kind string, first doris.Job, began time.Time) error {
	o.info("queueing behind another job", map[string]any{"holder_kind": kind, "holder": first.Label, "state": first.State})

	key := jobKey{kind: kind, database: o.database, label: first.Label, created: first.Created}
	last, lastMoved, scanned := row{Job: first}, began, began
	var ids []string
	idAt := began
	for {
		rows, err := o.rows(kind, o.database)
		if err != nil {
			return o.queueError(kind, last.Job, false, err)
		}
		found := findHolder(rows, key)
		if found == nil || !found.Unfinished() {
			return nil
		}
		now := o.r.clock.Now()
		if moved(last, *found) {
			lastMoved = now
			o.info("the other job is "+found.State, map[string]any{"holder": found.Label, "tasks_left": TasksLeft(found.Job)})
		}
		last = *found
		if last.State != "PENDING" {
			ids = nil
		} else if last.ID != "-1" && last.ID != "" && !slices.Contains(ids, last.ID) && (len(ids) == 0 || now.Sub(idAt) >= o.r.timing.Tick) {
			ids, idAt = append(ids, last.ID), now
		}
		isMoving := now.Sub(lastMoved) < o.r.timing.BlockedAfter
		if len(ids) >= 3 {
			return o.blocked(holder(kind, last.Job))
		}
		if !isMoving && last.TaskErrMsg == "" && now.Sub(scanned) >= o.r.timing.BlockedAfter {
			scanned = now
			if blocker := o.findBlocker(); blocker != nil {
				return o.blocked(blocker)
			}
		}
		pause := interval(now.Sub(began), o.r.timing.QueueMin, o.r.timing.QueueMax)
		if len(ids) > 0 {
			pause = o.r.timing.Tick
		}
		if end := o.pause(pause); end != notEnded {
			return o.queueError(kind, last.Job, isMoving, o.ended(end))
		}
	}
}

// findHolder finds the other's row again; for restores the timestamp does not matter here.
func findHolder(rows []row, key jobKey) *row {
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].Label == key.label && rows[i].Created.Equal(key.created) {
			return &rows[i]
		}
	}
	return nil
}

// queueError turns the end of a queueing into its own code: a deadline names who was in the way.
func (o *operation) queueError(kind string, job doris.Job, moving bool, err error) error {
	var failure *Error
	if !errors.As(err, &failure) {
		return o.coded(err)
	}
	failure.Holder = holder(kind, job)
	failure.Holder.Moving = moving
	failure.Doris = job.TaskErrMsg
	return failure
}

func (o *operation) blocked(by *Holder) *Error {
	failure := o.fail(CodeBlocked)
	failure.Holder = by
	return failure
}

// suspect is a PENDING job with a job id, as a blocked one looks.
type suspect struct {
	holder *Holder
	ids    []string
}

// findBlocker looks through all readable databases for a PENDING job that gets a new job id at each tick: from Doris 4.0
// on it stops all jobs of the cluster (recorded: restart). It takes a few ticks and is called about once a minute.
func (o *operation) findBlocker() *Holder {
	databases, err := o.r.cluster.Databases(o.bound)
	if err != nil {
		return nil
	}
	suspects := map[string]*suspect{}
	for pass := range 4 {
		if pass > 0 {
			if len(suspects) == 0 || o.pause(o.r.timing.Tick) != notEnded {
				return nil
			}
		}
		for _, database := range databases {
			o.suspectIn(database, pass == 0, suspects)
		}
		for _, key := range slices.Sorted(maps.Keys(suspects)) {
			if s := suspects[key]; len(s.ids) >= 3 {
				return s.holder
			}
		}
	}
	return nil
}

// suspectIn notes the PENDING jobs of one database; a database that cannot be read holds none that we could name.
func (o *operation) suspectIn(database string, first bool, suspects map[string]*suspect) {
	for _, kind := range []string{kindBackup, kindRestore} {
		key := kind + " " + database
		if !first && suspects[key] == nil {
			continue
		}
		rows, err := o.r.rows(o.bound, kind, database)
		if err != nil || len(rows) == 0 {
			continue
		}
		newest := rows[len(rows)-1]
		if newest.State != "PENDING" || newest.ID == "" || newest.ID == "-1" || (database == o.database && newest.Label == o.label && o.submitted) {
			delete(suspects, key)
			continue
		}
		if suspects[key] == nil {
			suspects[key] = &suspect{}
		}
		suspects[key].holder = holder(kind, newest.Job)
		if !slices.Contains(suspects[key].ids, newest.ID) {
			suspects[key].ids = append(suspects[key].ids, newest.ID)
		}
	}
}
