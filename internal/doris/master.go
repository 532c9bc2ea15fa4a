// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/go-sql-driver/mysql"
)

const (
	// rememberMaster is how long the master is believed to be where it was found, or not to be among the endpoints.
	rememberMaster = time.Minute
	// rememberNoMaster is how long a master that cannot be reached, or of which nothing is heard, is not looked for again.
	rememberNoMaster = 10 * time.Second
)

// prefer exchanges a connection for one to the master, which sees its own writes at once and knows the tasks of running
// jobs. It looks for the master once a minute and after a failure, and only with several endpoints; who comes
// while somebody looks waits for what is found. Where the master cannot be found, the connection at hand is good enough.
func (f *frontends) prefer(ctx context.Context, conn *connection) (*connection, error) {
	if len(f.list) == 1 {
		return conn, nil
	}
	looking, mine := f.mayLook()
	switch {
	case looking == nil:
		return conn, nil
	case !mine:
		select {
		case <-looking:
		case <-ctx.Done():
			return conn, nil
		}
	default:
		var err error
		if conn, err = f.look(ctx, conn, looking); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	master := f.master
	f.mu.Unlock()
	if master == nil || master == conn.endpoint {
		return conn, nil
	}
	better, err := f.open(ctx, master)
	if err != nil {
		// Followers may name a dead master until they have elected another one.
		f.mu.Lock()
		f.masterUntil = time.Now().Add(rememberNoMaster)
		f.mu.Unlock()
		return conn, nil
	}
	conn.release()
	return better, nil
}

// mayLook says whether somebody looks for the master now, and whether that is the caller. looking is closed at the end of the
// look; nil = the master was looked for a moment ago.
func (f *frontends) mayLook() (looking chan struct{}, mine bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.looking != nil {
		return f.looking, false
	}
	if time.Now().Before(f.masterUntil) {
		return nil, false
	}
	f.looking = make(chan struct{})
	return f.looking, true
}

// lookAgain lets the next statement look for a master that is not known.
func (f *frontends) lookAgain() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.master == nil {
		f.masterUntil = time.Time{}
	}
}

// look finds the master and remembers it. The connection that it returns is the one at hand, or another one where that broke
// over the question.
func (f *frontends) look(ctx context.Context, conn *connection, looking chan struct{}) (*connection, error) {
	found := f.find(ctx, conn)
	f.mu.Lock()
	f.looking = nil
	f.master, f.masterUntil = found.endpoint, time.Now().Add(found.believed)
	before := f.masterName
	if found.name != "" {
		f.masterName = found.name
	}
	f.mu.Unlock()
	close(looking)
	switch {
	case found.name == "":
	case before == "":
		f.client.log(ctx, "debug", "The master frontend is known", map[string]any{"master": found.name})
	case before != found.name:
		f.client.log(ctx, "info", "The master changed: "+found.name+" is the master now, no longer "+before, map[string]any{"master": found.name, "before": before})
	}
	if !found.broken {
		return conn, nil
	}
	conn.discard()
	return f.race(ctx, f.order())
}

// open opens a connection to one endpoint that may be the master. It waits less than a first connection would, because
// another one is at hand.
func (f *frontends) open(ctx context.Context, e *frontend) (*connection, error) {
	limit := min(e.timeout, f.client.cfg.Limits.Master)
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

// finding is what a look for the master brought.
type finding struct {
	endpoint *frontend     // nil = not found among the endpoints
	name     string        // of the master, as Doris calls it; "" = not known
	believed time.Duration // for how long
	broken   bool          // the connection that was asked is of no use any more
}

// find asks frontends who the master is: first the connected one, then, when the addresses that Doris knows are not
// ours (names here, numbers there), each of the others whether it is the one.
func (f *frontends) find(ctx context.Context, conn *connection) finding {
	rows, err := f.frontendRows(ctx, conn)
	if err != nil {
		answer, ok := errors.AsType[*mysql.MySQLError](err)
		switch {
		case !ok:
			return finding{believed: rememberNoMaster, broken: true}
		case answers(answer):
			return finding{believed: rememberMaster} // not readable: 3.0 wants ADMIN or OPERATOR
		}
		return finding{believed: f.client.cfg.Limits.Pause} // there is none just now
	}
	found := finding{name: masterName(rows), believed: rememberMaster}
	if isMaster(rows) {
		found.endpoint = conn.endpoint
		return found
	}
	for _, r := range rows {
		if !r.yes("IsMaster") {
			continue
		}
		for _, e := range f.list {
			host, port := splitAddress(e.address)
			if host == r.text("Host") && port == r.text("QueryPort") {
				found.endpoint = e
				return found
			}
		}
	}
	for _, e := range f.order() {
		if len(rows) == 0 || e == conn.endpoint {
			continue
		}
		if f.calledMaster(ctx, e) {
			found.endpoint = e
			break
		}
	}
	return found
}

// calledMaster asks a frontend whether it is the master.
func (f *frontends) calledMaster(ctx context.Context, e *frontend) bool {
	other, err := f.open(ctx, e)
	if err != nil {
		return false
	}
	rows, err := f.frontendRows(ctx, other)
	if _, answered := errors.AsType[*mysql.MySQLError](err); err != nil && !answered {
		other.discard()
		return false
	}
	other.release()
	return isMaster(rows)
}

// frontendRows is SHOW FRONTENDS on this connection, which followers ask their master.
func (f *frontends) frontendRows(ctx context.Context, conn *connection) ([]row, error) {
	ctx, cancel := context.WithTimeout(ctx, min(conn.endpoint.timeout, f.client.cfg.Limits.Master))
	defer cancel()
	answer, err := conn.query(ctx, showFrontends().text)
	if err != nil {
		return nil, err
	}
	return answer.rows, nil
}

// isMaster says whether the frontend that answered is the master.
func isMaster(rows []row) bool {
	for _, r := range rows {
		if r.yes("CurrentConnected") {
			return r.yes("IsMaster")
		}
	}
	return false
}

// masterName is host and port of the master as its cluster calls them, "" when none is named.
func masterName(rows []row) string {
	for _, r := range rows {
		if r.yes("IsMaster") {
			return net.JoinHostPort(r.text("Host"), r.text("QueryPort"))
		}
	}
	return ""
}
