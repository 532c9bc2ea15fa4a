// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// stateTableText is Doris's refusal to drop a table that is not NORMAL (recorded: table_states; for DROP DATABASE Doris puts
// the state where the name should be).
const stateTableText = "The table [%s]'s state is %s, cannot be dropped. please cancel the operation on olap table firstly." +
	" If you want to forcibly drop(cannot be recovered), please use \"DROP table FORCE\"."

// atomicTableText is the same for a table that an atomic restore is about to replace (DORIS.md "Atomic restore").
const atomicTableText = "The table [%s]'s state is in atomic restore, cannot be dropped. please cancel the restore operation on olap table" +
	" firstly. If you want to forcibly drop(cannot be recovered), please use \"DROP table FORCE\"."

func (c *Catalog) dropTable(s *sql.DropTable, session Session) error {
	d, err := c.target(s.Name, session)
	if err != nil {
		return err
	}
	t := d.Table(s.Name.Table)
	if t == nil {
		if s.IfExists {
			return nil
		}
		return c.coded(1109, "42S02", "Unknown table '%s' in %s", s.Name.Table, d.Name)
	}
	if want := map[string]string{"TABLE": OLAP, "VIEW": View, "MATERIALIZED VIEW": MaterializedView}[s.Kind]; t.Kind != want && (want != OLAP || !t.other()) {
		return c.wrongKind(d, t, want)
	}
	if !s.Force {
		if t.Kind == OLAP && t.State != StateNormal {
			return c.errorf(profile.Analysis, stateTableText, t.Name, t.State)
		}
		if t.InAtomicRestore {
			return c.errorf(profile.Analysis, atomicTableText, t.Name)
		}
	}
	d.Remove(t.Name)
	if !s.Force {
		d.recycled = append(d.recycled, t)
	}
	return nil
}

// wrongKind is the refusal to drop a view as a table or the other way round.
func (c *Catalog) wrongKind(d *Database, t *Table, want string) error {
	if want == MaterializedView {
		return c.errorf(profile.Analysis, "table %s is not a materialized view", t.Name)
	}
	kind, hint := "TABLE", "Use 'DROP VIEW %s.%s'"
	if want == View {
		kind, hint = "VIEW", "Use 'DROP TABLE %s.%s'"
	}
	if t.Kind == MaterializedView {
		hint = "Use 'DROP MATERIALIZED VIEW %s.%s'"
	}
	return c.coded(1347, "HY000", "'%s.%s' is not %s. "+hint, d.Name, t.Name, kind, d.Name, t.Name)
}

func (c *Catalog) truncateTable(s *sql.TruncateTable, session Session) error {
	t, err := c.olap(s.Name, session)
	if err != nil {
		return err
	}
	if err := c.checkState(t); err != nil {
		return err
	}
	partitions, err := c.named(t, s.Partitions)
	if err != nil {
		return err
	}
	for _, p := range partitions { // as in Doris, a truncated partition is a new one
		if p.Version == 1 && c.profile.TruncateKeepsEmpty {
			continue
		}
		p.ID, p.Version, p.VersionTime = c.NewID(), 1, c.options.Now()
		c.addTablets(p)
	}
	t.Updated = c.options.Now()
	return nil
}

// named are the partitions of these names, or all.
func (c *Catalog) named(t *Table, names []string) ([]*Partition, error) {
	if names == nil {
		return t.Partitions, nil
	}
	var list []*Partition
	for _, name := range names {
		p := t.Partition(name)
		if p == nil {
			return nil, c.errorf(profile.Analysis, "Partition %s does not exist", name)
		}
		list = append(list, p)
	}
	return list, nil
}

// checkState refuses changes of a table that is being restored (recorded: table_states).
func (c *Catalog) checkState(t *Table) error {
	if t.InAtomicRestore {
		return c.errorf(profile.Analysis, "Table[%s] is in atomic restore state. Do not allow doing ALTER ops", t.Name)
	}
	if t.Kind == OLAP && t.State != StateNormal {
		return c.errorf(profile.Analysis, "Table[%s]'s state(%s) is not NORMAL. Do not allow doing ALTER ops", t.Name, t.State)
	}
	return nil
}
