// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// partitionTypes are the types of the partition columns.
func (t *Table) partitionTypes() []string {
	var types []string
	for _, name := range t.PartitionColumns {
		if i := t.column(name); i >= 0 {
			types = append(types, t.Columns[i].Type)
			continue
		}
		types = append(types, t.partitionExpressionType(name))
	}
	return types
}

// partitionExpressionType is the type of the column inside date_trunc(column, 'day').
func (t *Table) partitionExpressionType(expression string) string {
	for _, c := range t.Columns {
		if strings.Contains(strings.ToLower(expression), strings.ToLower(c.Name)) {
			return c.Type
		}
	}
	return "text"
}

// partitionColumnIndexes are the places of the partition columns in a row.
func (t *Table) partitionColumnIndexes() []int {
	var places []int
	for _, name := range t.PartitionColumns {
		i := t.column(name)
		for j := 0; i < 0 && j < len(t.Columns); j++ {
			if strings.Contains(strings.ToLower(name), strings.ToLower(t.Columns[j].Name)) {
				i = j
			}
		}
		places = append(places, max(i, 0))
	}
	return places
}

// sortedPartitions lists partitions by their ranges or values, as SHOW CREATE TABLE and SHOW PARTITIONS do.
func (t *Table) sortedPartitions(list []*Partition) []*Partition {
	sorted := slices.Clone(list)
	types := t.partitionTypes()
	slices.SortStableFunc(sorted, func(a, b *Partition) int {
		switch t.PartitionKind {
		case Range:
			return compareKeys(types, a.Lower, b.Lower)
		case List:
			return slices.CompareFunc(a.In, b.In, func(x, y []*string) int { return compareKeys(types, texts(x), texts(y)) })
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return sorted
}

// compareKeys compares two keys of a range.
func compareKeys(types, a, b []string) int {
	for i := range min(len(a), len(b)) {
		if a[i] == maxValue && b[i] == maxValue {
			return 0
		}
		t := "text"
		if i < len(types) {
			t = types[i]
		}
		if n := compareTyped(t, a[i], b[i]); n != 0 {
			return n
		}
	}
	return cmp.Compare(len(a), len(b))
}

// SameItem says whether two partitions hold the same range or list.
func (p *Partition) SameItem(other *Partition) bool {
	if !slices.Equal(p.Lower, other.Lower) || !slices.Equal(p.Upper, other.Upper) || len(p.In) != len(other.In) {
		return false
	}
	for _, values := range p.In {
		if !other.holds(values) {
			return false
		}
	}
	return true
}

// holds says whether a list partition names these values.
func (p *Partition) holds(values []*string) bool {
	return slices.ContainsFunc(p.In, func(own []*string) bool {
		return slices.EqualFunc(own, values, func(a, b *string) bool { return text(a) == text(b) && (a == nil) == (b == nil) })
	})
}

func texts(values []*string) []string {
	var list []string
	for _, v := range values {
		list = append(list, text(v))
	}
	return list
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Overlaps says whether a partition's range or list shares a value with that of another partition of the table.
func (t *Table) Overlaps(p, other *Partition) bool {
	switch t.PartitionKind {
	case Range:
		types := t.partitionTypes()
		return compareKeys(types, p.Lower, other.Upper) < 0 && compareKeys(types, other.Lower, p.Upper) < 0
	case List:
		for _, values := range p.In {
			if other.holds(values) {
				return true
			}
		}
	}
	return false
}

// contains says whether a row belongs into the partition.
func (t *Table) contains(p *Partition, key []*string) bool {
	switch t.PartitionKind {
	case Range:
		types := t.partitionTypes()
		var values []string
		for i, v := range key {
			if v == nil {
				values = append(values, minValue(types[i]))
				continue
			}
			values = append(values, *v)
		}
		return compareKeys(types, p.Lower, values) <= 0 && compareKeys(types, values, p.Upper) < 0
	case List:
		return len(p.In) == 0 || p.holds(key)
	}
	return true
}

// addPartition adds a partition of a definition; what else is wrong with it is Doris's text. existing is the list it joins.
func (c *Catalog) addPartition(t *Table, def sql.PartitionDef, temporary bool) error {
	list := &t.Partitions
	if temporary {
		list = &t.TempPartitions
	}
	if findPartition(*list, def.Name) != nil {
		if def.IfNotExists {
			return nil
		}
		return c.errorf(profile.Common, "Duplicate partition name %s", def.Name)
	}
	p := &Partition{Name: def.Name}
	if err := c.partitionItem(t, p, def, *list); err != nil {
		return err
	}
	for _, other := range *list {
		if t.Overlaps(p, other) {
			return c.errorf(profile.Analysis, "Range %s is intersected with range: %s", t.item(p), t.item(other))
		}
	}
	p.Replicas = t.Replicas.clone()
	if err := c.partitionReplicas(p, def.Properties); err != nil {
		return err
	}
	p.Policy, _ = def.Properties.Get("storage_policy")
	c.initPartition(t, p)
	*list = append(*list, p)
	return nil
}

func (c *Catalog) partitionReplicas(p *Partition, properties sql.Properties) error {
	given, err := c.givenReplicas(properties)
	if err != nil {
		return err
	}
	if given != nil {
		p.Replicas = given
	}
	return c.CheckAllocation(p.Replicas)
}

// initPartition gives an empty partition its id and, when the table has its own ids, its tablets.
func (c *Catalog) initPartition(t *Table, p *Partition) {
	p.ID, p.State, p.Version, p.VersionTime, p.Medium = c.NewID(), StateNormal, 1, c.options.Now(), "HDD"
	p.Buckets = t.Distribution.Buckets
	if medium := t.Properties.or("storage_medium", ""); medium != "" {
		p.Medium = strings.ToUpper(medium)
	}
	if p.Policy == "" {
		p.Policy = t.Properties.or("storage_policy", "")
	}
	if t.IndexID != 0 {
		c.addTablets(p)
	}
}

func (c *Catalog) addTablets(p *Partition) {
	p.Tablets = nil
	for i := range p.Buckets {
		p.Tablets = append(p.Tablets, c.newTablet(p.Replicas.Total(), i))
	}
}

// partitionItem reads the range or the list of a definition. A range without a lower end begins where the one before ends.
func (c *Catalog) partitionItem(t *Table, p *Partition, def sql.PartitionDef, existing []*Partition) (err error) {
	types := t.partitionTypes()
	switch {
	case def.LessThan != nil:
		if p.Upper, err = c.bound(types, def.LessThan); err != nil {
			return err
		}
		p.Lower = t.lowerEnd(types, p.Upper, existing)
	case def.Lower != nil:
		if p.Lower, err = c.bound(types, def.Lower); err != nil {
			return err
		}
		if p.Upper, err = c.bound(types, def.Upper); err != nil {
			return err
		}
	case t.PartitionKind == List:
		for _, tuple := range def.In {
			values, err := c.listValues(types, tuple)
			if err != nil {
				return err
			}
			p.In = append(p.In, values)
		}
		return nil
	default:
		return c.errorf(profile.Analysis, "Invalid partition definition of %s", def.Name)
	}
	if compareKeys(types, p.Lower, p.Upper) >= 0 {
		return c.errorf(profile.Analysis, "Invalid partition range of %s: the lower end is not below the upper", def.Name)
	}
	return nil
}

func (t *Table) lowerEnd(types, upper []string, existing []*Partition) []string {
	var lower []string
	for _, p := range existing {
		if compareKeys(types, p.Upper, upper) <= 0 && (lower == nil || compareKeys(types, p.Upper, lower) > 0) {
			lower = p.Upper
		}
	}
	if lower != nil {
		return slices.Clone(lower)
	}
	for _, typ := range types {
		lower = append(lower, minValue(typ))
	}
	return lower
}

// bound reads the values of one end of a range; missing ones are the least.
func (c *Catalog) bound(types []string, exprs []sql.Expr) ([]string, error) {
	var key []string
	for i, typ := range types {
		if i >= len(exprs) {
			if len(exprs) == 1 && key[0] == maxValue {
				key = append(key, maxValue)
				continue
			}
			key = append(key, minValue(typ))
			continue
		}
		if l, ok := exprs[i].(*sql.Literal); ok && l.Kind == sql.MaxValue {
			key = append(key, maxValue)
			continue
		}
		v, err := c.constant(exprs[i])
		if err != nil {
			return nil, err
		}
		value, ok := canonical(typ, v.text)
		if !ok || v.null {
			return nil, c.errorf(profile.Analysis, "Invalid %s value: %s", keyType(typ), v.text)
		}
		key = append(key, value)
	}
	return key, nil
}

func (c *Catalog) listValues(types []string, exprs []sql.Expr) ([]*string, error) {
	var values []*string
	for i, expr := range exprs {
		v, err := c.constant(expr)
		if err != nil {
			return nil, err
		}
		if v.null || i >= len(types) {
			values = append(values, nil)
			continue
		}
		value, ok := canonical(types[i], v.text)
		if !ok {
			return nil, c.errorf(profile.Analysis, "Invalid %s value: %s", keyType(types[i]), v.text)
		}
		values = append(values, &value)
	}
	return values, nil
}

// item is the range or list as SHOW PARTITIONS prints it (recorded: properties_read, skipped_objects).
func (t *Table) item(p *Partition) string {
	types := t.partitionTypes()
	switch t.PartitionKind {
	case Range:
		return "[" + keyText(types, p.Lower) + ".." + keyText(types, p.Upper) + ")"
	case List:
		var items []string
		for _, values := range p.In {
			var key []string
			for _, v := range values {
				key = append(key, nullText(v))
			}
			items = append(items, keyText(types, key))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return ""
}

func nullText(v *string) string {
	if v == nil {
		return "NULL"
	}
	return *v
}

func keyText(types, key []string) string {
	var names []string
	for i := range key {
		if i < len(types) {
			names = append(names, keyType(types[i]))
		}
	}
	return "types: [" + strings.Join(names, ", ") + "]; keys: [" + strings.Join(key, ", ") + "]; "
}
