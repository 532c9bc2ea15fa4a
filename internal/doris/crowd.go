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

// crowdedPause is how long to wait for one of our own connections where the frontend lets no further one in.
const crowdedPause = 50 * time.Millisecond

// connect gives one of the idle connections or opens another one. Where the user may not have more at a time, it waits for
// one of those that are in use here, at most as long as opening one may take.
func (e *endpoint) connect(ctx context.Context) (*sql.Conn, error) {
	until := time.Now().Add(e.timeout)
	for {
		conn, err := e.db.Conn(ctx)
		if err == nil || !e.crowded(err) || time.Now().After(until) {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(crowdedPause):
		}
	}
}

// crowded reports whether the frontend has enough connections of this user. Some builds fail to format what they want to say
// then and only hang up (AcceptListener.java), which counts where another one of ours is open.
func (e *endpoint) crowded(err error) bool {
	if answer, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return answer.Number == noneLeft || tooMany.MatchString(words(answer.Message))
	}
	return hungUp(err) && e.db.Stats().OpenConnections > 0
}
