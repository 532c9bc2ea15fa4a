// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"net"
	"sync"
)

// wire is a client's connection to a frontend. While the frontend is frozen its kernel takes bytes, and nobody reads them.
type wire struct {
	net.Conn
	frontend *Frontend
	closed   chan struct{}
	once     sync.Once
}

func newWire(raw net.Conn, f *Frontend) *wire {
	return &wire{Conn: raw, frontend: f, closed: make(chan struct{})}
}

// Read gives what the client sent, once the frontend is not frozen.
func (w *wire) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	if err == nil && !w.await() {
		return 0, net.ErrClosed
	}
	return n, err
}

// Write sends an answer. A frontend that is to freeze within it sends so many bytes and nothing more.
func (w *wire) Write(b []byte) (int, error) {
	if !w.await() {
		return 0, net.ErrClosed
	}
	now := w.frontend.share(len(b))
	if now == len(b) {
		return w.Conn.Write(b)
	}
	if n, err := w.Conn.Write(b[:now]); err != nil {
		return n, err
	}
	if !w.await() {
		return now, net.ErrClosed
	}
	n, err := w.Conn.Write(b[now:])
	return now + n, err
}

// Close ends whatever waits as well.
func (w *wire) Close() error {
	w.once.Do(func() { close(w.closed) })
	return w.Conn.Close()
}

// await returns when the frontend is not frozen; false when the connection was closed meanwhile.
func (w *wire) await() bool {
	thawed := w.frontend.thawed()
	if thawed == nil {
		return true
	}
	select {
	case <-thawed:
		return true
	case <-w.closed:
	case <-w.frontend.server.ctx.Done():
	}
	return false
}
