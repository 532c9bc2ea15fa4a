// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"encoding/json"
	"strconv"
)

// The methods here keep the order of JSON objects: SHOW SNAPSHOT and SHOW RESTORE list tables and partitions in it.

// MarshalJSON writes an object by table name.
func (t Tables) MarshalJSON() ([]byte, error) {
	members := []member{}
	for _, table := range t {
		members = append(members, member{table.Name, table})
	}
	return encodeMembers(members)
}

// UnmarshalJSON reads an object by table name.
func (t *Tables) UnmarshalJSON(content []byte) error {
	*t = nil
	return decodeMembers(content, func(key string, value json.RawMessage) error {
		table := &TableInfo{Name: key}
		*t = append(*t, table)
		return json.Unmarshal(value, table)
	})
}

// MarshalJSON writes an object by partition name.
func (p Partitions) MarshalJSON() ([]byte, error) {
	members := []member{}
	for _, partition := range p {
		members = append(members, member{partition.Name, partition})
	}
	return encodeMembers(members)
}

// UnmarshalJSON reads an object by partition name.
func (p *Partitions) UnmarshalJSON(content []byte) error {
	*p = nil
	return decodeMembers(content, func(key string, value json.RawMessage) error {
		partition := &PartitionInfo{Name: key}
		*p = append(*p, partition)
		return json.Unmarshal(value, partition)
	})
}

// MarshalJSON writes an object by index name.
func (x Indexes) MarshalJSON() ([]byte, error) {
	members := []member{}
	for _, index := range x {
		members = append(members, member{index.Name, index})
	}
	return encodeMembers(members)
}

// UnmarshalJSON reads an object by index name.
func (x *Indexes) UnmarshalJSON(content []byte) error {
	*x = nil
	return decodeMembers(content, func(key string, value json.RawMessage) error {
		index := &IndexInfo{Name: key}
		*x = append(*x, index)
		return json.Unmarshal(value, index)
	})
}

// MarshalJSON writes an object by tablet.
func (f FileMap) MarshalJSON() ([]byte, error) {
	members := []member{}
	for _, t := range f {
		files := t.Files
		if files == nil {
			files = []string{}
		}
		members = append(members, member{id(t.Tablet), files})
	}
	return encodeMembers(members)
}

// UnmarshalJSON reads an object by tablet.
func (f *FileMap) UnmarshalJSON(content []byte) error {
	*f = nil
	return decodeMembers(content, func(key string, value json.RawMessage) error {
		tablet, err := strconv.ParseInt(key, 10, 64)
		if err != nil {
			return err
		}
		var files []string
		if err := json.Unmarshal(value, &files); err != nil {
			return err
		}
		*f = append(*f, TabletFiles{Tablet: tablet, Files: files})
		return nil
	})
}

// MarshalJSON writes an object by id.
func (m IDMap) MarshalJSON() ([]byte, error) {
	members := []member{}
	for _, pair := range m {
		members = append(members, member{id(pair.Key), pair.Value})
	}
	return encodeMembers(members)
}

// UnmarshalJSON reads an object by id.
func (m *IDMap) UnmarshalJSON(content []byte) error {
	*m = nil
	return decodeMembers(content, func(key string, value json.RawMessage) error {
		pair := IDPair{}
		var err error
		if pair.Key, err = strconv.ParseInt(key, 10, 64); err != nil {
			return err
		}
		if err = json.Unmarshal(value, &pair.Value); err != nil {
			return err
		}
		*m = append(*m, pair)
		return nil
	})
}

// MarshalJSON writes an object by tablet.
func (m PathMap) MarshalJSON() ([]byte, error) {
	members := []member{}
	for _, pair := range m {
		members = append(members, member{id(pair.Tablet), pair.Path})
	}
	return encodeMembers(members)
}

// UnmarshalJSON reads an object by tablet.
func (m *PathMap) UnmarshalJSON(content []byte) error {
	*m = nil
	return decodeMembers(content, func(key string, value json.RawMessage) error {
		pair := PathPair{}
		var err error
		if pair.Tablet, err = strconv.ParseInt(key, 10, 64); err != nil {
			return err
		}
		if err = json.Unmarshal(value, &pair.Path); err != nil {
			return err
		}
		*m = append(*m, pair)
		return nil
	})
}

// MarshalJSON writes an empty object: aliases are chosen by a restore and never stored.
func (Aliases) MarshalJSON() ([]byte, error) { return []byte("{}"), nil }

// UnmarshalJSON ignores what is there.
func (*Aliases) UnmarshalJSON([]byte) error { return nil }
