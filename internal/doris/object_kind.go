// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
)

// backedUp are the kinds of objects that BACKUP takes: tables of Doris itself, views, and ODBC tables with their resource
// (BackupHandler.java, BackupJobInfo.java). "" is what an old frontend shows of a view, and what nobody could read.
var backedUp = []string{"", OLAP, kindView, "ODBC"}

// IsBackedUp reports whether BACKUP takes objects of this kind, in the words of SHOW PROC and of ObjectKind.
func IsBackedUp(kind string) bool { return slices.Contains(backedUp, kind) }

// Kinds of objects that ObjectKind tells apart; others are the word after ENGINE in upper case.
const (
	OLAP                 = "OLAP"
	kindView             = "VIEW"
	kindMaterializedView = "MATERIALIZED VIEW"
)

// ObjectKind says what an object is, by SHOW CREATE TABLE: OLAP, VIEW, MATERIALIZED VIEW (asynchronous), or the engine
// (MYSQL, JDBC, ...), "" when the text says none. KindUnknownTable when it is gone.
func (c *Client) ObjectKind(ctx context.Context, database, table string) (string, error) {
	text, err := c.TableDefinition(ctx, database, table)
	if isMaterializedView(err) {
		return kindMaterializedView, nil
	}
	if err != nil {
		return "", err
	}
	return definitionKind(text), nil
}

// isMaterializedView: some releases want SHOW CREATE MATERIALIZED VIEW instead of SHOW CREATE TABLE, and say so.
func isMaterializedView(err error) bool {
	var answer *Error
	return errors.As(err, &answer) && asksForMaterializedView.MatchString(answer.Message)
}

var (
	asksForMaterializedView = regexp.MustCompile(`(?i)show create materialized view`)
	engine                  = regexp.MustCompile(`\) ENGINE=(\w+)`)
)

func definitionKind(text string) string {
	upper := strings.ToUpper(strings.TrimSpace(text))
	switch {
	case strings.HasPrefix(upper, "CREATE MATERIALIZED VIEW"):
		return kindMaterializedView
	case strings.HasPrefix(upper, "CREATE VIEW"):
		return kindView
	}
	if parts := engine.FindStringSubmatch(upper); parts != nil {
		return parts[1]
	}
	return ""
}
