// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// recover brings back what was dropped last under a name, with its ids (recorded: partition_ids). The texts of refusals are
// those of Doris's source.
func (c *Catalog) recover(s *sql.Recover, session Session) error {
	if s.Kind == "TABLE" {
		return c.recoverTable(s, session)
	}
	t, err := c.olap(s.Name, session)
	if err != nil {
		return err
	}
	if t.Partition(s.Partition) != nil && s.As == "" {
		return c.errorf(profile.Common, "partition[%s] already exist in table[%s]", s.Partition, t.Name)
	}
	place := lastIndex(t.recycled, func(p *Partition) bool { return strings.EqualFold(p.Name, s.Partition) })
	if place < 0 {
		return c.errorf(profile.Common, "No partition named '%s' or partition id '-1' in table %s", s.Partition, t.Name)
	}
	p := t.recycled[place]
	for _, other := range t.Partitions {
		if t.Overlaps(p, other) {
			return c.errorf(profile.Common, "Can not recover partition[%s]. Partition item conflict.", s.Partition)
		}
	}
	t.recycled = slices.Delete(t.recycled, place, place+1)
	if s.As != "" {
		p.Name = s.As
	}
	t.Partitions = append(t.Partitions, p)
	return nil
}

func (c *Catalog) recoverTable(s *sql.Recover, session Session) error {
	d, err := c.target(s.Name, session)
	if err != nil {
		return err
	}
	name := s.Name.Table
	if d.Table(name) != nil && s.As == "" {
		return c.errorf(profile.Common, "Table '%s' already exists", name)
	}
	place := lastIndex(d.recycled, func(t *Table) bool { return t.Name == name })
	if place < 0 {
		return c.errorf(profile.Common, "Unknown table '%s' or table id '-1' in %s", name, d.Name)
	}
	t := d.recycled[place]
	d.recycled = slices.Delete(d.recycled, place, place+1)
	if s.As != "" {
		t.Name = s.As
	}
	d.Put(t)
	return nil
}

func lastIndex[T any](list []T, fits func(T) bool) int {
	for i := len(list) - 1; i >= 0; i-- {
		if fits(list[i]) {
			return i
		}
	}
	return -1
}
