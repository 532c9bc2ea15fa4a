// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
)

// Meta is the content of a __meta file: four bytes of length, big-endian, then JSON (recorded: samples). Doris puts its own
// table objects there; the stand-in puts Body in their place.
type Meta struct {
	Tables []MetaTable
}

// MetaTable is one table or view.
type MetaTable struct {
	Name string
	// Class is Doris's class: OlapTable or View.
	Class string
	// Definition is the query of a view, empty for a table.
	Definition string
	// Partitions of a table, as Doris's own objects have them: "itp" has their names and "pi" their replicas.
	Partitions []MetaPartition
	// Index is the id of the table's own index, "bid", whose columns "itm" has.
	Index   int64
	Columns []string
	// Body is the table as JSON.
	Body json.RawMessage
}

// MetaPartition is one partition with the number of its replicas by tag.
type MetaPartition struct {
	ID       int64
	Name     string
	Replicas map[string]int
}

// members are the parts of the table that say what replicas and columns it has.
func (t *MetaTable) members() ([]member, error) {
	var names, replicas []member
	for _, p := range t.Partitions {
		id := strconv.FormatInt(p.ID, 10)
		name, err := encodeMembers([]member{{"clazz", "Partition"}, {"id", p.ID}, {"nm", p.Name}})
		if err != nil {
			return nil, err
		}
		names = append(names, member{id, json.RawMessage(name)})
		tags := []any{}
		for _, tag := range slices.Sorted(maps.Keys(p.Replicas)) {
			tags = append(tags, []any{map[string]string{"type": "location", "value": tag}, p.Replicas[tag]})
		}
		replicas = append(replicas, member{id, map[string]any{"allocMap": tags}})
	}
	allocations, err := encodeMembers(replicas)
	if err != nil {
		return nil, err
	}
	info, err := encodeMembers([]member{{"IdToReplicaAllocation", json.RawMessage(allocations)}})
	if err != nil {
		return nil, err
	}
	columns := []any{}
	for _, name := range t.Columns {
		columns = append(columns, map[string]string{"name": name})
	}
	indexes, err := encodeMembers([]member{{strconv.FormatInt(t.Index, 10), map[string]any{"id": t.Index, "sc": columns}}})
	if err != nil {
		return nil, err
	}
	byID, err := encodeMembers(names)
	return []member{{"itm", json.RawMessage(indexes)}, {"pi", json.RawMessage(info)}, {"itp", json.RawMessage(byID)}, {"bid", t.Index}}, err
}

// Encode is the content of the file.
func (m *Meta) Encode() ([]byte, error) {
	tables := []member{}
	for _, t := range m.Tables {
		fields := []member{{"clazz", t.Class}}
		if t.Class == "View" {
			fields = append(fields, member{"ivd", t.Definition})
		} else {
			more, err := t.members()
			if err != nil {
				return nil, err
			}
			fields = append(fields, more...)
		}
		fields = append(fields, member{"table", t.Body})
		text, err := encodeMembers(fields)
		if err != nil {
			return nil, err
		}
		tables = append(tables, member{t.Name, json.RawMessage(text)})
	}
	names, err := encodeMembers(tables)
	if err != nil {
		return nil, err
	}
	text, err := encodeMembers([]member{{"tblNameMap", json.RawMessage(names)}, {"resourceNameMap", struct{}{}}})
	if err != nil {
		return nil, err
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...), nil
}

// DecodeMeta reads the content of a file.
func DecodeMeta(content []byte) (*Meta, error) {
	if len(content) < 4 || int(binary.BigEndian.Uint32(content)) != len(content)-4 {
		return nil, errors.New("the length in front of the meta does not fit")
	}
	var file struct {
		Tables json.RawMessage `json:"tblNameMap"`
	}
	if err := json.Unmarshal(content[4:], &file); err != nil {
		return nil, err
	}
	meta := &Meta{}
	err := decodeMembers(file.Tables, func(key string, value json.RawMessage) error {
		var fields struct {
			Class      string          `json:"clazz"`
			Definition string          `json:"ivd"`
			Body       json.RawMessage `json:"table"`
		}
		if err := json.Unmarshal(value, &fields); err != nil {
			return err
		}
		meta.Tables = append(meta.Tables,
			MetaTable{Name: key, Class: fields.Class, Definition: fields.Definition, Body: fields.Body})
		return nil
	})
	return meta, err
}

// Table is the table or view of that name, or nil.
func (m *Meta) Table(name string) *MetaTable {
	for i := range m.Tables {
		if m.Tables[i].Name == name {
			return &m.Tables[i]
		}
	}
	return nil
}
