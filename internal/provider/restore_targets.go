// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/job"
)

// target is a table of a restore, under its new name, and what of it exists.
type target struct {
	name       string
	partitions []string // that are restored; nil = all of the snapshot's
	hit        int      // how many of the existing partitions are overwritten
	existing   int      // how many partitions exist; 0 = not looked at
	view       bool
}

// String is "fact_orders (3 of 36 partitions)" or "dim_user (all)".
func (t target) String() string {
	if t.existing == 0 || t.hit == t.existing {
		return t.name + " (all)"
	}
	return fmt.Sprintf("%s (%d of %s)", t.name, t.hit, count(t.existing, "partition"))
}

// tablesOnly leaves views out: an equal one is kept, and over another one Doris cancels the restore (reference 5.3).
func tablesOnly(targets []target) []target {
	return slices.DeleteFunc(slices.Clone(targets), func(t target) bool { return t.view })
}

// partitionLooks bounds how many tables are looked into for one warning.
const partitionLooks = 50

// targetsInTheWay lists the targets of a restore that exist.
func (r *restoreResource) targetsInTheWay(ctx context.Context, plan restoreModel, diags *diag.Diagnostics) (inTheWay []target, err error) {
	database := plan.Database.ValueString()
	exists, err := r.in.client.DatabaseExists(ctx, database)
	if err != nil || !exists {
		return nil, err
	}
	details, err := r.snapshotDetails(ctx, plan)
	if err != nil || details == nil {
		return nil, err
	}
	targets := restoreTargets(details, plan.selection(diags), stringMapOf(plan.Rename))
	present, err := r.in.client.Tables(ctx, database, false)
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		if !slices.ContainsFunc(present, func(table doris.Table) bool { return table.Name == t.name }) {
			continue
		}
		if !t.view && len(inTheWay) < partitionLooks {
			if err := r.countPartitions(ctx, database, &t); err != nil {
				return nil, err
			}
		}
		inTheWay = append(inTheWay, t)
	}
	return inTheWay, nil
}

// countPartitions counts which partitions of an existing table a restore overwrites.
func (r *restoreResource) countPartitions(ctx context.Context, database string, t *target) error {
	existing, err := r.in.client.Partitions(ctx, database, t.name)
	if err != nil {
		return err
	}
	t.existing = len(existing)
	for _, partition := range existing {
		if t.partitions == nil || slices.Contains(t.partitions, partition) {
			t.hit++
		}
	}
	return nil
}

// snapshotDetails reads what the snapshot holds; nil when it is not there, which others report.
func (r *restoreResource) snapshotDetails(ctx context.Context, plan restoreModel) (*doris.SnapshotDetails, error) {
	repository, name, timestamp := plan.Repository.ValueString(), plan.Snapshot.ValueString(), plan.BackupTimestamp.ValueString()
	if timestamp == "" {
		snapshot, err := r.in.client.Snapshot(ctx, repository, name)
		if err != nil || len(snapshot.Timestamps) != 1 {
			return nil, err
		}
		timestamp = snapshot.Timestamps[0]
	}
	return r.in.client.SnapshotDetails(ctx, repository, name, timestamp)
}

// restoreTargets are the tables and views that a restore makes of a snapshot, under their new names.
func restoreTargets(details *doris.SnapshotDetails, selection job.Selection, rename map[string]string) []target {
	partitions := map[string][]string{}
	var held []string
	for _, table := range details.Tables {
		partitions[table.Name] = table.Partitions
		held = append(held, table.Name)
	}
	held = append(held, details.Views...)
	taken, _ := selection.Choose(held)
	targets := make([]target, 0, len(taken))
	for _, name := range taken {
		t := target{name: name, view: slices.Contains(details.Views, name), partitions: partitions[name]}
		if len(selection.Partitions[name]) > 0 {
			t.partitions, _ = selection.ChoosePartitions(name, partitions[name])
		}
		if newName, ok := rename[name]; ok {
			t.name = newName
		}
		targets = append(targets, t)
	}
	return targets
}
