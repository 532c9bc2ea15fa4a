// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// What the other storages refuse of a client that is made for Amazon's, in their words.
func TestS3MannersRefuse(t *testing.T) {
	ctx := context.Background()
	list := func(c *s3.Client) error {
		_, err := c.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: aws.String("bucket")})
		return err
	}
	write := func(c *s3.Client) error { return put(c, "key", "content") }
	erase := func(c *s3.Client) error {
		_, err := c.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: aws.String("bucket"),
			Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: aws.String("key")}}}})
		return err
	}
	whenRequired := func(o *s3.Options) { o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired }
	virtual := func(o *s3.Options) { o.UsePathStyle = false }
	for name, test := range map[string]struct {
		manner *S3Manner
		change []func(*s3.Options)
		do     func(*s3.Client) error
		want   string // "" = it is taken
	}{
		"google, signed Accept-Encoding": {S3Google, nil, list, "SignatureDoesNotMatch"},
		"oss, bucket in the path":        {S3Alibaba, nil, list, "SecondLevelDomainForbidden: Please use virtual hosted style"},
		"oss, bucket in the host":        {S3Alibaba, []func(*s3.Options){virtual}, list, ""},
		"oss, no trailers":               {S3Alibaba, []func(*s3.Options){virtual, whenRequired}, write, ""},
		"cos, bucket in the path":        {S3Tencent, nil, list, "PathStyleDomainForbidden"},
		"cos, bucket in the host":        {S3Tencent, []func(*s3.Options){virtual}, list, ""},
		"cos, batch without Content-MD5": {S3Tencent, []func(*s3.Options){virtual}, erase, "MissingContentMD5"},
		"r2, versions": {S3Cloudflare, nil, func(c *s3.Client) error {
			_, err := c.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: aws.String("bucket")})
			return err
		}, "NotImplemented"},
		"amazon": {nil, nil, write, ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := startS3(t)
			server.Behave(test.manner)
			err := test.do(s3.New(s3Client(server, "doriskey", "dorissecret").Options(), append(test.change, led(server))...))
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// What a client sends only over https, or only when its signature is taken.
func TestS3MannersRefuseHeaders(t *testing.T) {
	for _, test := range []struct {
		manner      *S3Manner
		name, value string
		want        string
	}{
		{S3Alibaba, "X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "InvalidArgument"},
		{S3Tencent, "Content-Encoding", "aws-chunked", "InvalidArgument"},
		{S3Google, "X-Amz-Trailer", "x-amz-checksum-crc32", "ExcessHeaderValues"},
		{S3Google, "X-Amz-Sdk-Checksum-Algorithm", "CRC32", "ExcessHeaderValues"},
		{S3Google, "X-Amz-Checksum-Crc32", "AAAAAA==", "ExcessHeaderValues"},
		{S3Google, "Content-Md5", "AAAAAAAAAAAAAAAAAAAAAA==", ""},
	} {
		r, err := http.NewRequest(http.MethodPut, "http://storage/bucket/key", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(test.name, test.value)
		got := ""
		if denied := test.manner.refused(r); denied != nil {
			got = denied.code
		}
		if got != test.want {
			t.Errorf("%s, %s: %q, want %q", test.manner.Name(), test.name, got, test.want)
		}
	}
}

// Keys are checked in every manner.
func TestS3MannersCheckKeys(t *testing.T) {
	for _, manner := range []*S3Manner{S3Google, S3Alibaba, S3Tencent, S3Cloudflare} {
		server := startS3(t)
		server.Behave(manner)
		client := s3.New(s3Client(server, "nobody", "dorissecret").Options(), led(server), func(o *s3.Options) { o.UsePathStyle = false })
		_, err := client.ListObjectsV2(context.Background(), &s3.ListObjectsV2Input{Bucket: aws.String("bucket")})
		if err == nil || !strings.Contains(err.Error(), "InvalidAccessKeyId") {
			t.Errorf("%s: %v", manner.Name(), err)
		}
	}
}

// led sends what is asked of the manner's host, or of any, to the server.
func led(server *S3) func(*s3.Options) {
	address := strings.TrimPrefix(server.Endpoint(), "http://")
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	}
	return func(o *s3.Options) {
		o.HTTPClient = &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
		if manner := server.manner.Load(); manner != nil && manner.Host() != "" {
			o.BaseEndpoint = aws.String("http://" + manner.Host())
		}
	}
}
