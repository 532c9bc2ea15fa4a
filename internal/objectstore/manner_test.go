// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// mannered is a bucket on a storage of another manner than Amazon's, reached as its operators would configure it.
func mannered(t *testing.T, manner *dorissim.S3Manner, pathStyle bool) *bucketOf {
	t.Helper()
	server, access := startS3(t)
	server.Behave(manner)
	address := strings.TrimPrefix(access.Endpoint, "http://")
	if manner != nil && manner.Host() != "" {
		access.Endpoint = "http://" + manner.Host()
	}
	access.UsePathStyle = pathStyle
	bucket := open(t, access, "backups")
	bucket.Hurry(pageOfTests)
	bucket.LeadTo(address)
	return &bucketOf{t: t, server: server, bucket: bucket, repository: bucket.Repository("s3://backups/prod", "repo")}
}

// All operations work on each storage that speaks S3 in its own way.
func TestManners(t *testing.T) {
	for _, test := range []struct {
		name      string
		manner    *dorissim.S3Manner
		pathStyle bool
		many, one int64 // requests that delete 32 files, in batches of ten at most, and the probe
	}{
		{"Amazon S3", nil, true, 5, 1},
		{"Google Cloud Storage", dorissim.S3Google, true, 1, 33},
		{"Alibaba Cloud OSS", dorissim.S3Alibaba, false, 5, 1},
		{"Tencent Cloud COS", dorissim.S3Tencent, false, 5, 1},
		{"Cloudflare R2", dorissim.S3Cloudflare, true, 5, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := mannered(t, test.manner, test.pathStyle)
			untouched := b.others("snap")
			info := b.snapshot(root, "snap", "shop", 30)
			var many, one atomic.Int64
			b.server.Before(func(_ http.ResponseWriter, r *http.Request) bool {
				switch kind(r) {
				case "delete many":
					many.Add(1)
				case "delete one":
					one.Add(1)
				}
				return false
			})
			b.whole(info, 32)
			if many.Load() != test.many || one.Load() != test.one {
				t.Errorf("%d batches and %d single deletions", many.Load(), one.Load())
			}
			untouched()
		})
	}
}

// whole goes through every operation on the snapshot "snap" and deletes it.
func (b *bucketOf) whole(file objectstore.InfoFile, files int) {
	b.t.Helper()
	ctx := b.t.Context()
	if _, err := b.bucket.Readable(ctx, "prod"); err != nil {
		b.t.Fatalf("Readable: %v", err)
	}
	if err := b.bucket.Writable(ctx, "prod"); err != nil {
		b.t.Fatalf("Writable: %v", err)
	}
	folders, err := b.bucket.Folders(ctx, "prod")
	if err != nil || !slices.Contains(folders, "__palo_repository_repo") {
		b.t.Fatalf("Folders: %q, %v", folders, err)
	}
	look, err := b.repository.Look(ctx, "snap")
	if err != nil || look.Empty || len(look.Infos) != 1 || look.Infos[0].Key != file.Key || len(look.Metas) != 1 || !look.Content {
		b.t.Fatalf("Look: %+v, %v", look, err)
	}
	if info, err := b.repository.Info(ctx, "snap", look.Infos[0]); err != nil || info.Database != "shop" {
		b.t.Fatalf("Info: %+v, %v", info, err)
	}
	if newest, err := b.repository.Newest(ctx, "snap"); err != nil || newest.IsZero() {
		b.t.Fatalf("Newest: %s, %v", newest, err)
	}
	check, err := b.repository.Verify(ctx, "snap", look.Infos[0])
	if err != nil || check.MissingCount != 0 || check.Count != files {
		b.t.Fatalf("Verify: %+v, %v", check, err)
	}
	deleted, err := b.delete("snap")
	if err != nil || deleted.Objects != files || deleted.Versioned {
		b.t.Fatalf("Delete: %+v, %v", deleted, err)
	}
	if look, err := b.repository.Look(ctx, "snap"); err != nil || !look.Empty {
		b.t.Fatalf("after the deletion: %+v, %v", look, err)
	}
}

// A bucket in the path where the storage wants it in the host name is said as such, not as a right that is missing.
func TestBucketInThePath(t *testing.T) {
	for _, manner := range []*dorissim.S3Manner{dorissim.S3Alibaba, dorissim.S3Tencent} {
		b := mannered(t, manner, true)
		_, readable := b.bucket.Readable(t.Context(), "prod")
		_, deleted := b.delete("snap")
		for what, err := range map[string]error{"Readable": readable, "Delete": deleted} {
			if objectstore.KindOf(err) != objectstore.PathStyle {
				t.Errorf("%s: %s: %v (%s)", manner.Name(), what, err, objectstore.KindOf(err))
			}
		}
	}
}
