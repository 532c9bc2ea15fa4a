// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/colinmarc/hdfs/v2"
)

// idleConnection is how long a connection outlives its last request. An open one renews its leases every second.
const idleConnection = 5 * time.Second

// hdfsConnection is a connection to the active name node, opened when it is needed and closed when it is not.
type hdfsConnection struct {
	access   HDFSAccess
	answer   time.Duration // the longest time without a byte
	attempts int
	pause    time.Duration // between two attempts; doubles

	mu     sync.Mutex
	client *hdfs.Client
	users  int
	idle   *time.Timer
}

func newHDFSConnection(access HDFSAccess, answer time.Duration, attempts int, pause time.Duration) *hdfsConnection {
	return &hdfsConnection{access: access, answer: answer, attempts: attempts, pause: pause}
}

// hold keeps the connection open until stop is called.
func (h *hdfsConnection) hold(ctx context.Context) (stop func(), err error) {
	if _, err := h.take(ctx); err != nil {
		return nil, err
	}
	return sync.OnceFunc(h.give), nil
}

// do runs a request, again when the name node is a standby one, is starting or has gone.
func (h *hdfsConnection) do(ctx context.Context, request func(*hdfs.Client) error) error {
	pause := h.pause
	for attempt := 1; ; attempt++ {
		err := h.once(ctx, request)
		if err == nil || ctx.Err() != nil || attempt >= h.attempts || !passing(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
		pause = min(2*pause, workPause)
	}
}

// once ends when the context ends, whatever the name node does: the client knows no contexts.
func (h *hdfsConnection) once(ctx context.Context, request func(*hdfs.Client) error) error {
	client, err := h.take(ctx)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() {
		err := request(client)
		if broken(err) {
			h.drop(client)
		}
		h.give()
		ended <- err
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hdfsConnection) take(ctx context.Context) (*hdfs.Client, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.client == nil {
		client, err := h.dial(ctx)
		if err != nil {
			return nil, err
		}
		h.client = client
	}
	if h.idle != nil {
		h.idle.Stop()
	}
	h.users++
	return h.client, nil
}

func (h *hdfsConnection) give() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.users--
	if h.users > 0 {
		return
	}
	h.idle = time.AfterFunc(idleConnection, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.users == 0 && h.client != nil {
			_ = h.client.Close()
			h.client = nil
		}
	})
}

// drop forgets a connection that is broken.
func (h *hdfsConnection) drop(client *hdfs.Client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.client == client {
		h.client = nil
		go func() { _ = client.Close() }()
	}
}

func (h *hdfsConnection) dial(ctx context.Context) (*hdfs.Client, error) {
	open := func(_ context.Context, network, address string) (net.Conn, error) {
		dialer := net.Dialer{Timeout: answerTimeout}
		connection, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &answering{connection, h.answer}, nil
	}
	options := hdfs.ClientOptions{
		Addresses: h.access.Addresses, User: h.access.Username, NamenodeDialFunc: open, UseDatanodeHostname: true,
		DatanodeDialFunc: func(ctx context.Context, network, address string) (net.Conn, error) {
			dialer := net.Dialer{Timeout: answerTimeout}
			return dialer.DialContext(ctx, network, address)
		},
	}
	if h.access.KerberosPrincipal != "" {
		if err := h.access.kerberos(&options); err != nil {
			return nil, err
		}
	}
	return hdfs.NewClient(options)
}

// answering bounds how long a name node may be silent in an answer: the client would wait for ever.
type answering struct {
	net.Conn
	answer time.Duration
}

// Read waits for the next bytes.
func (a *answering) Read(p []byte) (int, error) {
	if err := a.SetReadDeadline(time.Now().Add(a.answer)); err != nil {
		return 0, err
	}
	return a.Conn.Read(p)
}

// broken reports that nothing more can be asked on this connection.
func broken(err error) bool {
	var op *net.OpError
	return err != nil && (errors.As(err, &op) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, os.ErrDeadlineExceeded) ||
		strings.Contains(err.Error(), "no available namenodes") || strings.Contains(err.Error(), "StandbyException"))
}

// passing reports what may be answered otherwise in a moment.
func passing(err error) bool {
	return broken(err) && !strings.Contains(err.Error(), "SASL") || strings.Contains(err.Error(), "RetriableException") ||
		strings.Contains(err.Error(), "SafeModeException")
}
