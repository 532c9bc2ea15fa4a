// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-mysql-org/go-mysql/mysql"
	"github.com/go-mysql-org/go-mysql/server"
)

const (
	testUser     = "tf_backup"
	testPassword = "canary-password'\"\\x"
)

// fakeFrontend is a MySQL server that answers what a test tells it to and remembers what it was asked.
type fakeFrontend struct {
	t        *testing.T
	listener net.Listener
	tls      *tls.Config

	mu         sync.Mutex
	answer     func(sql string) fakeAnswer
	letIn      func(before int) error // asked after each right password, with the number of connections; nil = all
	inside     int
	switches   int  // to catalog internal
	noCatalogs bool // refuses them
	statements []string
	conns      map[net.Conn]bool
	logins     int
	closed     bool
	done       sync.WaitGroup
}

// fakeAnswer is the end of one statement.
type fakeAnswer struct {
	columns []string
	rows    [][]any
	code    uint16 // error code, with message
	message string
	cut     bool            // the connection breaks instead of an answer
	until   <-chan struct{} // the answer waits for this
}

func table(columns string, rows ...[]any) fakeAnswer {
	return fakeAnswer{columns: strings.Fields(columns), rows: rows}
}

func refused(code uint16, message string) fakeAnswer {
	return fakeAnswer{code: code, message: "errCode = 2, detailMessage = " + message}
}

// startFrontend starts a server. answer is asked for every statement but those that every connection begins with; nil
// answers OK to all.
func startFrontend(t *testing.T, answer func(sql string) fakeAnswer) *fakeFrontend {
	t.Helper()
	return startFrontendTLS(t, nil, answer)
}

func startFrontendTLS(t *testing.T, config *tls.Config, answer func(sql string) fakeAnswer) *fakeFrontend {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &fakeFrontend{t: t, tls: config, answer: answer, conns: map[net.Conn]bool{}}
	f.listen(listener)
	t.Cleanup(f.stop)
	return f
}

func (f *fakeFrontend) listen(listener net.Listener) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listener, f.closed = listener, false
	f.done.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			f.done.Add(1)
			go f.serve(conn)
		}
	})
}

func (f *fakeFrontend) serve(raw net.Conn) {
	defer f.done.Done()
	defer raw.Close()
	f.mu.Lock()
	f.conns[raw] = true
	closed := f.closed
	f.mu.Unlock()
	if closed {
		return
	}
	users := server.NewInMemoryAuthenticationHandler(mysql.AUTH_NATIVE_PASSWORD)
	if err := users.AddUser(testUser, testPassword); err != nil {
		f.t.Error(err)
		return
	}
	config := server.NewServer("5.7.99", mysql.DEFAULT_COLLATION_ID, mysql.AUTH_NATIVE_PASSWORD, nil, f.tls)
	handler := &fakeHandler{frontend: f, raw: raw}
	conn, err := config.NewCustomizedConn(raw, doorkeeper{users, f, raw}, handler)
	if err != nil {
		return
	}
	defer f.leave()
	f.mu.Lock()
	f.logins++
	f.mu.Unlock()
	for conn.HandleCommand() == nil {
		if conn.Closed() {
			return
		}
	}
}

// errHangUp, returned by letIn, breaks the connection without a word.
var errHangUp = errors.New("hang up")

// doorkeeper asks letIn whether a client with the right password gets in.
type doorkeeper struct {
	server.AuthenticationHandler
	frontend *fakeFrontend
	raw      net.Conn
}

func (d doorkeeper) OnAuthSuccess(*server.Conn) error {
	f := d.frontend
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.letIn != nil {
		if err := f.letIn(f.inside); err != nil {
			if errors.Is(err, errHangUp) {
				d.raw.Close()
			}
			return err
		}
	}
	f.inside++
	return nil
}

func (f *fakeFrontend) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inside--
}

// hangUp breaks all connections; new ones are accepted.
func (f *fakeFrontend) hangUp() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for conn := range f.conns {
		conn.Close()
		delete(f.conns, conn)
	}
}

// stop ends the server; its port refuses connections from then on.
func (f *fakeFrontend) stop() {
	f.mu.Lock()
	f.closed = true
	f.listener.Close()
	f.mu.Unlock()
	f.hangUp()
	f.done.Wait()
}

// restart listens on the same port again.
func (f *fakeFrontend) restart() {
	f.t.Helper()
	listener, err := net.Listen("tcp", f.address())
	if err != nil {
		f.t.Fatal(err)
	}
	f.listen(listener)
}

func (f *fakeFrontend) address() string { return f.listener.Addr().String() }

// asked lists the statements, without those that every connection begins with.
func (f *fakeFrontend) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.statements)
}

// count is how often a statement with this beginning was asked.
func (f *fakeFrontend) count(prefix string) int {
	n := 0
	for _, sql := range f.asked() {
		if strings.HasPrefix(sql, prefix) {
			n++
		}
	}
	return n
}

func (f *fakeFrontend) setAnswer(answer func(sql string) fakeAnswer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = answer
}

type fakeHandler struct {
	server.EmptyHandler
	frontend *fakeFrontend
	raw      net.Conn
	zone     string
}

// HandleQuery answers one statement.
func (h *fakeHandler) HandleQuery(query string) (*mysql.Result, error) {
	query = strings.Clone(query)
	if zone, ok := strings.CutPrefix(query, "SET time_zone = "); ok {
		h.zone = zone
		return mysql.NewResultReserveResultset(0), nil
	}
	f := h.frontend
	if query == "SWITCH `internal`" {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.switches++
		if f.noCatalogs {
			return nil, &mysql.MyError{Code: 1105, State: "HY000", Message: "errCode = 2, detailMessage = Access denied for user 'u' to catalog 'internal'"}
		}
		return mysql.NewResultReserveResultset(0), nil
	}
	f.mu.Lock()
	f.statements = append(f.statements, query)
	answer := f.answer
	f.mu.Unlock()
	if h.zone != `"+00:00"` {
		f.t.Errorf("the zone is %q when %q is asked", h.zone, query)
	}
	if answer == nil {
		return mysql.NewResultReserveResultset(0), nil
	}
	a := answer(query)
	if a.until != nil {
		<-a.until
	}
	switch {
	case a.cut:
		h.raw.Close()
		return nil, net.ErrClosed
	case a.message != "":
		return nil, mysql.NewError(a.code, a.message)
	case a.columns == nil:
		return mysql.NewResultReserveResultset(0), nil
	}
	set, err := mysql.BuildSimpleTextResultset(a.columns, a.rows)
	if err != nil {
		return nil, err
	}
	return mysql.NewResult(set), nil
}

// HandleStmtPrepare fails the test: nothing may ever be prepared (DORIS.md "One statement, one text").
func (h *fakeHandler) HandleStmtPrepare(query string) (int, int, any, error) {
	h.frontend.t.Errorf("prepared on the server: %s", query)
	return h.EmptyHandler.HandleStmtPrepare(query)
}

// openClient opens a client to the endpoints, with short timeouts.
func openClient(t *testing.T, change func(*Config), endpoints ...string) *Client {
	t.Helper()
	cfg := Config{Endpoints: endpoints, Username: testUser, Password: testPassword, ConnectTimeout: 5 * time.Second}
	if change != nil {
		change(&cfg)
	}
	client, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// logLines collects what a client logs.
type logLines struct {
	mu    sync.Mutex
	lines []string
}

func (l *logLines) log(_ context.Context, level, message string, fields map[string]any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := level + " " + message
	for key, value := range fields {
		if text, ok := value.(string); ok {
			line += " " + key + "=" + text
		}
	}
	l.lines = append(l.lines, line)
}

func (l *logLines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "\n")
}
