// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"regexp"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// jobsOf reads what SHOW BACKUP and SHOW RESTORE ask for, in Doris's order: is there a database, is WHERE right, does the
// database exist.
func (h *Handler) jobsOf(session Session, s *sql.Show, column, word string) (matches func(label string) bool, database int64, err *profile.Error) {
	if s.Database == "" && session.Database == "" {
		return nil, 0, h.profile.NoDatabase()
	}
	if matches, err = h.labelFilter(s, column, word); err != nil {
		return nil, 0, err
	}
	database, err = h.databaseOf(session, s.Database)
	return matches, database, err
}

// labelFilter reads the WHERE of SHOW BACKUP and SHOW RESTORE: column = 'x' or column LIKE 'pattern', without regard to
// case (DORIS.md "Filters of SHOW").
func (h *Handler) labelFilter(s *sql.Show, column, word string) (matches func(label string) bool, err *profile.Error) {
	all := func(string) bool { return true }
	if s.HasLike && h.profile.IgnoresBareLike || !s.HasLike && s.Where == nil {
		return all, nil
	}
	wrong := h.profile.Err(profile.Analysis, `Where clause should like: %s = "your_%s_name",  or %s LIKE "matcher"`, column, word, column)
	if s.HasLike {
		return nil, wrong
	}
	name, op, value, ok := comparison(s.Where)
	if !ok || !strings.EqualFold(name, column) || value == "" {
		return nil, wrong
	}
	switch op {
	case "=":
		return func(label string) bool { return strings.EqualFold(label, value) }, nil
	case "LIKE":
		pattern := likePattern(value)
		return pattern.MatchString, nil
	}
	return nil, wrong
}

// likePattern is a pattern of LIKE: % is any text, _ any character, a backslash takes their meaning away.
func likePattern(like string) *regexp.Regexp {
	var out strings.Builder
	out.WriteString("(?is)^")
	escaped := false
	for _, c := range like {
		switch {
		case escaped:
			out.WriteString(regexp.QuoteMeta(string(c)))
			escaped = false
		case c == '\\':
			escaped = true
		case c == '%':
			out.WriteString(".*")
		case c == '_':
			out.WriteString(".")
		default:
			out.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	out.WriteString("$")
	return regexp.MustCompile(out.String())
}
