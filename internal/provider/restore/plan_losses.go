// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// warnOfLosses says what of the database a restore overwrites, replaces and drops, and refuses what Doris would cancel
// (DORIS.md "What a restore finds"). waits: another job runs first, so what is there may be its doing.
func (r *restoreResource) warnOfLosses(ctx context.Context, plan restoreModel, seen *restoreSight, waits bool, diags *diag.Diagnostics) {
	database := plan.Database.ValueString()
	cluster, _ := r.instance.ClusterAtPlan(ctx, diags)
	views := cluster.Version.Has(doris.ReplaceViews)
	plan.refuseClashes(seen, waits, views, diags)
	if views && plan.forced() {
		plan.warnOfReplacedViews(seen.inTheWay, diags)
	}
	if tables := tablesOnly(seen.inTheWay); len(tables) > 0 {
		if cluster.Cloud {
			plan.refuseInCloud(tables, diags)
		}
		diags.AddWarning(plan.overwriteWarning(tables))
		r.refuseOtherTypes(ctx, database, tables, diags)
		r.refuseBusy(ctx, database, tables, waits, diags)
		r.readAhead(ctx, database, tables, func(t target) string { return t.name })
		for _, table := range tables[:min(len(tables), instance.TableLooks)] {
			r.refuseColocated(ctx, database, table.name, diags)
		}
		if !waits {
			plan.refuseOtherReplicas(tables, cluster.Version, diags)
		}
		if plan.CleanPartitions.ValueBool() && !plan.AtomicRestore.ValueBool() {
			plan.warnOfDroppedPartitions(tables, diags)
		}
	}
	if plan.CleanTables.ValueBool() {
		plan.warnOfDroppedViews(seen.targets, cluster.Version, diags)
		r.warnOfDroppedTables(ctx, plan, seen.others, diags)
	}
	seen.warnOfUnlooked(database, diags)
}

// warnOfUnlooked says what was not checked because there are too many tables.
func (s *restoreSight) warnOfUnlooked(database string, diags *diag.Diagnostics) {
	if s.unlooked > 0 {
		diags.AddWarning(fmt.Sprintf("Some checks were skipped (%s)", database), fmt.Sprintf(
			"Database %q holds %s of this restore; %d of them were not looked at for their partitions, replicas and colocate groups.",
			database, explain.Count(len(s.inTheWay), "table"), s.unlooked))
	}
}

// overwriteWarning carries the names in its summary: Terraform merges warnings of equal summary.
func (m restoreModel) overwriteWarning(overwritten []target) (summary, detail string) {
	texts, lost := make([]string, 0, len(overwritten)), []target{}
	for _, table := range overwritten {
		texts = append(texts, table.String())
		if len(table.lost) > 0 {
			lost = append(lost, table)
		}
	}
	database := m.Database.ValueString()
	summary = fmt.Sprintf("Existing tables will be overwritten (%s into %s)", m.Snapshot.ValueString(), database)
	if !m.AtomicRestore.ValueBool() {
		return summary, fmt.Sprintf("Database %q: %s. Their present rows are lost when the job ends.", database, strings.Join(texts, ", "))
	}
	detail = fmt.Sprintf("Database %q: %s. atomic_restore puts each restored table in the place of the one that is there when the job ends: "+
		"its present rows and those written meanwhile are lost, and do not go into the recycle bin.", database, strings.Join(texts, ", "))
	if len(lost) > 0 {
		detail += " So are the partitions that are not in the snapshot: " + lostPartitions(lost) + "."
	}
	return summary, detail
}

// lostPartitions is "fact_orders: p202601, p202602; fact_clicks: p1": each of them, because they go.
func lostPartitions(tables []target) string {
	var texts []string
	for _, table := range tables {
		if len(table.lost) > 0 {
			texts = append(texts, table.name+": "+strings.Join(table.lost, ", "))
		}
	}
	return strings.Join(texts, "; ")
}

func (m restoreModel) warnOfDroppedPartitions(tables []target, diags *diag.Diagnostics) {
	if text := lostPartitions(tables); text != "" {
		database := m.Database.ValueString()
		diags.AddWarning(fmt.Sprintf("Partitions will be dropped (%s)", database), fmt.Sprintf(
			"clean_partitions drops what is not restored of the tables in database %q: %s. They go into Doris's recycle bin.", database, text))
	}
}

// warnOfDroppedViews: without apache/doris#40620 clean_tables knows none but the restored tables.
func (m restoreModel) warnOfDroppedViews(targets []target, version doris.Version, diags *diag.Diagnostics) {
	var views []string
	for _, t := range targets {
		if t.view {
			views = append(views, t.name)
		}
	}
	if len(views) == 0 || version.Has(doris.CleanKeepsViews) {
		return
	}
	database := m.Database.ValueString()
	diags.AddWarning(fmt.Sprintf("Restored views will be dropped (%s)", database), fmt.Sprintf(
		"On this Doris (%s) clean_tables drops the views that the restore has just made in database %q, too: %s. Releases from %s on keep them.",
		version, database, explain.Names(views), doris.Since(doris.CleanKeepsViews)))
}

// warnOfDroppedTables names what clean_tables drops: all tables and views that are not in the snapshot, except for
// asynchronous materialized views and tables of other engines (DORIS.md "Properties of RESTORE").
func (r *restoreResource) warnOfDroppedTables(ctx context.Context, plan restoreModel, others []doris.Table, diags *diag.Diagnostics) {
	database := plan.Database.ValueString()
	kinds, err := r.instance.Client.TableTypes(ctx, database)
	var dropped []string
	for _, table := range others {
		if err != nil || doris.IsBackedUp(kinds[table.Name]) {
			dropped = append(dropped, table.Name)
		}
	}
	if len(dropped) == 0 {
		return
	}
	slices.Sort(dropped)
	text := fmt.Sprintf("clean_tables drops what is not in snapshot %q from database %q: %s.", plan.Snapshot.ValueString(), database, strings.Join(dropped, ", "))
	if err != nil { // SHOW PROC needs ADMIN
		text += " Asynchronous materialized views and tables of other engines among them stay."
	}
	diags.AddWarning(fmt.Sprintf("Tables will be dropped (%s)", database), text+
		" They go into Doris's recycle bin. What is created in it before the job ends goes as well.")
}

// forced reports whether what is there is replaced even if it differs.
func (m restoreModel) forced() bool { return m.AtomicRestore.ValueBool() && m.ForceReplace.ValueBool() }

// warnOfReplacedViews names the views whose definitions go.
func (m restoreModel) warnOfReplacedViews(inTheWay []target, diags *diag.Diagnostics) {
	var views []string
	for _, t := range inTheWay {
		if t.view {
			views = append(views, t.name)
		}
	}
	if len(views) == 0 {
		return
	}
	slices.Sort(views)
	database := m.Database.ValueString()
	diags.AddWarning(fmt.Sprintf("Existing views will be replaced (%s into %s)", m.Snapshot.ValueString(), database), fmt.Sprintf(
		"Database %q: %s. force_replace puts the snapshot's views in the place of those that are there, also where their definitions differ.",
		database, strings.Join(views, ", ")))
}

// refuseClashes refuses targets that Doris cancels in every case: a table or view under a new name that is taken, because
// the name is part of the schema that must be equal, and objects of another kind (DORIS.md "What a restore finds"). views: this Doris
// replaces views as well when it is forced to.
func (m restoreModel) refuseClashes(seen *restoreSight, waits, views bool, diags *diag.Diagnostics) {
	if waits {
		return
	}
	database := m.Database.ValueString()
	for _, t := range seen.inTheWay {
		if t.name == t.source || m.forced() && (views || !t.view) {
			continue
		}
		kind, next := "Table", "Choose a name that is free; or set atomic_restore and force_replace, which put the restored table in its place."
		switch {
		case t.view && views:
			kind, next = "View", "Choose a name that is free; or set atomic_restore and force_replace, which put the restored view in its place."
		case t.view:
			kind, next = "View", "Choose a name that is free, or drop the view first."
		}
		diags.AddAttributeError(path.Root("rename").AtMapKey(t.source), "The new name is taken", explain.ThreeParts(
			fmt.Sprintf("%s %q exists in database %q. Doris restores over existing ones only under their own name, and cancels this restore of %q as one with a different schema.",
				kind, t.name, database, t.source), "", next))
	}
	for _, table := range seen.clashes {
		in, there := "a table", "a view"
		if table.Kind == doris.BaseTable {
			in, there = there, in
		}
		diags.AddAttributeError(path.Root("existing_tables"), "An object of another kind has the name", explain.ThreeParts(
			fmt.Sprintf("%q is %s in the snapshot and %s in database %q; Doris does not restore one over the other.", table.Name, in, there, database), "",
			"Drop or rename the one that is there, restore under another name with rename "+explain.RenameAlone+", or leave it out with exclude_tables."))
	}
}

// refuseInCloud: where storage and compute are decoupled, Doris cancels a restore over a partition that exists (DORIS.md "Decoupled storage").
func (m restoreModel) refuseInCloud(tables []target, diags *diag.Diagnostics) {
	var there []string
	for _, table := range tables {
		if table.hit > 0 || table.existing == 0 {
			there = append(there, table.String())
		}
	}
	if len(there) > 0 {
		diags.AddAttributeError(path.Root("existing_tables"), "Existing partitions cannot be overwritten here", explain.ThreeParts(
			fmt.Sprintf("Database %q: %s. In a storage-compute decoupled cluster, such as this one, Doris cancels a restore over partitions that exist.",
				m.Database.ValueString(), explain.Names(there)), "",
			"Restore into another database, or under other names with rename "+explain.RenameAlone+"; or drop these tables first."))
	}
}

// refuseOtherTypes refuses what SHOW TABLES calls a table although it is something else, such as an asynchronous
// materialized view (recorded: skipped_objects).
func (r *restoreResource) refuseOtherTypes(ctx context.Context, database string, tables []target, diags *diag.Diagnostics) {
	kinds, err := r.instance.Client.TableTypes(ctx, database)
	if err != nil {
		return // SHOW PROC needs ADMIN; Doris looks at the kind again
	}
	for _, table := range tables {
		if kind := kinds[table.name]; kind != "" && kind != doris.OLAP {
			diags.AddAttributeError(path.Root("existing_tables"), "An object of another kind has the name", explain.ThreeParts(
				fmt.Sprintf("%q is a table in the snapshot and an object of another kind (%s) in database %q; Doris does not restore one over the other.",
					table.name, group.SkippedKind(kind), database), "",
				"Drop or rename the one that is there, restore under another name with rename "+explain.RenameAlone+", or leave it out with exclude_tables."))
		}
	}
}

// refuseBusy refuses tables that another operation holds.
func (r *restoreResource) refuseBusy(ctx context.Context, database string, tables []target, waits bool, diags *diag.Diagnostics) {
	if waits {
		return
	}
	states, err := r.instance.Client.TableStates(ctx, database)
	if err != nil {
		return // SHOW PROC needs ADMIN; Doris looks at the state again
	}
	for _, table := range tables {
		if state := states[table.name]; state != "" && state != "NORMAL" {
			diags.AddAttributeError(path.Root("existing_tables"), "A table is busy", explain.ThreeParts(
				fmt.Sprintf("Table %q of database %q is in state %s; Doris restores only over tables in state NORMAL.", table.name, database, state), "",
				"Wait for the end of its operation, or restore it under another name with rename "+explain.RenameAlone+"."))
		}
	}
}

func (r *restoreResource) refuseColocated(ctx context.Context, database, table string, diags *diag.Diagnostics) {
	facts, err := r.instance.Client.TableFacts(ctx, database, table)
	if err != nil || facts.ColocateWith == "" {
		return
	}
	diags.AddAttributeError(path.Root("existing_tables"), "A table is colocated", explain.ThreeParts(
		fmt.Sprintf("Table %q of database %q belongs to a colocate group; Doris does not restore over such a table.", table, database), "",
		fmt.Sprintf("Take it out of its group with ALTER TABLE %s.%s SET (\"colocate_with\" = \"\"); or restore it under another name with rename "+explain.RenameAlone+".",
			doris.Identifier(database), doris.Identifier(table))))
}

// refuseOtherReplicas compares a given number of replicas with that of existing partitions: Doris does not change it when it
// restores into them. Without a given number it is the snapshot's, which no statement shows.
func (m restoreModel) refuseOtherReplicas(tables []target, version doris.Version, diags *diag.Diagnostics) {
	argument, byTag := m.replicas()
	if len(byTag) == 0 || m.swapsReplicas(version) {
		return
	}
	wanted := 0
	for _, n := range byTag {
		wanted += int(n)
	}
	for _, table := range tables {
		for _, partition := range table.replicas {
			if partition.Replicas == 0 || partition.Replicas == wanted {
				continue
			}
			diags.AddAttributeError(path.Root(argument), "An existing table has another number of replicas", explain.ThreeParts(
				fmt.Sprintf("The restore asks for %s; partition %q of table %q in database %q has %d, which Doris does not change when it restores into it.",
					explain.Count(wanted, "replica"), partition.Name, table.name, m.Database.ValueString(), partition.Replicas), "",
				fmt.Sprintf("Set replication_num = %d%s.", partition.Replicas, orAtomic(version))))
			return
		}
	}
}

// swapsReplicas reports whether the restored tables may have another number of replicas than those that they take the place of.
func (m restoreModel) swapsReplicas(version doris.Version) bool {
	return m.AtomicRestore.ValueBool() && version.Has(doris.AtomicReplicas)
}

// orAtomic is the other way out of another number of replicas, where this Doris has it.
func orAtomic(version doris.Version) string {
	if !version.Has(doris.AtomicReplicas) {
		return ", or drop the table first"
	}
	return ", or set atomic_restore, which puts a new table in its place"
}
