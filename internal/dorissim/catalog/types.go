// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// maxValue stands for the open end of a range partition.
const maxValue = "MAXVALUE"

// typeName is the name of a type without its arguments.
func typeName(t string) string {
	name, _, _ := strings.Cut(t, "(")
	name, _, _ = strings.Cut(name, "<")
	return name
}

// typeArguments are the numbers in the brackets of a type.
func typeArguments(t string) []int {
	_, inside, ok := strings.Cut(t, "(")
	if !ok {
		return nil
	}
	var list []int
	for _, a := range strings.Split(strings.TrimSuffix(inside, ")"), ",") {
		if n, err := strconv.Atoi(strings.TrimSpace(a)); err == nil {
			list = append(list, n)
		}
	}
	return list
}

// normalType is a type as Doris keeps it: defaults filled in, older spellings replaced.
func normalType(t string) string {
	args := typeArguments(t)
	switch name := typeName(t); name {
	case "decimal", "decimalv2", "decimalv3", "numeric", "number":
		switch len(args) {
		case 0:
			return "decimal(38,9)"
		case 1:
			return fmt.Sprintf("decimal(%d,0)", args[0])
		}
		return fmt.Sprintf("decimal(%d,%d)", args[0], args[1])
	case "datev2", "datev1":
		return "date"
	case "datetimev2", "datetimev1", "timestamp":
		if len(args) == 1 && args[0] > 0 {
			return fmt.Sprintf("datetime(%d)", args[0])
		}
		return "datetime"
	case "datetime":
		if len(args) == 1 && args[0] == 0 {
			return "datetime"
		}
	case "varchar":
		if len(args) == 0 {
			return "varchar(65533)"
		}
	case "char", "character":
		if len(args) == 0 {
			return "char(1)"
		}
	case "string":
		return "text"
	case "jsonb":
		return "json"
	case "tinyint", "smallint", "int", "bigint", "largeint":
		return name // a display width is dropped
	}
	return t
}

var integerBits = map[string]int{"tinyint": 8, "smallint": 16, "int": 32, "bigint": 64, "largeint": 128}

func isNumeric(t string) bool {
	switch name := typeName(t); name {
	case "decimal", "float", "double", "boolean":
		return true
	default:
		return integerBits[name] > 0
	}
}

func isDate(t string) bool {
	name := typeName(t)
	return name == "date" || name == "datetime"
}

// keyType is a type as the keys of partitions name it (recorded: properties_read "types: [DATEV2]").
func keyType(t string) string {
	switch name := typeName(t); name {
	case "date", "datetime":
		return strings.ToUpper(name) + "V2"
	default:
		return strings.ToUpper(name)
	}
}

// minValue is the least value of a type, as the first range begins with it.
func minValue(t string) string {
	switch name := typeName(t); name {
	case "date":
		return "0000-01-01"
	case "datetime":
		return "0000-01-01 00:00:00"
	default:
		if bits := integerBits[name]; bits > 0 {
			return new(big.Int).Neg(new(big.Int).Lsh(big.NewInt(1), uint(bits-1))).String()
		}
		return ""
	}
}

// canonical is a text as a value of a type, as Doris prints it; ok is false when it is none.
func canonical(t, text string) (value string, ok bool) {
	args := typeArguments(t)
	switch name := typeName(t); name {
	case "date":
		at, _, ok := parseDate(text)
		return at.Format(time.DateOnly), ok
	case "datetime":
		at, _, ok := parseDate(text)
		return formatDatetime(at, args), ok
	case "boolean":
		return canonicalBoolean(text)
	case "decimal":
		r, ok := new(big.Rat).SetString(strings.TrimSpace(text))
		if !ok {
			return "", false
		}
		return r.FloatString(args[1]), true
	case "float", "double":
		f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		return strconv.FormatFloat(f, 'g', -1, 64), err == nil
	case "char", "varchar":
		return text, len(args) == 0 || len(text) <= args[0]
	default:
		if bits := integerBits[name]; bits > 0 {
			return canonicalInteger(bits, text)
		}
	}
	return text, true
}

func canonicalBoolean(text string) (string, bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "1", "true":
		return "1", true
	case "0", "false":
		return "0", true
	}
	return "", false
}

func canonicalInteger(bits int, text string) (string, bool) {
	r, ok := new(big.Rat).SetString(strings.TrimSpace(text))
	if !ok {
		return "", false
	}
	n := new(big.Int).Quo(r.Num(), r.Denom())
	limit := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
	if n.Cmp(limit) >= 0 || n.Cmp(new(big.Int).Neg(limit)) < 0 {
		return "", false
	}
	return n.String(), true
}

// dateLayouts are the spellings of dates that Doris reads.
var dateLayouts = []string{
	"2006-1-2", "2006-1-2 15:4:5", "2006-1-2T15:04:05", "2006-1-2 15:04", "20060102", "20060102150405", "2006/1/2", "2006/1/2 15:4:5",
}

// parseDate reads a date or a datetime and says which it was.
func parseDate(text string) (at time.Time, hasTime, ok bool) {
	text = strings.TrimSpace(text)
	for _, layout := range dateLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at, strings.Contains(layout, "15"), true
		}
	}
	return time.Time{}, false, false
}

func formatDatetime(at time.Time, args []int) string {
	layout := time.DateTime
	if len(args) == 1 && args[0] > 0 {
		layout += "." + strings.Repeat("0", min(args[0], 6))
	}
	return at.Format(layout)
}

// compareTyped compares two values of a type; MAXVALUE is above all.
func compareTyped(t, a, b string) int {
	switch {
	case a == b:
		return 0
	case a == maxValue:
		return 1
	case b == maxValue:
		return -1
	}
	if isNumeric(t) {
		x, okX := new(big.Rat).SetString(a)
		y, okY := new(big.Rat).SetString(b)
		if okX && okY {
			return x.Cmp(y)
		}
	}
	return strings.Compare(a, b)
}
