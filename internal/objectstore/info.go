// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"crypto/md5" //nolint:gosec // Doris's checksum of a file, part of its name
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"sort"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// Info is what an info file says (DORIS.md "Files of a repository"; recorded: backup_database). RESTORE goes by it alone.
type Info struct {
	Name       string // the label
	Database   string
	BackupTime time.Time // to the millisecond, UTC; floor to seconds = CreateTime of the job
	Content    string    // ALL or METADATA_ONLY
	Tables     []InfoTable
	Views      []string
	Others     []string // ODBC tables and resources

	// Version of the Doris that wrote it; all zero for builds without a number (recorded on 3.0) and before 2.0.
	Major, Minor, Patch int

	database int64
	tables   map[string]tableJSON
}

// InfoTable is one table of a snapshot.
type InfoTable struct {
	Name       string
	Partitions []string
}

type infoJSON struct {
	Name       string               `json:"name"`
	Database   string               `json:"database"`
	ID         int64                `json:"id"`
	BackupTime int64                `json:"backup_time"`
	Content    string               `json:"content"`
	Tables     map[string]tableJSON `json:"backup_objects"`
	Objects    struct {
		Views      []namedJSON `json:"views"`
		ODBCTables []struct {
			Name string `json:"doris_table_name"` // read from the source of Doris (BackupJobInfo), not recorded
		} `json:"odbc_tables"`
		ODBCResources []namedJSON `json:"odbc_resources"`
	} `json:"new_backup_objects"`
	Major int `json:"major_version"`
	Minor int `json:"minor_version"`
	Patch int `json:"patch_version"`
}

type namedJSON struct {
	Name string `json:"name"`
}

type tableJSON struct {
	ID         int64                    `json:"id"`
	Partitions map[string]partitionJSON `json:"partitions"`
}

type partitionJSON struct {
	ID      int64                `json:"id"`
	Indexes map[string]indexJSON `json:"indexes"`
}

type indexJSON struct {
	ID      int64               `json:"id"`
	Tablets map[string][]string `json:"tablets"` // files with their checksum, by tablet
}

// Info downloads an info file and reads it. Its error is of kind NoObject when the file is gone, BadContent when its
// content does not have the checksum in its name or cannot be read.
func (r *Repository) Info(ctx context.Context, label string, file InfoFile) (*Info, error) {
	folder, err := r.folder(label)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(file.Key, folder+doris.InfoFile) {
		return nil, r.bucket.badContent("the file is not one of this snapshot")
	}
	content, err := r.bucket.read(ctx, file.Key)
	if err != nil {
		return nil, err
	}
	if sum := md5.Sum(content); hex.EncodeToString(sum[:]) != file.MD5 { //nolint:gosec // see above
		return nil, r.bucket.badContent("the content of " + file.Key + " does not have the checksum in its name")
	}
	return r.bucket.parseInfo(file.Key, content)
}

// read downloads a file.
func (b *Bucket) read(ctx context.Context, key string) ([]byte, error) {
	file, _, err := b.work.open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(file)
}

func (b *Bucket) parseInfo(key string, content []byte) (*Info, error) {
	var read infoJSON
	if err := json.Unmarshal(content, &read); err != nil {
		return nil, b.badContent("the content of " + key + " cannot be read: " + err.Error())
	}
	if read.Name == "" || read.Database == "" {
		return nil, b.badContent("the content of " + key + " names no snapshot and database")
	}
	info := &Info{
		Name: read.Name, Database: read.Database, BackupTime: time.UnixMilli(read.BackupTime).UTC(), Content: read.Content,
		Major: read.Major, Minor: read.Minor, Patch: read.Patch, database: read.ID, tables: read.Tables,
	}
	for name, table := range read.Tables {
		partitions := make([]string, 0, len(table.Partitions))
		for partition := range table.Partitions {
			partitions = append(partitions, partition)
		}
		sort.Strings(partitions)
		info.Tables = append(info.Tables, InfoTable{Name: name, Partitions: partitions})
	}
	sort.Slice(info.Tables, func(i, j int) bool { return info.Tables[i].Name < info.Tables[j].Name })
	info.Views = namesOf(read.Objects.Views)
	for _, table := range read.Objects.ODBCTables {
		info.Others = append(info.Others, table.Name)
	}
	info.Others = append(info.Others, namesOf(read.Objects.ODBCResources)...)
	return info, nil
}

func namesOf(list []namedJSON) []string {
	var names []string
	for _, one := range list {
		names = append(names, one.Name)
	}
	return names
}

// Files lists the files of all tablets, as keys below the snapshot's folder, in no order.
func (i *Info) Files() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, table := range i.tables {
			for _, partition := range table.Partitions {
				for _, index := range partition.Indexes {
					front := fmt.Sprintf("%s/__db_%d/__tbl_%d/__part_%d/__idx_%d/__", doris.ContentFolder, i.database, table.ID, partition.ID, index.ID)
					if !index.files(front, yield) {
						return
					}
				}
			}
		}
	}
}

func (x indexJSON) files(front string, yield func(string) bool) bool {
	for tablet, files := range x.Tablets {
		for _, file := range files {
			if !yield(front + tablet + "/" + file) {
				return false
			}
		}
	}
	return true
}
