// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

func TestDeleteTakesTheInfoFileFirst(t *testing.T) {
	b := newBucket(t)
	untouched := b.others("snap")
	b.snapshot(root, "snap", "shop", 2)
	var mu sync.Mutex
	var order []string
	b.server.Before(func(_ http.ResponseWriter, r *http.Request) bool {
		if kind(r) != "delete many" {
			return false
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		mu.Lock()
		defer mu.Unlock()
		if r.Header.Get("Content-Md5") == "" {
			t.Error("a batch without Content-MD5: older servers refuse it")
		}
		switch text := string(body); {
		case strings.Contains(text, "/__info_"):
			order = append(order, "info")
		case strings.Contains(text, "/__meta."):
			order = append(order, "meta")
		case strings.Contains(text, "/__ss_content/"):
			order = append(order, "content")
		}
		return false
	})
	deleted, err := b.delete("snap")
	if err != nil || deleted.Objects != 4 || deleted.Bytes == 0 || deleted.Versioned {
		t.Fatalf("%+v, %v", deleted, err)
	}
	if want := []string{"info", "meta", "content"}; !slices.Equal(order, want) {
		t.Errorf("deleted in the order %v", order)
	}
	if left := b.left("snap"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	untouched()
	if again, err := b.delete("snap"); err != nil || again.Objects != 0 {
		t.Errorf("a second run: %+v, %v", again, err)
	}
}

// A fault in every request of a deletion, of several sorts: the next run ends it, nothing else is ever touched, and a
// snapshot that still has its info file has everything else too.
func TestDeleteIsFinishedAfterAnyFault(t *testing.T) {
	faults := map[string]func(w http.ResponseWriter, cancel func()) bool{
		"refused": func(w http.ResponseWriter, _ func()) bool { refuse(w, 403, "AccessDenied"); return true },
		"broken":  func(w http.ResponseWriter, _ func()) bool { refuse(w, 500, "WhoKnows"); return true },
		"killed":  func(_ http.ResponseWriter, cancel func()) bool { cancel(); return false },
		"garbage": func(w http.ResponseWriter, _ func()) bool { _, _ = w.Write([]byte("<html>")); return true },
	}
	const files = 2*pageOfTests + 3 // three pages of content
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBucket(t)
			untouched := b.others("snap")
			whole := 0
			for at := int64(1); ; at++ {
				b.snapshot(root, "snap", "shop", files)
				ctx, cancel := context.WithCancel(t.Context())
				var requests atomic.Int64
				b.server.Before(func(w http.ResponseWriter, _ *http.Request) bool {
					n := requests.Add(1)
					return n >= at && n < at+10 && fault(w, cancel) // so often that repeating does not help
				})
				_, err := b.repository.Delete(ctx, "snap")
				cancel()
				b.server.Before(nil)
				left := len(b.left("snap"))
				if b.complete("snap") && left != files+2 {
					t.Fatalf("request %d: it looks complete with %d of %d objects", at, left, files+2)
				}
				if err == nil && left > 0 {
					t.Fatalf("request %d: no error, and %d objects are left", at, left)
				}
				if _, err := b.delete("snap"); err != nil || len(b.left("snap")) > 0 {
					t.Fatalf("request %d: the second run left %d objects: %v", at, len(b.left("snap")), err)
				}
				if requests.Load() < at {
					break // the fault came after the last request
				}
				whole++
			}
			if whole < 9 {
				t.Errorf("only %d requests were hit", whole)
			}
			untouched()
		})
	}
}

// Errors inside an answer that is a success as a whole.
func TestDeleteReadsErrorsOfSingleKeys(t *testing.T) {
	const form = `<?xml version="1.0" encoding="UTF-8"?><DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Error><Key>%s</Key><Code>%s</Code><Message>%s</Message></Error></DeleteResult>`
	for name, test := range map[string]struct {
		code, message string
		times         int64 // how often it is answered
		want          objectstore.Kind
	}{
		"denied":         {"AccessDenied", "Access Denied", 1, objectstore.Denied},
		"object lock":    {"AccessDenied", "Access Denied because object protected by object lock.", 1, objectstore.Locked},
		"worm":           {"InvalidRequest", "Object is WORM protected and cannot be overwritten", 1, objectstore.Locked},
		"immutable":      {"FileImmutable", "The object you specified is immutable.", 1, objectstore.Locked},
		"busy, then not": {"SlowDown", "Please reduce your request rate.", 2, ""},
		"busy":           {"InternalError", "We encountered an internal error. Please try again.", 100, objectstore.Throttled},
		"gone already":   {"NoSuchKey", "The specified key does not exist.", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBucket(t)
			file := b.snapshot(root, "snap", "shop", 1)
			var answered atomic.Int64
			b.server.Before(func(w http.ResponseWriter, r *http.Request) bool {
				if kind(r) != "delete many" || answered.Add(1) > test.times {
					return false
				}
				if test.code == "NoSuchKey" {
					b.server.Delete("backups", file.Key)
				}
				_, _ = fmt.Fprintf(w, form, file.Key, test.code, test.message)
				return true
			})
			_, err := b.delete("snap")
			if test.want == "" {
				if err != nil || len(b.left("snap")) > 0 {
					t.Errorf("%v, left %v", err, b.left("snap"))
				}
				return
			}
			var failure *objectstore.Error
			if !errors.As(err, &failure) || failure.Kind != test.want || test.want != objectstore.Throttled && (failure.Key != file.Key || failure.Keys != 1) {
				t.Errorf("got %v (%+v), want %s", err, failure, test.want)
			}
			if len(b.left("snap")) != 3 {
				t.Errorf("the info file stays and so must all else: %v", b.left("snap"))
			}
		})
	}
}

// Storages that cannot delete several objects with one request.
func TestDeleteOneByOne(t *testing.T) {
	for name, answer := range map[string]struct {
		status int
		code   string
	}{
		"not implemented": {501, "NotImplemented"},
		"bad request":     {400, "InvalidArgument"},
		"no such method":  {405, "MethodNotAllowed"},
		"another header":  {400, "MissingContentMD5"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBucket(t)
			untouched := b.others("snap")
			b.snapshot(root, "snap", "shop", 30)
			var many, one atomic.Int64
			b.server.Before(func(w http.ResponseWriter, r *http.Request) bool {
				switch kind(r) {
				case "delete many":
					many.Add(1)
					refuse(w, answer.status, answer.code)
					return true
				case "delete one":
					one.Add(1)
				}
				return false
			})
			deleted, err := b.delete("snap")
			if err != nil || deleted.Objects != 32 || len(b.left("snap")) > 0 {
				t.Errorf("%+v, %v, left %v", deleted, err, b.left("snap"))
			}
			if many.Load() != 1 || one.Load() != 32 {
				t.Errorf("%d batches and %d single deletes", many.Load(), one.Load())
			}
			untouched()
		})
	}
	t.Run("and refuses", func(t *testing.T) {
		b := newBucket(t)
		b.snapshot(root, "snap", "shop", 1)
		b.server.Before(func(w http.ResponseWriter, r *http.Request) bool {
			switch kind(r) {
			case "delete many":
				refuse(w, 501, "NotImplemented")
				return true
			case "delete one":
				refuse(w, 403, "AccessDenied")
				return true
			}
			return false
		})
		_, err := b.delete("snap")
		var failure *objectstore.Error
		if !errors.As(err, &failure) || failure.Kind != objectstore.Denied || !strings.Contains(failure.Key, "/__info_") ||
			!slices.Equal(failure.Rights(), []string{"s3:DeleteObject"}) || !b.complete("snap") {
			t.Errorf("got %v (%+v)", err, failure)
		}
	})
}

func TestDeleteWaitsForABusyStorage(t *testing.T) {
	b := newBucket(t)
	b.snapshot(root, "snap", "shop", 5)
	var requests atomic.Int64
	b.server.Before(func(w http.ResponseWriter, _ *http.Request) bool {
		if requests.Add(1)%3 == 0 {
			return false
		}
		refuse(w, 503, "SlowDown")
		return true
	})
	if _, err := b.delete("snap"); err != nil || len(b.left("snap")) > 0 {
		t.Errorf("%v, left %v", err, b.left("snap"))
	}
	b.snapshot(root, "snap", "shop", 5)
	b.server.Before(func(w http.ResponseWriter, _ *http.Request) bool { refuse(w, 503, "SlowDown"); return true })
	requests.Store(0)
	if _, err := b.delete("snap"); objectstore.KindOf(err) != objectstore.Throttled {
		t.Errorf("a storage that is busy for ever: %v", err)
	}
}

func TestDeleteInAVersionedBucket(t *testing.T) {
	for name, answer := range map[string]func(w http.ResponseWriter, r *http.Request) bool{
		"said by the bucket": func(http.ResponseWriter, *http.Request) bool { return false },
		"said by the answers only": func(w http.ResponseWriter, r *http.Request) bool {
			switch {
			case r.URL.Query().Has("versioning"):
				refuse(w, 403, "AccessDenied")
				return true
			case kind(r) == "delete many":
				refuse(w, 501, "NotImplemented") // single answers of this server have the header
				return true
			}
			return false
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBucket(t)
			if err := b.server.KeepVersions("backups"); err != nil {
				t.Fatal(err)
			}
			b.snapshot(root, "snap", "shop", 2)
			b.server.Before(answer)
			deleted, err := b.delete("snap")
			if err != nil || !deleted.Versioned || deleted.Objects != 4 {
				t.Errorf("%+v, %v", deleted, err)
			}
		})
	}
}

// Names that could lead elsewhere are refused before anything is sent.
func TestNamesStayInTheirFolder(t *testing.T) {
	b := newBucket(t)
	b.snapshot(root, "snap", "shop", 1)
	before := b.server.Requests()
	for _, label := range []string{"", ".", "..", "a/b", "snap/", "../x", "a\\b", "a b", "a\n", "%2e", strings.Repeat("a", 300)} {
		if _, err := b.delete(label); objectstore.KindOf(err) != objectstore.BadName {
			t.Errorf("label %q: %v", label, err)
		}
	}
	for _, place := range []struct{ location, name string }{
		{"s3://backups/prod", ""},
		{"s3://backups/prod", "../repo"},
		{"s3://backups/prod", "a/b"},
		{"s3://backups/../prod", "repo"},
		{"s3://other/prod", "repo"},
		{"", "repo"},
	} {
		if _, err := b.bucket.Repository(place.location, place.name).Delete(t.Context(), "snap"); objectstore.KindOf(err) != objectstore.BadName {
			t.Errorf("repository %+v: %v", place, err)
		}
	}
	if b.server.Requests() != before {
		t.Error("something was sent")
	}
	if len(b.left("snap")) != 3 {
		t.Error("something was deleted")
	}
}

// A storage that lists what was not asked for gets no order to delete it.
func TestDeleteOnlyWhatIsInTheFolder(t *testing.T) {
	b := newBucket(t)
	untouched := b.others("snap")
	b.snapshot(root, "snap", "shop", 1)
	b.server.Before(func(w http.ResponseWriter, r *http.Request) bool {
		if kind(r) != "list" {
			return false
		}
		_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>prod/file</Key><Size>1</Size></Contents></ListBucketResult>`)
		return true
	})
	if _, err := b.delete("snap"); err == nil {
		t.Error("no error")
	}
	untouched()
}

// One listing serves a whole deletion: a snapshot of a thousand files takes the requests that its order needs, and one listing
// that finds nothing.
func TestDeleteTakesFewRequests(t *testing.T) {
	for name, test := range map[string]struct{ files, want int }{
		"few files":   {5, 1 + 3 + 1 + 1}, // list, info, meta, rest; list, versions
		"three pages": {2*pageOfTests + 3, 3 + 2 + 3 + 1 + 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBucket(t)
			b.snapshot(root, "snap", "shop", test.files)
			before := b.server.Requests()
			if _, err := b.delete("snap"); err != nil {
				t.Fatal(err)
			}
			if got := b.server.Requests() - before; got > test.want {
				t.Errorf("%d requests, want %d", got, test.want)
			}
		})
	}
}

// Storages that list in another order than that of the names, and folders in which something stands before the info file: the
// info file still goes first.
func TestDeleteInAnyOrder(t *testing.T) {
	for name, prepare := range map[string]func(b *bucketOf){
		"unordered": func(b *bucketOf) {},
		"something before the info file": func(b *bucketOf) {
			_ = b.server.Put("backups", root+"__ss_snap/AAA", []byte("x"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBucket(t)
			b.snapshot(root, "snap", "shop", 4)
			prepare(b)
			first := ""
			b.server.Before(func(w http.ResponseWriter, r *http.Request) bool {
				switch kind(r) {
				case "list":
					if name != "unordered" {
						return false
					}
					keys := b.server.Objects("backups", r.URL.Query().Get("prefix"))
					slices.Reverse(keys)
					_, _ = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>backups</Name><IsTruncated>false</IsTruncated>`)
					for _, key := range keys {
						_, _ = fmt.Fprintf(w, "<Contents><Key>%s</Key><Size>1</Size></Contents>", key)
					}
					_, _ = io.WriteString(w, "</ListBucketResult>")
					return true
				case "delete many":
					if first == "" {
						body, _ := io.ReadAll(r.Body)
						r.Body = io.NopCloser(strings.NewReader(string(body)))
						first = string(body)
					}
				}
				return false
			})
			if _, err := b.delete("snap"); err != nil || len(b.left("snap")) > 0 {
				t.Errorf("%v, left %v", err, b.left("snap"))
			}
			if !strings.Contains(first, "/__info_") || strings.Contains(first, "__ss_content") || strings.Contains(first, "AAA") {
				t.Errorf("first went %s", first)
			}
		})
	}
}
