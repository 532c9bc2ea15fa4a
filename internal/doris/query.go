// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"database/sql"
	"time"
)

// QueryResult is what a query answered, as text: Doris sends every value as text in its simple protocol.
type QueryResult struct {
	Columns []string    // as Doris names them; a name may come twice
	Rows    [][]*string // nil = NULL
	More    bool        // there were more rows than the limit
}

// Query runs one statement that CheckReadOnly accepts, whose errors it returns as they are. database is where names
// without one are looked up, "" = none. limit is the largest number of rows to read, 0 = all. Never cached.
// KindNoBackend when no backend computes queries just now; KindUnknownDatabase when there is no such database.
func (c *Client) Query(ctx context.Context, database, sql string, limit int) (QueryResult, error) {
	text, verb, err := readOnly(sql)
	if err != nil {
		return QueryResult{}, err
	}
	st := statement{text: text, name: verb, effort: computes}
	waited := false
	for attempt := 0; ; attempt++ {
		conn, err := c.frontends.acquire(ctx)
		if err != nil {
			return QueryResult{}, c.named(err, st)
		}
		began := time.Now()
		var answer QueryResult
		asked := st
		err = c.within(ctx, conn, st.effort, func(ctx context.Context) (err error) {
			answer, asked, err = conn.ask(ctx, database, st, limit)
			return err
		})
		if err == nil {
			c.frontends.answered(conn.endpoint)
			if waited {
				c.elected()
			}
			conn.finish(database != "" || answer.More)
			c.logAnswer(ctx, st, conn.endpoint, began, nil)
			return answer, nil
		}
		failure := c.failure(ctx, asked, conn.endpoint, err, false)
		if database != "" {
			conn.discard() // before it is given back: releasing it again does nothing
		}
		c.giveBack(ctx, conn, failure)
		c.logAnswer(ctx, asked, conn.endpoint, began, failure)
		if c.again(failure, attempt) {
			continue
		}
		if !c.wait(ctx, failure) {
			return QueryResult{}, failure
		}
		waited, attempt = true, -1
	}
}

func useDatabase(database string) statement { return newStatement("USE " + Identifier(database)) }

// ask chooses the database and runs the query. asked is the statement that an error is about.
func (c *connection) ask(ctx context.Context, database string, st statement, limit int) (answer QueryResult, asked statement, err error) {
	if database != "" {
		use := useDatabase(database)
		if _, err := c.ExecContext(ctx, use.text); err != nil {
			return QueryResult{}, use, err
		}
	}
	answer, err = c.read(ctx, st.text, limit)
	return answer, st, err
}

// read reads at most limit rows, 0 = all. What is left of a larger answer is not waited for: the connection is useless
// after that.
func (c *connection) read(ctx context.Context, text string, limit int) (QueryResult, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rows, err := c.QueryContext(ctx, text)
	if err != nil {
		return QueryResult{}, err
	}
	defer func() { _ = rows.Close() }()
	answer := QueryResult{}
	if answer.Columns, err = rows.Columns(); err != nil {
		return QueryResult{}, err
	}
	for rows.Next() {
		if limit > 0 && len(answer.Rows) == limit {
			answer.More = true
			cancel() // else Close would read the rest
			return answer, nil
		}
		cells, err := scanTexts(rows, len(answer.Columns))
		if err != nil {
			return QueryResult{}, err
		}
		answer.Rows = append(answer.Rows, cells)
	}
	return answer, rows.Err()
}

func scanTexts(rows *sql.Rows, columns int) ([]*string, error) {
	cells := make([]*string, columns)
	targets := make([]any, columns)
	for i := range cells {
		targets[i] = &cells[i]
	}
	return cells, rows.Scan(targets...)
}

// finish gives the connection back, or closes it when it must not be used for anything else: a chosen database would
// leak into statements of others.
func (c *connection) finish(used bool) {
	if used {
		c.discard()
		return
	}
	c.release()
}
