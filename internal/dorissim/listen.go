// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"errors"
	"fmt"
	"net"
	"time"
)

// listen opens the MySQL port and accepts connections from then on.
func (s *Server) listen(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("the MySQL port cannot be opened: %w", err)
	}
	s.mu.Lock()
	if s.ctx.Err() != nil {
		s.mu.Unlock()
		_ = listener.Close()
		return errors.New("the server was closed")
	}
	s.listener = listener
	s.addr = listener.Addr().String()
	s.mu.Unlock()
	s.running.Add(1)
	go s.accept(listener)
	return nil
}

func (s *Server) accept(listener net.Listener) {
	defer s.running.Done()
	for {
		raw, err := listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.listener != listener {
			s.mu.Unlock()
			_ = raw.Close()
			return
		}
		s.lastConn++
		c := &connection{server: s, raw: raw, session: s.newSession(s.lastConn)}
		s.conns[c] = struct{}{}
		s.running.Add(1)
		s.mu.Unlock()
		go c.serve()
	}
}

// cutLocked breaks every connection.
func (s *Server) cutLocked() {
	for c := range s.conns {
		_ = c.raw.Close()
	}
}

// Refuse makes the server refuse connections and cut the present ones, or accept them again.
func (s *Server) Refuse(refuse bool) {
	s.mu.Lock()
	if refuse {
		if s.listener != nil {
			_ = s.listener.Close()
			s.listener = nil
		}
		s.cutLocked()
		s.mu.Unlock()
		return
	}
	closed := s.listener == nil
	s.mu.Unlock()
	// The port may be in use for a moment by another process's outgoing connection.
	for tries := 0; closed && tries < 50; tries++ {
		if s.listen(s.addr) == nil {
			return
		}
		select {
		case <-s.ctx.Done():
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}
