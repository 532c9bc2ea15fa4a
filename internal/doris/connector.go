// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"crypto/tls"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Dead peers are noticed by the operating system after about 35 seconds while nothing was sent to them; what was sent and is
// not acknowledged is waited for as long as tcp_timeout.go says.
var keepAlive = net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 4}

// MySQL errors of a login (DORIS.md "Error codes"; fe/.../common/ErrorCode.java).
const (
	loginRefused    = 1045 // wrong user name or password
	passwordExpired = 1862 // PASSWORD_EXPIRE of the user
	accountLocked   = 3955 // FAILED_LOGIN_ATTEMPTS of the user
	noneLeft        = 1203 // max_user_connections of the user, or qe_max_connection of the frontend
)

// tooMany is what a frontend says to a right password when the connections are used up (AcceptListener.java).
var tooMany = regexp.MustCompile(`^(Reach limit of|Too many) connections`)

func refusesLogin(code uint16) bool {
	return code == loginRefused || code == passwordExpired || code == accountLocked
}

// connector opens connections to one frontend: login, time zone and catalog, all within the connect timeout.
type connector struct {
	mysql   driver.Connector
	timeout time.Duration
	tls     bool
	shown   bool // a client certificate is shown
}

// newConnector prepares connections to one endpoint. Text protocol only: statements never have arguments, so nothing is
// prepared on the server and nothing is quoted by the driver (DORIS.md "One statement, one text").
func newConnector(cfg Config, endpoint string, logger mysql.Logger) (*connector, error) {
	dialer := net.Dialer{KeepAliveConfig: keepAlive, Control: giveUpUnacknowledged}
	config := mysql.NewConfig()
	config.Net = "tcp"
	config.Addr = endpoint
	config.User = cfg.Username
	config.Passwd = cfg.Password
	config.Logger = logger
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		return dialListening(ctx, &dialer, network, address)
	}
	if cfg.TLS != nil {
		config.TLS = cfg.TLS.Clone()
		if config.TLS.MinVersion < tls.VersionTLS12 {
			config.TLS.MinVersion = tls.VersionTLS12
		}
		// LDAP users of Doris log in with a clear password; that is sent to a verified frontend only.
		config.AllowCleartextPasswords = !config.TLS.InsecureSkipVerify
	}
	inner, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	shown := cfg.TLS != nil && (len(cfg.TLS.Certificates) > 0 || cfg.TLS.GetClientCertificate != nil)
	return &connector{mysql: inner, timeout: cfg.ConnectTimeout, tls: cfg.TLS != nil, shown: shown}, nil
}

// Connect opens one connection, sets its time zone, so that times are read as UTC, and its catalog.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	ctx, greeting := listening(ctx)
	conn, err := c.mysql.Connect(ctx)
	if err != nil {
		return nil, &loginError{err, greeting, c.tls, c.shown}
	}
	execer, ok := conn.(driver.ExecerContext)
	if !ok {
		_ = conn.Close()
		return nil, errors.New("the MySQL driver cannot execute statements")
	}
	if _, err := execer.ExecContext(ctx, `SET time_zone = "+00:00"`, nil); err != nil {
		_ = conn.Close()
		return nil, err
	}
	if err := chooseCatalog(ctx, execer); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// chooseCatalog leads a user whose sessions begin in another catalog (user property default_init_catalog, since 3.1) to the
// one that backups are made of: names of databases are looked up in the session's catalog. A frontend that refuses it is
// used as it is.
func chooseCatalog(ctx context.Context, execer driver.ExecerContext) error {
	_, err := execer.ExecContext(ctx, "SWITCH "+Identifier("internal"), nil)
	if _, refused := errors.AsType[*mysql.MySQLError](err); refused {
		return nil
	}
	return err
}

// Driver is part of driver.Connector.
func (c *connector) Driver() driver.Driver { return c.mysql.Driver() }

// hungUp reports whether the other end closed the connection.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, mysql.ErrInvalidConn) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// plainDuration is "10s", "1m30s", "250ms": no trailing zero units.
func plainDuration(d time.Duration) string {
	if d >= time.Second {
		d = d.Round(time.Second)
	} else {
		d = d.Round(time.Millisecond)
	}
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// driverLog sends what the driver would print to stderr to the client's log.
type driverLog struct {
	client   *Client
	endpoint string
}

// Print is part of mysql.Logger.
func (l driverLog) Print(values ...any) {
	l.client.log(context.Background(), "debug", "Connection to a frontend", map[string]any{
		"endpoint": l.endpoint, "event": strings.TrimSpace(fmt.Sprint(values...)),
	})
}
