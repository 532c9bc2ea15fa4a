// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package restore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
	"github.com/terraform-doris/terraform-provider-doris/internal/explain"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
	"github.com/terraform-doris/terraform-provider-doris/internal/provider/instance"
)

// checkSnapshot compares what the snapshot says of its tables, and no statement shows, with the cluster and with the tables
// that are there. waits: another job runs first, so what is there may be its doing.
func (r *restoreResource) checkSnapshot(ctx context.Context, plan restoreModel, files *sourceFiles, seen *restoreSight, waits bool, diags *diag.Diagnostics) {
	compares := !waits && !plan.forced() && len(tablesOnly(seen.inTheWay)) > 0
	if !plan.keepsReplicas() && !compares {
		return
	}
	meta := files.meta(ctx)
	if meta == nil {
		return
	}
	if compares {
		r.refuseOtherColumns(ctx, plan, meta, seen, diags)
	}
	if plan.keepsReplicas() {
		r.checkSnapshotReplicas(ctx, plan, meta, seen, waits, diags)
	}
}

// refuseOtherColumns refuses tables that are there with other columns, over which Doris cancels a restore (DORIS.md "What a restore finds").
// Types and keys must be equal as well; they are left to Doris.
func (r *restoreResource) refuseOtherColumns(ctx context.Context, plan restoreModel, meta *objectstore.Meta, seen *restoreSight, diags *diag.Diagnostics) {
	database := plan.Database.ValueString()
	tables := tablesOnly(seen.inTheWay)
	r.readAhead(ctx, database, tables, func(t target) string { return t.name })
	for _, t := range tables[:min(len(tables), instance.TableLooks)] {
		facts, err := r.instance.Client.TableFacts(ctx, database, t.name)
		backedUp := meta.Columns[t.source]
		if err != nil || t.name != t.source || facts.Kind != doris.OLAP || len(facts.Columns) == 0 || len(backedUp) == 0 ||
			slices.EqualFunc(facts.Columns, backedUp, strings.EqualFold) {
			continue
		}
		next := "Rename or drop it, restore under another name with rename " + explain.RenameAlone + ", or set atomic_restore and force_replace, which put the restored table in its place."
		if cluster, ok := r.instance.ClusterAtPlan(ctx, diags); ok && !cluster.Version.Has(doris.ForceReplace) {
			next = "Rename or drop it, or restore under another name with rename " + explain.RenameAlone + "."
		}
		diags.AddAttributeError(path.Root("existing_tables"), "A table has another schema", explain.ThreeParts(
			fmt.Sprintf("Table %q of database %q %s in snapshot %q. Doris restores only over tables of the same schema.",
				t.name, database, otherColumns(facts.Columns, backedUp), plan.Snapshot.ValueString()), "", next))
	}
}

// otherColumns says in what the columns of a table that is there differ from those that were backed up.
func otherColumns(there, backedUp []string) string {
	without := func(list, others []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return instance.NameIn(others, name) })
	}
	var texts []string
	if more := without(there, backedUp); len(more) > 0 {
		texts = append(texts, "has "+explain.Count(len(more), "column")+" ("+explain.Names(more)+")")
	}
	if fewer := without(backedUp, there); len(fewer) > 0 {
		texts = append(texts, "lacks "+explain.Count(len(fewer), "column")+" ("+explain.Names(fewer)+")")
	}
	if len(texts) == 0 {
		return "has its columns in another order than"
	}
	return strings.Join(texts, " and ") + " compared with what is"
}

// checkSnapshotReplicas compares, where the configuration gives no number, the snapshot's replicas with the backends that
// are alive and with the partitions that are there.
func (r *restoreResource) checkSnapshotReplicas(ctx context.Context, plan restoreModel, meta *objectstore.Meta, seen *restoreSight, waits bool, diags *diag.Diagnostics) {
	made := map[string]*madeReplicas{}
	cluster, _ := r.instance.ClusterAtPlan(ctx, diags)
	for _, t := range seen.targets {
		there := seen.there(t.name)
		for _, partition := range slices.Sorted(maps.Keys(meta.Replicas[t.source])) {
			replicas := meta.Replicas[t.source][partition]
			switch {
			case t.partitions != nil && !slices.Contains(t.partitions, partition):
			case there == nil, plan.swapsReplicas(cluster.Version):
				addMade(made, t.name, replicas)
			case there.existing == 0: // not looked at
			case there.restoredInto(partition) == nil:
				addMade(made, t.name, replicas)
			case !waits && there.restoredInto(partition).Replicas != replicas.Total():
				if !forcesReplicas(r.instance, ctx) {
					plan.refuseKeptReplicas(t, there.restoredInto(partition), replicas.Total(), cluster.Version, diags)
				}
				return
			}
		}
	}
	r.refuseSnapshotReplicas(ctx, plan, made, diags)
}

// there returns a target as it exists, nil when it does not.
func (s *restoreSight) there(name string) *target {
	if i := slices.IndexFunc(s.inTheWay, func(t target) bool { return t.name == name }); i >= 0 {
		return &s.inTheWay[i]
	}
	return nil
}

// restoredInto returns the existing partition that a partition of the snapshot is restored into, nil when it is added.
func (t *target) restoredInto(partition string) *doris.Partition {
	if i := slices.IndexFunc(t.replicas, func(p doris.Partition) bool { return p.Name == partition && p.Replicas > 0 }); i >= 0 {
		return &t.replicas[i]
	}
	return nil
}

// keepsReplicas reports whether tables get as many replicas as they have in the snapshot.
func (m restoreModel) keepsReplicas() bool {
	given := !m.ReplicationNum.IsNull() || !m.ReplicationAllocation.IsNull()
	return !given && (m.ReserveReplica.IsNull() || m.ReserveReplica.ValueBool())
}

// madeReplicas are the replicas of one tag that a restore makes of a tablet, and the tables that have so many.
type madeReplicas struct {
	most   int
	tables []string
}

func addMade(made map[string]*madeReplicas, table string, replicas objectstore.Replicas) {
	for tag, n := range replicas {
		m := made[tag]
		if m == nil || n > m.most {
			m = &madeReplicas{most: n}
			made[tag] = m
		}
		if n == m.most && !slices.Contains(m.tables, table) {
			m.tables = append(m.tables, table)
		}
	}
}

func (r *restoreResource) refuseSnapshotReplicas(ctx context.Context, plan restoreModel, made map[string]*madeReplicas, diags *diag.Diagnostics) {
	if len(made) == 0 {
		return
	}
	room, err := roomAtHand(r.instance, ctx)
	if err != nil {
		return
	}
	for _, tag := range slices.Sorted(maps.Keys(made)) {
		m := made[tag]
		if int64(m.most) <= room[tag].replicas() || forcesReplicas(r.instance, ctx) {
			continue
		}
		next := "Add backends with this tag."
		if fits := fitting(room, tag, int64(m.most)); fits != "" {
			next = plan.setReplicas(fits) + ", or add backends with this tag."
		}
		slices.Sort(m.tables)
		diags.AddAttributeError(path.Root("snapshot"), "There are not enough backends", explain.ThreeParts(
			fmt.Sprintf("Snapshot %q has %s with tag location.%s of the tablets of %s, which the restore keeps; %s.",
				plan.Snapshot.ValueString(), explain.Count(m.most, "replica"), tag, explain.Names(m.tables), room[tag].alive(tag)), "", next))
		return // one number answers for all tags
	}
}

// refuseKeptReplicas refuses a partition that is there with another number of replicas than in the snapshot.
func (m restoreModel) refuseKeptReplicas(t target, there *doris.Partition, inSnapshot int, version doris.Version, diags *diag.Diagnostics) {
	diags.AddAttributeError(path.Root("snapshot"), "An existing table has another number of replicas", explain.ThreeParts(
		fmt.Sprintf("Partition %q of table %q in database %q has %s, in snapshot %q %d, and Doris does not change it when it restores into it.",
			there.Name, t.name, m.Database.ValueString(), explain.Count(there.Replicas, "replica"), m.Snapshot.ValueString(), inSnapshot), "",
		m.setReplicas(fmt.Sprintf("replication_num = %d", there.Replicas))+orAtomic(version)+"."))
}
