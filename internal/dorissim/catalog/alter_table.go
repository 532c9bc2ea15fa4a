// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

func (c *Catalog) alterTable(s *sql.AlterTable, session Session) error {
	d, err := c.target(s.Name, session)
	if err != nil {
		return err
	}
	t, err := c.find(s.Name, session)
	if err != nil {
		return err
	}
	if !t.HasData() {
		return c.errorf(profile.NotOLAP, "Table '%s' is not a OLAP table", t.Name)
	}
	if err := c.checkState(t); err != nil {
		return err
	}
	for _, clause := range s.Clauses {
		if rename, ok := clause.(*sql.RenameTable); ok {
			if err := c.checkTableName(rename.To, session); err != nil {
				return err
			}
		}
		if err := c.alter(d, t, clause); err != nil {
			return err
		}
	}
	t.Updated = c.options.Now()
	return nil
}

func (c *Catalog) alter(d *Database, t *Table, clause sql.AlterClause) error {
	switch a := clause.(type) {
	case *sql.AddPartition:
		if t.PartitionKind == Unpartitioned {
			return c.errorf(profile.Common, "Only support adding partition to RANGE and LIST partitioned table")
		}
		defs, err := c.expandSteps(t, []sql.PartitionDef{a.Partition})
		for _, def := range defs {
			if err == nil {
				err = c.addPartition(t, def, a.Temporary)
			}
		}
		return err
	case *sql.DropPartition:
		return c.dropPartition(t, a)
	case *sql.AddColumn:
		return c.addColumns(t, a)
	case *sql.DropColumn:
		return c.dropColumn(t, a.Name)
	case *sql.ModifyColumn:
		return c.modifyColumn(t, a.Column)
	case *sql.RenameTable:
		return c.renameTable(d, t, a.To)
	case *sql.RenamePartition:
		return c.renamePartition(t, a)
	case *sql.RenameColumn:
		return c.renameColumn(t, a)
	case *sql.ReplacePartition:
		return c.replacePartition(t, a)
	case *sql.ReplaceWith:
		return c.replaceWith(d, t, a)
	case *sql.SetProperties:
		return c.setTableProperties(t, a.Properties)
	}
	return nil
}

func (c *Catalog) dropPartition(t *Table, a *sql.DropPartition) error {
	if t.PartitionKind == Unpartitioned {
		return c.errorf(profile.Common, "Table [%s] is not a partitioned table", t.Name)
	}
	list := &t.Partitions
	if a.Temporary {
		list = &t.TempPartitions
	}
	dropped := findPartition(*list, a.Name)
	if dropped == nil {
		if a.IfExists {
			return nil
		}
		return c.errorf(profile.Common, "Error in list of partitions to %s", a.Name)
	}
	if !a.Temporary && !a.Force {
		t.recycled = append(t.recycled, dropped)
	}
	*list = slices.DeleteFunc(*list, func(p *Partition) bool { return strings.EqualFold(p.Name, a.Name) })
	return nil
}

func (c *Catalog) addColumns(t *Table, a *sql.AddColumn) error {
	for _, def := range a.Columns {
		if t.column(def.Name) >= 0 {
			return c.errorf(profile.Common, "Can not add column which already exists in base table: %s", def.Name)
		}
		if t.Keys == AggKeys && def.Aggregation == "" && !def.Key {
			return c.errorf(profile.Common, "Column %s should set aggregation type in aggregate key table", def.Name)
		}
		column := newColumn(def, len(t.Columns))
		column.Key = def.Key
		place := len(t.Columns)
		switch {
		case a.First:
			place = 0
		case a.After != "":
			if place = t.column(a.After) + 1; place == 0 {
				return c.errorf(profile.Common, "Column[%s] does not found", a.After)
			}
		}
		t.Columns = slices.Insert(t.Columns, place, column)
		eachRow(t, func(row Row) Row { return slices.Insert(row, place, column.Default) })
	}
	t.SchemaHash = t.schemaHash()
	return nil
}

func (c *Catalog) dropColumn(t *Table, name string) error {
	place := t.column(name)
	if place < 0 {
		return c.errorf(profile.Common, "Column does not exists: %s", name)
	}
	if containsFold(t.PartitionColumns, name) {
		return c.errorf(profile.Common, "Partition column[%s] cannot be dropped. index[%s]", name, t.Name)
	}
	if containsFold(t.Distribution.Columns, name) {
		return c.errorf(profile.Common, "Distribution column[%s] cannot be dropped. index[%s]", name, t.Name)
	}
	t.Columns = slices.Delete(t.Columns, place, place+1)
	eachRow(t, func(row Row) Row { return slices.Delete(row, place, place+1) })
	t.SchemaHash = t.schemaHash()
	return nil
}

func (c *Catalog) modifyColumn(t *Table, def sql.ColumnDef) error {
	place := t.column(def.Name)
	if place < 0 {
		return c.errorf(profile.Common, "Column[%s] does not exists", def.Name)
	}
	column := newColumn(def, t.Columns[place].UniqueID)
	column.Key = t.Columns[place].Key
	t.Columns[place] = column
	t.SchemaHash = t.schemaHash()
	return nil
}

// eachRow replaces every row of the table.
func eachRow(t *Table, change func(Row) Row) {
	for _, p := range append(slices.Clone(t.Partitions), t.TempPartitions...) {
		for _, tablet := range p.Tablets {
			for i := range tablet.Rows {
				tablet.Rows[i] = change(tablet.Rows[i])
			}
		}
	}
}

func (c *Catalog) renameTable(d *Database, t *Table, to string) error {
	if t.Name == to {
		return c.errorf(profile.Common, "Same table name")
	}
	if d.Table(to) != nil {
		return c.errorf(profile.Common, "Table name[%s] is already used", to)
	}
	d.Remove(t.Name)
	if t.PartitionKind == Unpartitioned {
		t.Partitions[0].Name = to
	}
	t.Name = to
	d.Put(t)
	return nil
}

func (c *Catalog) renamePartition(t *Table, a *sql.RenamePartition) error {
	p := t.Partition(a.From)
	if p == nil {
		return c.errorf(profile.Common, "Partition[%s] does not exists", a.From)
	}
	if t.Partition(a.To) != nil {
		return c.errorf(profile.Common, "Partition name[%s] is already used", a.To)
	}
	p.Name = a.To
	return nil
}

func (c *Catalog) renameColumn(t *Table, a *sql.RenameColumn) error {
	place := t.column(a.From)
	if place < 0 {
		return c.errorf(profile.Common, "Column[%s] does not exists", a.From)
	}
	if t.column(a.To) >= 0 {
		return c.errorf(profile.Common, "Column name[%s] is already used", a.To)
	}
	t.Columns[place].Name = a.To
	for _, names := range [][]string{t.PartitionColumns, t.Distribution.Columns} {
		for i := range names {
			if strings.EqualFold(names[i], a.From) {
				names[i] = a.To
			}
		}
	}
	t.SchemaHash = t.schemaHash()
	return nil
}

// replacePartition puts temporary partitions in the place of others of the same ranges.
func (c *Catalog) replacePartition(t *Table, a *sql.ReplacePartition) error {
	for _, name := range a.Partitions {
		if t.Partition(name) == nil {
			return c.errorf(profile.Common, "Partition[%s] does not exist", name)
		}
	}
	for _, name := range a.With {
		if t.TempPartition(name) == nil {
			return c.errorf(profile.Common, "Temp partition[%s] does not exist", name)
		}
	}
	for _, name := range a.Partitions {
		t.RemovePartition(name)
	}
	for i, name := range a.With {
		p := t.TempPartition(name)
		t.TempPartitions = slices.DeleteFunc(t.TempPartitions, func(q *Partition) bool { return q == p })
		if len(a.With) == len(a.Partitions) {
			p.Name = a.Partitions[i]
		}
		t.Partitions = append(t.Partitions, p)
	}
	return nil
}

// replaceWith gives the table another one's content: they swap names, or the old one goes (swap = false).
func (c *Catalog) replaceWith(d *Database, t *Table, a *sql.ReplaceWith) error {
	other := d.Table(a.Table)
	if other == nil {
		return c.errorf(profile.UnknownTable, "Unknown table '%s'", a.Table)
	}
	name, swap := t.Name, true
	if text, ok := a.Properties.Get("swap"); ok {
		swap = strings.EqualFold(text, "true")
	}
	d.Remove(t.Name)
	d.Remove(other.Name)
	t.Name, other.Name = other.Name, name
	for _, table := range []*Table{t, other} {
		if table.PartitionKind == Unpartitioned {
			table.Partitions[0].Name = table.Name
		}
	}
	d.Put(other)
	if swap {
		d.Put(t)
	}
	return nil
}

func (c *Catalog) setTableProperties(t *Table, properties sql.Properties) error {
	given, err := c.givenReplicas(properties)
	if err != nil {
		return err
	}
	if given != nil {
		if err := c.CheckAllocation(given); err != nil {
			return err
		}
		t.Replicas = given
	}
	for _, p := range properties {
		if strings.Contains(p.Key, "replication_") && !strings.HasPrefix(p.Key, "dynamic_") {
			continue
		}
		if p.Key == "colocate_with" && p.Value == "" {
			t.Properties.Delete(p.Key)
			continue
		}
		t.Properties.Set(p.Key, p.Value)
	}
	return c.createDynamicPartitions(t)
}
