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
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

// certificate makes a certificate for an address that signs itself.
func certificate(t *testing.T, address string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "fe"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP(address)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
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
	serve := func(c tls.Certificate, most uint16) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{c}, MaxVersion: most}
	}
	for _, test := range []struct {
		name           string
		server, client *tls.Config
		want           string // part of the reason; "" = works
	}{
		{"trusted", serve(own, 0), &tls.Config{RootCAs: trusted}, ""},
		{"verification is off", serve(own, 0), &tls.Config{InsecureSkipVerify: true}, ""},
		{"not trusted", serve(own, 0), &tls.Config{RootCAs: x509.NewCertPool()}, "its certificate is not trusted"},
		{"for another name", serve(foreign, 0), &tls.Config{RootCAs: alsoTrusted}, "its certificate is not valid for this name"},
		{"too old", serve(own, tls.VersionTLS11), &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS10}, "TLS failed"},
		{"the server has none: no way back to plain text", nil, &tls.Config{RootCAs: trusted}, "it does not offer TLS"},
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
