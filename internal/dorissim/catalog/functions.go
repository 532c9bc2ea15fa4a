// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"crypto/md5" // MD5() is a function of SQL
	"encoding/hex"
	"hash/crc32"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// aggregates are the functions over groups of rows.
var aggregates = []string{"COUNT", "SUM", "MIN", "MAX", "AVG", "GROUP_CONCAT", "BIT_XOR", "GROUP_BIT_XOR", "ANY_VALUE"}

// isAggregate says whether an expression holds an aggregate function.
func isAggregate(x sql.Expr) bool {
	found := false
	walk(x, func(x sql.Expr) {
		if call, ok := x.(*sql.Call); ok && slices.Contains(aggregates, call.Name) {
			found = true
		}
	})
	return found
}

func (e *env) call(x *sql.Call) (value, error) {
	if slices.Contains(aggregates, x.Name) {
		return e.aggregate(x)
	}
	var args []value
	for _, arg := range x.Args {
		v, err := e.eval(arg)
		if err != nil {
			return nullValue, err
		}
		args = append(args, v)
	}
	if v, ok := nullFunction(x.Name, args); ok {
		return v, nil
	}
	for _, arg := range args {
		if arg.null {
			return nullValue, nil
		}
	}
	if v, ok := textFunction(x.Name, args); ok {
		return v, nil
	}
	if v, ok := e.timeFunction(x.Name, args); ok {
		return v, nil
	}
	return nullValue, e.c.errorf(profile.Analysis, "Can not found function '%s'", strings.ToUpper(x.Name))
}

// nullFunction are the functions that look at NULL arguments.
func nullFunction(name string, args []value) (value, bool) {
	switch {
	case (name == "IFNULL" || name == "COALESCE") && len(args) > 0:
		for _, arg := range args {
			if !arg.null {
				return arg, true
			}
		}
		return nullValue, true
	case name == "IF" && len(args) == 3:
		if args[0].true() {
			return args[1], true
		}
		return args[2], true
	case name == "CONCAT_WS" && len(args) > 0:
		var parts []string
		for _, arg := range args[1:] {
			if !arg.null {
				parts = append(parts, arg.text)
			}
		}
		return value{text: strings.Join(parts, args[0].text), typ: "text", null: args[0].null}, true
	}
	return nullValue, false
}

func textFunction(name string, args []value) (value, bool) {
	if name == "CONCAT" {
		var b strings.Builder
		for _, arg := range args {
			b.WriteString(arg.text)
		}
		return textValue(b.String()), true
	}
	if len(args) != 1 {
		return nullValue, false
	}
	text := args[0].text
	switch name {
	case "CRC32":
		return intValue(int64(crc32.ChecksumIEEE([]byte(text)))), true
	case "MD5":
		sum := md5.Sum([]byte(text))
		return textValue(hex.EncodeToString(sum[:])), true
	case "UPPER":
		return textValue(strings.ToUpper(text)), true
	case "LOWER":
		return textValue(strings.ToLower(text)), true
	case "LENGTH":
		return intValue(int64(len(text))), true
	}
	return nullValue, false
}

func (e *env) timeFunction(name string, args []value) (value, bool) {
	zone := e.session.Zone
	if zone == nil {
		zone = e.c.options.Zone()
	}
	now := e.c.options.Now().In(zone)
	switch {
	case name == "NOW", name == "CURRENT_TIMESTAMP":
		return value{text: now.Format(time.DateTime), typ: "datetime"}, true
	case name == "CURDATE", name == "CURRENT_DATE":
		return value{text: now.Format(time.DateOnly), typ: "date"}, true
	case name == "UNIX_TIMESTAMP" && len(args) == 0:
		return intValue(now.Unix()), true
	case name == "DATABASE" || name == "SCHEMA":
		return textValue(e.session.Database), true
	case name == "DATE" && len(args) == 1:
		at, _, ok := parseDate(args[0].text)
		return value{text: at.Format(time.DateOnly), typ: "date", null: !ok}, true
	}
	return nullValue, false
}

// aggregate computes an aggregate function over the group.
func (e *env) aggregate(x *sql.Call) (value, error) {
	if e.group == nil {
		return nullValue, e.c.errorf(profile.Analysis, "aggregate function %s is not allowed here", strings.ToLower(x.Name))
	}
	if x.Star || len(x.Args) == 0 {
		return intValue(int64(len(e.group))), nil
	}
	values, err := e.groupValues(x)
	if err != nil {
		return nullValue, err
	}
	switch x.Name {
	case "COUNT":
		return intValue(int64(len(values))), nil
	case "GROUP_CONCAT":
		return e.groupConcat(x, values)
	}
	if len(values) == 0 {
		return nullValue, nil
	}
	switch x.Name {
	case "MIN", "MAX":
		return extreme(x.Name, values), nil
	case "SUM", "AVG":
		return total(x.Name, values), nil
	case "BIT_XOR", "GROUP_BIT_XOR":
		var sum int64
		for _, v := range values {
			n, _ := strconv.ParseInt(v.text, 10, 64)
			sum ^= n
		}
		return intValue(sum), nil
	}
	return values[0], nil
}

// groupValues computes the first argument for each row of the group, without NULL and, for DISTINCT, without repetitions.
func (e *env) groupValues(x *sql.Call) ([]value, error) {
	inner := *e
	inner.group = nil
	seen := map[string]bool{}
	var values []value
	for _, row := range e.group {
		inner.row = row
		v, err := inner.eval(x.Args[0])
		if err != nil {
			return nil, err
		}
		if v.null || x.Distinct && seen[v.text] {
			continue
		}
		seen[v.text] = true
		values = append(values, v)
	}
	return values, nil
}

func (e *env) groupConcat(x *sql.Call, values []value) (value, error) {
	if len(values) == 0 {
		return nullValue, nil
	}
	separator := ", "
	if len(x.Args) > 1 {
		v, err := e.eval(x.Args[1])
		if err != nil {
			return nullValue, err
		}
		separator = v.text
	}
	var parts []string
	for _, v := range values {
		parts = append(parts, v.text)
	}
	return textValue(strings.Join(parts, separator)), nil
}

func extreme(name string, values []value) value {
	best := values[0]
	for _, v := range values[1:] {
		if order, _ := compare(v, best); name == "MIN" && order < 0 || name == "MAX" && order > 0 {
			best = v
		}
	}
	return best
}

func total(name string, values []value) value {
	sum, scale := new(big.Rat), 0
	for _, v := range values {
		if r, ok := v.rat(); ok {
			sum.Add(sum, r)
			scale = max(scale, v.scale())
		}
	}
	if name == "SUM" {
		return ratValue(sum, scale)
	}
	f, _ := sum.Quo(sum, big.NewRat(int64(len(values)), 1)).Float64()
	return floatValue(f)
}
