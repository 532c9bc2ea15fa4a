// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Limits are the times of a client. What is zero has its default.
type Limits struct {
	Read     time.Duration // 30 s: for a statement that reads what the frontend knows; what may take longer is looked after so often
	Storage  time.Duration // 10 min: for one that makes the frontend read the object storage (SHOW SNAPSHOT)
	Change   time.Duration // 15 min: for one that changes something, which is Doris's own limit (query_timeout)
	Alive    time.Duration // 10 s: for the answer of a frontend that is asked whether it is there
	Master   time.Duration // 3 s: for opening a connection to the master, or asking whether one is the master
	Election time.Duration // 10 s: how long in all a cluster without a master is waited for
	Pause    time.Duration // 250 ms: between two looks whether there is a master again
}

// orDefaults fills in what is zero. A killed master is replaced within 6 s (recorded on three frontends of 4.1).
func (l Limits) orDefaults() Limits {
	for _, one := range []struct {
		value    *time.Duration
		standard time.Duration
	}{
		{&l.Read, 30 * time.Second},
		{&l.Storage, 10 * time.Minute},
		{&l.Change, 15 * time.Minute},
		{&l.Alive, 10 * time.Second},
		{&l.Master, 3 * time.Second},
		{&l.Election, 10 * time.Second},
		{&l.Pause, 250 * time.Millisecond},
	} {
		if *one.value <= 0 {
			*one.value = one.standard
		}
	}
	return l
}

// effort is what a statement makes Doris do, and so how long it may take.
type effort int

const (
	reads    effort = iota // what the frontend, or its master, has in memory
	looks                  // at the object storage
	computes               // on backends: as long as query_timeout, which a user may raise, and the caller allow
	changes                // something, once
)

// timeout is the limit of a statement, 0 = none but that its frontend must be there.
func (l Limits) timeout(effort effort) time.Duration {
	switch effort {
	case looks:
		return l.Storage
	case computes:
		return 0
	case changes:
		return l.Change
	}
	return l.Read
}

// silent is the end of a statement whose frontend is there no more, although its connection is not broken: its host is cut
// off, or its process stands still and the kernel goes on to acknowledge.
type silent struct{ after time.Duration }

func (s *silent) Error() string { return "no answer within " + plainDuration(s.after) }

// within runs a statement within the limit of its effort. What may take long is let go on as long as its frontend answers
// another connection.
func (c *Client) within(ctx context.Context, conn *connection, effort effort, run func(ctx context.Context) error) error {
	bound, end := context.WithCancelCause(ctx)
	defer end(nil)
	done := make(chan struct{})
	defer close(done)
	go c.watch(bound, conn.endpoint, effort, done, func(after time.Duration) { end(&silent{after}) })
	err := run(bound)
	if gone, ok := errors.AsType[*silent](context.Cause(bound)); ok && err != nil && ctx.Err() == nil {
		return gone
	}
	return err
}

// watch calls gone when the limit of a statement is over or, before that, its frontend turns out to be silent.
func (c *Client) watch(ctx context.Context, e *frontend, effort effort, done <-chan struct{}, gone func(after time.Duration)) {
	limits := c.cfg.Limits
	limit := limits.timeout(effort)
	began := time.Now()
	for {
		pause := limits.Read
		if limit > 0 {
			pause = min(pause, limit-time.Since(began))
		}
		select {
		case <-done:
			return
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		switch {
		case limit > 0 && time.Since(began) >= limit:
			gone(limit)
			return
		case !c.alive(ctx, e, effort == changes):
			gone(time.Since(began))
			return
		}
	}
}

// alive asks a frontend on a connection of its own whether it is there; for a statement that it forwards, whether its master
// is. Any words but those of a frontend without a master say so.
func (c *Client) alive(ctx context.Context, e *frontend, master bool) bool {
	ctx, cancel := context.WithTimeout(ctx, min(e.timeout, c.cfg.Limits.Alive))
	defer cancel()
	conn, err := e.connector.Connect(ctx)
	if err == nil {
		defer func() { _ = conn.Close() }()
		if execer, ok := conn.(driver.ExecerContext); ok && master {
			_, err = execer.ExecContext(ctx, showFrontends().text, nil)
		}
	}
	return err == nil || answers(err)
}

// answers reports whether an error is an answer of a frontend that is in order.
func answers(err error) bool {
	answer, ok := errors.AsType[*mysql.MySQLError](err)
	if !ok {
		return false
	}
	kind := kindOfMessage(detailMessage(answer.Message))
	return kind != KindNotMaster && kind != KindConnectionLost
}

// silence is the text of a statement that was not answered in time.
func silence(gone *silent, e *frontend, st statement) string {
	return fmt.Sprintf("%s did not answer %s within %s.", e.address, st.name, plainDuration(gone.after))
}
