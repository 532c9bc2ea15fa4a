// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// query runs a statement that changes nothing. It is asked again on the next frontend when a connection breaks or a
// frontend has no master.
func (c *Client) query(ctx context.Context, st statement) (*result, error) {
	waited := false
	for attempt := 0; ; attempt++ {
		conn, err := c.frontends.acquire(ctx)
		if err != nil {
			return nil, c.named(err, st)
		}
		began := time.Now()
		var answer *result
		err = c.within(ctx, conn, st.effort, func(ctx context.Context) (err error) {
			answer, err = conn.query(ctx, st.text)
			return err
		})
		if err == nil {
			conn.release()
			c.frontends.answered(conn.endpoint)
			c.logAnswer(ctx, st, conn.endpoint, began, nil)
			if waited {
				c.elected()
			}
			return answer, nil
		}
		failure := c.failure(ctx, st, conn.endpoint, err, false)
		c.giveBack(ctx, conn, failure)
		c.logAnswer(ctx, st, conn.endpoint, began, failure)
		if c.again(failure, attempt) {
			continue
		}
		if !c.wait(ctx, failure) {
			return nil, failure
		}
		waited, attempt = true, -1
	}
}

// again says whether a read may be tried on another connection.
func (c *Client) again(failure *Error, attempt int) bool {
	others := len(c.frontends.list) - 1
	switch failure.Kind {
	case KindConnectionLost:
		return attempt <= others
	case KindNotMaster:
		return attempt < others
	default:
		return false
	}
}

// exec runs a statement that changes something. It is sent once: a connection is proved to be alive before, and when it
// breaks afterwards the outcome is unknown (KindConnectionLost). Only what certainly was not sent is tried again.
func (c *Client) exec(ctx context.Context, st statement) error {
	for attempt := 0; ; attempt++ {
		conn, err := c.frontends.acquire(ctx)
		if err != nil {
			return c.named(err, st)
		}
		own := strings.Contains(st.text, `\`)
		if err := conn.prove(ctx, own); err != nil {
			conn.discard()
			if ctx.Err() != nil {
				return c.failure(ctx, st, conn.endpoint, err, false)
			}
			c.frontends.lost(ctx, conn.endpoint, "an idle connection was dead")
			if attempt < len(c.frontends.list)+1 {
				continue
			}
			return &Unreachable{Attempts: []Attempt{{Endpoint: conn.endpoint.address, Reason: "it closes every connection after the login"}}}
		}
		conn, receiver, unknown := c.receiver(ctx, conn, st)
		if unknown != nil { // nothing was sent
			c.giveBack(ctx, conn, unknown)
			if c.wait(ctx, unknown) {
				attempt = -1
				continue
			}
			return unknown
		}
		began := time.Now()
		err = c.within(ctx, conn, changes, func(ctx context.Context) error {
			_, err := conn.ExecContext(ctx, st.text)
			return err
		})
		if err == nil {
			conn.finish(own)
			c.frontends.answered(conn.endpoint)
			c.elected()
			c.logAnswer(ctx, st, conn.endpoint, began, nil)
			return nil
		}
		if errors.Is(err, driver.ErrBadConn) && attempt < len(c.frontends.list)+1 {
			conn.discard() // the driver says so only when not a byte was written
			continue
		}
		failure := c.failure(ctx, st, conn.endpoint, err, true)
		failure.receiver = receiver
		if receiver == "" {
			failure.receiver = namedReceiver(failure.Message)
		}
		if own {
			conn.discard() // before it is given back: releasing it again does nothing
		}
		c.giveBack(ctx, conn, failure)
		c.logAnswer(ctx, st, conn.endpoint, began, failure)
		if failure.Kind == KindNotMaster && c.wait(ctx, failure) { // nothing was done
			attempt = -1
			continue
		}
		return failure
	}
}

// giveBack returns the connection of a failed statement to the pool, or notes that its frontend is of no use now.
func (c *Client) giveBack(ctx context.Context, conn *connection, failure *Error) {
	switch failure.Kind {
	case KindConnectionLost, KindCancelled:
		conn.discard()
		if failure.cause == nil || !isContextError(failure.cause) {
			c.frontends.lost(ctx, conn.endpoint, failure.Message)
		}
	case KindNotMaster:
		conn.release()
		c.frontends.lost(ctx, conn.endpoint, failure.Message)
	default:
		conn.release()
	}
}

// query reads all rows of a statement on this connection.
func (c *connection) query(ctx context.Context, text string) (*result, error) {
	rows, err := c.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	answer := newResult(columns)
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		answer.add(values)
	}
	return answer, rows.Err()
}

// prove makes sure that a pooled connection is alive, because a submission must not be what finds out that it is not. With
// backslashes it makes sure as well that the frontend reads them as Literal writes them: from 4.0 on a global sql_mode of
// NO_BACKSLASH_ESCAPES would leave them doubled (DORIS.md "Quoting"), and a secret key would be another one. The connection differs
// from others then.
func (c *connection) prove(ctx context.Context, backslashes bool) error {
	proveCtx, cancel := context.WithTimeout(ctx, c.endpoint.timeout)
	defer cancel()
	if err := c.PingContext(proveCtx); err != nil {
		return err
	}
	if backslashes {
		_, err := c.ExecContext(proveCtx, `SET sql_mode = "ONLY_FULL_GROUP_BY"`) // Doris's default
		if _, refused := errors.AsType[*mysql.MySQLError](err); err != nil && !refused {
			return err
		}
	}
	return ctx.Err()
}

// failure turns what the driver says into an Error. sent = the statement changes something and may have arrived.
func (c *Client) failure(ctx context.Context, st statement, e *frontend, err error, sent bool) *Error {
	failure := &Error{Statement: st.name, Endpoint: e.address}
	var (
		answer *mysql.MySQLError
		gone   *silent
	)
	switch {
	case errors.As(err, &gone):
		failure.cause = gone
		failure.Kind = KindConnectionLost
		failure.Message = silence(gone, e, st)
		if sent {
			failure.Message += " Whether Doris has taken it is not known."
		}
	case errors.As(err, &answer):
		failure.Message = detailMessage(answer.Message)
		failure.Code = answer.Number
		failure.Kind = kindOfMessage(failure.Message)
	case errors.Is(err, mysql.ErrPktTooLarge):
		failure.Message = "The statement is too long to be sent."
	case ctx.Err() != nil:
		failure.cause = ctx.Err()
		failure.Kind = KindCancelled
		failure.Message = fmt.Sprintf("Interrupted while waiting for %s to answer %s.", e.address, st.name)
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			failure.Message = fmt.Sprintf("%s did not answer %s in the time that was left.", e.address, st.name)
		}
		if sent {
			failure.Kind = KindConnectionLost
			failure.Message += " Whether Doris has taken it is not known."
		}
	default:
		failure.cause = err
		failure.Kind = KindConnectionLost
		failure.Message = fmt.Sprintf("The connection to %s broke before it answered %s.", e.address, st.name)
		if sent {
			failure.Message += " Whether Doris has taken it is not known."
		}
	}
	failure.Message = c.secrets.scrub(failure.Message)
	failure.Statement = c.secrets.scrub(failure.Statement)
	return failure
}

// named says which statement a refused login kept from being asked.
func (c *Client) named(err error, st statement) error {
	failure := &Error{}
	if errors.As(err, &failure) {
		named := *failure
		named.Statement = c.secrets.scrub(st.name)
		return &named
	}
	return err
}

func isContextError(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func (c *Client) logAnswer(ctx context.Context, st statement, e *frontend, began time.Time, failure *Error) {
	fields := map[string]any{
		"statement": st.name, "endpoint": e.address, "duration_ms": time.Since(began).Milliseconds(),
	}
	if failure != nil {
		fields["error"] = failure.Message
		fields["code"] = int(failure.Code)
	}
	c.log(ctx, "debug", "Doris answered", fields)
}
