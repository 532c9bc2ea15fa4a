// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/go-sql-driver/mysql"
)

const (
	// How long to wait for one of our own connections where the frontend lets no further one in, growing: a login costs it.
	crowdedPause     = 50 * time.Millisecond
	mostCrowdedPause = time.Second
	// crowdedPatience is how long in all: a statement that looks at a storage may hold one for minutes.
	crowdedPatience = 2 * time.Minute
)

// connect gives one of the idle connections or opens another one. Where the user may not have more at a time, it waits for
// one of those that are in use here; where none is, as long as opening one may take.
func (f *frontends) connect(ctx context.Context, e *frontend) (*sql.Conn, error) {
	began := time.Now()
	for pause := crowdedPause; ; pause = min(2*pause, mostCrowdedPause) {
		conn, err := e.db.Conn(ctx)
		if err == nil || !e.crowded(err) {
			return conn, err
		}
		f.noteCrowd(e, reason(err, e.timeout))
		limit := e.timeout
		if e.held.Load() > 0 || e.db.Stats().Idle > 0 { // the pool counts those that are being opened, too
			limit = max(limit, crowdedPatience)
		}
		if time.Since(began) > limit {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause):
		}
	}
}

// noteCrowd remembers what the frontend said, for when the caller's time is over first.
func (f *frontends) noteCrowd(e *frontend, words string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e.crowd = words
}

// crowded reports whether the frontend has enough connections of this user. Some builds fail to format what they want to say
// then and only hang up (AcceptListener.java), which counts where another one of ours is open or being opened.
func (e *frontend) crowded(err error) bool {
	if answer, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return answer.Number == noneLeft || tooMany.MatchString(detailMessage(answer.Message))
	}
	return hungUp(err) && e.db.Stats().OpenConnections > 0
}
