// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package instance

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// WarnOfHolder says once in a plan that a database is taken.
func (in *Instance) WarnOfHolder(found *job.Holder, diags *diag.Diagnostics) {
	if in.Plan.First("holder " + found.Database + " " + found.Label) {
		diags.AddWarning(fmt.Sprintf("Another job holds the database (%s)", found.Database), explain.RunningText(found)+
			" Doris runs one backup or restore of a database at a time: apply waits for its end first, and the time counts towards timeouts.")
	}
}

// TableLooks bounds how many tables of one backup or restore a plan looks into, one statement or two for each.
const TableLooks = 500

// planMemory is what the checks of one plan share: many resources of one database cost as much as one, and what is true
// of all of them is said once.
type planMemory struct {
	mu        sync.Mutex
	said      map[string]bool
	jobs      map[string]*databaseJobs
	snapshots map[string]*Holders // by repository and label
}

// databaseJobs are the jobs that Doris remembers of one database, read once in a plan.
type databaseJobs struct {
	once     sync.Once
	Backups  []doris.BackupJob
	Restores []doris.RestoreJob
	Err      error
}

// First reports whether this was not said before in this plan.
func (m *planMemory) First(what string) bool {
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

// JobsAtPlan reads SHOW BACKUP and SHOW RESTORE of a database, once for all resources of this plan.
func (in *Instance) JobsAtPlan(ctx context.Context, database string) *databaseJobs {
	in.Plan.mu.Lock()
	read := in.Plan.jobs[database]
	if read == nil {
		if in.Plan.jobs == nil {
			in.Plan.jobs = map[string]*databaseJobs{}
		}
		read = &databaseJobs{}
		in.Plan.jobs[database] = read
	}
	in.Plan.mu.Unlock()
	read.once.Do(func() {
		if read.Backups, read.Err = in.Client.BackupJobs(ctx, database); read.Err == nil {
			read.Restores, read.Err = in.Client.RestoreJobs(ctx, database)
		}
	})
	return read
}
