// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// selectValues is a SELECT without FROM: variables, literals and functions about the session (identity). Queries of tables
// are in package catalog.
func (s *Server) selectValues(c *session, stmt *sql.Select) (*result.Result, error) {
	r := &result.Result{}
	var row []*string
	for _, item := range stmt.Items {
		value, err := s.evaluate(c, item.Expr)
		if err != nil {
			return nil, err
		}
		r.Columns = append(r.Columns, s.title(item))
		row = append(row, value)
	}
	r.Rows = [][]*string{row}
	return r, nil
}

// title is the column's name: on 4.x the expression as written; older lines write functions small and leave the scope of
// variables out (identity, time_zones).
func (s *Server) title(item sql.SelectItem) string {
	if item.Alias != "" {
		return item.Alias
	}
	if s.profile.Nereids {
		return item.Text
	}
	switch e := item.Expr.(type) {
	case *sql.Call:
		return strings.ToLower(item.Text)
	case *sql.Variable:
		return "@@" + e.Name
	}
	return item.Text
}

// evaluate computes an expression without tables; nil is NULL.
func (s *Server) evaluate(c *session, expr sql.Expr) (*string, error) {
	text := func(value any) (*string, error) {
		t := fmt.Sprint(value)
		return &t, nil
	}
	switch e := expr.(type) {
	case *sql.Literal:
		if e.Kind == sql.Null {
			return nil, nil
		}
		return text(e.Text)
	case *sql.Variable:
		value, ok := s.lookVariable(c, e.Name, e.Scope == "GLOBAL")
		if !ok {
			return nil, s.profile.Err(profile.Variable, "Unknown system variable '%s'", e.Name)
		}
		return text(value)
	case *sql.Column:
		return nil, s.unknownColumn(e)
	case *sql.Call:
		return s.call(c, e)
	case *sql.Unary:
		value, err := s.evaluate(c, e.X)
		if err != nil || value == nil || e.Op == "NOT" {
			return value, err
		}
		return text(strings.TrimPrefix(e.Op, "+") + *value)
	case *sql.Binary:
		return s.arithmetic(c, e)
	case *sql.Cast:
		return s.evaluate(c, e.X)
	}
	return nil, s.profile.Err(profile.Analysis, "The stand-in does not compute this expression")
}

// unknownColumn is the error of a bare name (identity).
func (s *Server) unknownColumn(e *sql.Column) error {
	if !s.profile.Nereids {
		return s.profile.Err(profile.Analysis, "Unknown column '%s' in 'table list' in PROJECT clause", e.Name)
	}
	return s.profile.Err(profile.Analysis,
		"Unknown column '%s' in 'table list' in UNBOUND_ONE_ROW_RELATION clause(line 1, pos %d)", e.Name, e.Pos)
}

// call computes the functions that ask for the session or the clock.
func (s *Server) call(c *session, e *sql.Call) (*string, error) {
	text := func(value any) (*string, error) {
		t := fmt.Sprint(value)
		return &t, nil
	}
	now := s.now()
	switch e.Name {
	case "CURRENT_USER":
		if u := s.findUser(c.user); u != nil {
			return text(u.identity())
		}
		return text(identity(sql.User{Name: c.user}))
	case "USER", "SESSION_USER":
		return text(identity(sql.User{Name: c.user, Host: c.host}))
	case "DATABASE", "SCHEMA":
		if c.database == "" {
			return nil, nil
		}
		return text(c.database)
	case "CURRENT_CATALOG":
		return text("internal")
	case "CONNECTION_ID":
		return text(c.id)
	case "VERSION":
		return text("5.7.99")
	case "NOW", "CURRENT_TIMESTAMP":
		return text(now.In(s.zone(c)).Format(timeLayout))
	case "CURDATE", "CURRENT_DATE":
		return text(now.In(s.zone(c)).Format("2006-01-02"))
	case "UNIX_TIMESTAMP":
		if len(e.Args) == 0 {
			return text(now.Unix())
		}
	case "CONCAT":
		var joined strings.Builder
		for _, arg := range e.Args {
			part, err := s.evaluate(c, arg)
			if err != nil || part == nil {
				return nil, err
			}
			joined.WriteString(*part)
		}
		return text(joined.String())
	}
	return nil, s.profile.Err(profile.Analysis, "Can not found function '%s'", e.Name)
}

// arithmetic computes numbers, as in SELECT 1+1, and comparisons.
func (s *Server) arithmetic(c *session, e *sql.Binary) (*string, error) {
	left, err := s.evaluate(c, e.L)
	if err != nil || left == nil {
		return nil, err
	}
	right, err := s.evaluate(c, e.R)
	if err != nil || right == nil {
		return nil, err
	}
	l, _ := strconv.ParseFloat(*left, 64)
	r, _ := strconv.ParseFloat(*right, 64)
	var value string
	switch e.Op {
	case "+":
		value = number(l + r)
	case "-":
		value = number(l - r)
	case "*":
		value = number(l * r)
	case "=":
		value = truth(*left == *right)
	case "!=":
		value = truth(*left != *right)
	default:
		return nil, s.profile.Err(profile.Analysis, "The stand-in does not compute %s", e.Op)
	}
	return &value, nil
}

func number(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

func truth(value bool) string {
	if value {
		return "1"
	}
	return "0"
}
