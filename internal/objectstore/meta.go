// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// Replicas are numbers of replicas of a tablet, by tag (tag.location).
type Replicas map[string]int

// Total is the number of replicas over all tags.
func (r Replicas) Total() int {
	n := 0
	for _, count := range r {
		n += count
	}
	return n
}

// Meta is what a meta file says of the tables of a snapshot: their replicas, which RESTORE keeps with reserve_replica, and
// their columns, which it compares with those of a table that is there. The file has more, in the form of Doris's own
// objects (recorded: samples of 3.0 and 4.1); older lines write another form.
type Meta struct {
	Replicas map[string]map[string]Replicas // by table and partition
	Columns  map[string][]string            // by table, in order, without hidden ones
}

// maxMeta bounds what is read into memory: the meta of large databases has hundreds of megabytes.
const maxMeta = 32 << 20

type metaJSON struct {
	Tables map[string]struct {
		Partitions map[string]struct {
			Name string `json:"nm"`
		} `json:"itp"` // by id
		Info struct {
			Replicas map[string]struct {
				Tags []tagReplicas `json:"allocMap"`
			} `json:"IdToReplicaAllocation"` // by id of the partition
		} `json:"pi"`
		Base    json.Number `json:"bid"` // id of the index that is the table itself
		Indexes map[string]struct {
			Columns []struct {
				Name string `json:"name"`
			} `json:"sc"`
		} `json:"itm"` // by id
	} `json:"tblNameMap"`
}

// hiddenColumn begins the names of columns that Doris adds itself.
const hiddenColumn = "__DORIS_"

// tagReplicas is [{"type": "location", "value": "default"}, 3].
type tagReplicas struct {
	tag      string
	replicas int
}

// UnmarshalJSON reads the pair.
func (t *tagReplicas) UnmarshalJSON(text []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(text, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return errors.New("the replicas of a tag are no pair")
	}
	var tag struct {
		Value string `json:"value"`
	}
	if err := json.Unmarshal(pair[0], &tag); err != nil {
		return err
	}
	t.tag = tag.Value
	return json.Unmarshal(pair[1], &t.replicas)
}

// Meta downloads a meta file, whose key Look has found, and reads it. Its error is of kind NoObject when the file is gone,
// BadContent when it is too large or has another form than the one known here.
func (r *Repository) Meta(ctx context.Context, key string) (*Meta, error) {
	file, size, err := r.bucket.work.open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if size > maxMeta {
		return nil, r.bucket.badContent(key + " is too large")
	}
	content, err := io.ReadAll(io.LimitReader(file, maxMeta+1))
	if err != nil {
		return nil, err
	}
	return r.bucket.parseMeta(key, content)
}

// parseMeta reads four bytes of length, big-endian, and JSON.
func (b *Bucket) parseMeta(key string, content []byte) (*Meta, error) {
	if len(content) < 4 || int(binary.BigEndian.Uint32(content)) != len(content)-4 {
		return nil, b.badContent("the length in front of " + key + " does not fit")
	}
	var read metaJSON
	if err := json.Unmarshal(content[4:], &read); err != nil {
		return nil, b.badContent("the content of " + key + " cannot be read: " + err.Error())
	}
	meta := &Meta{Replicas: map[string]map[string]Replicas{}, Columns: map[string][]string{}}
	for name, table := range read.Tables {
		for _, column := range table.Indexes[table.Base.String()].Columns {
			if !strings.HasPrefix(column.Name, hiddenColumn) {
				meta.Columns[name] = append(meta.Columns[name], column.Name)
			}
		}
		partitions := map[string]Replicas{}
		for id, partition := range table.Partitions {
			replicas := Replicas{}
			for _, t := range table.Info.Replicas[id].Tags {
				replicas[t.tag] += t.replicas
			}
			if len(replicas) > 0 && partition.Name != "" {
				partitions[partition.Name] = replicas
			}
		}
		if len(partitions) > 0 {
			meta.Replicas[name] = partitions
		}
	}
	return meta, nil
}
