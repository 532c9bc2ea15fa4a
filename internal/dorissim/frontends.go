// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
)

// Frontend is one of the frontends of a cluster (Options.Frontends). The first one is the master to begin with. Followers
// forward BACKUP, RESTORE, CANCEL, SHOW BACKUP, SHOW RESTORE, SHOW FRONTENDS and whatever changes something to the master, and
// answer the rest themselves (seen on three frontends of 4.1).
type Frontend struct {
	server *Server
	number int

	// Guarded by server.mu.
	addr     string
	listener net.Listener // nil while connections are refused
	dead     bool
	frozen   chan struct{} // closed when it thaws; nil = it is not frozen
	left     int           // bytes to clients until it freezes by itself, below 0 = never
	gone     chan struct{} // closed when this life of the process ends
	alone    bool          // cut off from the others: it still takes itself for the master
	stale    map[string]*result.Result
	broke    bool // it has noticed that the master is gone
	noFolder bool // temp_dir/backup is missing
	led      bool // it was the master once, which makes the folder
}

// Frontends are all frontends of the cluster.
func (s *Server) Frontends() []*Frontend { return s.frontends }

// Addr is host:port of the frontend's MySQL port.
func (f *Frontend) Addr() string { return f.addr }

// Kill ends the frontend as by SIGKILL: connections break and are refused.
func (f *Frontend) Kill() { f.lose(f.killLocked) }

// Freeze stops the frontend as by SIGSTOP: it accepts connections and bytes, and answers nothing.
func (f *Frontend) Freeze() { f.lose(func() { f.frozen = make(chan struct{}) }) }

// FreezeAfter lets the frontend send so many more bytes to its clients, and freezes it then, in the middle of an answer.
func (f *Frontend) FreezeAfter(bytes int) {
	f.server.mu.Lock()
	defer f.server.mu.Unlock()
	f.left = bytes
}

// CutOff parts the master from the other frontends, not from its clients: it still calls itself the master, shows the jobs as
// they were, and what has to be written to the journal hangs.
func (f *Frontend) CutOff() {
	stale := f.server.jobsAsTheyAre()
	f.lose(func() { f.alone, f.stale = true, stale })
}

// lose does something to a frontend that leaves the cluster without it.
func (f *Frontend) lose(act func()) {
	s := f.server
	s.mu.Lock()
	act()
	led := s.leader == f
	if led {
		s.leader, s.former = nil, f
	}
	s.mu.Unlock()
	if !led {
		return
	}
	s.jobs.Pause(true)
	s.logf("frontend %d, the master, is lost", f.number)
	if s.options.Election > 0 {
		time.AfterFunc(s.options.Election, func() { s.elect(nil) })
	}
}

func (f *Frontend) killLocked() {
	if f.dead {
		return
	}
	f.dead = true
	close(f.gone)
	f.hangUpLocked()
	if f.frozen != nil {
		close(f.frozen)
		f.frozen = nil
	}
}

// Return lets a frozen frontend go on, links one that was cut off, or starts one that was killed. Who was the master and is not
// any more exits at that.
func (f *Frontend) Return() {
	s := f.server
	s.mu.Lock()
	dead := f.dead
	if !f.dead && s.leader == nil && f.led { // nobody was elected meanwhile
		s.leader = f
		s.jobs.Pause(false)
	}
	if !f.dead && s.leader != f && (f.alone || f.frozen != nil) && f.led {
		f.killLocked()
	}
	if f.frozen != nil {
		close(f.frozen)
		f.frozen = nil
	}
	f.left, f.alone, f.stale = -1, false, nil
	if dead {
		f.dead, f.gone, f.led = false, make(chan struct{}), false
	}
	s.mu.Unlock()
	if dead {
		f.reopen()
	}
}

// Elect makes this frontend the master. Jobs behave as after a restart then.
func (f *Frontend) Elect() { f.server.elect(f) }

// elect makes a frontend the master, nil = the first that can be one.
func (s *Server) elect(f *Frontend) {
	s.mu.Lock()
	if s.ctx.Err() != nil || s.leader != nil && (f == nil || f == s.leader) {
		s.mu.Unlock()
		return
	}
	for _, one := range s.frontends {
		if f == nil && !one.dead && one.frozen == nil && !one.alone {
			f = one
		}
	}
	if f == nil {
		s.mu.Unlock()
		return
	}
	s.leader, f.led, f.noFolder = f, true, false
	for _, one := range s.frontends {
		one.broke = false
	}
	s.mu.Unlock()
	s.jobs.Restart()
	s.jobs.Pause(false)
	s.logf("frontend %d is the master", f.number)
}

// RemoveFolder takes temp_dir/backup away, which only the master makes: a follower of a young cluster has none.
func (f *Frontend) RemoveFolder() {
	f.server.mu.Lock()
	defer f.server.mu.Unlock()
	f.noFolder = true
}

// thawed is closed when the frontend goes on; nil = it is not frozen.
func (f *Frontend) thawed() chan struct{} {
	f.server.mu.Lock()
	defer f.server.mu.Unlock()
	return f.frozen
}

// share is how many of n bytes still go to the client before the frontend freezes.
func (f *Frontend) share(n int) int {
	f.server.mu.Lock()
	if f.left < 0 || n < f.left {
		if f.left >= 0 {
			f.left -= n
		}
		f.server.mu.Unlock()
		return n
	}
	n = f.left
	f.left = -1
	f.server.mu.Unlock()
	f.Freeze()
	return n
}

// receiver is the process that a statement goes to: the master's for what is forwarded, else the frontend's own.
type receiver struct {
	frontend, to *Frontend
	gone         chan struct{} // closed when that process ends
}

// receive finds out where a statement of a client goes. Errors are those of the time of an election.
func (s *Server) receive(c *session, text string) (*receiver, error) {
	f := c.frontend
	if f == nil {
		return nil, nil
	}
	forwarded := s.isForwarded(text)
	s.mu.Lock()
	defer s.mu.Unlock()
	to := f
	if forwarded && !f.alone {
		if to = s.asked(); to == nil {
			return nil, s.withoutMasterLocked(f)
		}
	}
	return &receiver{f, to, to.gone}, nil
}

// asked is the frontend that followers take for the master. A frozen one, or one that is cut off, is asked until another one is
// elected: its followers hear nothing of it.
func (s *Server) asked() *Frontend {
	if s.leader != nil {
		return s.leader
	}
	for _, f := range s.frontends {
		if f.led && !f.dead && (f.frozen != nil || f.alone) {
			return f
		}
	}
	return nil
}

// withoutMasterLocked is what a follower answers that has lost its master: first that its connection broke.
func (s *Server) withoutMasterLocked(f *Frontend) error {
	if !f.broke {
		f.broke = true
		return s.brokenForwardLocked(s.former)
	}
	if f.number%2 == 0 {
		return s.profile.Bare(profile.Analysis, "errCode = 2, detailMessage = Node catalog is not ready, please wait for a while. To master progress: NONE.\nFrontends: \nname: "+frontendName)
	}
	return s.profile.Bare(profile.Analysis, "Exception, msg: Failed to get master client.")
}

// brokenForwardLocked is what a follower says whose master went over the statement.
func (s *Server) brokenForwardLocked(master *Frontend) error {
	host, _, _ := net.SplitHostPort(master.addr)
	return s.profile.Bare(profile.Analysis, fmt.Sprintf("ForwardToMasterException, msg: forward to master FE TNetworkAddress(hostname:%s, port:%d): failed, "+
		"cause: java.net.SocketException: Broken pipe", host, master.rpcPort()))
}

func (f *Frontend) rpcPort() int { return 9020 + f.number }

// reached waits until the process that a statement goes to can work on it. Errors: the process ended.
func (s *Server) reached(r *receiver) error {
	if r == nil {
		return nil
	}
	s.mu.Lock()
	thawed := r.to.frozen
	alone := r.to.alone && r.to != r.frontend
	s.mu.Unlock()
	if alone { // nothing comes through until it exits
		thawed = make(chan struct{})
	}
	if thawed != nil {
		select {
		case <-thawed:
		case <-r.gone:
		case <-s.ctx.Done():
			return errCut
		}
	}
	return s.ended(r)
}

// ended is the error of a statement whose process ended over it.
func (s *Server) ended(r *receiver) error {
	if r == nil {
		return nil
	}
	select {
	case <-r.gone:
	default:
		return nil
	}
	if r.to == r.frontend {
		return errCut
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r.frontend.broke = true
	return s.brokenForwardLocked(r.to)
}

// isForwarded says whether a follower gives a statement to its master.
func (s *Server) isForwarded(text string) bool {
	dialect := sql.Legacy
	if s.profile.Nereids {
		dialect = sql.Nereids
	}
	statement, err := sql.Parse(text, dialect)
	if err != nil || statement == nil || len(s.frontends) == 1 {
		return false
	}
	switch stmt := statement.(type) {
	case *sql.Show:
		return stmt.Kind == sql.ShowBackup || stmt.Kind == sql.ShowRestore || stmt.Kind == sql.ShowFrontends
	case *sql.Select, *sql.Use, *sql.Switch, *sql.SetVariable, *sql.Kill, *sql.Transaction, *sql.Explain, *sql.Other:
		return false
	}
	return true
}

// jobsAsTheyAre are the answers to SHOW BACKUP and SHOW RESTORE of all databases.
func (s *Server) jobsAsTheyAre() map[string]*result.Result {
	all := map[string]*result.Result{}
	root := s.rootSession()
	root.locals["time_zone"] = "+00:00"
	for _, database := range s.catalog.Databases() {
		for _, kind := range []sql.ShowKind{sql.ShowBackup, sql.ShowRestore} {
			if r, err := s.run(root, "SHOW "+string(kind)+" FROM `"+database+"`"); err == nil {
				all[string(kind)+" "+database] = r
			}
		}
	}
	return all
}

// answerAlone answers what a master that is cut off answers differently: old rows, and nothing at all to what it cannot write.
func (s *Server) answerAlone(c *session, text string, statement sql.Statement) (r *result.Result, err error, mine bool) {
	f := c.frontend
	if f == nil {
		return nil, nil, false
	}
	s.mu.Lock()
	alone, stale, gone := f.alone, f.stale, f.gone
	s.mu.Unlock()
	if !alone || !s.isForwarded(text) {
		return nil, nil, false
	}
	show, ok := statement.(*sql.Show)
	switch {
	case ok && show.Kind == sql.ShowFrontends:
		return nil, nil, false
	case ok:
		database := show.Database
		if database == "" {
			database = c.database
		}
		if r := stale[string(show.Kind)+" "+database]; r != nil {
			return r, nil, true
		}
		return nil, nil, false
	}
	select { // the others do not confirm what it writes
	case <-gone:
	case <-s.ctx.Done():
	}
	return nil, errCut, true
}

// lacksFolder says whether a frontend cannot download info files.
func (f *Frontend) lacksFolder() bool {
	if f == nil {
		return false
	}
	f.server.mu.Lock()
	defer f.server.mu.Unlock()
	return f.noFolder && f.server.leader != f
}

// asksForDetails says whether a statement makes the frontend download an info file.
func asksForDetails(text string) bool {
	return sql.Words(text, 2) == "SHOW SNAPSHOT" && strings.Contains(strings.ToUpper(text), "TIMESTAMP")
}

// withoutFolder is the row of SHOW SNAPSHOT … AND TIMESTAMP at a frontend without temp_dir/backup (seen on 4.1).
func (s *Server) withoutFolder(r *result.Result) *result.Result {
	for _, row := range r.Rows {
		status := fmt.Sprintf("Failed to get info: java.nio.file.NoSuchFileException: /opt/apache-doris/fe/temp_dir/backup/__info_%d", s.now().UnixMilli())
		for i := 1; i < len(row); i++ {
			row[i] = nil
		}
		row[len(row)-1] = &status
	}
	return r
}
