// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"errors"
	"fmt"
	"net"
	"time"
)

// listen opens the MySQL port of a frontend and accepts connections from then on.
func (f *Frontend) listen(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("the MySQL port cannot be opened: %w", err)
	}
	s := f.server
	s.mu.Lock()
	if s.ctx.Err() != nil {
		s.mu.Unlock()
		_ = listener.Close()
		return errors.New("the server was closed")
	}
	f.listener = listener
	f.addr = listener.Addr().String()
	s.mu.Unlock()
	s.running.Add(1)
	go f.accept(listener)
	return nil
}

func (f *Frontend) accept(listener net.Listener) {
	s := f.server
	defer s.running.Done()
	for {
		raw, err := listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if f.listener != listener {
			s.mu.Unlock()
			_ = raw.Close()
			return
		}
		s.lastConn++
		c := &connection{server: s, raw: newWire(raw, f), session: s.newSession(s.lastConn)}
		c.session.frontend = f
		s.conns[c] = struct{}{}
		s.running.Add(1)
		s.mu.Unlock()
		go c.serve()
	}
}

// hangUpLocked refuses connections from now on and breaks those that there are.
func (f *Frontend) hangUpLocked() {
	if f.listener != nil {
		_ = f.listener.Close()
		f.listener = nil
	}
	f.cutLocked()
}

// cutLocked breaks every connection of the frontend.
func (f *Frontend) cutLocked() {
	for c := range f.server.conns {
		if c.session.frontend == f {
			_ = c.raw.Close()
		}
	}
}

// reopen listens on the same port again. It may be in use for a moment by another process's outgoing connection.
func (f *Frontend) reopen() {
	f.server.mu.Lock()
	closed := f.listener == nil && !f.server.exited // a frontend that exited over its journal never comes back
	f.server.mu.Unlock()
	for tries := 0; closed && tries < 50; tries++ {
		if f.listen(f.addr) == nil {
			return
		}
		select {
		case <-f.server.ctx.Done():
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Refuse makes the server (its first frontend) refuse connections and cut the present ones, or accept them again.
func (s *Server) Refuse(refuse bool) {
	if !refuse {
		s.frontends[0].reopen()
		return
	}
	s.mu.Lock()
	s.frontends[0].hangUpLocked()
	s.mu.Unlock()
}
