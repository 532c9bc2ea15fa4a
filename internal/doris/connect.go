// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"crypto/tls"
	"crypto/x509"
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
// not acknowledged is waited for as long as socket.go says.
var keepAlive = net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 4}

// MySQL errors of a login (reference 7.1; fe/.../common/ErrorCode.java).
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
}

// newConnector prepares connections to one endpoint. Text protocol only: statements never have arguments, so nothing is
// prepared on the server and nothing is quoted by the driver (reference 1.7).
func newConnector(cfg Config, endpoint string, logger mysql.Logger) (*connector, error) {
	dialer := net.Dialer{KeepAliveConfig: keepAlive, Control: giveUpUnacknowledged}
	config := mysql.NewConfig()
	config.Net = "tcp"
	config.Addr = endpoint
	config.User = cfg.Username
	config.Passwd = cfg.Password
	config.Logger = logger
	config.DialFunc = dialer.DialContext
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
	return &connector{mysql: inner, timeout: cfg.ConnectTimeout}, nil
}

// Connect opens one connection, sets its time zone, so that times are read as UTC, and its catalog.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	conn, err := c.mysql.Connect(ctx)
	if err != nil {
		return nil, err
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

// reason says in plain words why a connection could not be opened within the timeout.
func reason(err error, timeout time.Duration) string {
	var (
		dns      *net.DNSError
		answer   *mysql.MySQLError
		untrust  *tls.CertificateVerificationError
		hostname x509.HostnameError
		netError net.Error
	)
	switch {
	case errors.As(err, &answer):
		return words(answer.Message)
	case errors.As(err, &dns) && dns.IsNotFound:
		return "no such host"
	case errors.As(err, &dns):
		return "its name cannot be resolved"
	case errors.Is(err, mysql.ErrNoTLS):
		return "it does not offer TLS (enable_ssl is false there)"
	case errors.Is(err, mysql.ErrCleartextPassword):
		return "it wants the password in clear (LDAP): that is sent over verified TLS only"
	case errors.As(err, &hostname):
		return "its certificate is not valid for this name"
	case errors.As(err, &untrust):
		return "its certificate is not trusted: " + untrust.Err.Error()
	case strings.Contains(err.Error(), "tls: "):
		return "TLS failed: " + err.Error()[strings.LastIndex(err.Error(), "tls: ")+len("tls: "):]
	case errors.Is(err, syscall.ECONNREFUSED), strings.Contains(err.Error(), "refused"):
		return "connection refused"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &netError) && netError.Timeout():
		return "no answer within " + plainDuration(timeout)
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "no route to it"
	case hungUp(err):
		return "it closed the connection during the login"
	}
	return strings.TrimSpace(err.Error())
}

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
