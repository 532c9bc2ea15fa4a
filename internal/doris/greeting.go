// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"net"
	"strings"
	"sync"
)

// greeting is what the other end said first on a new connection, and whether there was one at all: what keeps a login from
// working is told by it.
type greeting struct {
	mu        sync.Mutex
	connected bool
	first     []byte
}

// greetingLength is enough to tell MySQL from everything else: four bytes of length and number, the version of the protocol.
const greetingLength = 16

// heard is a connection whose first bytes are remembered. It embeds the real one, because the driver looks at its socket.
type heard struct {
	*net.TCPConn
	greeting *greeting
}

// Read is part of net.Conn.
func (h *heard) Read(p []byte) (int, error) {
	n, err := h.TCPConn.Read(p)
	if g := h.greeting; g != nil {
		g.mu.Lock()
		g.first = append(g.first, p[:min(n, greetingLength-len(g.first))]...)
		if len(g.first) == greetingLength {
			h.greeting = nil
		}
		g.mu.Unlock()
	}
	return n, err
}

type greetingKey struct{}

// listening makes connections that dial opens for this context tell their greeting.
func listening(ctx context.Context) (context.Context, *greeting) {
	g := &greeting{}
	return context.WithValue(ctx, greetingKey{}, g), g
}

// dialListening opens a connection.
func dialListening(ctx context.Context, dialer *net.Dialer, network, address string) (net.Conn, error) {
	conn, err := dialer.DialContext(ctx, network, address)
	g, ok := ctx.Value(greetingKey{}).(*greeting)
	tcp, isTCP := conn.(*net.TCPConn)
	if err != nil || !ok || !isTCP {
		return conn, err
	}
	g.mu.Lock()
	g.connected = true
	g.mu.Unlock()
	return &heard{tcp, g}, nil
}

// silent: a connection was accepted and nothing was said on it.
func (g *greeting) silent() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.connected && len(g.first) == 0
}

// greeted: MySQL's greeting came.
func (g *greeting) greeted() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.first) > 0 && isMySQL(g.first)
}

// stranger names what answers instead of MySQL, "" when nothing does.
func (g *greeting) stranger() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch text := string(g.first); {
	case len(g.first) < 4 || isMySQL(g.first):
		return ""
	case strings.HasPrefix(text, "HTTP"), strings.HasPrefix(text, "<"):
		return "HTTP"
	case strings.HasPrefix(text, "SSH-"):
		return "SSH"
	}
	return "another protocol"
}

// isMySQL: a greeting of version 10, or an error, is packet number 0 of a short length.
func isMySQL(first []byte) bool {
	return len(first) >= 5 && first[2] == 0 && first[3] == 0 && (first[4] == 10 || first[4] == 0xff) || len(first) < 5 && len(first) >= 3 && first[2] == 0
}

// loginError is why a connection did not come about.
type loginError struct {
	error
	greeting *greeting
	tls      bool // it was to be encrypted
	shown    bool // with a client certificate
}

func (e *loginError) Unwrap() error { return e.error }
