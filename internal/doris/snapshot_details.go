// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"encoding/json"
	"strings"
	"time"
)

// shortName drops the prefix that old lines put before names of databases.
func shortName(name string) string { return strings.TrimPrefix(name, "default_cluster:") }

// brief is the JSON of Details and RestoreObjs (DORIS.md "Values of columns").
type brief struct {
	Name       string `json:"name"`
	Database   string `json:"database"`
	BackupTime int64  `json:"backup_time"` // milliseconds since the epoch
	Content    string `json:"content"`
	Tables     []struct {
		Name       string   `json:"name"`
		Partitions []string `json:"partition_names"`
	} `json:"olap_table_list"`
	Views      []named `json:"view_list"`
	ODBCTables []struct {
		Name string `json:"doris_table_name"` // read from the source of Doris (BackupJobInfo), not recorded
	} `json:"odbc_table_list"`
}

type named struct {
	Name string `json:"name"`
}

// parseDetails reads Details and RestoreObjs; nil = unreadable.
func parseDetails(text string) *SnapshotDetails {
	var b brief
	if err := json.Unmarshal([]byte(text), &b); err != nil || b.Name == "" {
		return nil
	}
	details := &SnapshotDetails{
		Name: b.Name, Database: shortName(b.Database),
		MetadataOnly: strings.EqualFold(b.Content, "METADATA_ONLY"),
	}
	if b.BackupTime > 0 {
		details.BackupTime = time.UnixMilli(b.BackupTime).UTC()
	}
	for _, table := range b.Tables {
		details.Tables = append(details.Tables, SnapshotTable{Name: table.Name, Partitions: table.Partitions})
	}
	for _, view := range b.Views {
		details.Views = append(details.Views, view.Name)
	}
	for _, table := range b.ODBCTables {
		details.Others = append(details.Others, table.Name)
	}
	return details
}

// weight is how many names the details hold.
func (d *SnapshotDetails) weight() int {
	n := 1 + len(d.Tables) + len(d.Views) + len(d.Others)
	for _, table := range d.Tables {
		n += len(table.Partitions)
	}
	return n
}
