// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// A storage behind a certificate of one's own is trusted by every request, looks and work on files alike.
func TestOwnCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `<ListBucketResult><Name>backups</Name><IsTruncated>false</IsTruncated></ListBucketResult>`)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // a client that does not trust it
	server.StartTLS()
	t.Cleanup(server.Close)
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	access := objectstore.Access{Endpoint: server.URL, UsePathStyle: true, AccessKey: "ak", SecretKey: "canary-secret"}
	_, err := open(t, access, "backups").Readable(t.Context(), "")
	if objectstore.KindOf(err) != objectstore.Unreachable || !strings.Contains(err.Error(), "certificate is not trusted here (AWS_CA_BUNDLE") {
		t.Fatalf("a certificate that nobody vouches for: %v", err)
	}
	t.Setenv("AWS_CA_BUNDLE", bundle)
	bucket := open(t, access, "backups")
	bucket.Hurry(10)
	if _, err := bucket.Readable(t.Context(), ""); err != nil {
		t.Errorf("a look: %v", err)
	}
	if look, err := bucket.Repository("s3://backups/p", "repo").Look(t.Context(), "snap"); err != nil || !look.Empty {
		t.Errorf("work on files: %+v, %v", look, err)
	}
}

// https at a server without it is said, because Doris may have added another scheme to the same endpoint.
func TestPlainServer(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			asked.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	bucket := open(t, objectstore.Access{Endpoint: strings.Replace(server.URL, "http://", "https://", 1), UsePathStyle: true, AccessKey: "ak", SecretKey: "canary-secret"}, "backups")
	bucket.Hurry(10)
	_, err := bucket.Repository("s3://backups/p", "repo").Look(t.Context(), "snap")
	if objectstore.KindOf(err) != objectstore.Unreachable || !strings.Contains(err.Error(), "it speaks plain http") {
		t.Errorf("got %v", err)
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times for what is answered alike", n)
	}
}

// Where a storage says that the bucket lies elsewhere, in whatever words, the keys are not to blame.
func TestAnotherRegion(t *testing.T) {
	for name, answer := range map[string]struct {
		status     int
		code, text string
		want       objectstore.Kind
	}{
		"AWS, other endpoint":    {301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.", objectstore.WrongRegion},
		"AWS, other region":      {400, "AuthorizationHeaderMalformed", "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'", objectstore.WrongRegion},
		"Versity, other region":  {403, "SignatureDoesNotMatch", "Credential should be scoped to a valid Region, not eu-west-1", objectstore.WrongRegion},
		"Versity, unknown key":   {404, "XAdminUserNotFound", "No user exists with the provided access key ID.", objectstore.WrongKeys},
		"a wrong secret, though": {403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.", objectstore.WrongKeys},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(answer.status)
			_, _ = fmt.Fprintf(w, `<Error><Code>%s</Code><Message>%s</Message></Error>`, answer.code, answer.text)
		}))
		_, err := open(t, objectstore.Access{Endpoint: server.URL, UsePathStyle: true, AccessKey: "ak", SecretKey: "canary-secret"}, "backups").Readable(t.Context(), "")
		server.Close()
		if objectstore.KindOf(err) != answer.want || !strings.Contains(err.Error(), answer.text) {
			t.Errorf("%s: got %v (%s), want %s", name, err, objectstore.KindOf(err), answer.want)
		}
	}
}

// What answers need not be S3: a console, a proxy, a port that wants https. Nothing is concluded from it, least of all that a
// folder is empty.
func TestNotS3(t *testing.T) {
	for _, answer := range []struct {
		status int
		body   string
		want   objectstore.Kind
	}{
		{200, "<!doctype html><html><title>Console</title></html>", objectstore.NotS3},
		{200, "", objectstore.NotS3},
		{404, "<html>nginx</html>", objectstore.NotS3},
		{400, "Client sent an HTTP request to an HTTPS server.", objectstore.NotS3},
		{404, "<Error><Code>NoSuchBucket</Code><Message>no</Message></Error>", objectstore.NoBucket},
		{403, "<html>Forbidden</html>", objectstore.Denied},
		{502, "<html>Bad Gateway</html>", objectstore.Throttled},
		{503, "", objectstore.Throttled},
		{200, `<ListBucketResult><Name>backups</Name></ListBucketResult>`, ""},
		{200, `<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>`, ""},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(answer.status)
			_, _ = fmt.Fprint(w, answer.body)
		}))
		b := open(t, objectstore.Access{Endpoint: server.URL, UsePathStyle: true, AccessKey: "ak", SecretKey: "canary-secret"}, "backups")
		b.Hurry(10)
		repository := b.Repository("s3://backups/p", "repo")
		_, readable := b.Readable(t.Context(), "p")
		_, folders := b.Folders(t.Context(), "p")
		_, look := repository.Look(t.Context(), "snap")
		_, deleted := repository.Delete(t.Context(), "snap")
		for what, err := range map[string]error{"Readable": readable, "Folders": folders, "Look": look, "Delete": deleted} {
			if answer.want == "" && err == nil {
				continue
			}
			if err == nil || objectstore.KindOf(err) != answer.want {
				t.Errorf("%d %q: %s: got %v (%s), want %s", answer.status, answer.body, what, err, objectstore.KindOf(err), answer.want)
			}
		}
		server.Close()
	}
}

// Settings that AWS tools find on this machine and that do not fit are named, with or without keys of our own.
func TestSettingsOfTheMachine(t *testing.T) {
	_, access := startS3(t)
	for _, test := range []struct{ variable, value, names string }{
		{"AWS_PROFILE", "nobody", "nobody"},
		{"AWS_CA_BUNDLE", "/nowhere/ca.pem", "/nowhere/ca.pem"},
		{"AWS_USE_FIPS_ENDPOINT", "true", "custom endpoint"},
	} {
		t.Run(test.variable, func(t *testing.T) {
			t.Setenv(test.variable, test.value)
			b, err := objectstore.Open(t.Context(), access, "backups")
			if err == nil {
				_, err = b.Readable(t.Context(), "")
			}
			if objectstore.KindOf(err) != objectstore.BadSetup || !strings.Contains(err.Error(), test.names) {
				t.Errorf("got %v (%s)", err, objectstore.KindOf(err))
			}
			if strings.Contains(err.Error(), access.SecretKey) {
				t.Error("the secret is in the text")
			}
		})
	}
}
