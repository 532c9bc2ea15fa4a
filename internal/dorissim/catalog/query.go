// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// maxViews bounds how deep views may stand on views.
const maxViews = 20

// line is one row of a result with what it is sorted by.
type line struct {
	cells []value
	keys  []value
}

// query runs a SELECT over at most one table. It also says which columns the result has. The lock is held.
func (c *Catalog) query(s *sql.Select, session Session) (*result.Result, []Column, error) {
	e, rows, err := c.from(s, session, 0)
	if err != nil {
		return nil, nil, err
	}
	lines, columns, err := c.run(s, e, rows)
	if err != nil {
		return nil, nil, err
	}
	answer := &result.Result{}
	for _, column := range columns {
		answer.Columns = append(answer.Columns, column.Name)
	}
	for _, l := range lines {
		var row []*string
		for _, v := range l.cells {
			row = append(row, v.pointer())
		}
		answer.Rows = append(answer.Rows, row)
	}
	return answer, columns, nil
}

// from reads the table of a query.
func (c *Catalog) from(s *sql.Select, session Session, depth int) (*env, []Row, error) {
	e := &env{c: c, session: session}
	if s.From == nil {
		return e, []Row{{}}, nil
	}
	if depth > maxViews {
		return nil, nil, c.errorf(profile.Analysis, "a view stands on itself")
	}
	e.alias = s.From.Alias
	if s.From.Subquery != nil {
		inner, rows, err := c.from(s.From.Subquery, session, depth+1)
		if err != nil {
			return nil, nil, err
		}
		return c.derived(e, s.From.Subquery, inner, rows)
	}
	t, _, err := c.source(s.From.Name, session, s.From.Pos)
	if err != nil {
		return nil, nil, err
	}
	if e.alias == "" {
		e.alias = t.Name
	}
	switch t.Kind {
	case View:
		return c.fromView(e, t, session, depth)
	case Schema:
		e.columns = t.Columns
		return e, c.schemaRows(t.Name, session), nil
	}
	e.columns = t.Columns
	rows, err := c.tableRows(t, s)
	return e, rows, err
}

// derived makes the rows of an inner query those of an outer one.
func (c *Catalog) derived(e *env, s *sql.Select, inner *env, rows []Row) (*env, []Row, error) {
	lines, columns, err := c.run(s, inner, rows)
	if err != nil {
		return nil, nil, err
	}
	e.columns = columns
	var derived []Row
	for _, l := range lines {
		var row Row
		for _, v := range l.cells {
			row = append(row, v.pointer())
		}
		derived = append(derived, row)
	}
	return e, derived, nil
}

func (c *Catalog) fromView(e *env, v *Table, session Session, depth int) (*env, []Row, error) {
	statement, err := sql.Parse(v.Query, sql.Nereids)
	s, ok := statement.(*sql.Select)
	if err != nil || !ok {
		return nil, nil, c.errorf(profile.Analysis, "the stand-in cannot compute the view %s: it knows queries over one table", v.Name)
	}
	inner, rows, err := c.from(s, session, depth+1)
	if err != nil {
		return nil, nil, err
	}
	e, rows, err = c.derived(e, s, inner, rows)
	if err == nil && len(v.Columns) == len(e.columns) {
		e.columns = v.Columns
	}
	return e, rows, err
}

// source is the table that a query reads, with its database. pos is where the query names it.
func (c *Catalog) source(n sql.Name, session Session, pos ...int) (*Table, string, error) {
	database, err := c.databaseOf(n, session)
	if err != nil {
		return nil, "", err
	}
	place := ""
	if c.profile.Nereids && len(pos) == 1 {
		place = "(line 1, pos " + strconv.Itoa(pos[0]) + ")"
	}
	d := c.databases[database]
	if d == nil {
		return nil, "", c.errorf(profile.Analysis, "Database [%s] does not exist.%s", database, place)
	}
	t := d.Table(n.Table)
	if t == nil && d.System {
		t = d.Table(strings.ToLower(n.Table))
	}
	if t == nil {
		return nil, "", c.errorf(profile.Analysis, "Table [%s] does not exist in database [%s].%s", n.Table, database, place)
	}
	return t, database, nil
}

// tableRows are the rows of the partitions that a query reads. Partitions under restore cannot be read (DORIS.md "While a restore runs").
func (c *Catalog) tableRows(t *Table, s *sql.Select) ([]Row, error) {
	partitions, err := c.named(t, s.From.Partitions)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, p := range t.sortedPartitions(partitions) {
		if !t.mayHold(p, s.Where) {
			continue
		}
		if p.State != StateNormal {
			text := "Partition state is not NORMAL: " + p.Name + ":RESTORING"
			if !c.profile.Nereids {
				text = "Partition state is not NORMAL: '" + p.Name + "':'RESTORING'"
			}
			return nil, c.errorf(profile.NotNormal, "%s", text)
		}
		for _, tablet := range p.Tablets {
			rows = append(rows, tablet.Rows...)
		}
	}
	return rows, nil
}

// run filters, groups, sorts and cuts the rows of a query.
func (c *Catalog) run(s *sql.Select, e *env, rows []Row) ([]line, []Column, error) {
	rows, err := e.filter(s.Where, rows)
	if err != nil {
		return nil, nil, err
	}
	items := e.expandStars(s.Items)
	var lines []line
	if aggregated(s) {
		lines, err = e.grouped(s, items, rows)
	} else {
		lines, err = e.plain(s, items, rows)
	}
	if err != nil {
		return nil, nil, err
	}
	columns := e.resultColumns(items, lines)
	if s.Distinct {
		lines = distinct(lines)
	}
	sortLines(lines, s.OrderBy)
	return cut(lines, s.Limit, s.Offset), columns, nil
}

func aggregated(s *sql.Select) bool {
	return len(s.GroupBy) > 0 || s.Having != nil ||
		slices.ContainsFunc(s.Items, func(item sql.SelectItem) bool { return item.Expr != nil && isAggregate(item.Expr) })
}

func (e *env) filter(where sql.Expr, rows []Row) ([]Row, error) {
	if where == nil {
		return rows, nil
	}
	inner := *e
	if len(rows) == 0 { // names are checked also when there is nothing to filter
		inner.row = make(Row, len(e.columns))
		_, err := inner.eval(where)
		return nil, err
	}
	var kept []Row
	for _, row := range rows {
		inner.row = row
		v, err := inner.eval(where)
		if err != nil {
			return nil, err
		}
		if v.true() {
			kept = append(kept, row)
		}
	}
	return kept, nil
}

// expandStars replaces "*" by the columns.
func (e *env) expandStars(items []sql.SelectItem) []sql.SelectItem {
	var all []sql.SelectItem
	for _, item := range items {
		if !item.Star {
			all = append(all, item)
			continue
		}
		for _, column := range e.columns {
			all = append(all, sql.SelectItem{Expr: &sql.Column{Name: column.Name}, Text: column.Name})
		}
	}
	return all
}

func (e *env) plain(s *sql.Select, items []sql.SelectItem, rows []Row) ([]line, error) {
	if len(rows) == 0 {
		inner := *e
		inner.row = make(Row, len(e.columns))
		_, err := inner.line(s, items) // checks the names
		return nil, err
	}
	var lines []line
	for _, row := range rows {
		inner := *e
		inner.row = row
		l, err := inner.line(s, items)
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func (e *env) grouped(s *sql.Select, items []sql.SelectItem, rows []Row) ([]line, error) {
	groups, err := e.groups(s, items, rows)
	if err != nil {
		return nil, err
	}
	var lines []line
	for _, group := range groups {
		inner := *e
		inner.group = group
		inner.row = make(Row, len(e.columns))
		if len(group) > 0 {
			inner.row = group[0]
		}
		l, err := inner.line(s, items)
		if err != nil {
			return nil, err
		}
		if s.Having != nil {
			inner.aliases = aliasValues(items, l.cells)
			v, err := inner.eval(s.Having)
			if err != nil {
				return nil, err
			}
			if !v.true() {
				continue
			}
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// groups splits rows by GROUP BY; without it all are one group, also none.
func (e *env) groups(s *sql.Select, items []sql.SelectItem, rows []Row) ([][]Row, error) {
	if len(s.GroupBy) == 0 {
		return [][]Row{append([]Row{}, rows...)}, nil
	}
	places := map[string]int{}
	var groups [][]Row
	for _, row := range rows {
		inner := *e
		inner.row = row
		key := ""
		for _, x := range s.GroupBy {
			v, err := inner.eval(named(x, items))
			if err != nil {
				return nil, err
			}
			key += strconv.Quote(v.text) + strconv.FormatBool(v.null)
		}
		i, ok := places[key]
		if !ok {
			i = len(groups)
			places[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], row)
	}
	return groups, nil
}

// named is the item that a number or alias in GROUP BY or ORDER BY stands for, or the expression itself.
func named(x sql.Expr, items []sql.SelectItem) sql.Expr {
	switch x := x.(type) {
	case *sql.Literal:
		if n, err := strconv.Atoi(x.Text); err == nil && x.Kind == sql.Number && n >= 1 && n <= len(items) {
			return items[n-1].Expr
		}
	case *sql.Column:
		for _, item := range items {
			if len(x.Qualifiers) == 0 && item.Alias != "" && strings.EqualFold(item.Alias, x.Name) {
				return item.Expr
			}
		}
	}
	return x
}

// line computes the cells of a row or group and its sort keys.
func (e *env) line(s *sql.Select, items []sql.SelectItem) (line, error) {
	var l line
	for _, item := range items {
		v, err := e.eval(item.Expr)
		if err != nil {
			return l, err
		}
		l.cells = append(l.cells, v)
	}
	for _, order := range s.OrderBy {
		v, err := e.eval(named(order.Expr, items))
		if err != nil {
			return l, err
		}
		l.keys = append(l.keys, v)
	}
	return l, nil
}

func aliasValues(items []sql.SelectItem, cells []value) map[string]value {
	m := map[string]value{}
	for i, item := range items {
		if item.Alias != "" {
			m[strings.ToLower(item.Alias)] = cells[i]
		}
	}
	return m
}

// resultColumns names the columns of a result and gives them types, from the table or from the first row.
func (e *env) resultColumns(items []sql.SelectItem, lines []line) []Column {
	var columns []Column
	for i, item := range items {
		column := Column{Name: e.c.title(item), Type: "text", Null: true, UniqueID: i}
		if ref, ok := item.Expr.(*sql.Column); ok {
			for _, own := range e.columns {
				if strings.EqualFold(own.Name, ref.Name) {
					column.Type, column.Null = own.Type, own.Null
				}
			}
		} else if len(lines) > 0 && lines[0].cells[i].typ != "null" {
			column.Type = lines[0].cells[i].typ
		}
		columns = append(columns, column)
	}
	return columns
}

func distinct(lines []line) []line {
	seen := map[string]bool{}
	return slices.DeleteFunc(lines, func(l line) bool {
		key := ""
		for _, v := range l.cells {
			key += strconv.Quote(v.text) + strconv.FormatBool(v.null)
		}
		again := seen[key]
		seen[key] = true
		return again
	})
}

// sortLines sorts by the keys; NULL comes first, as in Doris.
func sortLines(lines []line, order []sql.OrderItem) {
	if len(order) == 0 {
		return
	}
	slices.SortStableFunc(lines, func(a, b line) int {
		for i, item := range order {
			n := compareNullFirst(a.keys[i], b.keys[i])
			if item.Desc {
				n = -n
			}
			if n != 0 {
				return n
			}
		}
		return 0
	})
}

func compareNullFirst(a, b value) int {
	switch {
	case a.null && b.null:
		return 0
	case a.null:
		return -1
	case b.null:
		return 1
	}
	n, _ := compare(a, b)
	return n
}

func cut(lines []line, limit, offset int) []line {
	lines = lines[min(max(offset, 0), len(lines)):]
	if limit >= 0 && limit < len(lines) {
		return lines[:limit]
	}
	return lines
}
