// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

// Restart does to the jobs what a restart of the frontend does: states that are not journalled fall back, Status is lost,
// and on 4.x so are the objects of backup jobs (DORIS.md "States of a backup", "States of a restore", "Known bugs"; recorded: restart).
func (h *Handler) Restart() {
	h.ticking.Lock()
	defer h.ticking.Unlock()
	for _, j := range h.history.all() {
		head := j.head()
		head.Lock()
		head.status = status{}
		head.tasks.cut()
		if !head.isDone() {
			head.tasks = nil
		}
		j.restart(h.profile.LosesObjectsAtRestart)
		head.Unlock()
	}
	h.repos.forgetErrors()
}

// SetMaster makes this frontend the master of its cluster or a follower. The jobs go on under the other master, which has
// read them from the journal: the same as after a restart.
func (h *Handler) SetMaster(master bool) {
	if h.faults.setMaster(master) {
		h.Restart()
	}
}

// all lists every remembered job.
func (h *history) all() []job {
	h.mu.Lock()
	defer h.mu.Unlock()
	var jobs []job
	for _, list := range h.jobs {
		jobs = append(jobs, list...)
	}
	return jobs
}
