// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/group"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// A plan announces what a restore overwrites and drops before anybody is asked for approval. Where the snapshot cannot be
// looked into yet, because it comes with the same plan or is known only in the apply, what stands in the database now is
// named instead: that needs no snapshot.

// exposed is what of a database a restore may write over, whatever its snapshot holds.
type exposed struct {
	tables []string // With the partitions that are asked for
	views  []string
	others []string // what clean_tables drops unless it is in the snapshot
	unseen bool     // the database could not be looked at
}

func (e exposed) anything() bool {
	return e.unseen || len(e.tables) > 0 || len(e.views) > 0 || len(e.others) > 0
}

// mayOverwrite reports whether the configuration allows to overwrite, as far as it is known.
func (m restoreModel) mayOverwrite() bool {
	return m.ExistingTables.IsUnknown() || m.ExistingTables.ValueString() == existingOverwrite
}

// may reports whether an option is set, or not known yet.
func may(option types.Bool) bool { return option.IsUnknown() || option.ValueBool() }

// exposure looks what stands in the target: one statement, which all resources of a plan share.
func (r *restoreResource) exposure(ctx context.Context, plan restoreModel, diags *diag.Diagnostics) exposed {
	database := plan.Database.ValueString()
	if database == "" || !r.instance.Known() {
		return exposed{unseen: true}
	}
	cluster, ok := r.instance.ClusterAtPlan(ctx, diags)
	if !ok {
		return exposed{unseen: true}
	}
	exists, err := r.instance.Client.DatabaseExists(ctx, database)
	if err != nil || !exists {
		return exposed{unseen: err != nil}
	}
	standing, err := r.instance.Client.Tables(ctx, database, false)
	if err != nil {
		return exposed{unseen: true}
	}
	kinds, err := r.instance.Client.TableTypes(ctx, database)
	standing = slices.DeleteFunc(standing, func(t doris.Table) bool { // SHOW PROC needs ADMIN
		return err == nil && !doris.IsBackedUp(kinds[t.Name])
	})
	slices.SortFunc(standing, func(a, b doris.Table) int { return strings.Compare(a.Name, b.Name) })
	return plan.exposes(ctx, standing, cluster)
}

// exposes picks what the restore may meet under its new names.
func (m restoreModel) exposes(ctx context.Context, standing []doris.Table, cluster doris.Cluster) (e exposed) {
	for _, t := range standing {
		view := t.Kind == doris.View
		if may(m.CleanTables) {
			e.others = append(e.others, t.Name)
		}
		source, ok := m.sourceOf(ctx, t.Name, cluster)
		switch {
		case !ok:
		case !view:
			e.tables = append(e.tables, t.Name+m.partitionsAsked(ctx, source))
		case cluster.Version.Has(doris.ReplaceViews) && may(m.AtomicRestore) && may(m.ForceReplace):
			e.views = append(e.views, t.Name)
		}
	}
	return e
}

// sourceOf is the name that a table of the target may have in the snapshot. ok is false where the selection, as far as it
// is known, or a new name leaves the table alone.
func (m restoreModel) sourceOf(ctx context.Context, name string, cluster doris.Cluster) (source string, ok bool) {
	if !tfvalue.WhollyKnown(ctx, m.Rename) {
		return name, true // any of them may be a new name
	}
	selection := m.Selection(&diag.Diagnostics{})
	if !tfvalue.WhollyKnown(ctx, m.Tables) {
		selection.Tables = nil
	}
	selection.AnyCase = cluster.LowerCaseTableNames > 0
	same := func(a, b string) bool { return a == b || selection.AnyCase && strings.EqualFold(a, b) }
	renamed := false
	renames := group.ByName(tfvalue.StringMapOf(m.Rename))
	for _, source := range slices.Sorted(maps.Keys(renames)) {
		if same(renames[source], name) {
			return source, true
		}
		renamed = renamed || same(source, name)
	}
	return name, !renamed && selection.Includes(name)
}

// partitionsAsked is " (partitions p2025, p2026)" where only some of a table are restored.
func (m restoreModel) partitionsAsked(ctx context.Context, source string) string {
	if !tfvalue.WhollyKnown(ctx, m.Partitions) {
		return ""
	}
	asked := group.ByName(tfvalue.StringSetsOf(m.Partitions, &diag.Diagnostics{}))[source]
	if len(asked) == 0 {
		return ""
	}
	return fmt.Sprintf(" (partitions %s)", strings.Join(asked, ", "))
}

// announce says what a run may overwrite and drop whose snapshot could not be looked into. before is what the state knows
// to be restored there.
func (r *restoreResource) announce(ctx context.Context, plan restoreModel, before []string, diags *diag.Diagnostics) {
	if !plan.mayOverwrite() || diags.HasError() {
		return
	}
	e := r.exposure(ctx, plan, diags)
	if !e.anything() {
		return
	}
	if e.unseen {
		diags.AddWarning(plan.unseenWarning(before))
		return
	}
	database := plan.Database.ValueString()
	if len(e.tables) > 0 {
		diags.AddWarning(plan.exposedSummary("Existing tables"), plan.exposedWhy()+fmt.Sprintf(
			"What it holds of these tables of database %q is overwritten: %s. Their present rows are lost when the job ends.",
			database, strings.Join(e.tables, ", "))+plan.atomicText())
	}
	if len(e.tables) > 0 && may(plan.CleanPartitions) {
		diags.AddWarning(fmt.Sprintf("Partitions will be dropped (%s)", database), plan.exposedWhy(plan.CleanPartitions)+fmt.Sprintf(
			"clean_partitions drops what is not restored of the tables of database %q that it holds: %s. They go into Doris's recycle bin.",
			database, strings.Join(e.tables, ", ")))
	}
	if len(e.views) > 0 {
		diags.AddWarning(plan.exposedSummary("Existing views"), plan.exposedWhy(plan.ForceReplace)+fmt.Sprintf(
			"force_replace puts what it holds of these views of database %q in their place, also where their definitions differ: %s.",
			database, strings.Join(e.views, ", ")))
	}
	if len(e.others) > 0 {
		diags.AddWarning(fmt.Sprintf("Tables will be dropped (%s)", database), plan.exposedWhy(plan.CleanTables)+fmt.Sprintf(
			"clean_tables drops every table and view of database %q that it does not hold. These stand there now: %s. They go into Doris's recycle bin. What is created in it before the job ends goes as well.",
			database, strings.Join(e.others, ", ")))
	}
}

// exposedSummary is as that of a known snapshot: which of the tables it holds is all that is open.
func (m restoreModel) exposedSummary(what string) string {
	will, does, snapshot := "will be", "overwritten", ""
	if m.ExistingTables.IsUnknown() {
		will = "may be"
	}
	if strings.HasSuffix(what, "views") {
		does = "replaced"
	}
	if !m.Snapshot.IsUnknown() {
		snapshot = m.Snapshot.ValueString() + " "
	}
	return fmt.Sprintf("%s %s %s (%sinto %s)", what, will, does, snapshot, m.Database.ValueString())
}

// exposedWhy begins a warning: why the tables cannot be told that go, and what else is open.
func (m restoreModel) exposedWhy(options ...types.Bool) string {
	text := "The snapshot is not known before the apply. "
	if !m.Snapshot.IsUnknown() {
		text = fmt.Sprintf("Snapshot %q cannot be looked into before the apply. ", m.Snapshot.ValueString())
	}
	open := m.ExistingTables.IsUnknown()
	for _, option := range options {
		open = open || option.IsUnknown()
	}
	if open {
		return text + "Not all arguments that decide over this are known either; if they say so: "
	}
	return text
}

func (m restoreModel) atomicText() string {
	if !may(m.AtomicRestore) {
		return ""
	}
	if m.AtomicRestore.IsUnknown() {
		return " If atomic_restore is set, so are partitions that are not in the snapshot, and nothing goes into the recycle bin."
	}
	return " atomic_restore puts each restored table in the place of the one that is there: rows written meanwhile and partitions that are not in the snapshot are lost, too, and nothing goes into the recycle bin."
}

// unseenWarning is said where nobody can look into the database now.
func (m restoreModel) unseenWarning(before []string) (summary, detail string) {
	summary, detail = "Existing tables may be overwritten", fmt.Sprintf("existing_tables is %q, and the database is known only in the apply, so the plan cannot name what is overwritten", existingOverwrite)
	if m.ExistingTables.IsUnknown() {
		detail = fmt.Sprintf("existing_tables and the database are known only in the apply: with %q the plan cannot name what is overwritten", existingOverwrite)
	}
	if database := m.Database.ValueString(); database != "" {
		summary += fmt.Sprintf(" (into %s)", database)
		detail = fmt.Sprintf("What stands in database %q cannot be looked at now. What the snapshot holds of it is overwritten, and its present rows are lost when the job ends", database)
		if m.ExistingTables.IsUnknown() {
			detail += fmt.Sprintf(", if existing_tables turns out to be %q", existingOverwrite)
		}
	}
	detail += "."
	if len(before) > 0 {
		detail += " Restored there before: " + strings.Join(before, ", ") + "."
	}
	for _, option := range []struct {
		name  string
		value attr.Value
	}{{"clean_tables", m.CleanTables}, {"clean_partitions", m.CleanPartitions}} {
		if value, ok := option.value.(types.Bool); ok && may(value) {
			detail += fmt.Sprintf(" %s drops what is there and not in the snapshot.", option.name)
		}
	}
	return summary, detail
}

// refuseUnannounced stops a replacement by itself that would overwrite or drop. Terraform plans -replace and
// replace_triggered_by first as if nothing changed, and shows no warnings of the second call, which alone knows.
func (r *restoreResource) refuseUnannounced(ctx context.Context, plan restoreModel, old restorePrivate, diags *diag.Diagnostics) {
	if plan.Database.ValueString() != old.Database {
		return // the first call has announced what is replaced by another argument
	}
	const silent = "Terraform shows no warnings of a replacement that -replace or replace_triggered_by asks for. "
	const again = `Leave out -replace and replace_triggered_by; to restore again, change triggers, such as triggers = { again = "1" } or triggers = { b = doris_backup.b.id }: the plan then says what is lost.`
	on := tfvalue.TextElse(types.StringValue(old.OnDestroy), plan.OnDestroy.ValueString())
	if goes := old.CreatedTables; (on == destroyDropTables || on == destroyDropDatabase) && (len(goes) > 0 || old.CreatedDatabase) {
		diags.AddAttributeError(path.Root("on_destroy"), "The replacement would drop what was restored", explain.ThreeParts(
			fmt.Sprintf("The restore of %q into database %q is to be replaced, and on_destroy is %q: what it created is dropped%s. %sNothing is restored.",
				old.Snapshot, old.Database, on, explain.TheNames(goes), silent), "",
			again+" To have the tables dropped, destroy the resource first (terraform destroy -target=...)."))
		return
	}
	if !plan.mayOverwrite() {
		return
	}
	e := r.exposure(ctx, plan, diags)
	if !e.anything() {
		return
	}
	what := "these stand there now: " + strings.Join(tfvalue.Union(slices.Concat(e.tables, e.views), e.others), ", ")
	if e.unseen {
		what = "what stands there cannot be looked at now"
	}
	diags.AddAttributeError(path.Root("existing_tables"), "The replacement would restore over tables that exist", explain.ThreeParts(
		fmt.Sprintf("The restore of %q into database %q is to be replaced by one that may overwrite what is there; %s. %sNothing is restored.",
			old.Snapshot, old.Database, what, silent), "", again))
}

// restoredBefore are the tables that earlier runs left, by the state.
func (m restoreModel) restoredBefore(private restorePrivate) []string {
	if m.Objects.IsNull() || m.Objects.IsUnknown() {
		return private.CreatedTables
	}
	return tfvalue.Union(group.ObjectNames(m.Objects), private.CreatedTables)
}
