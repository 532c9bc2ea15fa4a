// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
	"github.com/terraform-doris/terraform-provider-doris/internal/storagetest"
)

// stores are a memory store and an S3 API with the bucket "backups".
func stores(t *testing.T) map[string]Store {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("backups"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	client := NewS3(S3Config{Endpoint: server.URL, Region: "us-east-1", AccessKey: "k", SecretKey: "s", PathStyle: true})
	t.Cleanup(client.Close)
	return map[string]Store{"memory": NewMemory(), "s3": client}
}

// The same on real storages, where they are installed.
func TestSnapshotsOnRealStorages(t *testing.T) {
	t.Run("azurite", func(t *testing.T) {
		server := storagetest.StartAzurite(t, "backups")
		snapshotsIn(t, "s3://backups/a", NewAzure(server.Endpoint, server.Account, server.Key))
	})
	t.Run("hdfs", func(t *testing.T) {
		address := storagetest.StartHDFS(t)
		snapshotsIn(t, "hdfs://"+address+"/doris/a", NewHDFS(objectstore.HDFSAccess{Addresses: []string{address}, Username: "doris"}))
	})
}

func TestSnapshotsInAStore(t *testing.T) {
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) { snapshotsIn(t, "s3://backups/a", store) })
	}
}

func snapshotsIn(t *testing.T, location string, store Store) {
	t.Helper()
	ctx := context.Background()
	r := &Repository{Layout: Layout{Location: location, Repository: "repo"}, Store: store}
	if _, ok, err := r.RepoInfoFile(ctx); ok || err != nil {
		t.Fatalf("an empty location has a __repo_info: %v, %v", ok, err)
	}
	put := func(path, content string) {
		t.Helper()
		if err := store.Put(ctx, path, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	put(r.RepoInfo(), `{"create_time":"2026-01-01 00:00:00","name":"repo"}`)
	if info, ok, err := r.RepoInfoFile(ctx); !ok || err != nil || info.Name != "repo" {
		t.Fatalf("got %+v, %v, %v", info, ok, err)
	}
	info := `{"name":"one","database":"d","backup_objects":{}}`
	if err := r.Upload(ctx, r.Info("one", "2026-01-01-00-00-00"), []byte(info)); err != nil {
		t.Fatal(err)
	}
	put(r.Info("one", "2026-01-02-00-00-00")+".part", "x")
	put(r.Tablet("two", 1, 2, 3, 4, 5)+"/5.hdr."+Checksum([]byte("h")), "h")
	put(r.Tablet("one-b", 1, 2, 3, 4, 5)+"/x", "x")
	put(Layout{Location: location, Repository: "repo2"}.Snapshot("three")+"/x", "x")

	labels, err := r.Labels(ctx)
	if err != nil || !slices.Equal(labels, []string{"one-b", "one", "two"}) {
		t.Errorf("labels %v, %v", labels, err)
	}
	timestamps, err := r.Timestamps(ctx, "one")
	want := []string{"2026-01-01-00-00-00", "Invalid: __info_2026-01-02-00-00-00.part"}
	if err != nil || !slices.Equal(timestamps, want) {
		t.Errorf("timestamps %q, %v", timestamps, err)
	}
	if timestamps, err := r.Timestamps(ctx, "two"); err != nil || len(timestamps) != 0 {
		t.Errorf("timestamps of an unfinished snapshot: %q, %v", timestamps, err)
	}
	if got, err := r.DownloadInfo(ctx, "one", "2026-01-01-00-00-00"); err != nil || got.Database != "d" {
		t.Errorf("info %+v, %v", got, err)
	}
	_, err = r.DownloadInfo(ctx, "one", "2001-01-01-00-00-00")
	text := "Expected one file with path: " + location + "/__palo_repository_repo/__ss_one/__info_2001-01-01-00-00-00. get: 0"
	if err == nil || err.Error() != text {
		t.Errorf("got %v, want %s", err, text)
	}
}

func TestDownloadChecksTheContent(t *testing.T) {
	ctx := context.Background()
	store := NewMemory()
	r := &Repository{Layout: Layout{Location: "s3://b", Repository: "r"}, Store: store}
	if err := store.Put(ctx, r.Meta("l")+"."+Checksum([]byte("a")), []byte("b")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Download(ctx, r.Meta("l")); err == nil || !strings.HasPrefix(err.Error(), "md5sum does not equal.") {
		t.Errorf("got %v", err)
	}
	if err := r.Upload(ctx, r.Meta("l"), []byte("c")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Download(ctx, r.Meta("l")); err == nil || !strings.HasSuffix(err.Error(), "__ss_l/__meta. get: 2") {
		t.Errorf("got %v", err)
	}
}

func TestS3Failures(t *testing.T) {
	ctx := context.Background()
	good := stores(t)["s3"]
	dead := httptest.NewServer(nil)
	dead.Close()
	refused := NewS3(S3Config{Endpoint: dead.URL, Region: "r", AccessKey: "k", SecretKey: "s", PathStyle: true})
	tests := []struct {
		name  string
		store Store
		path  string
		want  Kind
	}{
		{"no such key", good, "s3://backups/none", NotFound},
		{"no such bucket", good, "s3://none/x", NoBucket},
		{"nothing listens", refused, "s3://backups/x", Refused},
		{"no scheme", good, "backups/x", BadPath},
	}
	for _, test := range tests {
		_, err := test.store.Get(ctx, test.path)
		var f *Failure
		if !errors.As(err, &f) || f.Kind != test.want {
			t.Errorf("%s: got %v", test.name, err)
		}
	}
}

func TestSplitPath(t *testing.T) {
	tests := []struct{ path, bucket, key string }{
		{"s3://backups/a/b", "backups", "a/b"},
		{"s3://backups//a///b", "backups", "a/b"},
		{"s3://backups", "backups", ""},
		{"s3://backups/a/", "backups", "a/"},
	}
	for _, test := range tests {
		bucket, key, err := splitPath(test.path)
		if err != nil || bucket != test.bucket || key != test.key {
			t.Errorf("%s: got %q, %q, %v", test.path, bucket, key, err)
		}
	}
}
