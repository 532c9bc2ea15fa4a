// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// lookAtSource says what new tables and views will lose, by the definitions of those that were backed up, where their
// database is in this cluster. They may have changed since; no statement shows the definitions in a snapshot.
func (r *restoreResource) lookAtSource(ctx context.Context, plan restoreModel, source string, seen *restoreSight, diags *diag.Diagnostics) {
	if databases, err := r.instance.Client.Databases(ctx); err != nil || !slices.Contains(databases, source) {
		return
	}
	cluster, _ := r.instance.ClusterAtPlan(ctx, diags)
	var colocated, kept, dynamic []string
	var views viewSight
	looks := 0
	keepsItsProperties := func(t target) bool {
		return seen.holds(t.name) && !plan.AtomicRestore.ValueBool() && !plan.ReserveColocate.ValueBool()
	}
	r.readAhead(ctx, source, slices.DeleteFunc(slices.Clone(seen.targets), keepsItsProperties), func(t target) string { return t.source })
	for _, t := range seen.targets {
		held := seen.holds(t.name)
		if keepsItsProperties(t) {
			continue
		}
		if looks++; looks > instance.TableLooks {
			continue // so many definitions cost too much; the run tells the rest
		}
		facts, err := r.instance.Client.TableFacts(ctx, source, t.source)
		if err != nil {
			continue // dropped since, or no right to see it
		}
		switch {
		case facts.ColocateWith == "":
		case held && plan.ReserveColocate.ValueBool():
			kept = append(kept, t.name)
		default:
			colocated = append(colocated, t.name)
		}
		if held && !plan.AtomicRestore.ValueBool() {
			continue
		}
		if facts.DynamicPartition {
			dynamic = append(dynamic, t.name)
		}
		views.look(t, facts, seen, source, plan.Database.ValueString())
	}
	plan.warnOfColocated(colocated, source, cluster, diags)
	if len(kept) > 0 {
		database := plan.Database.ValueString()
		diags.AddWarning(fmt.Sprintf("Doris may cancel the restore of colocated tables (%s)", database), fmt.Sprintf(
			"Database %q: %s (as they are in database %q now). With reserve_colocate Doris does not restore a colocated table over one that is there: "+
				"remove reserve_colocate, or restore into another database or under another name.", database, explain.Names(kept), source))
	}
	if looks > instance.TableLooks {
		diags.AddWarning(fmt.Sprintf("Some checks were skipped (%s)", plan.Database.ValueString()), fmt.Sprintf(
			"The restore makes %d tables and views of database %q. The first %d, by name, were looked at for colocate groups, dynamic partitioning and what views read; the other %d were not.",
			looks, source, instance.TableLooks, looks-instance.TableLooks))
	}
	if database := plan.Database.ValueString(); len(dynamic) > 0 && !plan.ReserveDynamicPartitionEnable.ValueBool() {
		diags.AddWarning(fmt.Sprintf("Dynamic partitioning will be off (%s)", database), fmt.Sprintf(
			"Database %q: %s. Doris switches it off unless reserve_dynamic_partition_enable is set; then the scheduler drops restored partitions that are older than its window.",
			database, explain.Names(dynamic)))
	}
	views.warn(source, plan.Database.ValueString(), cluster, diags)
}

// holds reports whether a target exists already.
func (s *restoreSight) holds(name string) bool {
	return slices.ContainsFunc(s.inTheWay, func(t target) bool { return t.name == name })
}

// warnOfColocated: no release before 4.0 keeps colocate groups in a snapshot (DORIS.md "What a backup holds").
func (m restoreModel) warnOfColocated(tables []string, source string, cluster doris.Cluster, diags *diag.Diagnostics) {
	if len(tables) == 0 || m.ReserveColocate.ValueBool() {
		return
	}
	database, next := m.Database.ValueString(), "Only Doris 4.0 and newer can keep them."
	if cluster.Version.Has(doris.ReserveColocate) && !cluster.Cloud {
		next = "To keep them, set reserve_colocate = true."
	}
	diags.AddWarning(fmt.Sprintf("The restore will lose colocate groups (%s)", database), fmt.Sprintf(
		"Database %q: %s (as they are in database %q now). %s", database, explain.Names(tables), source, next))
}
