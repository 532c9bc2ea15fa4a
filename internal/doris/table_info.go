// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// TableInfo is what a frontend knows of an object of a database (SHOW PROC '/dbs/<id>'; recorded: table_states).
type TableInfo struct {
	Name       string // of a temporary table: what its session calls it
	Temporary  bool   // of some session: SHOW TABLES does not list it elsewhere
	Type       string // OLAP, VIEW, MATERIALIZED_VIEW (asynchronous), MYSQL, ...
	State      string // NORMAL, RESTORE, ...; "" for views
	Partitions int    // of an unpartitioned table 1, which has its name; of a view 0, although Doris prints 1
}

// TableInfos lists what is in a database, by name. Never cached. KindUnknownDatabase when it is gone. It needs ADMIN.
func (c *Client) TableInfos(ctx context.Context, database string) ([]TableInfo, error) {
	answer, err := c.readProc(ctx, database)
	if err != nil {
		return nil, err
	}
	return parseTableInfos(answer), nil
}

func parseTableInfos(answer *result) []TableInfo {
	infos := make([]TableInfo, 0, len(answer.rows))
	for _, r := range answer.rows {
		info := TableInfo{Name: r.text("TableName"), Type: r.text("Type"), State: r.text("State")}
		if short, ok := TempTableName(info.Name); ok {
			info.Name, info.Temporary = short, true
		}
		if info.Type != string(View) {
			info.Partitions, _ = strconv.Atoi(r.text("PartitionNum"))
		}
		infos = append(infos, info)
	}
	slices.SortFunc(infos, func(a, b TableInfo) int { return strings.Compare(a.Name, b.Name) })
	return infos
}
