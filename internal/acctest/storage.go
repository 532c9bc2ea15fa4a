// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim"
)

// Storage is the bucket that the repositories of a test lie in.
type Storage struct {
	Endpoint  string
	Region    string
	Bucket    string
	AccessKey string
	SecretKey string

	server *dorissim.S3 // nil when it is a real one
}

const embeddedBucket = "backups"

// sharedS3 is one embedded server for all tests of a test binary; it lives as long as the process.
var sharedS3 = sync.OnceValues(func() (*dorissim.S3, error) { return dorissim.StartS3("", embeddedBucket) })

func embeddedStorage(server *dorissim.S3) *Storage {
	return &Storage{
		Endpoint: server.Endpoint(), Region: "us-east-1", Bucket: embeddedBucket,
		AccessKey: server.AccessKey(), SecretKey: server.SecretKey(), server: server,
	}
}

// ownStorage starts an embedded server for this test alone, which may revoke its keys or empty it.
func ownStorage(t *testing.T) *Storage {
	t.Helper()
	server, err := dorissim.StartS3("", embeddedBucket)
	if err != nil {
		t.Fatalf("the embedded S3 server did not start: %v", err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return embeddedStorage(server)
}

func realStorage(t *testing.T) *Storage {
	t.Helper()
	s := &Storage{
		Endpoint:  os.Getenv("DORIS_TEST_S3_ENDPOINT"),
		Region:    environment("DORIS_TEST_S3_REGION", "us-east-1"),
		Bucket:    os.Getenv("DORIS_TEST_S3_BUCKET"),
		AccessKey: os.Getenv("DORIS_TEST_S3_ACCESS_KEY"),
		SecretKey: os.Getenv("DORIS_TEST_S3_SECRET_KEY"),
	}
	if s.Endpoint == "" || s.Bucket == "" || s.AccessKey == "" || s.SecretKey == "" {
		t.Fatal("DORIS_TEST_ENDPOINTS or DORIS_TEST_S3_ENDPOINT is set, so DORIS_TEST_S3_ENDPOINT, _BUCKET, _ACCESS_KEY and _SECRET_KEY must all be set")
	}
	return s
}

// Block is the argument `s3 = {...}` of a doris_repository in this storage.
func (s *Storage) Block() string {
	return fmt.Sprintf(`s3 = {
    endpoint              = %q
    region                = %q
    use_path_style        = true
    access_key            = %q
    secret_key_wo         = %q
    secret_key_wo_version = 1
  }`, s.Endpoint, s.Region, s.AccessKey, s.SecretKey)
}

func environment(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
