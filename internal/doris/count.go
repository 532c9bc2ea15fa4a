// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"strconv"
)

func countRows(database, table string) statement {
	st := newStatement("SELECT count(*) FROM " + Identifier(database) + "." + Identifier(table))
	st.effort = computes
	return st
}

// CountRows counts the rows of a table, which the backends have to read. Never cached. It needs SELECT on the table.
// KindNoBackend when no backend computes queries just now; KindPartitionBusy while a restore holds a partition of it.
func (c *Client) CountRows(ctx context.Context, database, table string) (int64, error) {
	st := countRows(database, table)
	answer, err := c.query(ctx, st)
	if err != nil {
		return 0, err
	}
	if len(answer.rows) != 1 {
		return 0, &Error{Message: "The count has no result.", Statement: st.name}
	}
	rows, err := strconv.ParseInt(answer.rows[0].first(), 10, 64)
	if err != nil {
		return 0, &Error{Message: "The count is no number: " + answer.rows[0].first(), Statement: st.name}
	}
	return rows, nil
}
