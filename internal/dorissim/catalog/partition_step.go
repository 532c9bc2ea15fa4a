// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// maxSteps bounds how many partitions one definition may make (Doris: max_multi_partition_num = 4096).
const maxSteps = 4096

// stepPartitions turns FROM (a) TO (b) INTERVAL n unit into single definitions.
func (c *Catalog) stepPartitions(t *Table, def sql.PartitionDef) ([]sql.PartitionDef, error) {
	types := t.partitionTypes()
	from, err := c.bound(types[:1], def.From)
	if err != nil {
		return nil, err
	}
	to, err := c.bound(types[:1], def.To)
	if err != nil {
		return nil, err
	}
	var list []sql.PartitionDef
	for at := from[0]; compareTyped(types[0], at, to[0]) < 0; {
		next, err := step(types[0], at, def.Step, def.StepUnit)
		if err != nil {
			return nil, c.errorf(profile.Analysis, "%v", err)
		}
		if compareTyped(types[0], next, to[0]) > 0 {
			next = to[0]
		}
		list = append(list, sql.PartitionDef{Name: "p_" + stepName(at, def.StepUnit), Lower: literal(at), Upper: literal(next)})
		if len(list) > maxSteps {
			return nil, c.errorf(profile.Analysis, "The number of batch partitions should not exceed:%d", maxSteps)
		}
		at = next
	}
	return list, nil
}

func literal(value string) []sql.Expr { return []sql.Expr{&sql.Literal{Kind: sql.String, Text: value}} }

// step is the value n units after another.
func step(typ, value string, n int, unit string) (string, error) {
	if n <= 0 {
		return "", fmt.Errorf("Multi partition time interval mush be larger than zero.")
	}
	if !isDate(typ) {
		i, ok := new(big.Int).SetString(value, 10)
		if !ok {
			return "", fmt.Errorf("Invalid number format: %s", value)
		}
		return i.Add(i, big.NewInt(int64(n))).String(), nil
	}
	at, _, ok := parseDate(value)
	if !ok {
		return "", fmt.Errorf("Invalid date value: %s", value)
	}
	next, ok := addUnits(at, n, unit)
	if !ok {
		return "", fmt.Errorf("Unsupported time unit: %s", unit)
	}
	text, _ := canonical(typ, next.Format(time.DateTime))
	return text, nil
}

func addUnits(at time.Time, n int, unit string) (time.Time, bool) {
	switch unit {
	case "HOUR":
		return at.Add(time.Duration(n) * time.Hour), true
	case "DAY":
		return at.AddDate(0, 0, n), true
	case "WEEK":
		return at.AddDate(0, 0, 7*n), true
	case "MONTH":
		return at.AddDate(0, n, 0), true
	case "YEAR":
		return at.AddDate(n, 0, 0), true
	}
	return at, false
}

// stepName is the name of a partition that begins at a value.
func stepName(value, unit string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, value)
	size := map[string]int{"YEAR": 4, "MONTH": 6, "DAY": 8, "WEEK": 8, "HOUR": 10}[unit]
	if size == 0 || len(digits) < size {
		return strings.ReplaceAll(value, "-", "_")
	}
	return digits[:size]
}
