// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// AddRunError reports why a restore failed. Where it asked for too many replicas, the list of backends tells how many fit.
func (r *restoreResource) addRunError(ctx context.Context, diags *diag.Diagnostics, err error) {
	r.instance.AddRunError(ctx, diags, CountRoom(r.instance, ctx, err))
}

// lookAfterRun warns of what a finished restore left otherwise than it was when it was backed up. It asks for nothing that
// a backend computes, and what cannot be read is not said.
func (r *restoreResource) lookAfterRun(ctx context.Context, m restoreModel, diags *diag.Diagnostics) {
	if m.Unfinished() || m.Objects.IsNull() || !r.instance.Known() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, instance.PlanLook) // the restore is done: no look holds it up
	defer cancel()
	r.warnOfDynamicPartitions(ctx, m, diags)
	r.warnOfViews(ctx, m, diags)
}

// warnOfDynamicPartitions: Doris switches dynamic partitioning off in tables that it creates, unless told not to; then its
// scheduler may drop what was restored (DORIS.md "Dynamic partitions"; recorded: skipped_objects).
func (r *restoreResource) warnOfDynamicPartitions(ctx context.Context, m restoreModel, diags *diag.Diagnostics) {
	database := m.Database.ValueString()
	tables, err := r.instance.Client.DynamicTables(ctx, database)
	if err != nil {
		return
	}
	restored := group.ObjectNames(m.Objects)
	var off, dropping []string
	for _, table := range tables {
		switch {
		case !slices.Contains(restored, table.Name):
		case !table.Enabled:
			off = append(off, table.Name)
		case table.Start > doris.NoStart:
			dropping = append(dropping, fmt.Sprintf("%s (%s)", table.Name, explain.Count(-table.Start, strings.ToLower(table.Unit))))
		}
	}
	reserved := m.ReserveDynamicPartitionEnable.ValueBool()
	switch {
	case len(off) > 0 && !reserved:
		slices.Sort(off)
		diags.AddWarning(fmt.Sprintf("Dynamic partitioning is off (%s)", database), fmt.Sprintf(
			"Database %q: %s. Doris switches it off unless reserve_dynamic_partition_enable is set. Once on, the scheduler drops partitions older than its window. "+
				"To switch it on: ALTER TABLE %s.%s SET (\"dynamic_partition.enable\" = \"true\");",
			database, explain.Names(off), doris.Identifier(database), doris.Identifier(off[0])))
	case len(dropping) > 0 && reserved:
		slices.Sort(dropping)
		diags.AddWarning(fmt.Sprintf("Old partitions will be dropped (%s)", database), fmt.Sprintf(
			"Database %q: %s. reserve_dynamic_partition_enable left dynamic partitioning on, so Doris's scheduler drops partitions that are older than that, restored ones too.",
			database, explain.Names(dropping)))
	}
}
