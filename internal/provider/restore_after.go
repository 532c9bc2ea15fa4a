// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// addRunError reports why a restore failed. Where it asked for too many replicas, the list of backends tells how many fit.
func (r *restoreResource) addRunError(ctx context.Context, diags *diag.Diagnostics, err error) {
	failure, ok := errors.AsType[*job.Error](err)
	if ok && tooFewBackends.MatchString(words(failure)) {
		if backends, unreadable := r.in.client.Backends(ctx); unreadable == nil { // needs a right that a restore does not
			counted := *failure
			for _, backend := range backends {
				if backend.Alive {
					counted.Backends++
				}
			}
			err = &counted
		}
	}
	r.in.addJobError(diags, err)
}

// lookAfterRun warns of what a finished restore left otherwise than it was when it was backed up. It asks for nothing that
// a backend computes, and what cannot be read is not said.
func (r *restoreResource) lookAfterRun(ctx context.Context, m restoreModel, diags *diag.Diagnostics) {
	if m.unfinished() || m.Objects.IsNull() || !r.in.known() {
		return
	}
	r.warnOfDynamicPartitions(ctx, m, diags)
	r.warnOfViews(ctx, m, diags)
}

// warnOfDynamicPartitions: Doris switches dynamic partitioning off in tables that it creates, unless told not to; then its
// scheduler may drop what was restored (reference 5.6; recorded: skipped_objects).
func (r *restoreResource) warnOfDynamicPartitions(ctx context.Context, m restoreModel, diags *diag.Diagnostics) {
	database := m.Database.ValueString()
	tables, err := r.in.client.DynamicTables(ctx, database)
	if err != nil {
		return
	}
	restored := objectNames(m.Objects)
	var off, dropping []string
	for _, table := range tables {
		switch {
		case !slices.Contains(restored, table.Name):
		case !table.Enabled:
			off = append(off, table.Name)
		case table.Start > doris.NoStart:
			dropping = append(dropping, fmt.Sprintf("%s (%s)", table.Name, count(-table.Start, strings.ToLower(table.Unit))))
		}
	}
	reserved := m.ReserveDynamicPartitionEnable.ValueBool()
	switch {
	case len(off) > 0 && !reserved:
		slices.Sort(off)
		diags.AddWarning(fmt.Sprintf("Dynamic partitioning is off (%s)", database), fmt.Sprintf(
			"Database %q: %s. Doris switches it off unless reserve_dynamic_partition_enable is set. Once on, the scheduler drops partitions older than its window. "+
				"To switch it on: ALTER TABLE %s.%s SET (\"dynamic_partition.enable\" = \"true\");",
			database, names(off), doris.Identifier(database), doris.Identifier(off[0])))
	case len(dropping) > 0 && reserved:
		slices.Sort(dropping)
		diags.AddWarning(fmt.Sprintf("Old partitions will be dropped (%s)", database), fmt.Sprintf(
			"Database %q: %s. reserve_dynamic_partition_enable left dynamic partitioning on, so Doris's scheduler drops partitions that are older than that, restored ones too.",
			database, names(dropping)))
	}
}

// warnOfViews names restored views that read what is in another database, which a restore neither brings nor rewrites, or
// what is not there.
func (r *restoreResource) warnOfViews(ctx context.Context, m restoreModel, diags *diag.Diagnostics) {
	database := m.Database.ValueString()
	_, views := objectsInState(m.Objects)
	if len(views) == 0 {
		return
	}
	present, err := r.in.client.Tables(ctx, database, true)
	if err != nil {
		return
	}
	var outside, missing []string
	for _, view := range views[:min(len(views), tableLooks)] {
		facts, err := r.in.client.TableFacts(ctx, database, view)
		if err != nil {
			continue
		}
		beyond, lacking := readBy(facts.Reads, database, present)
		if len(beyond) > 0 {
			outside = append(outside, view+" reads "+names(beyond))
		}
		if len(lacking) > 0 {
			missing = append(missing, view+" reads "+names(lacking))
		}
	}
	if len(outside) > 0 {
		diags.AddWarning(fmt.Sprintf("Restored views point outside the database (%s)", database), fmt.Sprintf(
			"Database %q: %s. A restore brings nothing of other databases, and rewrites only the name of the database that was backed up: "+
				"make sure that these views may read there, or create them anew.", database, strings.Join(outside, "; ")))
	}
	if len(missing) > 0 {
		diags.AddWarning(fmt.Sprintf("Restored views lack their tables (%s)", database), fmt.Sprintf(
			"Database %q: %s, which is not there. Restore that as well, or leave the views out with exclude_tables.", database, strings.Join(missing, "; ")))
	}
}

// readBy sorts what a view reads: beyond its database, and in it but not among what is present.
func readBy(reads []doris.ViewRead, database string, present []doris.Table) (beyond, lacking []string) {
	for _, read := range reads {
		switch {
		case slices.Contains(ownDatabases, read.Database):
		case read.Database != "" && read.Database != database:
			beyond = append(beyond, read.Database+"."+read.Table)
		case !slices.ContainsFunc(present, func(t doris.Table) bool { return strings.EqualFold(t.Name, read.Table) }):
			lacking = append(lacking, read.Table)
		}
	}
	return union(beyond, nil), union(lacking, nil)
}
