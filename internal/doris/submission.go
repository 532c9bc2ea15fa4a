// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"errors"
	"net"
	"regexp"

	"github.com/go-sql-driver/mysql"
)

// A submission whose answer got lost may still be at work in the master that it went to: it waits for locks and for the storage
// before it is journaled. That it will never be is certain once another frontend is the master: what the old one writes from
// then on is not taken by the others, and it exits.

// submission marks a statement that submits a job.
func submission(st statement) statement {
	st.submit = true
	return st
}

// receiver asks, on the connection that will send a submission, to which master it will go; "" = not known. Only with several
// endpoints: one alone could not tell a change. failure says that there is no master now, or that it is silent. The connection
// is another one afterwards where it broke over the question.
func (c *Client) receiver(ctx context.Context, conn *connection, st statement) (ready *connection, receiver string, failure *Error) {
	if !st.submit || len(c.frontends.list) == 1 {
		return conn, "", nil
	}
	rows, err := c.frontends.frontendRows(ctx, conn)
	switch {
	case err == nil:
		return conn, masterID(rows), nil
	case ctx.Err() != nil:
		return conn, "", c.failure(ctx, st, conn.endpoint, err, false)
	case answers(err):
		return conn, "", nil // the user may not ask
	}
	if hungUp(err) {
		conn.discard()
		if again, err := c.frontends.open(ctx, conn.endpoint); err == nil {
			return again, "", nil
		}
	}
	failure = c.failure(ctx, st, conn.endpoint, err, false)
	if _, answered := errors.AsType[*mysql.MySQLError](err); !answered {
		conn.discard()
		failure.Message = conn.endpoint.address + " did not say which frontend is the master."
	}
	failure.Kind = KindNotMaster
	return conn, "", failure
}

// masterID is host and port at which the other frontends reach the master.
func masterID(rows []row) string {
	for _, r := range rows {
		if r.yes("IsMaster") {
			return frontendID(r)
		}
	}
	return ""
}

func frontendID(r row) string { return net.JoinHostPort(r.text("Host"), r.text("RpcPort")) }

// forwardedTo is in the words of a follower that lost its master over a statement.
var forwardedTo = regexp.MustCompile(`forward to master FE \S*hostname:([^,)]+), port:(\d+)\)`)

func namedReceiver(message string) string {
	if parts := forwardedTo.FindStringSubmatch(message); parts != nil {
		return net.JoinHostPort(parts[1], parts[2])
	}
	return ""
}

// Superseded reports whether the master that a submission went to, whose answer was lost, is none any more: what the present
// one does not show then was not taken, and never will be.
func (c *Client) Superseded(ctx context.Context, lost error) (bool, error) {
	failure, ok := errors.AsType[*Error](lost)
	if !ok || failure.receiver == "" {
		return false, nil
	}
	answer, err := c.query(ctx, showFrontends())
	if err != nil {
		return false, err
	}
	listed := false
	for _, r := range answer.rows {
		if frontendID(r) == failure.receiver {
			if r.yes("IsMaster") {
				return false, nil
			}
			listed = true // and so it is known by this very name
		}
	}
	return listed && masterID(answer.rows) != "", nil
}
