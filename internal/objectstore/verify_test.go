// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

const tablet = "__ss_content/__db_1/__tbl_2/__part_3/__idx_4/__5/"

// file is the name of the n-th file of a snapshot that the tests write.
func file(n int, label string) string {
	return fmt.Sprintf("%s%05d.dat.%s", tablet, n, sum(fmt.Sprintf("rows %d of %s", n, label)))
}

func TestVerify(t *testing.T) {
	at := root + "__ss_snap/"
	for name, test := range map[string]struct {
		change func(b *bucketOf, info objectstore.InfoFile)
		count  int
		want   []string
	}{
		"whole": {func(*bucketOf, objectstore.InfoFile) {}, 7, nil},
		"a file is gone": {func(b *bucketOf, _ objectstore.InfoFile) {
			b.server.Delete("backups", at+file(2, "snap"))
		}, 6, []string{file(2, "snap")}},
		"the meta file is gone": {func(b *bucketOf, _ objectstore.InfoFile) {
			b.server.Delete("backups", at+"__meta.")
		}, 6, []string{"__meta"}},
		"a file is empty": {func(b *bucketOf, _ objectstore.InfoFile) {
			b.put(at+file(1, "snap"), "")
		}, 7, []string{file(1, "snap") + " (empty)"}},
		"a file has other content": {func(b *bucketOf, _ objectstore.InfoFile) {
			b.put(at+file(1, "snap"), "rows of somebody else")
		}, 7, []string{file(1, "snap") + " (other content)"}},
		"a file too many": {func(b *bucketOf, _ objectstore.InfoFile) {
			b.put(at+"__ss_content/late", "x")
		}, 8, nil},
		"other snapshots do not count": {func(b *bucketOf, _ objectstore.InfoFile) {
			b.others("snap")
			b.server.Delete("backups", root+"__ss_snap_b/")
		}, 7, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBucket(t)
			info := b.snapshot(root, "snap", "shop", 5)
			test.change(b, info)
			check, err := b.repository.Verify(t.Context(), "snap", info)
			if err != nil || check.Count != test.count || check.MissingCount != len(test.want) || !slices.Equal(check.Missing, test.want) || check.SizeBytes == 0 {
				t.Errorf("%+v, %v, want %d files and %v", check, err, test.count, test.want)
			}
		})
	}
}

// Many files: a page of listing for each thousand (ten here), one download, and the first missing files are named.
func TestVerifyIsCheap(t *testing.T) {
	b := newBucket(t)
	info := b.snapshot(root, "snap", "shop", 75)
	for n := range 50 {
		b.server.Delete("backups", root+"__ss_snap/"+file(n, "snap"))
	}
	var mu sync.Mutex
	sent := map[string]int{}
	b.server.Before(func(_ http.ResponseWriter, r *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		sent[kind(r)]++
		return false
	})
	check, err := b.repository.Verify(t.Context(), "snap", info)
	if err != nil || check.Count != 27 || check.MissingCount != 50 || len(check.Missing) != 20 || check.Missing[0] != file(0, "snap") {
		t.Errorf("%+v, %v", check, err)
	}
	if sent["get"] != 1 || sent["list"] != 3 || len(sent) != 2 {
		t.Errorf("sent %v", sent)
	}
}

// What an ETag tells depends on the upload and on the encryption.
func TestVerifyReadsETags(t *testing.T) {
	for name, test := range map[string]struct {
		etag   func(md5 string) string
		header map[string]string // of the answer to HEAD
		bad    int
		heads  int
	}{
		"MD5":                     {etag: func(md5 string) string { return md5 }},
		"MD5 in capitals":         {etag: strings.ToUpper},
		"several parts":           {etag: func(md5 string) string { return md5 + "-3" }},
		"damaged":                 {etag: func(md5 string) string { return sum(md5) }, bad: 31, heads: 20},
		"encrypted by the bucket": {etag: func(md5 string) string { return sum(md5) }, header: map[string]string{"x-amz-server-side-encryption": "AES256"}, bad: 31, heads: 20},
		"encrypted with KMS":      {etag: func(md5 string) string { return sum(md5) }, header: map[string]string{"x-amz-server-side-encryption": "aws:kms"}, heads: 20},
		"with a client's key":     {etag: func(md5 string) string { return sum(md5) }, header: map[string]string{"x-amz-server-side-encryption-customer-algorithm": "AES256"}, heads: 20},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBucket(t)
			info := b.snapshot(root, "snap", "shop", 30)
			heads := 0
			b.server.Before(func(w http.ResponseWriter, r *http.Request) bool {
				switch kind(r) {
				case "head":
					heads++
					for key, value := range test.header {
						w.Header().Set(key, value)
					}
					return true
				case "list":
					_, _ = fmt.Fprint(w, "<ListBucketResult><IsTruncated>false</IsTruncated>")
					for _, key := range b.left("snap") {
						_, _ = fmt.Fprintf(w, "<Contents><Key>%s</Key><Size>9</Size><ETag>&quot;%s&quot;</ETag></Contents>", key, test.etag(key[len(key)-32:]))
					}
					_, _ = fmt.Fprint(w, "</ListBucketResult>")
					return true
				}
				return false
			})
			check, err := b.repository.Verify(t.Context(), "snap", info)
			if err != nil || check.MissingCount != test.bad || heads != test.heads {
				t.Errorf("%+v, %v, %d HEAD requests", check, err, heads)
			}
		})
	}
}

func TestVerifyWithoutRights(t *testing.T) {
	for _, refused := range []string{"get", "list"} {
		b := newBucket(t)
		info := b.snapshot(root, "snap", "shop", 1)
		b.server.Before(func(w http.ResponseWriter, r *http.Request) bool {
			if kind(r) == refused {
				refuse(w, 403, "AccessDenied")
				return true
			}
			return false
		})
		if _, err := b.repository.Verify(t.Context(), "snap", info); objectstore.KindOf(err) != objectstore.Denied {
			t.Errorf("%s: %v", refused, err)
		}
	}
}

// Google's storage changes Accept-Encoding on the way, so it must not be part of a signature.
func TestSignatureWithoutAcceptEncoding(t *testing.T) {
	b := newBucket(t)
	b.server.Before(func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.Header.Get("Authorization"), "accept-encoding") {
			t.Error("Accept-Encoding is signed")
		}
		return false
	})
	if _, err := b.repository.Look(t.Context(), "snap"); err != nil {
		t.Fatal(err)
	}
}
