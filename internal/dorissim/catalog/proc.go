// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
)

// ShowProc answers SHOW PROC '/dbs' and below; handled is false for other paths.
func (c *Catalog) ShowProc(path string, session Session) (answer *result.Result, handled bool, err error) {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	if len(parts) == 0 || parts[0] != "dbs" {
		return nil, false, nil
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	answer, err = c.proc(parts[1:], session)
	return answer, true, err
}

func (c *Catalog) proc(parts []string, session Session) (*result.Result, error) {
	if len(parts) == 0 {
		return c.procDatabases(), nil
	}
	d, err := c.procDatabase(parts[0])
	if err != nil {
		return nil, err
	}
	if len(parts) == 1 {
		return procTables(d, session), nil
	}
	id, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return nil, c.errorf(profile.Analysis, "Invalid table id format: %s", parts[1])
	}
	for _, t := range d.byID() {
		if t.ID == id {
			return c.procTable(t, parts[2:], session)
		}
	}
	return nil, c.errorf(profile.Analysis, "Table[%d] does not exist", id)
}

func (c *Catalog) procDatabase(text string) (*Database, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, c.errorf(profile.Analysis, "Invalid db id format: %s", text)
	}
	for _, d := range c.databases {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, c.errorf(profile.Analysis, "Database[%d] does not exist.", id)
}

func (c *Catalog) procDatabases() *result.Result {
	answer := result.Of("DbId", "DbName", "TableNum", "Size", "Quota", "LastConsistencyCheckTime", "ReplicaCount", "ReplicaQuota",
		"RunningTransactionNum", "TransactionQuota", "LastUpdateTime")
	var list []*Database
	for _, d := range c.databases {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b *Database) int { return cmp.Compare(a.ID, b.ID) })
	for _, d := range list {
		answer.Add(d.ID, d.Name, len(d.tables), "0.000 ", "8192.000 PB", nil, 0, 1073741824, 0, 1000, nil)
	}
	return answer
}

// procTables is SHOW PROC '/dbs/<id>': here the state of a table is seen (recorded: table_states).
func procTables(d *Database, session Session) *result.Result {
	answer := result.Of("TableId", "TableName", "IndexNum", "PartitionColumnName", "PartitionNum", "State", "Type",
		"LastConsistencyCheckTime", "ReplicaCount", "VisibleVersion", "VisibleVersionTime", "RunningTransactionNum", "LastUpdateTime")
	for _, t := range d.byID() {
		if !t.HasData() {
			answer.Add(t.ID, t.Name, nil, nil, 1, nil, t.Kind, nil, 0, nil, nil, 0, nil)
			continue
		}
		var partitionColumns any
		if t.PartitionKind != Unpartitioned {
			partitionColumns = strings.Join(t.PartitionColumns, ", ")
		}
		answer.Add(t.ID, t.Name, 1, partitionColumns, len(t.Partitions), t.State, t.Kind, nil, 0, t.Version, t.VersionTime.UnixMilli(), 0,
			datetimeText(t.Updated, session.Zone))
	}
	return answer
}

func (c *Catalog) procTable(t *Table, parts []string, session Session) (*result.Result, error) {
	switch {
	case len(parts) == 0:
		return result.Of("Nodes").Add("partitions").Add("temp_partitions").Add("index_schema"), nil
	case parts[0] == "partitions" && len(parts) == 1:
		return c.partitionRows(t, t.Partitions, session), nil
	case parts[0] == "temp_partitions" && len(parts) == 1:
		return c.partitionRows(t, t.TempPartitions, session), nil
	}
	return nil, c.errorf(profile.Analysis, "No such path: %s", strings.Join(parts, "/"))
}
