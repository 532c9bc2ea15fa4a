// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Fault classifies why a frontend could not be used, where something is to be done about it.
type Fault int

// The faults that callers tell apart.
const (
	FaultOther      Fault = iota
	FaultSilent           // it accepts connections and sends no greeting
	FaultNotMySQL         // something else than MySQL answers
	FaultNoTLS            // it does not offer TLS
	FaultUntrusted        // its certificate is not trusted
	FaultWrongName        // its certificate is not valid for the name
	FaultExpired          // its certificate is not valid now
	FaultTLSClosed        // it ends the TLS login of a client that shows no certificate
	FaultTLSRefused       // it ends the TLS login of a client that shows one
	FaultClosed           // it ends the login without a word
)

// How the reasons of these faults begin.
const (
	noGreeting  = "it accepts the connection and sends no greeting"
	otherAnswer = "it answers "
	noTLS       = "it does not offer TLS"
	untrusted   = "its certificate is not trusted"
	wrongName   = "its certificate is not valid for this name"
	expired     = "its certificate is not valid now"
	tlsClosed   = "it ended the TLS login, to which no client certificate was shown"
	tlsRefused  = "it ended the TLS login in spite of the client certificate"
	closedEarly = "it closed the connection during the login"
)

var faultsByReason = []struct {
	words string
	fault Fault
}{
	{noGreeting, FaultSilent}, {otherAnswer, FaultNotMySQL}, {noTLS, FaultNoTLS}, {untrusted, FaultUntrusted}, {wrongName, FaultWrongName},
	{expired, FaultExpired}, {tlsClosed, FaultTLSClosed}, {tlsRefused, FaultTLSRefused}, {closedEarly, FaultClosed},
}

// Fault is the class of the reason.
func (a Attempt) Fault() Fault {
	for _, known := range faultsByReason {
		if strings.Contains(a.Reason, known.words) {
			return known.fault
		}
	}
	return FaultOther
}

// reason says in plain words why a connection could not be opened within the timeout.
func reason(err error, timeout time.Duration) string {
	var (
		dns      *net.DNSError
		answer   *mysql.MySQLError
		netError net.Error
		login    *loginError
	)
	if !errors.As(err, &login) {
		login = &loginError{greeting: &greeting{}}
	}
	switch {
	case errors.As(err, &answer):
		return detailMessage(answer.Message)
	case login.greeting.stranger() != "":
		return otherAnswer + login.greeting.stranger() + ", not MySQL"
	case errors.As(err, &dns) && dns.IsNotFound:
		return "no such host"
	case errors.As(err, &dns):
		return "its name cannot be resolved"
	case errors.Is(err, mysql.ErrNoTLS):
		return noTLS + " (enable_ssl is false there)"
	case errors.Is(err, mysql.ErrCleartextPassword):
		return "it wants the password in clear (LDAP): that is sent over verified TLS only"
	case certificateReason(err) != "":
		return certificateReason(err)
	case login.tls && login.greeting.greeted() && (hungUp(err) || clientAlert(err) != ""):
		text := tlsClosed
		if login.shown {
			text = tlsRefused
		}
		if alert := clientAlert(err); alert != "" {
			text += " (" + alert + ")"
		}
		return text
	case strings.Contains(err.Error(), "tls: "):
		return "TLS failed: " + err.Error()[strings.LastIndex(err.Error(), "tls: ")+len("tls: "):]
	case errors.Is(err, syscall.ECONNREFUSED), strings.Contains(err.Error(), "refused"):
		return "connection refused"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &netError) && netError.Timeout():
		text := "no answer within " + plainDuration(timeout)
		if login.greeting.silent() {
			text += ": " + noGreeting
		}
		return text
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "no route to it"
	case hungUp(err) && login.greeting.silent():
		return closedEarly + ", before any greeting"
	case hungUp(err):
		return closedEarly
	}
	return strings.TrimSpace(err.Error())
}

// certificateReason says what is wrong with the frontend's certificate, "" when nothing is.
func certificateReason(err error) string {
	var (
		untrust  *tls.CertificateVerificationError
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &hostname):
		return wrongName + ", " + validFor(hostname.Certificate)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && invalid.Cert != nil:
		return expired + ": it is from " + invalid.Cert.NotBefore.UTC().Format(time.RFC3339) + " to " + invalid.Cert.NotAfter.UTC().Format(time.RFC3339)
	case errors.As(err, &untrust):
		return untrusted + ": " + strings.TrimPrefix(untrust.Err.Error(), "x509: ")
	}
	return ""
}

// validFor lists the names of a certificate.
func validFor(certificate *x509.Certificate) string {
	if certificate == nil {
		return "but for others"
	}
	names := append([]string(nil), certificate.DNSNames...)
	for _, ip := range certificate.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return "nor for any other: it has no subject alternative names"
	}
	return "but for " + strings.Join(names, ", ")
}

// clientAlert is what a server says that wants another client certificate, or one at all.
func clientAlert(err error) string {
	_, alert, found := strings.Cut(err.Error(), "remote error: tls: ")
	if !found {
		return ""
	}
	for _, known := range []string{"certificate required", "bad certificate", "unknown certificate", "unknown certificate authority", "handshake failure", "access denied", "unsupported certificate", "certificate unknown"} {
		if strings.HasPrefix(alert, known) {
			return known
		}
	}
	return ""
}
