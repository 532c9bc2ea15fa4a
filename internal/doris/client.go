// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"
)

// defaultConnectTimeout is the limit for opening one connection. A round over all endpoints takes at most longestRound
// more than that, so that a plan without a reachable cluster ends in under 15 seconds.
const defaultConnectTimeout = 10 * time.Second

// Config says how to reach a cluster. Nothing is opened before the first statement.
type Config struct {
	Endpoints      []string // host:port of frontends (MySQL port), tried in turn; the master is preferred
	Username       string
	Password       string
	TLS            *tls.Config   // nil = plain text; never falls back from TLS to plain
	ConnectTimeout time.Duration // 0 = 10 s; limit for opening one connection
	Version        string        // what to believe instead of the server's own version: "4.1" or "4.1.2"
	Secrets        []string      // further texts to scrub from errors and log lines
	Limits         Limits        // of statements; zero = the defaults
	Log            LogFunc       // nil = silent
}

// LogFunc receives one line per event. level is "debug", "info" or "warn"; fields never hold secrets.
type LogFunc func(ctx context.Context, level, message string, fields map[string]any)

// Client talks to one cluster. It is safe for concurrent use.
type Client struct {
	cfg       Config
	believed  *Version // Config.Version, nil when not given
	secrets   *scrubber
	frontends *frontends
	cache     *cache
	election  election
}

// Open checks the configuration and returns a client; it opens no connection. Errors are those of the configuration:
// no endpoint, one that is not host:port, no user name, or a version that is not one.
func Open(cfg Config) (*Client, error) {
	if err := checkEndpoints(cfg.Endpoints); err != nil {
		return nil, err
	}
	if cfg.Username == "" {
		return nil, errors.New("the user name is empty")
	}
	if cfg.ConnectTimeout <= 0 {
		cfg.ConnectTimeout = defaultConnectTimeout
	}
	cfg.Limits = cfg.Limits.orDefaults()
	client := &Client{cfg: cfg, secrets: &scrubber{}, cache: newCache(maxCacheWeight)}
	if cfg.Version != "" {
		version, err := parseVersion(cfg.Version)
		if err != nil {
			return nil, err
		}
		client.believed = &version
	}
	client.secrets.add(cfg.Password)
	client.secrets.add(cfg.Secrets...)
	frontends, err := newFrontends(client)
	if err != nil {
		return nil, err
	}
	client.frontends = frontends
	return client, nil
}

func checkEndpoints(endpoints []string) error {
	if len(endpoints) == 0 {
		return errors.New("no endpoint is given")
	}
	for i, endpoint := range endpoints {
		host, port, err := net.SplitHostPort(endpoint)
		if err != nil || host == "" {
			return fmt.Errorf("endpoint %q is not host:port, such as fe1.example.com:9030", endpoint)
		}
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return fmt.Errorf("endpoint %q has no port between 1 and 65535", endpoint)
		}
		if slices.Contains(endpoints[:i], endpoint) {
			return fmt.Errorf("endpoint %q is given twice", endpoint)
		}
	}
	return nil
}

// Close closes idle connections.
func (c *Client) Close() error { return c.frontends.close() }

// AddSecrets adds texts (repository keys) that must never appear in an error or a log line of this client. Texts of
// less than four characters are ignored: they would blot out ordinary words.
func (c *Client) AddSecrets(secrets ...string) { c.secrets.add(secrets...) }

// log writes one line. Texts are scrubbed here, so that no caller can forget it.
func (c *Client) log(ctx context.Context, level, message string, fields map[string]any) {
	if c.cfg.Log == nil {
		return
	}
	for key, value := range fields {
		if text, ok := value.(string); ok {
			fields[key] = c.secrets.scrub(text)
		}
	}
	c.cfg.Log(ctx, level, c.secrets.scrub(message), fields)
}
