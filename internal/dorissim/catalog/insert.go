// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"hash/crc32"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

func (c *Catalog) insert(s *sql.Insert, session Session) error {
	t, err := c.olap(s.Name, session)
	if err != nil {
		return err
	}
	if err := c.checkLoad(t); err != nil {
		return err
	}
	if t.Kind == MaterializedView {
		return c.errorf(profile.Analysis, "Not allowed to perform current operation on async materialized view")
	}
	places, err := c.insertPlaces(t, s.Columns)
	if err != nil {
		return err
	}
	given, err := c.insertValues(s, session)
	if err != nil {
		return err
	}
	var rows []Row
	for _, values := range given {
		row, err := c.newRow(t, places, values)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	if s.Overwrite {
		partitions, err := c.named(t, s.Partitions)
		if err != nil {
			return err
		}
		for _, p := range partitions {
			c.addTablets(p)
		}
	}
	return c.insertRows(t, s.Partitions, rows)
}

// checkLoad refuses loads into a table under restore (DORIS.md "While a restore runs").
func (c *Catalog) checkLoad(t *Table) error {
	if t.State == StateRestore {
		return c.errorf(profile.Analysis, "Table [%s] is under restore", t.Name)
	}
	return nil
}

// insertPlaces are the places of the columns that values are given for.
func (c *Catalog) insertPlaces(t *Table, names []string) ([]int, error) {
	var places []int
	if names == nil {
		for i := range t.Columns {
			places = append(places, i)
		}
		return places, nil
	}
	for _, name := range names {
		i := t.column(name)
		if i < 0 {
			return nil, c.errorf(profile.Analysis, "column %s is not found in table %s", name, t.Name)
		}
		places = append(places, i)
	}
	return places, nil
}

// defaulted marks a value that was given as DEFAULT.
var defaulted = value{typ: "default"}

func (c *Catalog) insertValues(s *sql.Insert, session Session) ([][]value, error) {
	var rows [][]value
	if s.Select != nil {
		answer, columns, err := c.query(s.Select, session)
		if err != nil {
			return nil, err
		}
		for _, cells := range answer.Rows {
			var row []value
			for i, v := range cells {
				row = append(row, cell(v, columns[i].Type))
			}
			rows = append(rows, row)
		}
		return rows, nil
	}
	for _, exprs := range s.Rows {
		row := []value{}
		for _, x := range exprs {
			if l, ok := x.(*sql.Literal); ok && l.Kind == sql.Default {
				row = append(row, defaulted)
				continue
			}
			v, err := (&env{c: c, session: session}).eval(x)
			if err != nil {
				return nil, err
			}
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// newRow makes a row of the table; columns without a value take their default.
func (c *Catalog) newRow(t *Table, places []int, values []value) (Row, error) {
	if len(values) != len(places) {
		return nil, c.errorf(profile.Analysis, "Column count doesn't match value count")
	}
	row := make(Row, len(t.Columns))
	set := make([]bool, len(t.Columns))
	for i, v := range values {
		place := places[i]
		if v == defaulted {
			continue
		}
		set[place] = true
		if v.null {
			continue
		}
		text, ok := canonical(t.Columns[place].Type, v.text)
		if !ok {
			return nil, c.errorf(profile.Analysis, "Insert has filtered data in strict mode: the value '%s' does not fit the column %s of type %s",
				v.text, t.Columns[place].Name, t.Columns[place].Type)
		}
		row[place] = &text
	}
	for i, column := range t.Columns {
		if !set[i] {
			row[i] = c.defaultOf(t, column)
		}
		if row[i] == nil && !column.Null {
			return nil, c.errorf(profile.Analysis, "Insert has filtered data in strict mode: null value for not null column, column=%s", column.Name)
		}
	}
	return row, nil
}

func (c *Catalog) defaultOf(t *Table, column Column) *string {
	if column.AutoIncrement {
		next := intValue(int64(t.rows()) + 1)
		return &next.text
	}
	if column.DefaultCall == "" {
		if column.Default == nil {
			return nil
		}
		text, _ := canonical(column.Type, *column.Default)
		return &text
	}
	now := c.options.Now().In(c.options.Zone()).Format("2006-01-02 15:04:05")
	text, _ := canonical(column.Type, now)
	return &text
}

// insertRows puts rows into the partitions they belong to and raises the versions. Either all rows find a place or none goes in.
func (c *Catalog) insertRows(t *Table, only []string, rows []Row) error {
	allowed, err := c.named(t, only)
	if err != nil {
		return err
	}
	targets := make([]*Partition, len(rows))
	for i, row := range rows {
		p, err := c.route(t, row)
		if err != nil {
			return err
		}
		if p == nil || only != nil && !slices.Contains(allowed, p) {
			return c.errorf(profile.Analysis, "Insert has filtered data in strict mode: no partition for this tuple")
		}
		targets[i] = p
	}
	now := c.options.Now()
	touched := map[*Partition]bool{}
	for i, row := range rows {
		t.store(targets[i], row)
		touched[targets[i]] = true
	}
	for p := range touched {
		p.Version++
		p.VersionTime = now
	}
	if len(rows) > 0 {
		t.Version++
		t.VersionTime, t.Updated = now, now
	}
	return nil
}

// route is the partition of a row, made on the spot for AUTO PARTITION; nil when there is none.
func (c *Catalog) route(t *Table, row Row) (*Partition, error) {
	var key []*string
	for _, place := range t.partitionColumnIndexes() {
		key = append(key, row[place])
	}
	for _, p := range t.Partitions {
		if t.contains(p, key) {
			return p, nil
		}
	}
	if !t.AutoPartition || len(key) != 1 || key[0] == nil {
		return nil, nil
	}
	return c.autoPartition(t, *key[0])
}

func (c *Catalog) autoPartition(t *Table, key string) (*Partition, error) {
	def := sql.PartitionDef{Name: "p" + stepName(key, ""), In: [][]sql.Expr{literal(key)}}
	if t.PartitionKind == Range {
		unit := "DAY"
		for _, u := range []string{"HOUR", "WEEK", "MONTH", "YEAR"} {
			if strings.Contains(strings.ToUpper(t.PartitionColumns[0]), "'"+u+"'") {
				unit = u
			}
		}
		at, _, ok := parseDate(key)
		if !ok {
			return nil, nil
		}
		begin := beginOf(at, unit)
		end, _ := addUnits(begin, 1, unit)
		def.Name = "p" + begin.Format("20060102150405")
		def.In, def.Lower, def.Upper = nil, literal(begin.Format("2006-01-02 15:04:05")), literal(end.Format("2006-01-02 15:04:05"))
	}
	if err := c.addPartition(t, def, false); err != nil {
		return nil, err
	}
	return t.Partition(def.Name), nil
}

// store puts a row into its tablet; in tables with aggregated or unique keys it is merged with the row of the same key.
func (t *Table) store(p *Partition, row Row) {
	if t.Keys != DupKeys {
		for _, tablet := range p.Tablets {
			for i, old := range tablet.Rows {
				if t.sameKey(old, row) {
					tablet.Rows[i] = t.merge(old, row)
					return
				}
			}
		}
	}
	tablet := p.Tablets[t.bucket(p, row)]
	tablet.Rows = append(tablet.Rows, row)
}

func (t *Table) sameKey(a, b Row) bool {
	for i, column := range t.Columns {
		if column.Key && (text(a[i]) != text(b[i]) || (a[i] == nil) != (b[i] == nil)) {
			return false
		}
	}
	return true
}

// merge is the row that two rows of one key become.
func (t *Table) merge(old, row Row) Row {
	merged := slices.Clone(old)
	for i, column := range t.Columns {
		if column.Key {
			continue
		}
		a, b := cell(old[i], column.Type), cell(row[i], column.Type)
		switch {
		case t.Keys == UniqueKeys || column.Aggregation == "REPLACE":
			merged[i] = row[i]
		case b.null:
		case a.null:
			merged[i] = row[i]
		case column.Aggregation == "SUM":
			sum := total("SUM", []value{a, b})
			merged[i] = &sum.text
		case column.Aggregation == "MIN" || column.Aggregation == "MAX":
			best := extreme(column.Aggregation, []value{a, b})
			merged[i] = &best.text
		default:
			merged[i] = row[i]
		}
	}
	return merged
}

// bucket is the tablet of a row: by the hash of the distribution columns, or in turn.
func (t *Table) bucket(p *Partition, row Row) int {
	if t.Distribution.Kind != "HASH" {
		return p.rows() % len(p.Tablets)
	}
	hash := uint32(0)
	for _, name := range t.Distribution.Columns {
		hash = crc32.Update(hash, crc32.IEEETable, []byte(text(row[t.column(name)])))
	}
	return int(hash % uint32(len(p.Tablets)))
}

// delete removes the rows that a condition holds for.
func (c *Catalog) delete(s *sql.Delete, session Session) error {
	return c.rewrite(s.Name, s.Partitions, s.Where, session, func(*env, Row) (Row, error) { return nil, nil })
}

// update changes rows of a table with unique keys.
func (c *Catalog) update(s *sql.Update, session Session) error {
	return c.rewrite(s.Name, nil, s.Where, session, func(e *env, row Row) (Row, error) {
		changed := slices.Clone(row)
		for _, a := range s.Set {
			place := slices.IndexFunc(e.columns, func(column Column) bool { return strings.EqualFold(column.Name, a.Column) })
			if place < 0 {
				return nil, c.unknownColumn(&sql.Column{Name: a.Column})
			}
			v, err := e.eval(a.Value)
			if err != nil {
				return nil, err
			}
			changed[place] = nil
			if text, ok := canonical(e.columns[place].Type, v.text); ok && !v.null {
				changed[place] = &text
			}
		}
		return changed, nil
	})
}

// rewrite replaces the rows that a condition holds for by what change makes of them; nil removes a row.
func (c *Catalog) rewrite(n sql.Name, names []string, where sql.Expr, session Session, change func(*env, Row) (Row, error)) error {
	t, err := c.olap(n, session)
	if err != nil {
		return err
	}
	if err := c.checkLoad(t); err != nil {
		return err
	}
	partitions, err := c.named(t, names)
	if err != nil {
		return err
	}
	for _, p := range partitions {
		for _, tablet := range p.Tablets {
			kept := []Row{}
			for _, row := range tablet.Rows {
				e := &env{c: c, session: session, columns: t.Columns, alias: t.Name, row: row}
				hit := boolValue(true)
				if where != nil {
					if hit, err = e.eval(where); err != nil {
						return err
					}
				}
				if hit.true() {
					if row, err = change(e, row); err != nil {
						return err
					}
				}
				if row != nil {
					kept = append(kept, row)
				}
			}
			tablet.Rows = kept
		}
		p.Version++
		p.VersionTime = c.options.Now()
	}
	t.Version++
	t.VersionTime, t.Updated = c.options.Now(), c.options.Now()
	return nil
}
