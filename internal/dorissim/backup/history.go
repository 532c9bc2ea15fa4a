// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"slices"
	"sync"
	"time"
)

// history is the jobs that the frontend remembers, by database id, and the journal that forgets nothing.
type history struct {
	mu      sync.Mutex
	jobs    map[int64][]job // oldest first
	journal []job
}

// JobRecord is one job ever submitted.
type JobRecord struct {
	Kind       string // "backup" or "restore"
	Database   string
	Label      string
	Repository string
	Timestamp  string // restore: the backup_timestamp given
	State      string
	Created    time.Time
}

// Journal lists all jobs ever submitted, oldest first, also those that SHOW has forgotten.
func (h *Handler) Journal() []JobRecord {
	h.history.mu.Lock()
	jobs := slices.Clone(h.history.journal)
	h.history.mu.Unlock()
	var records []JobRecord
	for _, j := range jobs {
		head := j.head()
		head.Lock()
		records = append(records, JobRecord{
			Kind: head.kind, Database: head.database, Label: head.label,
			Repository: head.repository.Name, Timestamp: head.timestamp, State: head.state, Created: head.created,
		})
		head.Unlock()
	}
	return records
}

// remember adds a job. Only the last jobs of a database are kept, backups and restores together, and a last job that never
// ran (JobId -1) gives way to the new one (DORIS.md "One job per database"; recorded: history, backup_busy).
func (h *Handler) remember(j job) {
	keep := int(h.config("max_backup_restore_job_num_per_db", 10))
	h.history.mu.Lock()
	defer h.history.mu.Unlock()
	h.history.journal = append(h.history.journal, j)
	if keep <= 0 {
		return
	}
	database := j.head().databaseID
	jobs := h.history.jobs[database]
	if len(jobs) >= keep {
		jobs = jobs[len(jobs)-keep+1:]
	}
	if len(jobs) > 0 && jobID(jobs[len(jobs)-1]) == -1 {
		jobs = jobs[:len(jobs)-1]
	}
	h.history.jobs[database] = append(slices.Clone(jobs), j)
}

func jobID(j job) int64 {
	head := j.head()
	head.Lock()
	defer head.Unlock()
	return head.id
}

// of lists the jobs of a database, oldest first.
func (h *history) of(database int64) []job {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.jobs[database])
}

// current is the last job of each database, in the order of the databases.
func (h *history) current() []job {
	h.mu.Lock()
	defer h.mu.Unlock()
	var databases []int64
	for database, jobs := range h.jobs {
		if len(jobs) > 0 {
			databases = append(databases, database)
		}
	}
	slices.Sort(databases)
	var jobs []job
	for _, database := range databases {
		jobs = append(jobs, h.jobs[database][len(h.jobs[database])-1])
	}
	return jobs
}

// last is the newest job of a database, or nil.
func (h *history) last(database int64) job {
	jobs := h.of(database)
	if len(jobs) == 0 {
		return nil
	}
	return jobs[len(jobs)-1]
}

// EvictHistory makes the frontend forget the finished jobs of a database, as ten later jobs would.
func (h *Handler) EvictHistory(database string) {
	id, ok := h.catalog.DatabaseID(database)
	if !ok {
		return
	}
	h.history.mu.Lock()
	defer h.history.mu.Unlock()
	var kept []job
	for _, j := range h.history.jobs[id] {
		head := j.head()
		head.Lock()
		if !head.isDone() {
			kept = append(kept, j)
		}
		head.Unlock()
	}
	h.history.jobs[id] = kept
}
