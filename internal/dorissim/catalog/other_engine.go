// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import (
	"fmt"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// otherEngines are engines whose tables hold no rows in Doris, with their type in SHOW PROC (DORIS.md "What a backup holds"; not
// recorded). Recent lines make new ones only of some of these; clusters that were upgraded have all of them.
var otherEngines = map[string]string{
	"elasticsearch": "ELASTICSEARCH", "jdbc": "JDBC", "mysql": "MYSQL", "broker": "BROKER",
}

// createOther makes a table of another engine: columns and properties alone.
func (c *Catalog) createOther(d *Database, s *sql.CreateTable) error {
	kind := otherEngines[s.Engine]
	if kind == "" {
		return c.errorf(profile.Analysis, "Unknown engine name: %s", s.Engine)
	}
	now := c.options.Now()
	t := &Table{
		ID: c.NewID(), Name: s.Name.Table, Kind: kind, State: StateNormal, Comment: s.Comment, Created: now, Updated: now,
		Properties: list(s.Properties),
	}
	for i, def := range s.Columns {
		t.Columns = append(t.Columns, newColumn(def, i))
	}
	d.Put(t)
	return nil
}

// other says whether the table is of another engine.
func (t *Table) other() bool {
	switch t.Kind {
	case OLAP, View, MaterializedView, Schema:
		return false
	}
	return true
}

// otherText is the text of SHOW CREATE TABLE.
func (c *Catalog) otherText(t *Table) string {
	var lines []string
	for _, p := range t.Properties {
		lines = append(lines, fmt.Sprintf("\"%s\" = \"%s\"", p.Key, p.Value))
	}
	return fmt.Sprintf("CREATE TABLE `%s` (\n%s\n) ENGINE=%s\nPROPERTIES (\n%s\n);", t.Name, c.columnsText(t), t.Kind, strings.Join(lines, ",\n"))
}
