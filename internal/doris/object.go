// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
)

// parseBackupObjects reads the column BackupObjs: "[shop.orders], [shop.tPARTITIONS (p1, p2)]" on recent lines, the same
// with backquotes and a space on older ones (recorded: backup_selection; DORIS.md "Values of columns"). nil = unreadable: empty, or
// "[null], [null]" after a restart on 4.x (recorded: restart). Recent lines take any name and quote none, so an entry ends
// only where the next one begins with the database.
func parseBackupObjects(text, database string) []TableRef {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "[") || !strings.HasSuffix(text, "]") {
		return nil
	}
	var tables []TableRef
	entry := ""
	for part := range strings.SplitSeq(text[1:len(text)-1], "], [") {
		if _, ok := ofDatabase(part, database); entry != "" && !ok && part != "null" {
			entry += "], [" + part
			continue
		}
		if entry != "" {
			table, ok := parseBackupObject(entry, database)
			if !ok {
				return nil
			}
			tables = append(tables, table)
		}
		entry = part
	}
	table, ok := parseBackupObject(entry, database)
	if !ok {
		return nil
	}
	return append(tables, table)
}

// withPartitions is a table with its partitions; the space before PARTITIONS is missing on recent lines.
var withPartitions = regexp.MustCompile(`(?s)^(.+?)\s*PARTITIONS? \(([^()]*)\)$`)

// ofDatabase is an entry without its database. Older lines quote every name, and none of theirs holds a backquote.
func ofDatabase(entry, database string) (rest string, ok bool) {
	if strings.HasPrefix(entry, "`") {
		entry = strings.ReplaceAll(entry, "`", "")
	}
	return strings.CutPrefix(shortName(entry), database+".")
}

func parseBackupObject(entry, database string) (TableRef, bool) {
	name, ok := ofDatabase(entry, database)
	if !ok || name == "" {
		return TableRef{}, false
	}
	parts := withPartitions.FindStringSubmatch(name)
	if parts == nil {
		return TableRef{Name: name}, true
	}
	partitions := strings.Split(parts[2], ",")
	for i, partition := range partitions {
		partitions[i] = strings.TrimSpace(partition)
	}
	return TableRef{Name: parts[1], Partitions: partitions}, true
}

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
