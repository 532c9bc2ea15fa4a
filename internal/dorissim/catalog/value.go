// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"math/big"
	"strconv"
	"strings"
	"time"
)

// value is a value in an expression: a text, with the type it has.
type value struct {
	null bool
	text string
	typ  string
}

var nullValue = value{null: true, typ: "null"}

func textValue(s string) value { return value{text: s, typ: "text"} }

func intValue(n int64) value { return value{text: strconv.FormatInt(n, 10), typ: "bigint"} }

func boolValue(b bool) value {
	if b {
		return value{text: "1", typ: "boolean"}
	}
	return value{text: "0", typ: "boolean"}
}

func floatValue(f float64) value {
	return value{text: strconv.FormatFloat(f, 'g', -1, 64), typ: "double"}
}

// pointer is the value as a cell of a row.
func (v value) pointer() *string {
	if v.null {
		return nil
	}
	return &v.text
}

func cell(s *string, typ string) value {
	if s == nil {
		return value{null: true, typ: typ}
	}
	return value{text: *s, typ: typ}
}

// true says whether a condition holds: NULL does not.
func (v value) true() bool {
	if v.null {
		return false
	}
	r, ok := v.rat()
	return ok && r.Sign() != 0
}

// rat is the value as a number.
func (v value) rat() (*big.Rat, bool) {
	if v.null {
		return nil, false
	}
	switch strings.ToLower(v.text) {
	case "true":
		return big.NewRat(1, 1), true
	case "false":
		return new(big.Rat), true
	}
	return new(big.Rat).SetString(strings.TrimSpace(v.text))
}

// ratValue is a number with as many decimals as it needs, up to scale.
func ratValue(r *big.Rat, scale int) value {
	if r.IsInt() && scale == 0 {
		return value{text: r.Num().String(), typ: "bigint"}
	}
	return value{text: r.FloatString(scale), typ: "decimal(38," + strconv.Itoa(scale) + ")"}
}

// scale is the number of decimals of a value.
func (v value) scale() int {
	_, decimals, ok := strings.Cut(v.text, ".")
	if !ok {
		return 0
	}
	return len(decimals)
}

// compare compares two values; ok is false when one is NULL. Numbers compare as numbers, dates as dates, all else as text.
func compare(a, b value) (order int, ok bool) {
	if a.null || b.null {
		return 0, false
	}
	if isNumeric(a.typ) || isNumeric(b.typ) {
		x, okX := a.rat()
		y, okY := b.rat()
		if okX && okY {
			return x.Cmp(y), true
		}
	}
	if isDate(a.typ) || isDate(b.typ) {
		x, _, okX := parseDate(a.text)
		y, _, okY := parseDate(b.text)
		if okX && okY {
			return x.Compare(y), true
		}
	}
	return strings.Compare(a.text, b.text), true
}

// like says whether a text matches a pattern of LIKE.
func like(text, pattern string) bool {
	t, p := []rune(text), []rune(pattern)
	i, j, star, mark := 0, 0, -1, 0
	for i < len(t) {
		switch {
		case j < len(p) && p[j] == '%':
			star, mark = j, i
			j++
		case j+1 < len(p) && p[j] == '\\' && p[j+1] == t[i]:
			i++
			j += 2
		case j < len(p) && p[j] != '\\' && (p[j] == '_' || p[j] == t[i]):
			i++
			j++
		case star >= 0:
			mark++
			i, j = mark, star+1
		default:
			return false
		}
	}
	for j < len(p) && p[j] == '%' {
		j++
	}
	return j == len(p)
}

// datetimeText is a time as SHOW prints it.
func datetimeText(at time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	return at.In(zone).Format(time.DateTime)
}
