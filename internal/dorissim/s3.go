// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// S3 is an embedded S3 server on loopback with one pair of keys, which two stand-in clusters can share.
type S3 struct {
	storage  *s3mem.Backend
	http     *http.Server
	endpoint string
	requests atomic.Int64
	skew     atomic.Int64 // nanoseconds that its clock is ahead of the machine's
	manner   atomic.Pointer[S3Manner]

	mu                   sync.Mutex
	accessKey, secretKey string
	revoked              bool
	before               func(http.ResponseWriter, *http.Request) bool
}

// The keys that a new server accepts.
const (
	s3AccessKey = "doriskey"
	s3SecretKey = "dorissecret"
)

// StartS3 starts it on listen ("" = "127.0.0.1:0") with these buckets.
func StartS3(listen string, buckets ...string) (*S3, error) {
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, fmt.Errorf("the S3 port cannot be opened: %w", err)
	}
	s := &S3{
		endpoint:  "http://" + listener.Addr().String(),
		accessKey: s3AccessKey, secretKey: s3SecretKey,
	}
	s.storage = s3mem.New(s3mem.WithTimeSource(s3Clock{&s.skew}))
	for _, bucket := range buckets {
		if err := s.storage.CreateBucket(bucket); err != nil {
			_ = listener.Close()
			return nil, fmt.Errorf("bucket %s: %w", bucket, err)
		}
	}
	objects := gofakes3.New(s.storage).Server()
	s.http = &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			s.requests.Add(1)
			manner := s.manner.Load()
			if denied := s.permitted(manner, r); denied != nil {
				manner.write(w, r, denied)
				return
			}
			if answer := s.answer(); answer != nil && answer(w, r) {
				return
			}
			if denied := manner.refused(r); denied != nil {
				manner.write(w, r, denied)
				return
			}
			objects.ServeHTTP(w, r)
		})}
	go func() { _ = s.http.Serve(listener) }()
	return s, nil
}

// Endpoint is its URL, such as "http://127.0.0.1:40123".
func (s *S3) Endpoint() string { return s.endpoint }

// AccessKey and SecretKey are what it accepts.
func (s *S3) AccessKey() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accessKey
}

// SecretKey belongs to AccessKey.
func (s *S3) SecretKey() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.secretKey
}

// Rotate replaces the pair of keys; the old one is answered 403 from then on.
func (s *S3) Rotate(accessKey, secretKey string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accessKey, s.secretKey = accessKey, secretKey
}

// Revoke answers every request with 403 (true), or works again.
func (s *S3) Revoke(revoked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked = revoked
}

// Before lets a test answer requests itself, or only look at them: answer returns whether it did. It is asked after the
// keys were checked, and by many goroutines at a time. nil ends it.
func (s *S3) Before(answer func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = answer
}

func (s *S3) answer() func(http.ResponseWriter, *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.before
}

// KeepVersions makes a bucket keep what is deleted from now on as old versions.
func (s *S3) KeepVersions(bucket string) error {
	return s.storage.SetVersioningConfiguration(bucket, gofakes3.VersioningConfiguration{Status: gofakes3.VersioningEnabled})
}

// Objects lists keys under a prefix, sorted.
func (s *S3) Objects(bucket, prefix string) []string {
	var keys []string
	page := gofakes3.ListBucketPage{}
	for {
		list, err := s.storage.ListBucket(bucket, &gofakes3.Prefix{HasPrefix: true, Prefix: prefix}, page)
		if err != nil {
			return nil
		}
		for _, object := range list.Contents {
			keys = append(keys, object.Key)
		}
		if !list.IsTruncated {
			break
		}
		page = gofakes3.ListBucketPage{Marker: list.NextMarker, HasMarker: true}
	}
	sort.Strings(keys)
	return keys
}

// Delete deletes all objects under a prefix and says how many.
func (s *S3) Delete(bucket, prefix string) int {
	keys := s.Objects(bucket, prefix)
	for _, key := range keys {
		_, _ = s.storage.DeleteObject(bucket, key)
	}
	return len(keys)
}

// Put writes an object.
func (s *S3) Put(bucket, key string, content []byte) error {
	_, err := s.storage.PutObject(bucket, key, map[string]string{}, bytes.NewReader(content), int64(len(content)), nil)
	return err
}

// Get reads an object.
func (s *S3) Get(bucket, key string) ([]byte, error) {
	object, err := s.storage.GetObject(bucket, key, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = object.Contents.Close() }()
	return io.ReadAll(object.Contents)
}

// SetClock moves the clock that objects are dated by, against the machine's. Signatures are not held against it.
func (s *S3) SetClock(d time.Duration) { s.skew.Store(int64(d)) }

// s3Clock dates the objects of a storage.
type s3Clock struct{ skew *atomic.Int64 }

// Now is in the zone whose name HTTP headers bear.
func (c s3Clock) Now() time.Time {
	return time.Now().Add(time.Duration(c.skew.Load())).In(time.FixedZone("GMT", 0))
}

func (c s3Clock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Requests counts the requests since the start, for tests that no one but Doris asked.
func (s *S3) Requests() int { return int(s.requests.Load()) }

// Close ends the server.
func (s *S3) Close() error { return s.http.Close() }

// s3Denied is an error answer of S3.
type s3Denied struct {
	status        int
	code, message string
}

func (d *s3Denied) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(d.status)
	_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n<Error><Code>%s</Code><Message>%s</Message></Error>",
		d.code, d.message)
}

// permitted checks the keys of a request as it came, and then reads it as the manner does.
func (s *S3) permitted(manner *S3Manner, r *http.Request) *s3Denied {
	asked := *r.URL
	if denied := manner.inManner(r); denied != nil {
		return denied
	}
	read := r.URL
	r.URL = &asked
	defer func() { r.URL = read }()
	return s.authorize(r)
}

// authorize checks the keys of a request: nil lets it through. Anonymous requests are refused.
func (s *S3) authorize(r *http.Request) *s3Denied {
	s.mu.Lock()
	accessKey, secretKey, revoked := s.accessKey, s.secretKey, s.revoked
	s.mu.Unlock()
	denied := &s3Denied{http.StatusForbidden, "AccessDenied", "Access Denied"}
	if revoked {
		return denied
	}
	signature, ok := readSignature(r)
	if !ok {
		return denied
	}
	if signature.accessKey != accessKey {
		return &s3Denied{http.StatusForbidden, "InvalidAccessKeyId", "No user exists with the provided access key ID."}
	}
	if !signature.fits(r, secretKey) {
		return &s3Denied{http.StatusForbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the " +
			"signature you provided. Check your key and signing method."}
	}
	return nil
}
