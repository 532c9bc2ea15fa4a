// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-sql-driver/mysql"
)

const (
	// longestRound bounds what a round over all endpoints takes beyond the connect timeout of the last one.
	longestRound = 3 * time.Second
	// patience is how long an endpoint may be silent before the next one is tried beside it.
	patience = time.Second
	// rememberFailure is the time for which "no frontend can be reached" is believed without trying again.
	rememberFailure = 5 * time.Second
	// slowRound is how long a failed round must have taken to be worth remembering. Refused logins always are.
	slowRound = 250 * time.Millisecond
	// Idle connections live shorter than any firewall or frontend keeps them.
	idleTime       = 30 * time.Second
	idlePerServer  = readsAtOnce // else those of a look at many tables would be opened anew for each
	mostPerServer  = 32
	connectionLife = 10 * time.Minute
)

// frontend is one of the frontends of the configuration and its connections.
type frontend struct {
	address   string
	db        *sql.DB
	connector *connector
	timeout   time.Duration
	failed    time.Time    // last failure, zero when the last attempt succeeded; guarded by frontends.mu
	held      atomic.Int32 // connections in use
	good      bool         // it answered a statement since the start; guarded likewise
	lostFor   string       // what was last said of its loss, "" after an answer; guarded likewise
	crowd     string       // why it last let nobody in for their number, "" when the last attempt succeeded; guarded likewise
}

// dropIdle closes idle connections, when one of them turned out to be dead.
func (e *frontend) dropIdle() {
	e.db.SetMaxIdleConns(-1)
	e.db.SetMaxIdleConns(idlePerServer)
}

// frontends opens connections to whichever frontend can be reached, the master first.
type frontends struct {
	client *Client
	list   []*frontend

	mu          sync.Mutex
	master      *frontend     // nil = not known
	masterUntil time.Time     // when to look for the master again
	looking     chan struct{} // closed at the end of the look that somebody takes for the master; nil = nobody does
	masterName  string        // host and port of the last master that was found
	down        error         // what a failed round found
	downUntil   time.Time
}

func newFrontends(client *Client) (*frontends, error) {
	f := &frontends{client: client}
	for _, address := range client.cfg.Endpoints {
		connector, err := newConnector(client.cfg, address, driverLog{client: client, endpoint: address})
		if err != nil {
			return nil, err
		}
		db := sql.OpenDB(connector)
		db.SetMaxIdleConns(idlePerServer)
		db.SetMaxOpenConns(mostPerServer)
		db.SetConnMaxIdleTime(idleTime)
		db.SetConnMaxLifetime(connectionLife)
		f.list = append(f.list, &frontend{address: address, db: db, connector: connector, timeout: client.cfg.ConnectTimeout})
	}
	return f, nil
}

func (f *frontends) close() error {
	var err error
	for _, e := range f.list {
		err = errors.Join(err, e.db.Close())
	}
	return err
}

// connection is one connection in use. It must be released.
type connection struct {
	*sql.Conn
	endpoint *frontend
	leave    func() // does something once
}

func (e *frontend) use(conn *sql.Conn) *connection {
	e.held.Add(1)
	return &connection{conn, e, sync.OnceFunc(func() { e.held.Add(-1) })}
}

func (c *connection) release() {
	_ = c.Close()
	c.leave()
}

// discard closes the connection instead of giving it back.
func (c *connection) discard() {
	_ = c.Raw(func(any) error { return driver.ErrBadConn })
	c.release()
}

// acquire returns a connection to the master, or to another frontend when the master is not known or not reachable.
// Errors: *Unreachable; KindAccessDenied when the login is refused; KindCancelled when ctx ended.
func (f *frontends) acquire(ctx context.Context) (*connection, error) {
	if err := f.remembered(); err != nil {
		return nil, err
	}
	began := time.Now()
	conn, err := f.race(ctx, f.order())
	if err != nil {
		if ctx.Err() == nil {
			f.rememberDown(err, time.Since(began))
		}
		return nil, err
	}
	return f.prefer(ctx, conn)
}

// order lists the endpoints in the order in which to try them: the master, those that did not fail last, the others.
func (f *frontends) order() []*frontend {
	f.mu.Lock()
	defer f.mu.Unlock()
	order := slices.Clone(f.list)
	rank := func(e *frontend) int {
		switch {
		case !e.failed.IsZero():
			return 2
		case e == f.master:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(order, func(a, b *frontend) int { return rank(a) - rank(b) })
	return order
}

// opened is the end of one attempt.
type opened struct {
	endpoint *frontend
	conn     *sql.Conn
	err      error
}

// race opens a connection to the first endpoint that lets us in. An endpoint that is silent for a moment gets company
// by the next one, so that a round over many dead ones takes little longer than the connect timeout.
func (f *frontends) race(ctx context.Context, order []*frontend) (*connection, error) {
	began := time.Now()
	attemptCtx, cancel := context.WithCancel(ctx)
	ends := make(chan opened, len(order))
	next, running := 0, 0
	start := func() {
		e := order[next]
		next, running = next+1, running+1
		go func() {
			conn, err := f.connect(attemptCtx, e)
			ends <- opened{e, conn, err}
		}()
	}
	defer func() {
		cancel()
		go drain(ends, running)
	}()

	wait := patience
	if n := len(order) - 1; n > 0 {
		wait = min(patience, longestRound/time.Duration(n))
	}
	ticker := time.NewTicker(wait)
	defer ticker.Stop()
	failures := make(map[*frontend]string, len(order))
	start()
	for {
		select {
		case end := <-ends:
			running--
			if end.err == nil {
				f.worked(end.endpoint)
				return end.endpoint.use(end.conn), nil
			}
			if ctx.Err() != nil {
				return nil, f.interrupted(ctx, began, failures)
			}
			failures[end.endpoint] = f.client.secrets.scrub(reason(end.err, end.endpoint.timeout))
			f.failed(ctx, end.endpoint, failures[end.endpoint])
			if refusal := f.refusal(end); refusal != nil {
				return nil, refusal
			}
			if next < len(order) {
				start()
			} else if running == 0 {
				return nil, unreachable(f.list, failures, nil)
			}
		case <-ticker.C:
			if next < len(order) {
				start()
			}
		case <-ctx.Done():
			return nil, f.interrupted(ctx, began, failures)
		}
	}
}

// drain gives back connections that came too late to be used.
func drain(ends <-chan opened, running int) {
	for ; running > 0; running-- {
		if end := <-ends; end.conn != nil {
			_ = end.conn.Close()
		}
	}
}

// refusal turns a refused login into an error at once: the other frontends know the same users, and more attempts could
// lock the account, or keep it locked.
func (f *frontends) refusal(end opened) error {
	var answer *mysql.MySQLError
	if !errors.As(end.err, &answer) || !refusesLogin(answer.Number) {
		return nil
	}
	return &Error{
		Kind: KindAccessDenied, Code: answer.Number, Statement: "login", Endpoint: end.endpoint.address,
		Message: f.client.secrets.scrub(detailMessage(answer.Message)),
	}
}

// interrupted is the error of a round that the caller's context ended. A deadline says what is known of the endpoints.
func (f *frontends) interrupted(ctx context.Context, began time.Time, failures map[*frontend]string) error {
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Error{Kind: KindCancelled, Message: "Interrupted while connecting to Doris.", Statement: "login", cause: ctx.Err()}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.list {
		if failures[e] == "" {
			failures[e] = "no answer within " + plainDuration(time.Since(began))
			if e.crowd != "" {
				failures[e] = f.client.secrets.scrub(e.crowd)
			}
		}
	}
	return unreachable(f.list, failures, ctx.Err())
}

// unreachable lists the endpoints in the order of the configuration.
func unreachable(list []*frontend, failures map[*frontend]string, cause error) *Unreachable {
	all := &Unreachable{cause: cause}
	for _, e := range list {
		if reason, tried := failures[e]; tried {
			all.Attempts = append(all.Attempts, Attempt{Endpoint: e.address, Reason: reason})
		}
	}
	return all
}

func (f *frontends) worked(e *frontend) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e.failed, e.crowd = time.Time{}, ""
	f.down = nil
}

// answered notes that a frontend answered a statement.
func (f *frontends) answered(e *frontend) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e.good, e.lostFor = true, ""
}

// failed notes that an endpoint could not be used; the next round tries the others first.
func (f *frontends) failed(ctx context.Context, e *frontend, reason string) {
	f.mu.Lock()
	f.failedLocked(e)
	first := e.good && e.lostFor != reason
	if first {
		e.lostFor = reason
	}
	f.mu.Unlock()
	f.tellLost(ctx, first, e, reason)
}

func (f *frontends) failedLocked(e *frontend) {
	e.failed = time.Now()
	if f.master == e {
		f.master, f.masterUntil = nil, time.Time{}
	}
}

// tellLost writes that a frontend which was in use is lost at level info, once for each reason; the rest is detail.
func (f *frontends) tellLost(ctx context.Context, first bool, e *frontend, reason string) {
	level, message := "debug", "A frontend cannot be used"
	if first {
		level, message = "info", "Frontend "+e.address+" is lost; another one is asked where there is one: "+reason
	}
	f.client.log(ctx, level, message, map[string]any{"endpoint": e.address, "reason": reason})
}

// lost notes that a connection broke or that a frontend has no master; its idle connections are as dead.
func (f *frontends) lost(ctx context.Context, e *frontend, reason string) {
	e.dropIdle()
	f.failed(ctx, e, reason)
}

// remembered is the error of a round that failed a moment ago. Ten resources need not wait ten times; a round that
// failed fast is not remembered, so that a restarted frontend is seen at once.
func (f *frontends) remembered() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down != nil && time.Now().Before(f.downUntil) {
		return f.down
	}
	return nil
}

func (f *frontends) rememberDown(err error, took time.Duration) {
	if crowded, ok := errors.AsType[*Unreachable](err); ok && crowded.Crowded() {
		return // it may end at any moment, with one of our own statements
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if took < slowRound && KindOf(err) != KindAccessDenied {
		return
	}
	f.down, f.downUntil = err, time.Now().Add(rememberFailure)
}

// splitAddress is host and port of an endpoint, which Open has checked.
func splitAddress(address string) (host, port string) {
	host, port, _ = net.SplitHostPort(address)
	return host, port
}
