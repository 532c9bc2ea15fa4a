// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import "time"

// pingPeriod is how often the master asks each repository whether it is there (DORIS.md "The job daemon").
const pingPeriod = 10 * time.Minute

// daemon is the one daemon of the frontend: one round each period, for the jobs of all databases.
func (h *Handler) daemon() {
	defer h.done.Done()
	ticker := time.NewTicker(h.options.Tick)
	defer ticker.Stop()
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-ticker.C:
			h.Tick()
		}
	}
}

// Tick is one round of the daemon: the last job of each database makes at most one transition, then the backends work.
// A job that throws ends the round for all others (recorded: restart, 4.1).
func (h *Handler) Tick() {
	if h.faults.isPaused() {
		return
	}
	h.ticking.Lock()
	defer h.ticking.Unlock()
	jobs := h.history.current()
	if stuck := stuckJob(jobs); stuck != nil {
		jobs = []job{stuck}
	}
	for _, j := range jobs {
		head := j.head()
		head.Lock()
		run(h.ctx, j)
		head.Unlock()
	}
	for _, j := range jobs {
		head := j.head()
		head.Lock()
		if !head.isDone() && !head.stuck {
			workTasks(h.ctx, head)
		}
		head.Unlock()
	}
	if h.repos.pingDue(h.now()) {
		h.PingRepositories()
	}
}

// stuckJob is the first job that throws at each round, or nil.
func stuckJob(jobs []job) job {
	for _, j := range jobs {
		head := j.head()
		head.Lock()
		stuck := head.stuck && !head.isDone()
		head.Unlock()
		if stuck {
			return j
		}
	}
	return nil
}
