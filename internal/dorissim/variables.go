// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"sort"
	"strconv"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// defaultVariables are the system variables that clients of a backup tool ask for, with Doris's defaults (DORIS.md "Names", "The MySQL protocol").
func (s *Server) defaultVariables() map[string]string {
	return map[string]string{
		"autocommit":                  "true",
		"character_set_client":        "utf8mb4",
		"character_set_connection":    "utf8mb4",
		"character_set_results":       "utf8mb4",
		"character_set_server":        "utf8mb4",
		"collation_connection":        "utf8mb4_0900_bin",
		"collation_database":          "utf8mb4_0900_bin",
		"collation_server":            "utf8mb4_0900_bin",
		"enable_unicode_name_support": strconv.FormatBool(s.profile.UnicodeNames),
		"forward_to_master":           "true",
		"init_connect":                "",
		"insert_timeout":              "14400",
		"interactive_timeout":         "3600",
		"license":                     "Apache License, Version 2.0",
		"lower_case_table_names":      "0",
		"max_allowed_packet":          "16777216",
		"net_buffer_length":           "16384",
		"net_read_timeout":            "60",
		"net_write_timeout":           "60",
		"performance_schema":          "OFF",
		"protocol":                    "10",
		"query_cache_size":            "1048576",
		"query_cache_type":            "0",
		"query_timeout":               "900",
		"sql_auto_is_null":            "false",
		"sql_mode":                    "ONLY_FULL_GROUP_BY",
		"sql_safe_updates":            "0",
		"sql_select_limit":            "9223372036854775807",
		"system_time_zone":            "UTC",
		"time_zone":                   "UTC",
		"transaction_isolation":       "REPEATABLE-READ",
		"transaction_read_only":       "false",
		"tx_isolation":                "REPEATABLE-READ",
		"tx_read_only":                "false",
		"version":                     "5.7.99",
		"version_comment":             s.versionComment(),
		"wait_timeout":                "28800",
	}
}

// variable is the value of a system variable: the session's, or the global one when there is no session.
func (s *Server) variable(c *session, name string, global bool) string {
	if c != nil && !global {
		if value, ok := c.locals[name]; ok {
			return value
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if value, ok := s.globals[name]; ok {
		return value
	}
	return s.defaultVariables()[name]
}

// lookVariable is @@name; false when there is no such variable.
func (s *Server) lookVariable(c *session, name string, global bool) (string, bool) {
	name = strings.ToLower(name)
	if _, ok := s.defaultVariables()[name]; !ok {
		if _, ok := c.locals[name]; !ok {
			return "", false
		}
	}
	return s.variable(c, name, global), true
}

// setVariables is SET. SET GLOBAL changes the session too (recorded: time_zones, time_zones). Variables that the stand-in does not
// know are kept: drivers and shells set many.
func (s *Server) setVariables(c *session, stmt *sql.SetVariable) error {
	for _, assignment := range stmt.Assignments {
		if assignment.User {
			continue
		}
		name := strings.ToLower(assignment.Name)
		value, err := s.setValue(c, assignment.Value)
		if err != nil {
			return err
		}
		if err := s.setVariable(c, name, value, assignment.Global); err != nil {
			return err
		}
	}
	return nil
}

// setValue is the value of SET: a bare word is a text.
func (s *Server) setValue(c *session, value sql.Expr) (string, error) {
	switch e := value.(type) {
	case *sql.Literal:
		return e.Text, nil
	case *sql.Column:
		return e.Name, nil
	case *sql.Variable:
		return s.variable(c, strings.ToLower(e.Name), e.Scope == "GLOBAL"), nil
	}
	text, err := s.evaluate(c, value)
	if err != nil || text == nil {
		return "", err
	}
	return *text, nil
}

func (s *Server) setVariable(c *session, name, value string, global bool) error {
	switch name {
	case "time_zone":
		if _, ok := parseZone(value); !ok {
			return s.badZone(value)
		}
		value = zoneName(value)
	case "version", "version_comment", "system_time_zone", "license", "protocol":
		return s.profile.Err(profile.Variable, "Variable '%s' is a read only variable", name)
	}
	if global {
		s.mu.Lock()
		s.globals[name] = value
		s.mu.Unlock()
	}
	c.locals[name] = value
	return nil
}

// showVariables is SHOW [GLOBAL] VARIABLES [LIKE … | WHERE Variable_name = …].
func (s *Server) showVariables(c *session, stmt *sql.Show) *result.Result {
	defaults := s.defaultVariables()
	names := make([]string, 0, len(defaults))
	for name := range defaults {
		names = append(names, name)
	}
	sort.Strings(names)
	r := result.Of("Variable_name", "Value", "Default_Value", "Changed")
	for _, name := range names {
		if stmt.HasLike && !like(name, stmt.Like) || !whereMatches(stmt.Where, "variable_name", name) {
			continue
		}
		value, changed := s.variable(c, name, stmt.Global), "0"
		if value != defaults[name] {
			changed = "1"
		}
		r.Add(name, value, defaults[name], changed)
	}
	return r
}

// whereMatches applies a WHERE over one column: = , !=, LIKE, IN, AND, OR. What it does not know lets the row pass.
func whereMatches(where sql.Expr, column, value string) bool {
	switch e := where.(type) {
	case *sql.Binary:
		switch e.Op {
		case "AND":
			return whereMatches(e.L, column, value) && whereMatches(e.R, column, value)
		case "OR":
			return whereMatches(e.L, column, value) || whereMatches(e.R, column, value)
		}
		name, ok := e.L.(*sql.Column)
		literal, isLiteral := e.R.(*sql.Literal)
		if !ok || !isLiteral || !strings.EqualFold(name.Name, column) {
			return true
		}
		switch e.Op {
		case "=":
			return strings.EqualFold(value, literal.Text)
		case "!=":
			return !strings.EqualFold(value, literal.Text)
		case "LIKE":
			return like(value, literal.Text)
		}
	case *sql.In:
		name, ok := e.X.(*sql.Column)
		if !ok || !strings.EqualFold(name.Name, column) {
			return true
		}
		for _, item := range e.List {
			if literal, ok := item.(*sql.Literal); ok && strings.EqualFold(value, literal.Text) {
				return !e.Not
			}
		}
		return e.Not
	}
	return true
}
