// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/catalog"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// Options of a Handler. Profile and Catalog are required.
type Options struct {
	Profile *profile.Profile
	Catalog *catalog.Catalog
	// Now is the cluster's clock; time.Now when nil.
	Now func() time.Time
	// GlobalZone is the global time_zone: snapshot timestamps are in it. UTC when nil.
	GlobalZone func() *time.Location
	// NextID takes an id of the cluster's one counter.
	NextID func() int64
	// Tick is the period of the daemon. Without one the daemon moves only when Tick is called.
	Tick time.Duration
	// Config reads a frontend config; nil = all defaults (DORIS.md "Settings of frontends").
	Config func(name string) (string, bool)
	// Backends is the number of alive backends, 1 when 0.
	Backends int
	// DeadEndpointWait is how long CREATE REPOSITORY hangs on an endpoint without a listener on the lines that hang
	// (recorded: more than 90 s); 100 s when 0.
	DeadEndpointWait time.Duration
	// SubmitWait is how long a submission waits for another one (DORIS.md "DROP REPOSITORY"); 10 s when 0.
	SubmitWait time.Duration
}

// Session is what a statement may ask of its connection.
type Session struct {
	Database string         // "" = none selected
	Zone     *time.Location // of the times in answers; UTC when nil
	User     string
}

// Handler is the backup handler of one frontend. It is safe for concurrent use.
type Handler struct {
	options Options
	profile *profile.Profile
	catalog *catalog.Catalog

	submitting chan struct{} // holds a token while a submission, ALTER or DROP REPOSITORY is at work
	repos      repositories
	history    history
	faults     faults
	local      localFiles
	azure      azureKeys
	unreadable atomic.Bool // the journal, by any frontend that starts

	ticking sync.Mutex // one round of the daemon at a time
	ctx     context.Context
	cancel  context.CancelFunc
	done    sync.WaitGroup
}

// New makes a handler and starts its daemon when Options.Tick is set.
func New(options Options) *Handler {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.GlobalZone == nil {
		options.GlobalZone = func() *time.Location { return time.UTC }
	}
	if options.Backends == 0 {
		options.Backends = 1
	}
	if options.DeadEndpointWait == 0 {
		options.DeadEndpointWait = 100 * time.Second
	}
	if options.SubmitWait == 0 {
		options.SubmitWait = 10 * time.Second
	}
	h := &Handler{
		options: options, profile: options.Profile, catalog: options.Catalog,
		submitting: make(chan struct{}, 1),
	}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	h.repos.byName = map[string]*Repository{}
	h.repos.brokers = map[string]bool{}
	h.repos.local = &Repository{ID: -1, Name: keepOnLocal, Location: "local://", storage: &storage{store: bucket.NewMemory()}}
	h.history.jobs = map[int64][]job{}
	h.faults.start()
	h.local.files = map[localKey]localSnapshot{}
	if options.Tick > 0 {
		h.done.Add(1)
		go h.daemon()
	}
	return h
}

// Close ends the daemon.
func (h *Handler) Close() {
	h.cancel()
	h.done.Wait()
	h.repos.close()
}

// Exec runs a statement about repositories, snapshots or jobs; handled is false for others. Privileges are checked before,
// by the caller. Errors are *profile.Error.
func (h *Handler) Exec(ctx context.Context, session Session, statement sql.Statement) (answer *result.Result, handled bool, err error) {
	if session.Zone == nil {
		session.Zone = time.UTC
	}
	switch s := statement.(type) {
	case *sql.CreateRepository:
		return nil, true, plain(h.createRepository(ctx, session, s))
	case *sql.AlterRepository:
		return nil, true, plain(h.alterRepository(ctx, s))
	case *sql.DropRepository:
		return nil, true, plain(h.dropRepository(ctx, s))
	case *sql.Backup:
		return nil, true, plain(h.backup(ctx, session, s))
	case *sql.Restore:
		return nil, true, plain(h.restore(ctx, session, s))
	case *sql.CancelJob:
		return nil, true, plain(h.cancelJob(session, s))
	case *sql.Show:
		return h.show(ctx, session, s)
	}
	return nil, false, nil
}

func (h *Handler) show(ctx context.Context, session Session, s *sql.Show) (answer *result.Result, handled bool, err error) {
	var failed *profile.Error
	switch s.Kind {
	case sql.ShowRepositories:
		answer = h.showRepositories(session)
	case sql.ShowCreateRepository:
		answer, failed = h.showCreateRepository(s.Repository)
	case sql.ShowSnapshot:
		answer, failed = h.showSnapshot(ctx, s)
	case sql.ShowBackup:
		answer, failed = h.showBackup(session, s)
	case sql.ShowRestore:
		answer, failed = h.showRestore(session, s)
	default:
		return nil, false, nil
	}
	return answer, true, plain(failed)
}

// plain keeps a nil *profile.Error a nil error.
func plain(err *profile.Error) error {
	if err == nil {
		return nil
	}
	return err
}

func (h *Handler) now() time.Time { return h.options.Now() }

// config is a frontend config that is a number.
func (h *Handler) config(name string, standard int64) int64 {
	if h.options.Config == nil {
		return standard
	}
	text, ok := h.options.Config(name)
	if !ok {
		return standard
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return standard
	}
	return n
}

// configFlag is a frontend config that is true or false.
func (h *Handler) configFlag(name string) bool {
	if h.options.Config == nil {
		return false
	}
	text, _ := h.options.Config(name)
	return text == "true"
}

// lockSubmission takes the one lock of submissions, or gives Doris's error after the wait (DORIS.md "DROP REPOSITORY").
func (h *Handler) lockSubmission(ctx context.Context) (unlock func(), err *profile.Error) {
	timer := time.NewTimer(h.options.SubmitWait)
	defer timer.Stop()
	select {
	case h.submitting <- struct{}{}:
		return func() { <-h.submitting }, nil
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil, h.profile.Err(profile.Common, "Another backup or restore job is being submitted. Please wait and try again")
}
