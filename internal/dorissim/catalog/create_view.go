// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

func (c *Catalog) createView(s *sql.CreateView, session Session) error {
	d, err := c.target(s.Name, session)
	if err != nil {
		return err
	}
	if err := c.checkTableName(s.Name.Table, session); err != nil {
		return err
	}
	old := d.Table(s.Name.Table)
	if old != nil && !(s.OrReplace && old.Kind == View) {
		if done, err := c.tableExists(d, s.Name.Table, s.IfNotExists); done || err != nil {
			return err
		}
	}
	v, err := c.newView(s.Name.Table, s.Query, s.Select, s.Columns, session)
	if err != nil {
		return err
	}
	v.ID, v.Comment = c.NewID(), s.Comment
	d.Put(v)
	return nil
}

func (c *Catalog) alterView(s *sql.AlterView, session Session) error {
	old, err := c.find(s.Name, session)
	if err != nil {
		return err
	}
	if old.Kind != View {
		return c.coded(1347, "HY000", "'%s.%s' is not VIEW", s.Name.Database, s.Name.Table)
	}
	v, err := c.newView(old.Name, s.Query, s.Select, s.Columns, session)
	if err != nil {
		return err
	}
	old.Query, old.Columns, old.Updated = v.Query, v.Columns, v.Updated
	return nil
}

// newView checks the tables of a view's query and keeps the query with full names (recorded: restore_database).
func (c *Catalog) newView(name, query string, s *sql.Select, names []sql.ViewColumn, session Session) (*Table, error) {
	full, err := c.fullNames(query, s, session)
	if err != nil {
		return nil, err
	}
	now := c.options.Now()
	v := &Table{Name: name, Kind: View, State: StateNormal, Created: now, Updated: now, Query: full}
	if s != nil {
		_, columns, err := c.query(s, session)
		if err != nil {
			return nil, err
		}
		v.Columns = columns
	}
	for i, column := range names {
		if i >= len(v.Columns) {
			v.Columns = append(v.Columns, Column{Type: "text", Null: true})
		}
		v.Columns[i].Name, v.Columns[i].Comment = column.Name, column.Comment
	}
	return v, nil
}

// edit is a replacement in a text.
type edit struct {
	pos, end int
	text     string
}

func apply(text string, edits []edit) string {
	slices.SortFunc(edits, func(a, b edit) int { return b.pos - a.pos })
	for _, e := range edits {
		text = text[:e.pos] + e.text + text[e.end:]
	}
	return text
}

// fullNames writes catalog, database and table before every table and column of a query, and the columns for "*".
func (c *Catalog) fullNames(query string, s *sql.Select, session Session) (string, error) {
	refs := sql.Tables(query)
	var edits []edit
	for _, ref := range refs {
		t, database, err := c.source(ref.Name, session)
		if err != nil {
			return "", err
		}
		edits = append(edits, edit{ref.Pos, ref.End, fullName(internalCatalog, database, t.Name)})
	}
	if s == nil || s.From == nil || s.From.Subquery != nil || len(refs) != 1 {
		return apply(query, edits), nil
	}
	t, database, err := c.source(s.From.Name, session)
	if err != nil {
		return "", err
	}
	prefix := fullName(internalCatalog, database, t.Name)
	if s.From.Alias != "" {
		prefix = fullName(s.From.Alias)
	}
	for _, item := range s.Items {
		if item.Star {
			var all []string
			for _, column := range t.Columns {
				all = append(all, prefix+"."+fullName(column.Name))
			}
			edits = append(edits, edit{item.Pos, item.End, strings.Join(all, ", ")})
		}
	}
	eachColumn(s, func(column *sql.Column) {
		if i := t.column(column.Name); i >= 0 {
			edits = append(edits, edit{column.Pos, column.End, prefix + "." + fullName(t.Columns[i].Name)})
		}
	})
	return apply(query, edits), nil
}

func fullName(parts ...string) string {
	var quoted []string
	for _, part := range parts {
		quoted = append(quoted, "`"+strings.ReplaceAll(part, "`", "``")+"`")
	}
	return strings.Join(quoted, ".")
}

// eachColumn calls f for every column of a query that is no alias of its select list.
func eachColumn(s *sql.Select, f func(*sql.Column)) {
	var roots []sql.Expr
	for _, item := range s.Items {
		roots = append(roots, item.Expr)
	}
	roots = append(roots, s.Where)
	roots = append(roots, s.GroupBy...)
	for _, item := range s.OrderBy {
		roots = append(roots, item.Expr)
	}
	for _, root := range append(roots, s.Having) {
		walk(root, func(x sql.Expr) {
			column, ok := x.(*sql.Column)
			if !ok || len(column.Qualifiers) == 0 && isAlias(s, column.Name) {
				return
			}
			f(column)
		})
	}
}

func isAlias(s *sql.Select, name string) bool {
	return slices.ContainsFunc(s.Items, func(item sql.SelectItem) bool {
		return item.Alias != "" && strings.EqualFold(item.Alias, name)
	})
}

// walk calls f for an expression and all inside it.
func walk(x sql.Expr, f func(sql.Expr)) {
	if x == nil {
		return
	}
	f(x)
	for _, inner := range children(x) {
		walk(inner, f)
	}
}

func children(x sql.Expr) []sql.Expr {
	switch x := x.(type) {
	case *sql.Call:
		return x.Args
	case *sql.Unary:
		return []sql.Expr{x.X}
	case *sql.Binary:
		return []sql.Expr{x.L, x.R}
	case *sql.In:
		return append([]sql.Expr{x.X}, x.List...)
	case *sql.Between:
		return []sql.Expr{x.X, x.Low, x.High}
	case *sql.IsNull:
		return []sql.Expr{x.X}
	case *sql.Cast:
		return []sql.Expr{x.X}
	case *sql.Interval:
		return []sql.Expr{x.N}
	case *sql.Case:
		list := []sql.Expr{x.X, x.Else}
		for _, when := range x.Whens {
			list = append(list, when.If, when.Then)
		}
		return list
	}
	return nil
}

// createMaterializedView makes a table that holds the rows of its query once it is built.
func (c *Catalog) createMaterializedView(s *sql.CreateMaterializedView, session Session) error {
	d, err := c.target(s.Name, session)
	if err != nil {
		return err
	}
	if done, err := c.tableExists(d, s.Name.Table, s.IfNotExists); done || err != nil {
		return err
	}
	if s.Select == nil {
		return c.errorf(profile.Analysis, "the stand-in cannot compute the query of a materialized view over more than one table")
	}
	answer, columns, err := c.query(s.Select, session)
	if err != nil {
		return err
	}
	def := &sql.CreateTable{
		Name: s.Name, Comment: s.Comment, Keys: "DUPLICATE", KeyColumns: s.KeyColumns, Partition: s.Partition,
		Distribution: s.Distribution, Properties: s.Properties,
	}
	for _, column := range columns {
		def.Columns = append(def.Columns, sql.ColumnDef{Name: column.Name, Type: column.Type})
	}
	if s.KeyColumns == nil {
		def.Keys = ""
	}
	t, err := c.newTable(def)
	if err != nil {
		return err
	}
	t.Kind, t.Query, t.Refresh = MaterializedView, s.Query, refreshText(s)
	d.Put(t)
	if s.Build != "DEFERRED" {
		var rows []Row
		for _, row := range answer.Rows {
			rows = append(rows, slices.Clone(row))
		}
		return c.insertRows(t, nil, rows)
	}
	return nil
}

func refreshText(s *sql.CreateMaterializedView) string {
	build, refresh := s.Build, s.Refresh
	if build == "" {
		build = "IMMEDIATE"
	}
	if refresh == "" {
		refresh = "AUTO ON MANUAL"
	}
	return "BUILD " + build + " REFRESH " + refresh
}
