// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"encoding/json"
	"slices"
	"strings"
)

// Clone is a deep copy with rows.
func (t *Table) Clone() *Table { return t.Keep(nil) }

// Keep is a deep copy with only these partitions; nil keeps all. Temporary partitions are kept only with nil.
func (t *Table) Keep(partitions []string) *Table {
	n := *t
	n.Columns = slices.Clone(t.Columns)
	n.PartitionColumns = slices.Clone(t.PartitionColumns)
	n.Properties = slices.Clone(t.Properties)
	n.Replicas = t.Replicas.clone()
	n.Distribution.Columns = slices.Clone(t.Distribution.Columns)
	n.Indexes = slices.Clone(t.Indexes)
	n.Partitions, n.TempPartitions = nil, nil
	for _, p := range t.Partitions {
		if partitions == nil || containsFold(partitions, p.Name) {
			n.Partitions = append(n.Partitions, p.Clone())
		}
	}
	if partitions == nil {
		for _, p := range t.TempPartitions {
			n.TempPartitions = append(n.TempPartitions, p.Clone())
		}
	}
	return &n
}

func containsFold(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, name) })
}

// Clone is a deep copy with rows.
func (p *Partition) Clone() *Partition {
	n := *p
	n.Lower, n.Upper = slices.Clone(p.Lower), slices.Clone(p.Upper)
	n.In = slices.Clone(p.In)
	n.Replicas = p.Replicas.clone()
	n.Tablets = nil
	for _, tablet := range p.Tablets {
		n.Tablets = append(n.Tablets, &Tablet{
			ID: tablet.ID, Replicas: slices.Clone(tablet.Replicas), Rows: cloneRows(tablet.Rows),
		})
	}
	return &n
}

// cloneRows copies rows; the texts they point at never change.
func cloneRows(rows []Row) []Row {
	var copies []Row
	for _, row := range rows {
		copies = append(copies, slices.Clone(row))
	}
	return copies
}

// EncodeRows is the content of the tablet's data file in a snapshot, and DecodeRows reads it: one JSON list a line.
func (t *Tablet) EncodeRows() []byte {
	var b []byte
	for _, row := range t.Rows {
		line, err := json.Marshal(row)
		if err != nil { // rows are lists of texts: that cannot be
			panic(err)
		}
		b = append(append(b, line...), '\n')
	}
	return b
}

// DecodeRows replaces the tablet's rows by those of EncodeRows.
func (t *Tablet) DecodeRows(content []byte) error {
	t.Rows = nil
	for line := range strings.Lines(string(content)) {
		var row Row
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			return err
		}
		t.Rows = append(t.Rows, row)
	}
	return nil
}
