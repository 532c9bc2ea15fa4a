// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

func startS3(t *testing.T) (*dorissim.S3, objectstore.Access) {
	t.Helper()
	server, err := dorissim.StartS3("", "backups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server, objectstore.Access{Endpoint: server.Endpoint(), UsePathStyle: true, AccessKey: server.AccessKey(), SecretKey: server.SecretKey()}
}

func open(t *testing.T, access objectstore.Access, bucket string) *objectstore.Bucket {
	t.Helper()
	b, err := objectstore.Open(t.Context(), access, bucket)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFolders(t *testing.T) {
	server, access := startS3(t)
	for _, key := range []string{"prod/__palo_repository_a/__repo_info", "prod/__palo_repository_b/__ss_x/__meta.0", "prod/file", "other/x", "top"} {
		if err := server.Put("backups", key, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	b := open(t, access, "backups")
	for prefix, want := range map[string][]string{
		"":        {"other", "prod"},
		"prod":    {"__palo_repository_a", "__palo_repository_b"},
		"/prod/":  {"__palo_repository_a", "__palo_repository_b"},
		"nothing": nil,
	} {
		if got, err := b.Folders(t.Context(), prefix); err != nil || !slices.Equal(got, want) {
			t.Errorf("Folders(%q) = %q, %v, want %q", prefix, got, err, want)
		}
	}
}

func TestWritableLeavesNothing(t *testing.T) {
	server, access := startS3(t)
	if err := open(t, access, "backups").Writable(t.Context(), "prod/doris"); err != nil {
		t.Fatal(err)
	}
	if left := server.Objects("backups", ""); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestErrors(t *testing.T) {
	server, access := startS3(t)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	with := func(change func(*objectstore.Access)) objectstore.Access {
		changed := access
		change(&changed)
		return changed
	}
	for name, test := range map[string]struct {
		access  objectstore.Access
		bucket  string
		revoked bool
		want    objectstore.Kind
	}{
		"fine":               {access, "backups", false, ""},
		"no bucket":          {access, "nowhere", false, objectstore.NoBucket},
		"unknown access key": {with(func(a *objectstore.Access) { a.AccessKey = "nobody" }), "backups", false, objectstore.WrongKeys},
		"wrong secret":       {with(func(a *objectstore.Access) { a.SecretKey = "canary-secret" }), "backups", false, objectstore.WrongKeys},
		"revoked":            {access, "backups", true, objectstore.Denied},
		"nobody listens":     {with(func(a *objectstore.Access) { a.Endpoint = "http://" + closed.Addr().String() }), "backups", false, objectstore.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			server.Revoke(test.revoked)
			clock, err := open(t, test.access, test.bucket).Readable(t.Context(), "prod")
			if test.want == "" {
				if err != nil || time.Since(clock).Abs() > time.Minute {
					t.Fatalf("clock %s, error %v", clock, err)
				}
				return
			}
			if err == nil || objectstore.KindOf(err) != test.want {
				t.Fatalf("got %v (%s), want %s", err, objectstore.KindOf(err), test.want)
			}
			if strings.Contains(err.Error(), "canary-secret") || strings.Contains(err.Error(), server.SecretKey()) {
				t.Errorf("a secret is in the text: %v", err)
			}
		})
	}
}
