// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// defaultReplicas is Doris's number of replicas when a table names none.
const defaultReplicas = 3

// autoBuckets is how many buckets a table gets that names none.
const autoBuckets = 10

func (c *Catalog) createTable(s *sql.CreateTable, session Session) error {
	d, err := c.target(s.Name, session)
	if err != nil {
		return err
	}
	if s.Temporary && c.profile.TemporaryTables {
		named := *s
		named.Name.Table = temporaryName(session.ID, s.Name.Table)
		s = &named
	}
	if err := c.checkTableName(s.Name.Table, session); err != nil {
		return err
	}
	if done, err := c.tableExists(d, s.Name.Table, s.IfNotExists); done || err != nil {
		return err
	}
	if s.Engine != "" && s.Engine != "olap" {
		return c.createOther(d, s)
	}
	if s.Like != nil {
		return c.createTableLike(d, s, session)
	}
	var rows []Row
	if s.As != nil {
		if rows, err = c.columnsOfQuery(s, session); err != nil {
			return err
		}
	}
	t, err := c.newTable(s)
	if err != nil {
		return err
	}
	t.Temporary = s.Temporary && c.profile.TemporaryTables
	d.Put(t)
	if rows != nil {
		return c.insertRows(t, nil, rows)
	}
	return nil
}

// tableExists says whether CREATE ends here because the name is taken.
func (c *Catalog) tableExists(d *Database, name string, ifNotExists bool) (done bool, err error) {
	if d.Table(name) == nil {
		return false, nil
	}
	if ifNotExists {
		return true, nil
	}
	return true, c.errorf(profile.TableExist, "Table '%s' already exists", name)
}

func (c *Catalog) createTableLike(d *Database, s *sql.CreateTable, session Session) error {
	source, err := c.find(*s.Like, session)
	if err != nil {
		return err
	}
	if source.Kind != OLAP {
		return c.errorf(profile.Analysis, "Table '%s' is not BASE TABLE", source.Name)
	}
	t, err := c.ForRestore(source, RestoreOptions{Name: s.Name.Table, ReserveDynamic: true, ReserveColocate: true})
	if err != nil {
		return err
	}
	t.State, t.Restored = StateNormal, false
	d.Put(t)
	return nil
}

// newTable makes a table; ids are taken in the order Doris takes them: partitions, table, index, tablets with their replicas
// (recorded: the ids in the samples).
func (c *Catalog) newTable(s *sql.CreateTable) (*Table, error) {
	now := c.options.Now()
	t := &Table{
		Name: s.Name.Table, Kind: OLAP, State: StateNormal, Comment: s.Comment, Created: now, Updated: now, Version: 1,
		VersionTime: now, PartitionKind: Unpartitioned,
	}
	if err := c.setColumns(t, s); err != nil {
		return nil, err
	}
	if err := c.setProperties(t, s.Properties); err != nil {
		return nil, err
	}
	if err := c.setDistribution(t, s.Distribution); err != nil {
		return nil, err
	}
	for _, index := range s.Indexes {
		t.Indexes = append(t.Indexes, Index{
			Name: index.Name, Columns: index.Columns, Type: index.Type, Comment: index.Comment, Properties: list(index.Properties),
		})
	}
	if err := c.setPartitions(t, s.Partition); err != nil {
		return nil, err
	}
	t.ID, t.IndexID = c.NewID(), c.NewID()
	for _, p := range t.Partitions {
		c.addTablets(p)
	}
	for i := range t.Indexes {
		t.Indexes[i].ID = c.NewID()
	}
	t.SchemaHash = t.schemaHash()
	return t, nil
}

// list takes the properties of a statement over.
func list(properties sql.Properties) PropertyList {
	var l PropertyList
	for _, p := range properties {
		l = append(l, Property{Key: p.Key, Value: p.Value})
	}
	return l
}

func (c *Catalog) setColumns(t *Table, s *sql.CreateTable) error {
	if len(s.Columns) == 0 {
		return c.errorf(profile.Analysis, "The statement has no columns")
	}
	for i, def := range s.Columns {
		if t.column(def.Name) >= 0 {
			return c.errorf(profile.Analysis, "Duplicate column name '%s'", def.Name)
		}
		t.Columns = append(t.Columns, newColumn(def, i))
	}
	keys := s.KeyColumns
	t.Keys = map[string]string{"AGGREGATE": AggKeys, "UNIQUE": UniqueKeys, "DUPLICATE": DupKeys}[s.Keys]
	if t.Keys == "" {
		t.Keys, keys = t.defaultKeys()
	}
	for i, name := range keys {
		place := t.column(name)
		if place < 0 {
			return c.errorf(profile.Analysis, "Key column[%s] doesn't exist.", name)
		}
		if place != i {
			return c.errorf(profile.Analysis, "Key columns should be a ordered prefix of the schema. KeyColumns[%d] (starts from zero) is %s, "+
				"but corresponding column is %s in the previous columns declaration.", i, name, t.Columns[i].Name)
		}
		t.Columns[place].Key = true
	}
	return c.checkAggregations(t)
}

func newColumn(def sql.ColumnDef, place int) Column {
	column := Column{
		Name: def.Name, Type: normalType(def.Type), Aggregation: def.Aggregation, Null: !def.NotNull, Comment: def.Comment,
		AutoIncrement: def.AutoIncrement, DefaultCall: def.DefaultCall, UniqueID: place,
	}
	if def.AutoIncrement && !def.NullGiven {
		column.Null = false
	}
	if def.Default != nil {
		column.Default = &def.Default.Text
	}
	return column
}

// defaultKeys chooses the keys when the statement names none: with aggregations the columns without; else up to three
// columns from the first, 36 bytes at most, and no floating or long type (recorded: skipped_objects, table dyn).
func (t *Table) defaultKeys() (kind string, columns []string) {
	for _, c := range t.Columns {
		if c.Aggregation == "" {
			columns = append(columns, c.Name)
		}
	}
	if len(columns) < len(t.Columns) {
		return AggKeys, columns
	}
	columns = nil
	size := 0
	for _, c := range t.Columns {
		size += typeSize(c.Type)
		if len(columns) == 3 || size > 36 && len(columns) > 0 || !canBeKey(c.Type) {
			break
		}
		columns = append(columns, c.Name)
		if typeName(c.Type) == "varchar" {
			break
		}
	}
	return DupKeys, columns
}

func typeSize(t string) int {
	switch name := typeName(t); name {
	case "boolean":
		return 1
	case "date":
		return 4
	case "datetime":
		return 8
	case "decimal":
		return 16
	case "char", "varchar":
		return 20
	default:
		return integerBits[name] / 8
	}
}

func canBeKey(t string) bool {
	switch typeName(t) {
	case "float", "double", "text", "json", "variant", "array", "map", "struct", "bitmap", "hll", "quantile_state", "agg_state":
		return false
	}
	return true
}

func (c *Catalog) checkAggregations(t *Table) error {
	for i := range t.Columns {
		column := &t.Columns[i]
		switch {
		case t.Keys == AggKeys && !column.Key && column.Aggregation == "":
			return c.errorf(profile.Analysis, "should set aggregation type to non-key column in aggregate key table")
		case column.Key && column.Aggregation != "":
			return c.errorf(profile.Analysis, "Key column %s can not set aggregation type", column.Name)
		case t.Keys != AggKeys && column.Aggregation != "":
			return c.errorf(profile.Analysis, "Column %s should not specify aggregation type for this table", column.Name)
		}
	}
	return nil
}

// setProperties takes the properties over; the number of replicas becomes the table's allocation.
func (c *Catalog) setProperties(t *Table, properties sql.Properties) error {
	given, err := c.givenReplicas(properties)
	if err != nil {
		return err
	}
	t.Replicas = given
	if t.Replicas == nil {
		t.Replicas = Replicated(defaultReplicas)
	}
	if err := c.CheckAllocation(t.Replicas); err != nil {
		return err
	}
	for _, p := range properties {
		switch p.Key {
		case "replication_num", "replication_allocation", "default.replication_num", "default.replication_allocation":
		default:
			t.Properties.Set(p.Key, p.Value)
		}
	}
	return nil
}

// givenReplicas reads replication_num or replication_allocation; nil when neither was given.
func (c *Catalog) givenReplicas(properties sql.Properties) (Allocation, error) {
	for _, prefix := range []string{"", "default."} {
		if text, ok := properties.Get(prefix + "replication_num"); ok {
			n, err := strconv.Atoi(text)
			if err != nil {
				return nil, c.errorf(profile.Analysis, "For input string: \"%s\"", text)
			}
			if n < 1 || n > 32767 {
				return nil, c.errorf(profile.Analysis, "Replication num should between 1 and 32767")
			}
			return Replicated(n), nil
		}
		if text, ok := properties.Get(prefix + "replication_allocation"); ok {
			a, err := ParseAllocation(text)
			if err != nil {
				return nil, c.errorf(profile.Analysis, "%v", err)
			}
			return a, nil
		}
	}
	return nil, nil
}

func (c *Catalog) setDistribution(t *Table, d *sql.Distribution) error {
	if d == nil {
		d = &sql.Distribution{Kind: "RANDOM", Auto: true}
	}
	for _, name := range d.Columns {
		if t.column(name) < 0 {
			return c.errorf(profile.Analysis, "Distribution column(%s) doesn't exist", name)
		}
	}
	t.Distribution = Distribution{Kind: d.Kind, Columns: d.Columns, Buckets: d.Buckets, Auto: d.Auto}
	if t.Distribution.Buckets == 0 {
		t.Distribution.Buckets = autoBuckets
	}
	return nil
}

func (c *Catalog) setPartitions(t *Table, by *sql.PartitionBy) error {
	if by == nil {
		p := &Partition{Name: t.Name, Replicas: t.Replicas.clone()}
		c.initPartition(t, p)
		t.Partitions = []*Partition{p}
		return nil
	}
	t.PartitionKind, t.AutoPartition = by.Kind, by.Auto
	for _, name := range by.Columns {
		i := t.column(name)
		if i < 0 && !strings.Contains(name, "(") {
			return c.errorf(profile.Analysis, "partition key %s is not exists", name)
		}
		if i >= 0 && t.Keys != DupKeys && !t.Columns[i].Key {
			return c.errorf(profile.Analysis, "Only key column can be partition column")
		}
		if i >= 0 {
			name = t.Columns[i].Name
		}
		t.PartitionColumns = append(t.PartitionColumns, name)
	}
	defs, err := c.expandSteps(t, by.Partitions)
	if err != nil {
		return err
	}
	for _, def := range defs {
		if err := c.addPartition(t, def, false); err != nil {
			return err
		}
	}
	return c.createDynamicPartitions(t)
}

// expandSteps replaces FROM ... TO ... INTERVAL by single partitions.
func (c *Catalog) expandSteps(t *Table, defs []sql.PartitionDef) ([]sql.PartitionDef, error) {
	var all []sql.PartitionDef
	for _, def := range defs {
		if def.From == nil {
			all = append(all, def)
			continue
		}
		steps, err := c.stepPartitions(t, def)
		if err != nil {
			return nil, err
		}
		all = append(all, steps...)
	}
	return all, nil
}

// columnsOfQuery runs the query of CREATE TABLE ... AS and defines the columns by it.
func (c *Catalog) columnsOfQuery(s *sql.CreateTable, session Session) ([]Row, error) {
	answer, columns, err := c.query(s.As, session)
	if err != nil {
		return nil, err
	}
	if len(s.Columns) == 0 {
		for _, column := range columns {
			s.Columns = append(s.Columns, sql.ColumnDef{Name: column.Name, Type: column.Type})
		}
	}
	rows := make([]Row, 0, len(answer.Rows))
	for _, row := range answer.Rows {
		rows = append(rows, slices.Clone(row))
	}
	return rows, nil
}
