// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"io"
	"net"
	"sync"
	"testing"
)

// host is a frontend's machine: clients reach the frontend through it. Frozen, as by SIGSTOP, it accepts connections and bytes
// and passes nothing on, in either direction.
type host struct {
	listener net.Listener
	upstream string

	mu     sync.Mutex
	thawed chan struct{} // open while frozen, nil while not
	left   int           // bytes to clients until it freezes by itself, below 0 = never
	ended  chan struct{}
	conns  []net.Conn
}

func startHost(t *testing.T, upstream string) *host {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &host{listener: listener, upstream: upstream, left: -1, ended: make(chan struct{})}
	t.Cleanup(h.stop)
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go h.pass(client)
		}
	}()
	return h
}

func (h *host) address() string { return h.listener.Addr().String() }

// freeze lets so many more bytes through to clients, then nothing at all.
func (h *host) freeze(after int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.left = after
	if after == 0 {
		h.thawed = make(chan struct{})
	}
}

func (h *host) stop() {
	_ = h.listener.Close()
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.ended)
	for _, conn := range h.conns {
		_ = conn.Close()
	}
}

func (h *host) pass(client net.Conn) {
	h.await()
	server, err := net.Dial("tcp", h.upstream)
	if err != nil {
		_ = client.Close()
		return
	}
	h.mu.Lock()
	h.conns = append(h.conns, client, server)
	h.mu.Unlock()
	go h.copy(server, client, false)
	h.copy(client, server, true)
}

// await returns when the host is not frozen, or stops.
func (h *host) await() {
	h.mu.Lock()
	thawed := h.thawed
	h.mu.Unlock()
	if thawed == nil {
		return
	}
	select {
	case <-thawed:
	case <-h.ended:
	}
}

func (h *host) copy(to io.WriteCloser, from io.ReadCloser, toClient bool) {
	defer func() { _ = to.Close() }()
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		h.await()
		now := n
		if toClient {
			now = h.share(n)
		}
		if _, err := to.Write(buffer[:now]); err != nil {
			return
		}
		if now < n {
			h.await()
			return // what is left comes too late for anybody
		}
	}
}

// share is how many of n bytes still go through.
func (h *host) share(n int) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.left < 0 || n < h.left {
		if h.left >= 0 {
			h.left -= n
		}
		return n
	}
	n, h.left, h.thawed = h.left, 0, make(chan struct{})
	return n
}
