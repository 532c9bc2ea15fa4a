// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// S3Config says how to reach an S3 API.
type S3Config struct {
	Endpoint  string // with scheme
	Region    string
	AccessKey string // empty with SecretKey: anonymous
	SecretKey string
	Token     string
	PathStyle bool
}

// S3 is a Store in an S3 API.
type S3 struct {
	client *s3.Client
	http   *http.Client
}

// NewS3 makes a client; it asks nothing yet. Requests are tried once and wait seconds, not minutes: a test waits for them.
func NewS3(config S3Config) *S3 {
	transport := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
		TLSHandshakeTimeout:   2 * time.Second,
		ResponseHeaderTimeout: 10 * time.Second,
		MaxIdleConnsPerHost:   4,
		IdleConnTimeout:       10 * time.Second,
	}
	client := &http.Client{Transport: transport, Timeout: 20 * time.Second}
	var keys aws.CredentialsProvider = aws.AnonymousCredentials{}
	if config.AccessKey != "" || config.SecretKey != "" {
		keys = credentials.NewStaticCredentialsProvider(config.AccessKey, config.SecretKey, config.Token)
	}
	return &S3{http: client, client: s3.New(s3.Options{
		BaseEndpoint:               aws.String(config.Endpoint),
		Region:                     config.Region,
		Credentials:                keys,
		UsePathStyle:               config.PathStyle,
		HTTPClient:                 client,
		Retryer:                    aws.NopRetryer{},
		HTTPSignerV4:               plainSigner{v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })},
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
	})}
}

// plainSigner leaves Accept-Encoding out of signatures, as the clients of Doris do: Google's storage changes it on the way.
type plainSigner struct{ s3.HTTPSignerV4 }

// SignHTTP signs a request.
func (p plainSigner) SignHTTP(ctx context.Context, keys aws.Credentials, r *http.Request, hash, service, region string, at time.Time, options ...func(*v4.SignerOptions)) error {
	r.Header.Del("Accept-Encoding")
	return p.HTTPSignerV4.SignHTTP(ctx, keys, r, hash, service, region, at, options...)
}

// Close gives up idle connections.
func (s *S3) Close() { s.http.CloseIdleConnections() }

// Get reads a file.
func (s *S3) Get(ctx context.Context, path string) ([]byte, error) {
	bucket, key, err := splitPath(path)
	if err != nil {
		return nil, err
	}
	out, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, failure(err)
	}
	defer func() { _ = out.Body.Close() }()
	content, err := io.ReadAll(out.Body)
	if err != nil {
		return nil, failure(err)
	}
	return content, nil
}

// Put writes a file.
func (s *S3) Put(ctx context.Context, path string, content []byte) error {
	bucket, key, err := splitPath(path)
	if err != nil {
		return err
	}
	_, err = s.client.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader(content)})
	return failure(err)
}

// List lists the files under a prefix.
func (s *S3) List(ctx context.Context, prefix string) ([]string, error) {
	files, _, err := s.list(ctx, prefix, nil)
	return files, err
}

// Folders lists the folders under a prefix.
func (s *S3) Folders(ctx context.Context, prefix string) ([]string, error) {
	_, folders, err := s.list(ctx, prefix, aws.String("/"))
	return folders, err
}

func (s *S3) list(ctx context.Context, path string, delimiter *string) (files, folders []string, err error) {
	bucket, prefix, err := splitPath(path)
	if err != nil {
		return nil, nil, err
	}
	// What stands before the key in a path: the path minus its key, so that answers look like the question.
	front := "s3://" + bucket + "/"
	var next *string
	for {
		out, err := s.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{
			Bucket: &bucket, Prefix: &prefix, Delimiter: delimiter, ContinuationToken: next,
		})
		if err != nil {
			return nil, nil, failure(err)
		}
		for _, object := range out.Contents {
			files = append(files, front+aws.ToString(object.Key))
		}
		for _, folder := range out.CommonPrefixes {
			folders = append(folders, front+aws.ToString(folder.Prefix))
		}
		if !aws.ToBool(out.IsTruncated) || out.NextContinuationToken == nil {
			break
		}
		next = out.NextContinuationToken
	}
	slices.Sort(files)
	slices.Sort(folders) // with the slash at the end: a-b/ comes before a/
	for i := range folders {
		folders[i] = strings.TrimRight(folders[i], "/")
	}
	return files, folders, nil
}

// splitPath takes scheme://bucket/key apart. Several slashes count as one, as they do for Doris (repository_bad accepts
// them; DORIS.md "CREATE REPOSITORY").
func splitPath(path string) (bucket, key string, err error) {
	_, rest, ok := strings.Cut(path, "://")
	parts := strings.FieldsFunc(rest, func(r rune) bool { return r == '/' })
	if !ok || len(parts) == 0 {
		return "", "", &Failure{Kind: BadPath, Message: "Invalid S3 URI: " + path}
	}
	key = strings.Join(parts[1:], "/")
	if strings.HasSuffix(rest, "/") && key != "" {
		key += "/"
	}
	return parts[0], key, nil
}
