// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"fmt"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/tfvalue"
)

// checkObjects reads what the selection takes, one SHOW CREATE TABLE each, and says what the snapshot will lack and what
// a restore of it will lose.
func (r *backupResource) checkObjects(ctx context.Context, plan backupModel, c chosen, cluster doris.Cluster, diags *diag.Diagnostics) {
	facts, err := r.readFacts(ctx, c)
	if err != nil {
		r.instance.AddPlanProblem(diags, c.database, err)
		return
	}
	if !r.checkKinds(ctx, plan, c, r.kindsAtPlan(ctx, c, facts), diags) {
		return
	}
	r.warnOfColocated(c, facts, cluster, diags)
	r.warnOfDynamicPartitions(c, facts, diags)
	r.warnOfViews(c, facts, diags)
	if plan.Content.ValueString() != contentMetadataOnly { // no tablet is touched then
		r.warnOfStoragePolicies(c, facts, diags)
		r.warnOfTablets(ctx, plan, c, facts, diags)
	}
	if over := len(c.taken) - instance.TableLooks; over > 0 {
		r.once("Some checks were skipped", c.database, fmt.Sprintf(
			"The selection takes %d tables and views of database %q. The first %d, by name, were looked at for colocate groups, dynamic partitioning, storage policies, tables that views read and the number of tablets; the other %d were not.",
			len(c.taken), c.database, instance.TableLooks, over), diags)
	}
}

// readFacts reads the definitions of what is taken. A table that vanished, or whose definition Doris cannot show, is left
// out; without an answer the checks end.
func (r *backupResource) readFacts(ctx context.Context, c chosen) (map[string]doris.TableFacts, error) {
	facts := map[string]doris.TableFacts{}
	r.instance.Client.ReadAhead(ctx, c.database, c.taken[:min(len(c.taken), instance.TableLooks)])
	for _, name := range c.taken[:min(len(c.taken), instance.TableLooks)] {
		fact, err := r.instance.Client.TableFacts(ctx, c.database, name)
		switch doris.KindOf(err) {
		case doris.KindUnreachable, doris.KindConnectionLost, doris.KindCancelled:
			return nil, err
		}
		if err == nil {
			facts[name] = fact
		}
	}
	return facts, nil
}

// once gives a warning about a database, once in a plan for all backups that would say the same.
func (r *backupResource) once(summary, database, detail string, diags *diag.Diagnostics) {
	if r.instance.Plan.First(summary + " " + detail) {
		diags.AddWarning(fmt.Sprintf("%s (%s)", summary, database), detail)
	}
}

// those lists the taken tables that a fact holds for, in their order.
func (c chosen) those(facts map[string]doris.TableFacts, holds func(doris.TableFacts) bool) []string {
	var list []string
	for _, name := range c.taken {
		if fact, ok := facts[name]; ok && holds(fact) {
			list = append(list, name)
		}
	}
	return list
}

// warnOfColocated: up to 3.x the snapshot leaves the groups out; from 4.0 on it keeps them (DORIS.md "What a backup holds"; recorded:
// skipped_objects).
func (r *backupResource) warnOfColocated(c chosen, facts map[string]doris.TableFacts, cluster doris.Cluster, diags *diag.Diagnostics) {
	tables := c.those(facts, func(f doris.TableFacts) bool { return f.ColocateWith != "" })
	if len(tables) == 0 {
		return
	}
	text := fmt.Sprintf("Database %q: %s. Only Doris 4.0 and newer keeps them, with reserve_colocate = true in the restore.", c.database, explain.Names(tables))
	if !cluster.Version.Has(doris.ReserveColocate) {
		text += " This cluster leaves them out of the snapshot already."
	}
	r.once("A restore will lose colocate groups", c.database, text, diags)
}

func (r *backupResource) warnOfDynamicPartitions(c chosen, facts map[string]doris.TableFacts, diags *diag.Diagnostics) {
	if tables := c.those(facts, func(f doris.TableFacts) bool { return f.DynamicPartition }); len(tables) > 0 {
		r.once("A restore will switch dynamic partitioning off", c.database, fmt.Sprintf(
			"Database %q: %s. It stays on only with reserve_dynamic_partition_enable = true in the restore; then the scheduler drops restored partitions that are older than its window.",
			c.database, explain.Names(tables)), diags)
	}
}

// warnOfStoragePolicies: data that was moved to remote storage makes Doris cancel the backup (DORIS.md "How jobs fail").
func (r *backupResource) warnOfStoragePolicies(c chosen, facts map[string]doris.TableFacts, diags *diag.Diagnostics) {
	var texts []string
	for _, name := range c.those(facts, func(f doris.TableFacts) bool { return f.StoragePolicy != "" }) {
		texts = append(texts, fmt.Sprintf("%s (%s)", name, facts[name].StoragePolicy))
	}
	if len(texts) > 0 {
		r.once("Cooled data cannot be backed up", c.database, fmt.Sprintf(
			"Database %q: %s with a storage policy: %s. As soon as a part of such a table has been moved to remote storage, Doris cancels every backup of it (\"currently not support backup tablet with cooldowned remote data\"). Leave such tables out with exclude_tables, or take their hot partitions only, with partitions.",
			c.database, explain.Count(len(texts), "table"), explain.Names(texts)), diags)
	}
}

// warnOfViews names views whose tables are not in the selection: the snapshot holds definitions only.
func (r *backupResource) warnOfViews(c chosen, facts map[string]doris.TableFacts, diags *diag.Diagnostics) {
	var texts []string
	for _, name := range c.taken {
		beyond, lacking := instance.SortReads(facts[name].Reads, c.database, func(table string) bool {
			return !instance.NameIn(c.present, table) || instance.NameIn(c.taken, table)
		})
		lacks := tfvalue.Union(beyond, lacking)
		if len(lacks) > 0 {
			texts = append(texts, fmt.Sprintf("%s reads %s", name, explain.Names(lacks)))
		}
	}
	if len(texts) > 0 {
		r.once("Some views will lack their tables", c.database, fmt.Sprintf(
			"Database %q: the snapshot will hold these views without all that they read: %s. After a restore they work only where those tables are.",
			c.database, explain.Joined(texts, "; ")), diags)
	}
}

// warnOfTablets compares the number of tablets with Doris's limit. It is counted from below: buckets as the table was
// created with (AUTO counts as one) × partitions × the table and its rollups.
func (r *backupResource) warnOfTablets(ctx context.Context, plan backupModel, c chosen, facts map[string]doris.TableFacts, diags *diag.Diagnostics) {
	value, known, err := r.instance.Client.FrontendConfig(ctx, explain.TabletLimit)
	limit, atoiErr := strconv.Atoi(value)
	if err != nil || !known || atoiErr != nil {
		return
	}
	sizes, err := r.instance.Client.TableSizes(ctx, c.database)
	if err != nil {
		sizes = nil
	}
	tablets := 0
	for _, name := range c.taken {
		fact := facts[name]
		if fact.Kind != doris.OLAP {
			continue
		}
		partitions := max(fact.Partitions, sizes[name].Partitions)
		if matched, some := c.partitions[name]; some {
			partitions = len(matched)
		}
		tablets += max(1, fact.Buckets) * partitions * max(1, sizes[name].Indexes)
	}
	if tablets > limit {
		diags.AddWarning(fmt.Sprintf("The backup may hold too many tablets (%s)", plan.title()), fmt.Sprintf(
			"The selection takes at least %d tablets of database %q, and Doris cancels a backup of more than %d (%s). Split it by tables or partitions, or run: ADMIN SET FRONTEND CONFIG (\"%s\" = \"%d\");",
			tablets, c.database, limit, explain.TabletLimit, explain.TabletLimit, 2*tablets))
	}
}
