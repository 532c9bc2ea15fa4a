// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"strconv"
)

// Partition is one row of SHOW PARTITIONS.
type Partition struct {
	Name     string
	Replicas int // of each tablet, over all tags; 0 = the frontend does not say
}

// PartitionsWithReplicas lists the partitions of a table with their number of replicas, temporary ones not included.
func (c *Client) PartitionsWithReplicas(ctx context.Context, database, table string) ([]Partition, error) {
	answer, err := c.query(ctx, showPartitions(database, table))
	if err != nil {
		return nil, err
	}
	partitions := make([]Partition, 0, len(answer.rows))
	for _, r := range answer.rows {
		partitions = append(partitions, Partition{Name: r.text("PartitionName"), Replicas: number(r.text("ReplicationNum"))})
	}
	return partitions, nil
}

// NoStart is the Start of a table whose old partitions are never dropped (recorded: skipped_objects).
const NoStart = -2147483648

// DynamicTable is a table with dynamic partitioning: one row of SHOW DYNAMIC PARTITION TABLES.
type DynamicTable struct {
	Name    string
	Enabled bool   // the scheduler works on it
	Unit    string // DAY, WEEK, MONTH, ...
	Start   int    // units before now; older partitions are dropped. NoStart = none
}

func showDynamicPartitionTables(database string) statement {
	return newStatement("SHOW DYNAMIC PARTITION TABLES FROM " + Identifier(database))
}

// DynamicTables lists the tables of a database that have dynamic partitioning, also those where it is switched off. A
// frontend answers without a backend (recorded: skipped_objects).
func (c *Client) DynamicTables(ctx context.Context, database string) ([]DynamicTable, error) {
	answer, err := c.query(ctx, showDynamicPartitionTables(database))
	if err != nil {
		return nil, err
	}
	tables := make([]DynamicTable, 0, len(answer.rows))
	for _, r := range answer.rows {
		table := DynamicTable{Name: r.text("TableName"), Enabled: r.yes("Enable"), Unit: r.text("TimeUnit"), Start: NoStart}
		if start, err := strconv.Atoi(r.text("Start")); err == nil {
			table.Start = start
		}
		tables = append(tables, table)
	}
	return tables, nil
}
