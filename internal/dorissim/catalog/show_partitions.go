// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// showPartitions is SHOW [TEMPORARY] PARTITIONS (recorded: properties_read, table_states).
func (c *Catalog) showPartitions(s *sql.Show, session Session) (*result.Result, error) {
	t, err := c.olap(s.Name, session)
	if err != nil {
		return nil, err
	}
	list := t.Partitions
	if s.Temporary {
		list = t.TempPartitions
	}
	return c.partitionRows(t, list, session), nil
}

func (c *Catalog) partitionRows(t *Table, partitions []*Partition, session Session) *result.Result {
	columns := []string{
		"PartitionId", "PartitionName", "VisibleVersion", "VisibleVersionTime", "State", "PartitionKey", "Range",
		"DistributionKey", "Buckets", "ReplicationNum", "StorageMedium", "CooldownTime", "RemoteStoragePolicy",
		"LastConsistencyCheckTime", "DataSize", "IsInMemory", "ReplicaAllocation", "IsMutable",
	}
	columns = append(columns, c.profile.PartitionColumns...)
	distribution := strings.Join(t.Distribution.Columns, ", ")
	if t.Distribution.Kind == "RANDOM" {
		distribution = "RANDOM"
	}
	answer := result.Of(columns...)
	for _, p := range t.sortedPartitions(partitions) {
		values := []any{
			p.ID, p.Name, p.Version, datetimeText(p.VersionTime, session.Zone), p.State,
			strings.Join(t.PartitionColumns, ", "), t.item(p), distribution, p.Buckets, p.Replicas.Total(), p.Medium,
			"9999-12-31 23:59:59", p.Policy, nil, "0.000 ", "false", p.Replicas.String(), "true", "true", nil, p.Version,
			c.rowCount(t, p),
		}
		answer.Add(values[:len(columns)]...)
	}
	return answer
}

// rowCount is what SHOW PARTITIONS says before a tablet report: -1, or 0 for a table that was not restored where rows are
// counted at once. With rows it is their number.
func (c *Catalog) rowCount(t *Table, p *Partition) int {
	if n := p.rows(); n > 0 {
		return n
	}
	if p.Version == 1 && (t.Restored || !c.profile.CountsRowsAtOnce) {
		return -1
	}
	return 0
}

// showDynamicPartitions is SHOW DYNAMIC PARTITION TABLES (recorded: skipped_objects).
func (c *Catalog) showDynamicPartitions(s *sql.Show, session Session) (*result.Result, error) {
	d, err := c.shownDatabase(s, session)
	if err != nil {
		return nil, err
	}
	answer := result.Of("TableName", "Enable", "TimeUnit", "Start", "End", "Prefix", "Buckets", "ReplicationNum", "ReplicaAllocation",
		"StartOf", "LastUpdateTime", "LastSchedulerTime", "State", "LastCreatePartitionMsg", "LastDropPartitionMsg",
		"ReservedHistoryPeriods")
	for _, t := range d.byName() {
		if !t.dynamic() || !session.visible(d.Name, t.Name) {
			continue
		}
		unit := strings.ToUpper(t.dynamicProperty("time_unit", "DAY"))
		var startOf any
		switch unit {
		case "WEEK":
			startOf = "MONDAY"
		case "MONTH":
			startOf = "1st"
		}
		at := datetimeText(t.Created, session.Zone)
		answer.Add(t.Name, t.dynamicProperty("enable", "true"), unit, t.dynamicProperty("start", noStart), t.dynamicProperty("end", "0"),
			t.dynamicProperty("prefix", "p"), t.dynamicProperty("buckets", fmt.Sprint(t.Distribution.Buckets)), t.Replicas.Total(),
			t.Replicas.String(), startOf, at, at, "NORMAL", nil, nil, t.dynamicProperty("reserved_history_periods", "NULL"))
	}
	return answer, nil
}

// showTablets is SHOW TABLETS (recorded: properties_read).
func (c *Catalog) showTablets(s *sql.Show, session Session) (*result.Result, error) {
	t, err := c.olap(s.Name, session)
	if err != nil {
		return nil, err
	}
	answer := result.Of("TabletId", "ReplicaId", "BackendId", "SchemaHash", "Version", "LstSuccessVersion", "LstFailedVersion",
		"LstFailedTime", "LocalDataSize", "RemoteDataSize", "RowCount", "State", "LstConsistencyCheckTime", "CheckVersion",
		"VisibleVersionCount", "VersionCount", "QueryHits", "PathHash", "Path", "MetaUrl", "CompactionStatus", "CooldownReplicaId",
		"CooldownMetaId")
	for _, tablet := range sortedTablets(t.Partitions) {
		version := t.partitionOf(tablet).Version
		for _, replica := range tablet.Replicas {
			host := fmt.Sprintf("http://127.0.0.%d:8040", replica.Backend-BackendID(0)+1)
			answer.Add(tablet.ID, replica.ID, replica.Backend, t.SchemaHash, version, version, -1, nil, 0, 0, len(tablet.Rows), "NORMAL",
				nil, -1, -1, -1, 0, -1, "", fmt.Sprintf("%s/api/meta/header/%d", host, tablet.ID),
				fmt.Sprintf("%s/api/compaction/show?tablet_id=%d", host, tablet.ID), -1, "")
		}
	}
	return answer, nil
}

// showReplicaStatus is SHOW REPLICA STATUS (recorded: properties_read).
func (c *Catalog) showReplicaStatus(s *sql.Show, session Session) (*result.Result, error) {
	t, err := c.olap(s.Name, session)
	if err != nil {
		return nil, err
	}
	answer := result.Of("TabletId", "ReplicaId", "BackendId", "Version", "LastFailedVersion", "LastSuccessVersion", "CommittedVersion",
		"SchemaHash", "VersionNum", "IsBad", "IsUserDrop", "State", "Status")
	for _, tablet := range sortedTablets(t.Partitions) {
		version := t.partitionOf(tablet).Version
		for _, replica := range tablet.Replicas {
			answer.Add(tablet.ID, replica.ID, replica.Backend, version, -1, version, version, t.SchemaHash, -1, "false", "false", "NORMAL", "OK")
		}
	}
	return answer, nil
}

func (t *Table) partitionOf(tablet *Tablet) *Partition {
	i := slices.IndexFunc(t.Partitions, func(p *Partition) bool { return slices.Contains(p.Tablets, tablet) })
	return t.Partitions[i]
}
