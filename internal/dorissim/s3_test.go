// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

func s3Client(server *S3, accessKey, secretKey string) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint:     aws.String(server.Endpoint()),
		Region:           "us-east-1",
		UsePathStyle:     true,
		Credentials:      credentials.NewStaticCredentialsProvider(accessKey, secretKey, ""),
		RetryMaxAttempts: 1,
	})
}

func startS3(t *testing.T) *S3 {
	t.Helper()
	server, err := StartS3("", "bucket")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server
}

func put(client *s3.Client, key, content string) error {
	_, err := client.PutObject(context.Background(), &s3.PutObjectInput{
		Bucket: aws.String("bucket"), Key: aws.String(key), Body: strings.NewReader(content),
	})
	return err
}

func TestS3Keys(t *testing.T) {
	server := startS3(t)
	good := s3Client(server, server.AccessKey(), server.SecretKey())
	if err := put(good, "a b/ü+1=x", "content"); err != nil {
		t.Fatal(err)
	}
	if content, err := server.Get("bucket", "a b/ü+1=x"); err != nil || string(content) != "content" {
		t.Errorf("the object holds %q (%v)", content, err)
	}
	if _, err := good.ListObjectsV2(context.Background(), &s3.ListObjectsV2Input{
		Bucket: aws.String("bucket"), Prefix: aws.String("a b/"), Delimiter: aws.String("/"),
	}); err != nil {
		t.Error(err)
	}
	for _, test := range []struct{ name, access, secret, want string }{
		{"wrong secret", "doriskey", "wrong", "SignatureDoesNotMatch"},
		{"unknown key", "nobody", "dorissecret", "InvalidAccessKeyId"},
	} {
		err := put(s3Client(server, test.access, test.secret), "x", "y")
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "403") {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
	server.Revoke(true)
	if err := put(good, "x", "y"); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("revoked: got %v", err)
	}
	server.Revoke(false)
	server.Rotate("newkey", "newsecret")
	if err := put(good, "x", "y"); err == nil {
		t.Error("the old key still works after a rotation")
	}
	if err := put(s3Client(server, "newkey", "newsecret"), "x", "y"); err != nil {
		t.Errorf("the new key does not work: %v", err)
	}
	if server.Requests() != 7 {
		t.Errorf("counted %d requests, want 7", server.Requests())
	}
}

func TestS3ObjectsAndDelete(t *testing.T) {
	server := startS3(t)
	var want []string
	for i := range 1203 {
		key := fmt.Sprintf("p/%05d", i)
		want = append(want, key)
		if err := server.Put("bucket", key, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := server.Put("bucket", "q/1", []byte("q")); err != nil {
		t.Fatal(err)
	}
	if got := server.Objects("bucket", "p/"); !slices.Equal(got, want) {
		t.Errorf("Objects gave %d keys, want %d", len(got), len(want))
	}
	// The API pages at 1,000 keys.
	var listed []string
	pages := s3.NewListObjectsV2Paginator(s3Client(server, "doriskey", "dorissecret"),
		&s3.ListObjectsV2Input{Bucket: aws.String("bucket"), Prefix: aws.String("p/")})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, object := range page.Contents {
			listed = append(listed, *object.Key)
		}
	}
	if !slices.Equal(listed, want) {
		t.Errorf("the API listed %d keys, want %d", len(listed), len(want))
	}
	if n := server.Delete("bucket", "p/"); n != len(want) {
		t.Errorf("deleted %d objects, want %d", n, len(want))
	}
	if content, err := server.Get("bucket", "q/1"); err != nil || !bytes.Equal(content, []byte("q")) {
		t.Errorf("the other prefix was touched: %q, %v", content, err)
	}
}
