// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"sync"
)

// locks hold one line of operations per database. One operation holds one place, so nothing can deadlock. Doris runs one
// job per database; the lock spans look and submit, so that two operations of one apply never race (LIFECYCLE.md "Queueing").
type locks struct {
	mu    sync.Mutex
	lines map[string][]*ticket
}

type ticket struct {
	turn  chan struct{}
	owner *operation
}

// take waits for the turn in arrival order, or until ctx ends; then it returns who holds the lock. The returned function
// gives the place up.
func (l *locks) take(ctx context.Context, database string, owner *operation) (release func(), holder *operation) {
	mine := &ticket{turn: make(chan struct{}), owner: owner}
	l.mu.Lock()
	if l.lines == nil {
		l.lines = map[string][]*ticket{}
	}
	l.lines[database] = append(l.lines[database], mine)
	if len(l.lines[database]) == 1 {
		close(mine.turn)
	}
	l.mu.Unlock()

	select {
	case <-mine.turn:
		return func() { l.leave(database, mine) }, nil
	case <-ctx.Done():
		return nil, l.leave(database, mine)
	}
}

// leave takes a ticket out of the line, wakes the next one, and returns who holds the lock now.
func (l *locks) leave(database string, mine *ticket) *operation {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := l.lines[database]
	for i, t := range line {
		if t != mine {
			continue
		}
		line = append(line[:i:i], line[i+1:]...)
		if i == 0 && len(line) > 0 {
			close(line[0].turn)
		}
		break
	}
	if len(line) == 0 {
		delete(l.lines, database)
		return nil
	}
	l.lines[database] = line
	return line[0].owner
}

// Working reports whether an operation of this process runs, or waits for its turn, in a database: a job that is seen
// there may be its own.
func (r *Runner) Working(database string) bool {
	r.locks.mu.Lock()
	defer r.locks.mu.Unlock()
	return len(r.locks.lines[database]) > 0
}

// lock waits for the operation's turn on its database.
func (o *operation) lock() (release func(), err error) {
	arrived := o.r.clock.Now()
	release, holder := o.r.locks.take(o.bound, o.database, o)
	o.queued += o.r.clock.Now().Sub(arrived)
	if release != nil {
		return release, nil
	}
	if o.ctx.Err() != nil {
		return nil, o.ended(interrupted)
	}
	failure := o.ended(expired)
	if holder != nil {
		failure.Holder = &Holder{Kind: holder.kind, Database: holder.database, Label: holder.label, Since: holder.started, Moving: true}
	}
	return nil, failure
}
