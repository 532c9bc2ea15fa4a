// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// mayHold says whether a range partition may hold rows that a condition asks for, so that a query can read beside a partition
// under restore. It knows comparisons of the one partition column with literals, joined by AND.
func (t *Table) mayHold(p *Partition, where sql.Expr) bool {
	if where == nil || t.PartitionKind != Range || len(t.PartitionColumns) != 1 {
		return true
	}
	b, ok := where.(*sql.Binary)
	if !ok {
		return true
	}
	if b.Op == "AND" {
		return t.mayHold(p, b.L) && t.mayHold(p, b.R)
	}
	column, okColumn := b.L.(*sql.Column)
	literal, okLiteral := b.R.(*sql.Literal)
	if !okColumn || !okLiteral || literal.Kind == sql.Null || !strings.EqualFold(column.Name, t.PartitionColumns[0]) {
		return true
	}
	types := t.partitionTypes()
	text, ok := canonical(types[0], literal.Text)
	if !ok {
		return true
	}
	aboveLower := compareKeys(types, p.Lower, []string{text}) // of the literal's place
	belowUpper := compareKeys(types, []string{text}, p.Upper)
	switch b.Op {
	case "=":
		return aboveLower <= 0 && belowUpper < 0
	case "<":
		return aboveLower < 0
	case "<=":
		return aboveLower <= 0
	case ">", ">=":
		return belowUpper < 0
	}
	return true
}
