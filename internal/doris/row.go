// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"database/sql"
	"strconv"
	"strings"
	"time"
)

// result is what a statement answered. Columns are looked up by name without regard to case, because lines differ in
// order, number and spelling ("NOW()", "now()").
type result struct {
	index map[string]int
	rows  []row
}

// row is one line; every column may be NULL, and a column that this release does not have reads like NULL.
type row struct {
	index  map[string]int
	values []sql.NullString
}

func newResult(columns []string) *result {
	index := make(map[string]int, len(columns))
	for i, column := range columns {
		index[strings.ToLower(column)] = i
	}
	return &result{index: index}
}

func (r *result) add(values []sql.NullString) {
	r.rows = append(r.rows, row{index: r.index, values: values})
}

func (r *result) weight() int { return 1 + len(r.rows) }

func (r *result) has(column string) bool {
	_, ok := r.index[strings.ToLower(column)]
	return ok
}

// text is the column's text, "" for NULL.
func (r row) text(column string) string {
	if i, ok := r.index[strings.ToLower(column)]; ok {
		return r.values[i].String
	}
	return ""
}

// first is the text of the first column, for statements whose column names hold a name ("Tables_in_shop").
func (r row) first() string {
	if len(r.values) == 0 {
		return ""
	}
	return r.values[0].String
}

func (r row) yes(column string) bool {
	text := r.text(column)
	return strings.EqualFold(text, "true") || strings.EqualFold(text, "yes")
}

// time reads a time that Doris prints in the session's zone, which is UTC on all our connections. Zero when it is NULL
// or not a time.
func (r row) time(column string) time.Time { return parseTime(r.text(column)) }

func parseTime(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04:05", strings.TrimSpace(text), time.UTC)
	if err != nil {
		return time.Time{}
	}
	return at
}

// seconds reads a duration that is printed as a number of seconds.
func (r row) seconds(column string) time.Duration {
	n, err := strconv.ParseInt(strings.TrimSpace(r.text(column)), 10, 64)
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Second
}
