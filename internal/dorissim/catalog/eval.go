// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"math/big"
	"regexp"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// env is what an expression is computed over: one row, or a group of rows for aggregate functions.
type env struct {
	c       *Catalog
	session Session
	columns []Column
	alias   string // the table's name or alias; "" without FROM
	row     Row
	group   []Row            // nil outside of an aggregation
	aliases map[string]value // computed aliases of the select list, lower case; for ORDER BY and HAVING
}

// constant computes an expression without columns.
func (c *Catalog) constant(x sql.Expr) (value, error) { return (&env{c: c}).eval(x) }

func (e *env) eval(x sql.Expr) (value, error) {
	switch x := x.(type) {
	case *sql.Literal:
		return literalValue(x), nil
	case *sql.Column:
		return e.column(x)
	case *sql.Unary:
		return e.unary(x)
	case *sql.Binary:
		return e.binary(x)
	case *sql.In:
		return e.in(x)
	case *sql.Between:
		low := &sql.Binary{Op: ">=", L: x.X, R: x.Low}
		high := &sql.Binary{Op: "<=", L: x.X, R: x.High}
		v, err := e.logic(&sql.Binary{Op: "AND", L: low, R: high})
		return negate(v, x.Not), err
	case *sql.IsNull:
		v, err := e.eval(x.X)
		return boolValue(v.null != x.Not), err
	case *sql.Case:
		return e.caseOf(x)
	case *sql.Cast:
		return e.cast(x)
	case *sql.Call:
		return e.call(x)
	}
	return nullValue, e.c.errorf(profile.Analysis, "the stand-in cannot compute this expression")
}

func literalValue(l *sql.Literal) value {
	switch l.Kind {
	case sql.Null, sql.Default:
		return nullValue
	case sql.Number:
		if strings.ContainsAny(l.Text, "eE") {
			return value{text: l.Text, typ: "double"}
		}
		if strings.Contains(l.Text, ".") {
			return value{text: l.Text, typ: "decimal"}
		}
		return value{text: l.Text, typ: "bigint"}
	case sql.Boolean:
		return boolValue(l.Text == "true")
	}
	return textValue(l.Text)
}

// column is the value of a column in the current row; in a group, of its first row.
func (e *env) column(x *sql.Column) (value, error) {
	if len(x.Qualifiers) == 0 || strings.EqualFold(x.Qualifiers[len(x.Qualifiers)-1], e.alias) {
		for i, column := range e.columns {
			if strings.EqualFold(column.Name, x.Name) {
				if i >= len(e.row) {
					return value{null: true, typ: column.Type}, nil
				}
				return cell(e.row[i], column.Type), nil
			}
		}
	}
	if v, ok := e.aliases[strings.ToLower(x.Name)]; ok && len(x.Qualifiers) == 0 {
		return v, nil
	}
	return nullValue, e.c.unknownColumn(x)
}

// unknownColumn is Doris's text (recorded: identity; there without FROM).
func (c *Catalog) unknownColumn(x *sql.Column) error {
	name := strings.Join(append(append([]string{}, x.Qualifiers...), x.Name), ".")
	if c.profile.Nereids {
		return c.errorf(profile.Analysis, "Unknown column '%s' in 'table list' in PROJECT clause(line 1, pos %d)", name, x.Pos)
	}
	return c.errorf(profile.Analysis, "Unknown column '%s' in 'table list' in PROJECT clause", name)
}

func negate(v value, not bool) value {
	if v.null || !not {
		return v
	}
	return boolValue(!v.true())
}

func (e *env) unary(x *sql.Unary) (value, error) {
	v, err := e.eval(x.X)
	if err != nil || v.null {
		return v, err
	}
	switch x.Op {
	case "NOT":
		return boolValue(!v.true()), nil
	case "-":
		r, ok := v.rat()
		if !ok {
			return nullValue, nil
		}
		n := ratValue(r.Neg(r), v.scale())
		n.typ = v.typ
		return n, nil
	}
	return v, nil
}

func (e *env) binary(x *sql.Binary) (value, error) {
	switch x.Op {
	case "AND", "OR", "XOR":
		return e.logic(x)
	}
	l, err := e.eval(x.L)
	if err != nil {
		return nullValue, err
	}
	if interval, ok := x.R.(*sql.Interval); ok {
		return e.addInterval(l, x.Op, interval)
	}
	r, err := e.eval(x.R)
	if err != nil {
		return nullValue, err
	}
	if x.Op == "<=>" {
		order, ok := compare(l, r)
		return boolValue(ok && order == 0 || l.null && r.null), nil
	}
	if l.null || r.null {
		return nullValue, nil
	}
	switch x.Op {
	case "LIKE", "NOT LIKE":
		return boolValue(like(l.text, r.text) == (x.Op == "LIKE")), nil
	case "REGEXP", "NOT REGEXP":
		pattern, err := regexp.Compile(r.text)
		if err != nil {
			return nullValue, e.c.errorf(profile.Analysis, "Invalid regex expression: %s", r.text)
		}
		return boolValue(pattern.MatchString(l.text) == (x.Op == "REGEXP")), nil
	case "=", "!=", "<", "<=", ">", ">=":
		order, _ := compare(l, r)
		return boolValue(holds(x.Op, order)), nil
	}
	return arithmetic(x.Op, l, r), nil
}

func holds(op string, order int) bool {
	switch op {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// logic is AND, OR and XOR with NULL as "unknown".
func (e *env) logic(x *sql.Binary) (value, error) {
	l, err := e.eval(x.L)
	if err != nil {
		return nullValue, err
	}
	r, err := e.eval(x.R)
	if err != nil {
		return nullValue, err
	}
	switch {
	case x.Op == "AND" && (!l.null && !l.true() || !r.null && !r.true()):
		return boolValue(false), nil
	case x.Op == "OR" && (l.true() || r.true()):
		return boolValue(true), nil
	case l.null || r.null:
		return nullValue, nil
	case x.Op == "XOR":
		return boolValue(l.true() != r.true()), nil
	}
	return boolValue(x.Op == "AND"), nil
}

func arithmetic(op string, l, r value) value {
	a, okA := l.rat()
	b, okB := r.rat()
	if !okA || !okB {
		return nullValue
	}
	scale := max(l.scale(), r.scale())
	switch op {
	case "+":
		return ratValue(new(big.Rat).Add(a, b), scale)
	case "-":
		return ratValue(new(big.Rat).Sub(a, b), scale)
	case "*":
		return ratValue(new(big.Rat).Mul(a, b), l.scale()+r.scale())
	}
	if b.Sign() == 0 {
		return nullValue
	}
	quotient := new(big.Rat).Quo(a, b)
	whole := new(big.Int).Quo(quotient.Num(), quotient.Denom())
	switch op {
	case "DIV":
		return ratValue(new(big.Rat).SetInt(whole), 0)
	case "%":
		return ratValue(new(big.Rat).Sub(a, new(big.Rat).Mul(new(big.Rat).SetInt(whole), b)), scale)
	}
	f, _ := quotient.Float64()
	return floatValue(f)
}

func (e *env) addInterval(l value, op string, interval *sql.Interval) (value, error) {
	n, err := e.eval(interval.N)
	if err != nil || n.null || l.null {
		return nullValue, err
	}
	at, hasTime, ok := parseDate(l.text)
	count := number(n.text)
	if op == "-" {
		count = -count
	}
	if interval.Unit == "MINUTE" || interval.Unit == "SECOND" {
		return nullValue, e.c.errorf(profile.Analysis, "the stand-in cannot add a %s", interval.Unit)
	}
	next, known := addUnits(at, count, interval.Unit)
	if !ok || !known {
		return nullValue, nil
	}
	if hasTime || interval.Unit == "HOUR" {
		return value{text: formatDatetime(next, nil), typ: "datetime"}, nil
	}
	text, _ := canonical("date", next.Format("2006-01-02"))
	return value{text: text, typ: "date"}, nil
}

func (e *env) in(x *sql.In) (value, error) {
	v, err := e.eval(x.X)
	if err != nil || v.null {
		return v, err
	}
	unknown := false
	for _, item := range x.List {
		other, err := e.eval(item)
		if err != nil {
			return nullValue, err
		}
		if order, ok := compare(v, other); ok && order == 0 {
			return boolValue(!x.Not), nil
		}
		unknown = unknown || other.null
	}
	if unknown {
		return nullValue, nil
	}
	return boolValue(x.Not), nil
}

func (e *env) caseOf(x *sql.Case) (value, error) {
	for _, when := range x.Whens {
		condition := when.If
		if x.X != nil {
			condition = &sql.Binary{Op: "=", L: x.X, R: when.If}
		}
		v, err := e.eval(condition)
		if err != nil {
			return nullValue, err
		}
		if v.true() {
			return e.eval(when.Then)
		}
	}
	if x.Else == nil {
		return nullValue, nil
	}
	return e.eval(x.Else)
}

func (e *env) cast(x *sql.Cast) (value, error) {
	v, err := e.eval(x.X)
	if err != nil || v.null {
		return v, err
	}
	typ := normalType(x.Type)
	text, ok := canonical(typ, v.text)
	if !ok {
		return value{null: true, typ: typ}, nil
	}
	return value{text: text, typ: typ}, nil
}

// title is the name of a column of a query: the alias, the column's name, or the expression: as written on 4.x, in Doris's
// own spelling before (recorded: identity "NOW()" and "now()").
func (c *Catalog) title(item sql.SelectItem) string {
	if item.Alias != "" {
		return item.Alias
	}
	if column, ok := item.Expr.(*sql.Column); ok {
		return column.Name
	}
	if c.profile.Nereids {
		return item.Text
	}
	if call, ok := item.Expr.(*sql.Call); ok {
		name, rest, found := strings.Cut(item.Text, "(")
		if found {
			return strings.ToLower(name) + "(" + rest
		}
		return strings.ToLower(call.Name) + "()"
	}
	return item.Text
}
