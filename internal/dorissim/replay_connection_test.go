// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"regexp"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// conn is the connection of a user. Real recordings name users with a suffix that statements may lack.
func (st *story) conn(cluster, user string) *sql.Conn {
	if user == "" {
		user = "root"
	}
	key := cluster + "/" + user
	if c := st.conns[key]; c != nil {
		return c
	}
	server := st.server(cluster)
	account := server.findUser(user)
	if account == nil {
		account = server.findUser(regexp.MustCompile(`_r[0-9a-z]+$`).ReplaceAllString(user, ""))
	}
	if account == nil {
		st.t.Fatalf("the recording has a user %s whom no statement created", user)
	}
	config := mysql.NewConfig()
	config.Net, config.Addr = "tcp", server.Addr()
	config.User, config.Passwd = account.name, account.password
	config.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		st.t.Fatal(err)
	}
	pool := sql.OpenDB(connector)
	st.t.Cleanup(func() { _ = pool.Close() })
	c, err := pool.Conn(context.Background())
	if err != nil {
		st.t.Fatalf("%s cannot connect: %v", user, err)
	}
	st.conns[key] = c
	return c
}

// answer is what a statement got.
type answer struct {
	columns []string
	rows    [][]*string
	err     *recordedError
	lost    bool // the connection was lost or the statement hangs
}

// send sends one statement and waits for its answer for at most limit.
func (st *story) send(s step, text string, limit time.Duration) answer {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	rows, err := st.conn(s.Cluster, s.User).QueryContext(ctx, text)
	if err != nil {
		return st.failed(s, err)
	}
	defer func() { _ = rows.Close() }()
	var a answer
	if a.columns, err = rows.Columns(); err != nil {
		st.t.Fatal(err)
	}
	for rows.Next() {
		row := make([]*string, len(a.columns))
		into := make([]any, len(row))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			st.t.Fatal(err)
		}
		a.rows = append(a.rows, row)
	}
	if err := rows.Err(); err != nil {
		return st.failed(s, err)
	}
	if strings.HasPrefix(s.Note, "only these columns are kept") {
		return a.keepColumns(s.Columns)
	}
	return a
}

func (st *story) failed(s step, err error) answer {
	if packet, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return answer{err: &recordedError{Code: packet.Number, Message: packet.Message}}
	}
	_, network := errors.AsType[*net.OpError](err)
	if !network && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, mysql.ErrInvalidConn) &&
		!strings.Contains(err.Error(), "bad connection") {
		st.t.Fatalf("%s: %v", s.SQL, err)
	}
	st.disconnect()
	return answer{lost: true, err: &recordedError{Code: 2013, Message: err.Error()}}
}

// disconnect forgets all connections, which a restart broke.
func (st *story) disconnect() {
	for key, c := range st.conns {
		_ = c.Close()
		delete(st.conns, key)
	}
}
