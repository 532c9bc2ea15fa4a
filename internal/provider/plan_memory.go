// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"sync"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// tableLooks bounds how many tables of one backup or restore a plan looks into, one statement or two for each.
const tableLooks = 500

// readAhead reads the definitions of the tables that a plan looks into, several at a time.
func (in *instance) readAhead(ctx context.Context, database string, targets []target, name func(target) string) {
	var tables []string
	for _, t := range targets[:min(len(targets), tableLooks)] {
		tables = append(tables, name(t))
	}
	in.client.ReadAhead(ctx, database, tables)
}

// planMemory is what the checks of one plan share: many resources of one database cost as much as one, and what is true
// of all of them is said once.
type planMemory struct {
	mu        sync.Mutex
	said      map[string]bool
	jobs      map[string]*databaseJobs
	snapshots map[string]*holders // by repository and label
}

// databaseJobs are the jobs that Doris remembers of one database, read once in a plan.
type databaseJobs struct {
	once     sync.Once
	backups  []doris.BackupJob
	restores []doris.RestoreJob
	err      error
}

// first reports whether this was not said before in this plan.
func (m *planMemory) first(what string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.said[what] {
		return false
	}
	if m.said == nil {
		m.said = map[string]bool{}
	}
	m.said[what] = true
	return true
}

// jobsAtPlan reads SHOW BACKUP and SHOW RESTORE of a database, once for all resources of this plan.
func (in *instance) jobsAtPlan(ctx context.Context, database string) *databaseJobs {
	in.plan.mu.Lock()
	read := in.plan.jobs[database]
	if read == nil {
		if in.plan.jobs == nil {
			in.plan.jobs = map[string]*databaseJobs{}
		}
		read = &databaseJobs{}
		in.plan.jobs[database] = read
	}
	in.plan.mu.Unlock()
	read.once.Do(func() {
		if read.backups, read.err = in.client.BackupJobs(ctx, database); read.err == nil {
			read.restores, read.err = in.client.RestoreJobs(ctx, database)
		}
	})
	return read
}
