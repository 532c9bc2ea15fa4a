// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"time"
)

const (
	// rememberMaster is how long the master is believed to be where it was found, or not to be found.
	rememberMaster = time.Minute
	// rememberNoMaster is how long a master that cannot be reached is not looked for again.
	rememberNoMaster = 10 * time.Second
	// masterPatience is the limit for opening a connection to the master, or asking whether one is the master.
	masterPatience = 3 * time.Second
)

// prefer exchanges a connection for one to the master, which sees its own writes at once and knows the tasks of running
// jobs (reference 6.2). It looks for the master once a minute and after a failure, and only with several endpoints.
// Where the master cannot be found, the connection at hand is good enough.
func (f *frontends) prefer(ctx context.Context, conn *connection) *connection {
	if len(f.list) == 1 || !f.mayLook() {
		return conn
	}
	master := f.find(ctx, conn)
	f.mu.Lock()
	f.looking = false
	f.master, f.masterUntil = master, time.Now().Add(rememberMaster)
	f.mu.Unlock()
	if master == nil || master == conn.endpoint {
		return conn
	}
	f.client.log(ctx, "debug", "The master frontend is preferred", map[string]any{"endpoint": master.address})
	better, err := f.open(ctx, master)
	if err != nil {
		// Followers may name a dead master until they have elected another one.
		f.mu.Lock()
		f.masterUntil = time.Now().Add(rememberNoMaster)
		f.mu.Unlock()
		return conn
	}
	conn.release()
	return better
}

// mayLook says whether the caller is the one who looks for the master now.
func (f *frontends) mayLook() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.looking || time.Now().Before(f.masterUntil) {
		return false
	}
	f.looking = true
	return true
}

// open opens a connection to one endpoint that may be the master. It waits less than a first connection would, because
// another one is at hand.
func (f *frontends) open(ctx context.Context, e *endpoint) (*connection, error) {
	limit := min(e.timeout, masterPatience)
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	conn, err := e.db.Conn(limited)
	if err != nil {
		if ctx.Err() == nil {
			f.failed(ctx, e, reason(err, limit))
		}
		return nil, err
	}
	f.worked(e)
	return e.use(conn), nil
}

// find asks frontends who the master is: first the connected one, then, when the addresses that Doris knows are not
// ours (names here, numbers there), each of the others whether it is the one. nil = not found.
func (f *frontends) find(ctx context.Context, conn *connection) *endpoint {
	rows := f.frontendRows(ctx, conn)
	if isMaster(rows) {
		return conn.endpoint
	}
	for _, r := range rows {
		if !r.yes("IsMaster") {
			continue
		}
		for _, e := range f.list {
			host, port := splitAddress(e.address)
			if host == r.text("Host") && port == r.text("QueryPort") {
				return e
			}
		}
	}
	if len(rows) == 0 {
		return nil // not readable: 3.0 wants ADMIN or OPERATOR
	}
	for _, e := range f.order() {
		if e == conn.endpoint {
			continue
		}
		other, err := f.open(ctx, e)
		if err != nil {
			continue
		}
		found := isMaster(f.frontendRows(ctx, other))
		other.release()
		if found {
			return e
		}
	}
	return nil
}

// frontendRows is SHOW FRONTENDS, empty when it cannot be read.
func (f *frontends) frontendRows(ctx context.Context, conn *connection) []row {
	ctx, cancel := context.WithTimeout(ctx, min(conn.endpoint.timeout, masterPatience))
	defer cancel()
	answer, err := conn.query(ctx, showFrontends().text)
	if err != nil {
		return nil
	}
	return answer.rows
}

// isMaster says whether the frontend that answered is the master (reference 7.2).
func isMaster(rows []row) bool {
	for _, r := range rows {
		if r.yes("CurrentConnected") {
			return r.yes("IsMaster")
		}
	}
	return false
}
