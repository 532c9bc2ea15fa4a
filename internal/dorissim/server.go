// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-mysql-org/go-mysql/mysql"
	mysqlserver "github.com/go-mysql-org/go-mysql/server"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/backup"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
)

// Server is one stand-in cluster, with one frontend unless Options.Frontends says more.
type Server struct {
	options  Options
	profile  *profile.Profile
	protocol *mysqlserver.Server
	clock    func() time.Time // the machine's
	started  time.Time
	ctx      context.Context // ends with the server
	end      context.CancelFunc
	running  sync.WaitGroup

	catalog *catalog.Catalog
	jobs    *backup.Handler
	faults  *faults

	dead atomic.Int32 // how many of the backends, the last ones, are not alive
	skew atomic.Int64 // nanoseconds that the server's clock is ahead of the machine's
	ids  atomic.Int64 // the last id given to anything

	frontends []*Frontend

	mu         sync.Mutex
	leader     *Frontend // the master; nil while there is none
	former     *Frontend // the last one that was lost
	exited     bool      // no frontend comes back: none could read the journal
	conns      map[*connection]struct{}
	lastConn   uint32
	statements []Statement
	users      map[string]*user // by identity, "'u'@'%'"
	roles      map[string]*user // what each was granted
	globals    map[string]string
	configs    map[string]string // what ADMIN SET FRONTEND CONFIG changed since the start
	master     bool
	brokers    []string
	restarted  time.Time
}

// Start starts a server that accepts connections when Start returns.
func Start(options Options) (*Server, error) { return start(options, time.Now) }

func start(options Options, clock func() time.Time) (*Server, error) {
	lines, err := profile.Of(options.Profile)
	if err != nil {
		return nil, err
	}
	options = options.withDefaults()
	s := &Server{
		options: options,
		profile: lines,
		conns:   map[*connection]struct{}{},
		users:   map[string]*user{},
		roles:   map[string]*user{"operator": newUser("operator", "", ""), "admin": newUser("admin", "", "")},
		globals: map[string]string{},
		configs: map[string]string{},
		master:  true,
		faults:  newFaults(),
		clock:   clock,
	}
	s.protocol = mysqlserver.NewServerWithAuth("5.7.99", 33, mysql.AUTH_NATIVE_PASSWORD, nil, nil, &passwords{server: s}) // DORIS.md "The MySQL protocol"
	s.ctx, s.end = context.WithCancel(context.Background())
	for i := range options.Frontends {
		s.frontends = append(s.frontends, &Frontend{server: s, number: i, left: -1, gone: make(chan struct{}), led: i == 0})
	}
	s.leader = s.frontends[0]
	s.started = clock()
	s.restarted = s.started
	s.users["'root'@'%'"] = newRoot()
	s.ids.Store(firstID(lines, s.started))
	s.catalog = catalog.New(catalog.Options{
		Profile:  lines,
		Now:      s.now,
		Zone:     s.globalZone,
		NextID:   s.nextID,
		Backends: max(options.Backends, 0),
	})
	s.jobs = backup.New(backup.Options{
		Profile:    lines,
		Catalog:    s.catalog,
		Now:        s.now,
		GlobalZone: s.globalZone,
		Tick:       max(options.Tick, 0),
		NextID:     s.nextID,
		Backends:   max(options.Backends, 1),
		Config:     s.lookConfig,
	})
	if err := s.Exec(options.Seed); err != nil {
		s.jobs.Close()
		return nil, fmt.Errorf("seed: %w", err)
	}
	for i, f := range s.frontends {
		address := options.Listen
		if i > 0 {
			address = "127.0.0.1:0"
		}
		if err := f.listen(address); err != nil {
			_ = s.Close()
			return nil, err
		}
		s.logf("a stand-in for Doris %s (a test double) listens on %s", lines.Name, f.addr)
	}
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.Tick == 0 {
		o.Tick = 3 * time.Second
	}
	if o.Name == "" {
		o.Name = "doris"
	}
	if o.ClusterID == 0 {
		o.ClusterID = 1 + rand.Int64N(1<<31)
	}
	if o.Frontends == 0 {
		o.Frontends = 1
	}
	if o.Backends == 0 {
		o.Backends = 3
	}
	return o
}

// firstID: what counts starts above the ids of the backends.
func firstID(p *profile.Profile, now time.Time) int64 {
	if p.ClockIDs {
		return now.UnixMilli()
	}
	return 11000
}

// Addr is host:port of the MySQL port, of the first frontend where there are several. It stays the same over a Restart.
func (s *Server) Addr() string { return s.frontends[0].addr }

// Close ends the server and every connection.
func (s *Server) Close() error {
	s.mu.Lock()
	s.end()
	for _, f := range s.frontends {
		f.hangUpLocked()
	}
	s.mu.Unlock()
	s.jobs.Close()
	s.running.Wait()
	return nil
}

// Tick lets the job daemon work one round now, for tests with Options.Tick below 0.
func (s *Server) Tick() { s.jobs.Tick() }

// now is the server's clock.
func (s *Server) now() time.Time { return s.clock().Add(time.Duration(s.skew.Load())) }

// nextID is an id for a new table, job, tablet, ….
func (s *Server) nextID() int64 { return s.ids.Add(1) }

func (s *Server) logf(format string, args ...any) {
	if s.options.Log != nil {
		s.options.Log(s.options.Name + ": " + fmt.Sprintf(format, args...))
	}
}
