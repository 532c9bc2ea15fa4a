// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

// certificate makes a certificate for an address that signs itself.
func certificate(t *testing.T, address string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	return certificateOf(t, func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP(address)} })
}

func certificateOf(t *testing.T, change func(*x509.Certificate)) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "fe"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestTLS(t *testing.T) {
	own, trusted := certificate(t, "127.0.0.1")
	foreign, alsoTrusted := certificate(t, "10.0.0.1")
	named, namedTrusted := certificateOf(t, func(c *x509.Certificate) {
		c.DNSNames, c.IPAddresses = []string{"fe1.example.com", "*.doris.example.com"}, []net.IP{net.ParseIP("10.0.0.1")}
	})
	nameless, namelessTrusted := certificateOf(t, func(*x509.Certificate) {})
	old, oldTrusted := certificateOf(t, func(c *x509.Certificate) {
		c.IPAddresses, c.NotBefore, c.NotAfter = []net.IP{net.ParseIP("127.0.0.1")}, time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour)
	})
	mutual := func(most uint16) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{own}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: namedTrusted, MaxVersion: most}
	}
	serve := func(c tls.Certificate, most uint16) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{c}, MaxVersion: most}
	}
	for _, test := range []struct {
		name           string
		server, client *tls.Config
		want           string // part of the reason; "" = works
		fault          Fault
	}{
		{"trusted", serve(own, 0), &tls.Config{RootCAs: trusted}, "", 0},
		{"verification is off", serve(own, 0), &tls.Config{InsecureSkipVerify: true}, "", 0},
		{"not trusted", serve(own, 0), &tls.Config{RootCAs: x509.NewCertPool()}, "its certificate is not trusted", FaultUntrusted},
		{"for another name", serve(foreign, 0), &tls.Config{RootCAs: alsoTrusted}, "its certificate is not valid for this name, but for 10.0.0.1", FaultWrongName},
		{"too old", serve(own, tls.VersionTLS11), &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS10}, "TLS failed", FaultOther},
		{"the server has none: no way back to plain text", nil, &tls.Config{RootCAs: trusted}, "it does not offer TLS", FaultNoTLS},
		{"for several names", serve(named, 0), &tls.Config{RootCAs: namedTrusted}, "but for fe1.example.com, *.doris.example.com, 10.0.0.1)", FaultWrongName},
		{"under one of its names", serve(named, 0), &tls.Config{RootCAs: namedTrusted, ServerName: "a.doris.example.com"}, "", 0},
		{"for no name at all", serve(nameless, 0), &tls.Config{RootCAs: namelessTrusted}, "nor for any other: it has no subject alternative names", FaultWrongName},
		{"expired", serve(old, 0), &tls.Config{RootCAs: oldTrusted}, "its certificate is not valid now: it is from", FaultExpired},
		{"a client certificate is wanted, TLS 1.3", mutual(0), &tls.Config{RootCAs: trusted}, tlsClosed, FaultTLSClosed},
		{"a client certificate is wanted, TLS 1.2", mutual(tls.VersionTLS12), &tls.Config{RootCAs: trusted}, tlsClosed, FaultTLSClosed},
		{"another client certificate is wanted", mutual(tls.VersionTLS12), &tls.Config{RootCAs: trusted, Certificates: []tls.Certificate{foreign}}, tlsRefused, FaultTLSRefused},
		{"the right client certificate", mutual(0), &tls.Config{RootCAs: trusted, Certificates: []tls.Certificate{named}}, "", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			fe := startFrontendTLS(t, test.server, clock)
			client := openClient(t, func(cfg *Config) { cfg.TLS = test.client }, fe.address())
			_, err := client.Now(context.Background())
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if KindOf(err) != KindUnreachable || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if unreachable, ok := errors.AsType[*Unreachable](err); !ok || unreachable.Attempts[0].Fault() != test.fault {
				t.Errorf("%v is fault %d, want %d", err, unreachable.Attempts[0].Fault(), test.fault)
			}
			if fe.logins != 0 || len(fe.asked()) != 0 {
				t.Error("something was sent")
			}
		})
	}
}

func TestPlainDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		10 * time.Second: "10s", 90 * time.Second: "1m30s", time.Minute: "1m", time.Hour: "1h", 250 * time.Millisecond: "250ms", 1499 * time.Millisecond: "1s",
	} {
		if got := plainDuration(d); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// What listens at a port need not be a frontend that speaks to us.
func TestStrangersAtThePort(t *testing.T) {
	const slow = 300 * time.Millisecond
	for name, test := range map[string]struct {
		say   string
		close bool
		tls   *tls.Config
		want  string
		fault Fault
	}{
		"silent":                      {"", false, nil, "no answer within 300ms: it accepts the connection and sends no greeting", FaultSilent},
		"silent, with TLS":            {"", false, &tls.Config{}, "sends no greeting", FaultSilent},
		"closes at once":              {"", true, nil, "it closed the connection during the login, before any greeting", FaultClosed},
		"HTTP":                        {"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", true, nil, "it answers HTTP, not MySQL", FaultNotMySQL},
		"HTTP, kept open":             {"HTTP/1.1 408 Request Timeout\r\n\r\n", false, nil, "it answers HTTP, not MySQL", FaultNotMySQL},
		"HTTP, with TLS":              {"HTTP/1.1 400 Bad Request\r\n\r\n", true, &tls.Config{}, "it answers HTTP, not MySQL", FaultNotMySQL},
		"a page":                      {"<html><body>Bad gateway</body></html>", true, nil, "it answers HTTP, not MySQL", FaultNotMySQL},
		"SSH":                         {"SSH-2.0-OpenSSH_9.6\r\n", false, nil, "it answers SSH, not MySQL", FaultNotMySQL},
		"settings of HTTP/2":          {"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x7f\xff\xff\xff\x00\x04", false, nil, "it answers another protocol, not MySQL", FaultNotMySQL},
		"half a greeting":             {"\x4a\x00\x00\x00\x0a5.7.99\x00", false, nil, "no answer within 300ms", FaultOther},
		"half a greeting, then ended": {"\x4a\x00\x00\x00\x0a5.7.99\x00", true, nil, "it closed the connection during the login", FaultClosed},
	} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = listener.Close() })
			go func() {
				for {
					conn, err := listener.Accept()
					if err != nil {
						return
					}
					_, _ = conn.Write([]byte(test.say))
					if test.close {
						_ = conn.Close()
					}
				}
			}()
			client := openClient(t, func(cfg *Config) { cfg.TLS, cfg.ConnectTimeout = test.tls, slow }, listener.Addr().String())
			_, err = client.Now(context.Background())
			unreachable, ok := errors.AsType[*Unreachable](err)
			if !ok || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
			if got := unreachable.Attempts[0].Fault(); got != test.fault {
				t.Errorf("%v is fault %d, want %d", err, got, test.fault)
			}
		})
	}
}
