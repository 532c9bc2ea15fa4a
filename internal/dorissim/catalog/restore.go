// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"fmt"
	"hash/crc32"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

// RestoreOptions say what ForRestore keeps of the snapshot's table.
type RestoreOptions struct {
	Name            string     // the new name; "" = the table's
	Partitions      []string   // nil = all
	Replicas        Allocation // nil = as in the snapshot (reserve_replica)
	ReserveDynamic  bool       // keep dynamic_partition.enable
	ReserveColocate bool       // keep colocate_with
	SourceDatabase  string     // views: names of this database ...
	TargetDatabase  string     // ... become names of this one
	KeepRows        bool       // false = empty partitions
}

// ForRestore makes the table that a restore creates: fresh ids for table, index, partitions, tablets and replicas, state
// RESTORE for tables (NORMAL for views), properties reset (DORIS.md "What a backup holds"). The error is that of too few backends for
// the replicas. Each tablet of the result stands for the tablet at the same place of the snapshot's table.
func (c *Catalog) ForRestore(t *Table, options RestoreOptions) (*Table, error) {
	n := t.Keep(options.Partitions)
	n.TempPartitions = nil
	if options.Name != "" {
		n.Name = options.Name
	}
	now := c.options.Now()
	n.Created, n.Updated, n.VersionTime, n.State, n.InAtomicRestore = now, now, now, StateNormal, false
	if t.Kind == View {
		n.ID = c.NewID()
		n.Query = c.rewriteView(t.Query, options.SourceDatabase, options.TargetDatabase)
		return n, nil
	}
	n.State, n.Restored, n.Version = StateRestore, true, 1
	if options.Replicas != nil {
		n.Replicas = options.Replicas.clone()
		if _, ok := n.Properties.Get("dynamic_partition.enable"); ok {
			n.Properties.Delete("dynamic_partition.replication_num")
			n.Properties.Set("dynamic_partition.replication_allocation", n.Replicas.String())
		}
	}
	if !options.ReserveColocate {
		n.Properties.Delete("colocate_with")
	}
	if _, ok := n.Properties.Get("dynamic_partition.enable"); ok && !options.ReserveDynamic {
		n.Properties.Set("dynamic_partition.enable", "false")
	}
	for _, p := range n.Partitions {
		if t.PartitionKind == Unpartitioned && options.Name != "" {
			p.Name = options.Name
		}
		if err := c.refresh(p, options.Replicas, options.KeepRows); err != nil {
			return nil, err
		}
	}
	n.ID, n.IndexID = c.NewID(), c.NewID()
	for _, p := range n.Partitions {
		c.refreshTablets(p)
	}
	return n, nil
}

// PartitionForRestore is the same for one partition that an existing table lacks; nil replicas = as in the snapshot. The
// partition comes back empty and in state RESTORE.
func (c *Catalog) PartitionForRestore(p *Partition, replicas Allocation) (*Partition, error) {
	n := p.Clone()
	if err := c.refresh(n, replicas, false); err != nil {
		return nil, err
	}
	c.refreshTablets(n)
	n.State = StateRestore
	return n, nil
}

// refresh gives a partition its new id and replicas.
func (c *Catalog) refresh(p *Partition, replicas Allocation, keepRows bool) error {
	if replicas != nil {
		p.Replicas = replicas.clone()
	}
	if err := c.CheckAllocation(p.Replicas); err != nil {
		return err
	}
	p.ID, p.State, p.Medium = c.NewID(), StateNormal, "HDD"
	if !keepRows {
		for _, tablet := range p.Tablets {
			tablet.Rows = nil
		}
	}
	return nil
}

// refreshTablets gives the tablets and replicas of a partition new ids.
func (c *Catalog) refreshTablets(p *Partition) {
	for i := range p.Tablets {
		rows := p.Tablets[i].Rows
		p.Tablets[i] = c.newTablet(p.Replicas.Total(), i)
		p.Tablets[i].Rows = rows
	}
}

// newTablet makes an empty tablet with n replicas on different backends.
func (c *Catalog) newTablet(n, place int) *Tablet {
	t := &Tablet{ID: c.NewID()}
	for i := range n {
		t.Replicas = append(t.Replicas, Replica{ID: c.NewID(), Backend: BackendID((place + i) % c.options.Backends)})
	}
	return t
}

// Commit sets the visible version after data came in: of the partition to that of the snapshot; with p = nil that of the table,
// which goes up by one on the lines that do so (recorded: table_states shows 2 on 4.1 and 1 on 3.0 after a restore).
func (c *Catalog) Commit(t *Table, p *Partition, version int64, at time.Time) {
	if p != nil {
		p.Version, p.VersionTime = max(version, 1), at
		return
	}
	if c.profile.RaisesTableVersion {
		t.Version++
		t.VersionTime = at
	}
	t.Updated = at
}

// rewriteView puts the name of a database in the place of another in the definition of a view (recorded: restore_database;
// the rest is read from the source of Doris: View.resetIdsForRestore, doris#50567, doris#59580).
func (c *Catalog) rewriteView(query, from, to string) string {
	switch {
	case from == "" || to == "":
		return query
	case c.profile.ViewRewrite == profile.RewriteText:
		return strings.ReplaceAll(query, from, to)
	case c.profile.ViewRewrite == profile.RewriteAllDatabases:
		return anyDatabase.ReplaceAllLiteralString(query, "`internal`.`"+to+"`.")
	}
	return strings.ReplaceAll(query, "`internal`.`"+from+"`.", "`internal`.`"+to+"`.")
}

var anyDatabase = regexp.MustCompile("`internal`\\.`[^`]+`\\.")

// Signature is what two tables must have in common so that one may be restored over the other (DORIS.md "What a restore finds"): the
// name, the columns with their keys, aggregations and defaults, bloom filters, indexes, the kind of partitioning, and for each
// partition given its name and its distribution: of hashed ones the columns and the number of buckets. Ranges and lists are
// not part of it: SameItem compares them. Of a view it is the name, the columns and the definition.
func (t *Table) Signature(partitions []string) string {
	parts := []string{t.Name, t.Kind, t.columnsSignature(nil), t.Properties.or("bloom_filter_columns", ""), t.PartitionKind}
	if t.PartitionKind == Range {
		parts = append(parts, t.columnsSignature(t.PartitionColumns))
	}
	for _, name := range slices.Sorted(slices.Values(partitions)) {
		p := t.Partition(name)
		if p == nil {
			continue
		}
		parts = append(parts, strings.ToLower(p.Name), t.Distribution.Kind)
		if t.Distribution.Kind == "HASH" {
			parts = append(parts, t.columnsSignature(t.Distribution.Columns), fmt.Sprint(p.Buckets))
		}
	}
	for _, index := range t.Indexes {
		parts = append(parts, index.Name, index.Type, strings.Join(index.Columns, ","))
	}
	if t.Kind == View {
		parts = append(parts, t.Query)
	}
	return strings.Join(parts, "|")
}

// columnsSignature is that of some columns, or of all.
func (t *Table) columnsSignature(names []string) string {
	var b strings.Builder
	for _, c := range t.Columns {
		if names != nil && !containsFold(names, c.Name) {
			continue
		}
		aggregation := c.Aggregation
		if !c.Key && aggregation == "" {
			aggregation = map[string]string{UniqueKeys: "REPLACE", DupKeys: "NONE"}[t.Keys]
		}
		fmt.Fprintf(&b, "%s %s %t %t %s %s,", c.Name, c.Type, c.Key, c.Null, aggregation, text(c.Default))
	}
	return b.String()
}

// schemaHash is a number for the columns; the real one is random and stands for nothing else.
func (t *Table) schemaHash() int32 {
	return int32(crc32.ChecksumIEEE([]byte(t.Signature(nil))) & 0x7fffffff)
}
