// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

// S3 is an embedded S3 server on loopback with one pair of keys, which two stand-in clusters can share.
type S3 struct{}

// StartS3 starts it on listen ("" = "127.0.0.1:0") with these buckets.
func StartS3(listen string, buckets ...string) (*S3, error) { return &S3{}, nil }

// Endpoint is its URL, such as "http://127.0.0.1:40123".
func (s *S3) Endpoint() string { return "" }

// AccessKey and SecretKey are what it accepts.
func (s *S3) AccessKey() string { return "" }

// SecretKey belongs to AccessKey.
func (s *S3) SecretKey() string { return "" }

// Rotate replaces the pair of keys; the old one is answered 403 from then on.
func (s *S3) Rotate(accessKey, secretKey string) {}

// Revoke answers every request with 403 (true), or works again.
func (s *S3) Revoke(revoked bool) {}

// Objects lists keys under a prefix, sorted.
func (s *S3) Objects(bucket, prefix string) []string { return nil }

// Delete deletes all objects under a prefix and says how many.
func (s *S3) Delete(bucket, prefix string) int { return 0 }

// Put writes an object.
func (s *S3) Put(bucket, key string, content []byte) error { return nil }

// Get reads an object.
func (s *S3) Get(bucket, key string) ([]byte, error) { return nil, nil }

// Requests counts the requests since the start, for tests that no one but Doris asked.
func (s *S3) Requests() int { return 0 }

// Close ends the server.
func (s *S3) Close() error { return nil }
