// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import "context"

// Dropped tables and databases go into Doris's recycle bin: FORCE, which skips it, is never sent.

func dropTable(database, table string) statement {
	return newStatement("DROP TABLE IF EXISTS " + Identifier(database) + "." + Identifier(table))
}

func dropView(database, view string) statement {
	return newStatement("DROP VIEW IF EXISTS " + Identifier(database) + "." + Identifier(view))
}

func dropDatabase(name string) statement {
	return newStatement("DROP DATABASE IF EXISTS " + Identifier(name))
}

// DropTable sends DROP TABLE or DROP VIEW IF EXISTS, as the kind says. Doris refuses it while a restore holds the table
// (recorded: table_states).
func (c *Client) DropTable(ctx context.Context, database string, table Table) error {
	defer c.cache.forget(tablesKey(database), procKey(database))
	if table.Kind == View {
		return c.exec(ctx, dropView(database, table.Name))
	}
	return c.exec(ctx, dropTable(database, table.Name))
}

// DropDatabase sends DROP DATABASE IF EXISTS, which drops what is in it as well.
func (c *Client) DropDatabase(ctx context.Context, name string) error {
	defer c.cache.forget(databasesKey, tablesKey(name), procKey(name))
	return c.exec(ctx, dropDatabase(name))
}
