// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// show answers the SHOW statements about databases and tables; handled is false for the others. The lock is held.
func (c *Catalog) show(s *sql.Show, session Session) (answer *result.Result, handled bool, err error) {
	switch s.Kind {
	case sql.ShowDatabases:
		answer = c.showDatabases(s, session)
	case sql.ShowCreateDatabase:
		answer, err = c.showCreateDatabase(s)
	case sql.ShowTables, sql.ShowViews:
		answer, err = c.showTables(s, session)
	case sql.ShowTableStatus:
		answer, err = c.showTableStatus(s, session)
	case sql.ShowCreateTable, sql.ShowCreateView:
		answer, err = c.showCreateTable(s, session)
	case sql.ShowCreateMTMV:
		answer, err = c.showCreateMaterializedView(s, session)
	case sql.ShowColumns:
		answer, err = c.showColumns(s, session)
	case sql.ShowIndex:
		answer, err = c.showIndex(s, session)
	case sql.ShowPartitions:
		answer, err = c.showPartitions(s, session)
	case sql.ShowDynamicPartitions:
		answer, err = c.showDynamicPartitions(s, session)
	case sql.ShowData:
		answer, err = c.showData(s, session)
	case sql.ShowTablets:
		answer, err = c.showTablets(s, session)
	case sql.ShowReplicaStatus:
		answer, err = c.showReplicaStatus(s, session)
	case sql.ShowTabletStorageFormat:
		answer = c.showTabletStorageFormat()
	case sql.ShowAlterTable:
		answer = result.Of("JobId", "TableName", "CreateTime", "FinishTime", "IndexName", "IndexId", "OriginIndexId", "SchemaVersion",
			"TransactionId", "State", "Msg", "Progress", "Timeout")
	default:
		return nil, false, nil
	}
	if err == nil {
		answer, err = c.filtered(answer, s, session)
	}
	return answer, true, err
}

// filtered applies WHERE, ORDER BY and LIMIT of a SHOW statement to its rows.
func (c *Catalog) filtered(answer *result.Result, s *sql.Show, session Session) (*result.Result, error) {
	if s.Where == nil && s.OrderBy == nil && s.Limit < 0 {
		return answer, nil
	}
	e := &env{c: c, session: session}
	for _, name := range answer.Columns {
		e.columns = append(e.columns, Column{Name: name, Type: "text"})
	}
	rows := make([]Row, len(answer.Rows))
	for i, row := range answer.Rows {
		rows[i] = row
	}
	query := &sql.Select{Items: []sql.SelectItem{{Star: true}}, Where: s.Where, OrderBy: s.OrderBy, Limit: s.Limit, Offset: s.Offset}
	lines, _, err := c.run(query, e, rows)
	if err != nil {
		return nil, err
	}
	kept := result.Of(answer.Columns...)
	for _, l := range lines {
		var row []*string
		for _, v := range l.cells {
			row = append(row, v.pointer())
		}
		kept.Rows = append(kept.Rows, row)
	}
	return kept, nil
}

func (s Session) visible(database, table string) bool {
	return s.Visible == nil || s.Visible(database, table)
}

func (c *Catalog) showDatabases(s *sql.Show, session Session) *result.Result {
	answer := result.Of("Database")
	for _, name := range c.databaseNames() {
		if session.visible(name, "") && (!s.HasLike || likeFold(name, s.Like)) {
			answer.Add(name)
		}
	}
	return answer
}

func likeFold(name, pattern string) bool {
	return like(strings.ToLower(name), strings.ToLower(pattern))
}

func (c *Catalog) showCreateDatabase(s *sql.Show) (*result.Result, error) {
	d, err := c.database(s.Database)
	if err != nil {
		return nil, err
	}
	text := "CREATE DATABASE `" + d.Name + "`"
	if len(d.properties) > 0 {
		var lines []string
		for _, p := range d.properties {
			lines = append(lines, "\""+p.Key+"\" = \""+p.Value+"\"")
		}
		text += "\nPROPERTIES (\n" + strings.Join(lines, ",\n") + "\n)"
	}
	return result.Of("Database", "Create Database").Add(d.Name, text), nil
}

// shownDatabase is the database of SHOW ... FROM, or the session's.
func (c *Catalog) shownDatabase(s *sql.Show, session Session) (*Database, error) {
	return c.target(sql.Name{Catalog: s.Catalog, Database: s.Database}, session)
}

// showTables is SHOW [FULL] TABLES and SHOW VIEWS (recorded: skipped_objects, restore_database).
func (c *Catalog) showTables(s *sql.Show, session Session) (*result.Result, error) {
	d, err := c.shownDatabase(s, session)
	if err != nil {
		return nil, err
	}
	columns := []string{"Tables_in_" + d.Name}
	if s.Full {
		columns = append(columns, "Table_type")
		if c.profile.FormatColumns {
			columns = append(columns, "Storage_format", "Inverted_index_storage_format")
		}
	}
	answer := result.Of(columns...)
	for _, t := range d.byName() {
		name, seen := t.nameFor(session)
		if !seen || !session.visible(d.Name, t.Name) || s.HasLike && !likeFold(name, s.Like) || s.Kind == sql.ShowViews && t.Kind != View {
			continue
		}
		values := []any{name, t.tableType(), "V2", c.profile.IndexFormat}
		if !t.HasData() {
			values[2], values[3] = "NONE", "NONE"
		}
		answer.Add(values[:len(columns)]...)
	}
	return answer, nil
}

// tableType is the type in SHOW FULL TABLES; materialized views are base tables there.
func (t *Table) tableType() string {
	switch t.Kind {
	case View:
		return "VIEW"
	case Schema:
		return "SYSTEM VIEW"
	}
	return "BASE TABLE"
}

// showTableStatus is SHOW TABLE STATUS (recorded on 3.0: skipped_objects).
func (c *Catalog) showTableStatus(s *sql.Show, session Session) (*result.Result, error) {
	d, err := c.shownDatabase(s, session)
	if err != nil {
		return nil, err
	}
	answer := result.Of("Name", "Engine", "Version", "Row_format", "Rows", "Avg_row_length", "Data_length", "Max_data_length",
		"Index_length", "Data_free", "Auto_increment", "Create_time", "Update_time", "Check_time", "Collation", "Checksum",
		"Create_options", "Comment")
	for _, t := range d.byName() {
		if t.Kind == Schema || !session.visible(d.Name, t.Name) || s.HasLike && !likeFold(t.Name, s.Like) {
			continue
		}
		var engine, updated any = "Doris", datetimeText(t.Updated, session.Zone)
		rows := t.rows()
		switch t.Kind {
		case View:
			engine, updated, rows = "View", nil, -1
		case MaterializedView:
			engine = nil
		}
		answer.Add(t.Name, engine, nil, nil, rows, "0", "0", nil, nil, nil, nil, datetimeText(t.Created, session.Zone), updated, nil,
			"utf-8", nil, nil, t.Comment)
	}
	return answer, nil
}

// showColumns is SHOW COLUMNS and DESC.
func (c *Catalog) showColumns(s *sql.Show, session Session) (*result.Result, error) {
	n := s.Name
	if s.Database != "" {
		n.Database = s.Database
	}
	t, err := c.find(n, session)
	if err != nil {
		return nil, err
	}
	columns := []string{"Field", "Type", "Null", "Key", "Default", "Extra"}
	if s.Full {
		columns = []string{"Field", "Type", "Collation", "Null", "Key", "Default", "Extra", "Privileges", "Comment"}
	}
	answer := result.Of(columns...)
	for _, column := range t.Columns {
		if s.HasLike && !likeFold(column.Name, s.Like) {
			continue
		}
		null, key, extra := "No", "false", ""
		if column.Null {
			null = "Yes"
		}
		if column.Key {
			key = "true"
		}
		switch {
		case column.Aggregation != "":
			extra = column.Aggregation
		case t.HasData() && !column.Key:
			extra = "NONE"
		}
		if !s.Describe {
			null = strings.ToUpper(null)
			key = map[string]string{"true": "YES", "false": "NO"}[key]
		}
		if s.Full {
			answer.Add(column.Name, c.typeText(column.Type), nil, null, key, column.Default, extra, "", column.Comment)
			continue
		}
		answer.Add(column.Name, c.typeText(column.Type), null, key, column.Default, extra)
	}
	return answer, nil
}

// typeText is a type as SHOW prints it.
func (c *Catalog) typeText(t string) string {
	if c.profile.UpperCaseTypes {
		return strings.ToUpper(t)
	}
	return t
}

func (c *Catalog) showIndex(s *sql.Show, session Session) (*result.Result, error) {
	n := s.Name
	if s.Database != "" {
		n.Database = s.Database
	}
	t, err := c.find(n, session)
	if err != nil {
		return nil, err
	}
	answer := result.Of("Table", "Non_unique", "Key_name", "Seq_in_index", "Column_name", "Collation", "Cardinality", "Sub_part",
		"Packed", "Null", "Index_type", "Comment", "Properties")
	for _, index := range t.Indexes {
		answer.Add(t.Name, "", index.Name, "", strings.Join(index.Columns, ","), "", "", "", "", "", index.Type, index.Comment, "")
	}
	return answer, nil
}

// showData is SHOW DATA; a name after FROM is a table's (recorded: skipped_objects, "No database selected").
func (c *Catalog) showData(s *sql.Show, session Session) (*result.Result, error) {
	if s.Name.Table != "" {
		t, err := c.olap(s.Name, session)
		if err != nil {
			return nil, err
		}
		replicas := replicaCount(t)
		answer := result.Of("TableName", "IndexName", "Size", "ReplicaCount", "RowCount", "RemoteSize")
		answer.Add(t.Name, t.Name, "0.000 ", replicas, t.rows(), "0.000 ")
		return answer.Add("", "Total", "0.000 ", replicas, "", "0.000 "), nil
	}
	d, err := c.shownDatabase(s, session)
	if err != nil {
		return nil, err
	}
	answer, total := result.Of("TableName", "Size", "ReplicaCount", "RemoteSize"), 0
	for _, t := range d.byName() {
		if t.HasData() {
			total += replicaCount(t)
			answer.Add(t.Name, "0.000 ", replicaCount(t), "0.000 ")
		}
	}
	answer.Add("Total", "0.000 ", total, "0.000 ")
	answer.Add("Quota", "8192.000 PB", "1073741824", "")
	return answer.Add("Left", "8192.000 PB", 1073741824-total, ""), nil
}

func replicaCount(t *Table) int {
	n := 0
	for _, p := range t.Partitions {
		for _, tablet := range p.Tablets {
			n += len(tablet.Replicas)
		}
	}
	return n
}

// showTabletStorageFormat asks every backend how many of its tablets have the old format: none.
func (c *Catalog) showTabletStorageFormat() *result.Result {
	counts := map[int64]int{}
	for _, d := range c.databases {
		for _, t := range d.tables {
			for _, p := range t.Partitions {
				for _, tablet := range p.Tablets {
					for _, replica := range tablet.Replicas {
						counts[replica.Backend]++
					}
				}
			}
		}
	}
	answer := result.Of("BackendId", "V1Count", "V2Count")
	for i := range c.options.Backends {
		answer.Add(BackendID(i), 0, counts[BackendID(i)])
	}
	return answer
}

// showCreateMaterializedView is SHOW CREATE MATERIALIZED VIEW of the asynchronous kind.
func (c *Catalog) showCreateMaterializedView(s *sql.Show, session Session) (*result.Result, error) {
	t, err := c.find(s.Name, session)
	if err != nil {
		return nil, err
	}
	if t.Kind != MaterializedView {
		return nil, c.errorf(profile.Analysis, "table %s is not a materialized view", t.Name)
	}
	return result.Of("Materialized View", "Create Materialized View").Add(t.Name, c.materializedViewText(t)), nil
}

func quotedNames(names []string) string {
	var quoted []string
	for _, name := range names {
		if strings.Contains(name, "(") { // a function in PARTITION BY
			quoted = append(quoted, name)
			continue
		}
		quoted = append(quoted, "`"+name+"`")
	}
	return strings.Join(quoted, ", ")
}

// sortedTablets lists the tablets of some partitions by their ids.
func sortedTablets(partitions []*Partition) []*Tablet {
	var tablets []*Tablet
	for _, p := range partitions {
		tablets = append(tablets, p.Tablets...)
	}
	slices.SortFunc(tablets, func(a, b *Tablet) int { return int(a.ID - b.ID) })
	return tablets
}
