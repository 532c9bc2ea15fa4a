// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// showSnapshot is SHOW SNAPSHOT: it says what the bucket holds now (DORIS.md "Rows of SHOW SNAPSHOT").
func (h *Handler) showSnapshot(ctx context.Context, s *sql.Show) (*result.Result, *profile.Error) {
	filter, err := h.snapshotFilter(s)
	if err != nil {
		return nil, err
	}
	repository := h.repos.get(s.Repository)
	if repository == nil {
		return nil, h.profile.Err(profile.Analysis, "Repository %s does not exist", s.Repository)
	}
	files := repository.files()
	if filter.timestamp != "" {
		return h.snapshotDetails(ctx, files, filter), nil
	}
	answer := result.Of("Snapshot", "Timestamp", "Status")
	labels := []string{filter.label}
	if filter.label == "" {
		var failed error
		if labels, failed = files.Labels(ctx); failed != nil {
			return nil, h.profile.Err(profile.Analysis, "Failed to list snapshot in repo: %s, err: %s", repository.Name,
				h.failureText(failed, files.Snapshots()))
		}
		if !h.profile.GuessesStorage {
			slices.Sort(labels) // the older client lists folders by name, the newer one files
		}
	}
	for _, label := range labels {
		h.addSnapshot(ctx, answer, files, label)
	}
	return answer, nil
}

// addSnapshot adds the row of one label.
func (h *Handler) addSnapshot(ctx context.Context, answer *result.Result, files *bucket.Repository, label string) {
	timestamps, err := files.Timestamps(ctx, label)
	switch {
	case err != nil:
		answer.Add(label, nil, "ERROR: Failed to get info: "+h.failureText(err, files.Info(label, "")))
	case len(timestamps) == 0:
		answer.Add(label, nil, "ERROR: No info file found")
	default:
		answer.Add(label, strings.Join(timestamps, "\n"), "OK")
	}
}

// snapshotDetails is the one row for a label and a timestamp.
func (h *Handler) snapshotDetails(ctx context.Context, files *bucket.Repository, filter snapshotFilter) *result.Result {
	answer := result.Of("Snapshot", "Timestamp", "Database", "Details", "Status")
	info, err := files.DownloadInfo(ctx, filter.label, filter.timestamp)
	if content, ok := errors.AsType[*bucket.ErrContent](err); ok {
		return answer.Add(filter.label, filter.timestamp, nil, nil, "Failed to read info from local file: "+content.Error())
	}
	if err != nil {
		return answer.Add(filter.label, filter.timestamp, nil, nil,
			"Failed to get info: "+h.failureText(err, files.Info(filter.label, filter.timestamp)))
	}
	return answer.Add(filter.label, filter.timestamp, info.Database, info.Brief(), "OK")
}

// snapshotFilter is what WHERE asks for.
type snapshotFilter struct{ label, timestamp string }

// snapshotFilter reads WHERE. Any comparison counts as =; the legacy lines ignore LIKE altogether (DORIS.md "Filters of SHOW";
// recorded: backup_database).
func (h *Handler) snapshotFilter(s *sql.Show) (filter snapshotFilter, err *profile.Error) {
	wrong := h.profile.Err(profile.Analysis, "%s", "Where clause should looks like: SNAPSHOT = 'your_snapshot_name' "+
		"[AND TIMESTAMP = '2018-04-18-19-19-10'] [AND SNAPSHOTTYPE = 'remote' | 'local']")
	if s.HasLike {
		return filter, wrong
	}
	if s.Where == nil {
		return filter, nil
	}
	terms := andTerms(s.Where)
	if h.profile.Nereids {
		// a != b is NOT (a = b) there, which is no comparison.
		for _, term := range terms {
			if binary, ok := term.(*sql.Binary); ok && binary.Op == "!=" {
				return filter, wrong
			}
		}
	} else {
		if len(terms) > 2 {
			return filter, wrong
		}
		if binary, ok := s.Where.(*sql.Binary); !ok || !isComparison(binary.Op) && binary.Op != "AND" {
			return filter, nil
		}
	}
	for _, term := range terms {
		if !filter.take(term) {
			return filter, wrong
		}
	}
	if filter.label == "" && filter.timestamp != "" {
		return filter, wrong
	}
	return filter, nil
}

// take reads one comparison; false when it is none that SHOW SNAPSHOT knows.
func (f *snapshotFilter) take(term sql.Expr) bool {
	column, op, value, ok := comparison(term)
	if !ok || !isComparison(op) || value == "" {
		return false
	}
	switch strings.ToLower(column) {
	case "snapshot":
		f.label = value
	case "timestamp":
		f.timestamp = value
	case "snapshottype":
		return strings.EqualFold(value, "remote") || strings.EqualFold(value, "local")
	default:
		return false
	}
	return true
}

// andTerms takes a AND b AND c apart.
func andTerms(e sql.Expr) []sql.Expr {
	if binary, ok := e.(*sql.Binary); ok && binary.Op == "AND" {
		return append(andTerms(binary.L), andTerms(binary.R)...)
	}
	return []sql.Expr{e}
}

// comparison reads column op 'text'.
func comparison(e sql.Expr) (column, op, value string, ok bool) {
	binary, ok := e.(*sql.Binary)
	if !ok {
		return "", "", "", false
	}
	left, isColumn := binary.L.(*sql.Column)
	right, isLiteral := binary.R.(*sql.Literal)
	if !isColumn || !isLiteral || right.Kind != sql.String {
		return "", "", "", false
	}
	return left.Name, binary.Op, right.Text, true
}

func isComparison(op string) bool {
	switch op {
	case "=", "!=", "<", "<=", ">", ">=", "<=>":
		return true
	}
	return false
}
