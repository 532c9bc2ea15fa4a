// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// Contents of a snapshot.
const (
	ContentAll      = "ALL"
	ContentMetadata = "METADATA_ONLY"
)

// Info is the content of an __info_ file, field by field as recorded (backup_database). RESTORE goes by it alone.
type Info struct {
	Name       string       `json:"name"` // the label
	Database   string       `json:"database"`
	ID         int64        `json:"id"`          // of the database
	BackupTime int64        `json:"backup_time"` // milliseconds since the epoch
	Content    string       `json:"content"`
	Tables     Tables       `json:"backup_objects"`
	Objects    OtherObjects `json:"new_backup_objects"`
	Result     string       `json:"backup_result"`
	Meta       int          `json:"meta_version"`
	Major      int          `json:"major_version"`
	Minor      int          `json:"minor_version"`
	Patch      int          `json:"patch_version"`
	Forced     bool         `json:"is_force_replication_allocation"`
	Backends   IDMap        `json:"tablet_be_map"`
	Paths      PathMap      `json:"tablet_snapshot_path_map"`
	CommitSeqs IDMap        `json:"table_commit_seq_map"`
	Aliases    Aliases      `json:"tblalias"`
}

// OtherObjects are the objects that are not tables with data.
type OtherObjects struct {
	Views         []NamedID `json:"views"`
	ODBCTables    []NamedID `json:"odbc_tables"`
	ODBCResources []NamedID `json:"odbc_resources"`
}

// NamedID is a view, an ODBC table or a resource.
type NamedID struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// Tables are the tables of a snapshot, in the order of the file.
type Tables []*TableInfo

// TableInfo is one table of a snapshot.
type TableInfo struct {
	Name       string     `json:"-"`
	ID         int64      `json:"id"`
	Partitions Partitions `json:"partitions"`
}

// Partitions are the partitions of a table, in the order of the file.
type Partitions []*PartitionInfo

// PartitionInfo is one partition of a snapshot.
type PartitionInfo struct {
	Name    string  `json:"-"`
	ID      int64   `json:"id"`
	Version int64   `json:"version"`
	Indexes Indexes `json:"indexes"`
}

// Indexes are the materialized indexes of a partition; the stand-in has the base index only.
type Indexes []*IndexInfo

// IndexInfo is one index with its tablets.
type IndexInfo struct {
	Name       string  `json:"-"`
	ID         int64   `json:"id"`
	SchemaHash int32   `json:"schema_hash"`
	Tablets    FileMap `json:"tablets"`
	Order      []int64 `json:"tablets_order"`
}

// TabletFiles are the files of one tablet, with checksums.
type TabletFiles struct {
	Tablet int64
	Files  []string
}

// FileMap is a JSON object from tablet to files.
type FileMap []TabletFiles

// IDPair is one entry of an IDMap.
type IDPair struct{ Key, Value int64 }

// IDMap is a JSON object from id to id.
type IDMap []IDPair

// PathPair is one entry of a PathMap.
type PathPair struct {
	Tablet int64
	Path   string
}

// PathMap is a JSON object from tablet to the folder of its local snapshot.
type PathMap []PathPair

// Aliases are the new names that a restore gives, by the old name. They are written as an empty object.
type Aliases map[string]string

// Encode is the text of the file.
func (i *Info) Encode() ([]byte, error) { return encode(i) }

// DecodeInfo reads the text of a file.
func DecodeInfo(content []byte) (*Info, error) {
	info := &Info{}
	if err := json.Unmarshal(content, info); err != nil {
		return nil, err
	}
	return info, nil
}

// Table is the table of that name, or nil.
func (i *Info) Table(name string) *TableInfo {
	for _, t := range i.Tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// View says whether a view of that name is in the snapshot.
func (i *Info) View(name string) bool {
	for _, v := range i.Objects.Views {
		if v.Name == name {
			return true
		}
	}
	return false
}

// Partition is the partition of that name, or nil.
func (t *TableInfo) Partition(name string) *PartitionInfo {
	for _, p := range t.Partitions {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Names lists the partitions of the table.
func (t *TableInfo) Names() []string {
	names := []string{}
	for _, p := range t.Partitions {
		names = append(names, p.Name)
	}
	return names
}

// Files are the files of a tablet, or nil.
func (x *IndexInfo) Files(tablet int64) []string {
	for _, t := range x.Tablets {
		if t.Tablet == tablet {
			return t.Files
		}
	}
	return nil
}

type brief struct {
	Name          string       `json:"name"`
	Database      string       `json:"database"`
	BackupTime    int64        `json:"backup_time"`
	Content       string       `json:"content"`
	Tables        []briefTable `json:"olap_table_list"`
	Views         []NamedID    `json:"view_list"`
	ODBCTables    []NamedID    `json:"odbc_table_list"`
	ODBCResources []NamedID    `json:"odbc_resource_list"`
}

type briefTable struct {
	Name       string   `json:"name"`
	Partitions []string `json:"partition_names"`
}

// Brief is the column Details of SHOW SNAPSHOT and RestoreObjs of SHOW RESTORE (DORIS.md "Values of columns").
func (i *Info) Brief() string {
	b := brief{
		Name: i.Name, Database: i.Database, BackupTime: i.BackupTime, Content: i.Content,
		Tables: []briefTable{}, Views: notNil(i.Objects.Views),
		ODBCTables: notNil(i.Objects.ODBCTables), ODBCResources: notNil(i.Objects.ODBCResources),
	}
	for _, t := range i.Tables {
		b.Tables = append(b.Tables, briefTable{Name: t.Name, Partitions: t.Names()})
	}
	compact, err := encode(b)
	if err != nil {
		return err.Error()
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, compact, "", "  "); err != nil {
		return err.Error()
	}
	return pretty.String()
}

func notNil(list []NamedID) []NamedID {
	if list == nil {
		return []NamedID{}
	}
	return list
}

func id(n int64) string { return strconv.FormatInt(n, 10) }
