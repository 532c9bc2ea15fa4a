// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"strings"
	"testing"
)

func TestDialect(t *testing.T) {
	for endpoint, want := range map[string]Dialect{
		"":                                       AWS,
		"https://s3.eu-central-1.amazonaws.com":  AWS,
		"s3.cn-north-1.amazonaws.com.cn":         AWS,
		"https://OSS-cn-beijing.aliyuncs.com":    OSS,
		"https://cos.ap-beijing.myqcloud.com":    COS,
		"obs.cn-north-4.myhuaweicloud.com:443":   OBS,
		"https://storage.googleapis.com":         GCS,
		"http://minio:9000":                      OtherS3,
		"127.0.0.1:9000":                         OtherS3,
		"https://amazonaws.com.evil.example":     OtherS3,
		"https://notaliyuncs.com":                OtherS3,
		"https://user:with space@bad host/\x7f%": OtherS3,
	} {
		if got := (&S3Storage{Endpoint: endpoint}).Dialect(); got != want {
			t.Errorf("%q is %s, want %s", endpoint, got, want)
		}
	}
}

func TestHints(t *testing.T) {
	for _, test := range []struct {
		name    string
		storage S3Storage
		want    string // arguments of the hints
		says    string // part of the first
	}{
		{"aws by region", S3Storage{Region: "eu-central-1"}, "", ""},
		{"aws", S3Storage{Endpoint: "https://s3.eu-central-1.amazonaws.com", Region: "eu-central-1"}, "", ""},
		{"aws, another region", S3Storage{Endpoint: "https://s3.eu-central-1.amazonaws.com", Region: "us-east-1"}, "region", "that of region eu-central-1, but region is us-east-1"},
		{"aws, dual stack", S3Storage{Endpoint: "https://s3.dualstack.us-gov-west-1.amazonaws.com", Region: "us-gov-west-1"}, "", ""},
		{"minio", S3Storage{Endpoint: "http://minio:9000", Region: "us-east-1", UsePathStyle: true}, "", ""},
		{"minio, bare", S3Storage{Endpoint: "http://minio:9000"}, "use_path_style region", "<bucket>.minio"},
		{"minio by address", S3Storage{Endpoint: "http://10.0.0.1:9000", Region: "us-east-1"}, "use_path_style", "which is no name"},
		{"oss", S3Storage{Endpoint: "https://oss-cn-beijing.aliyuncs.com", UsePathStyle: true}, "use_path_style", "Alibaba Cloud OSS does not take"},
		{"gcs", S3Storage{Endpoint: "https://storage.googleapis.com", AccessKey: "GOOG1EXAMPLE"}, "", ""},
		{"gcs, no HMAC key", S3Storage{Endpoint: "https://storage.googleapis.com", AccessKey: "robot@acme"}, "access_key", "HMAC"},
		{"no scheme", S3Storage{Endpoint: "cos.ap-beijing.myqcloud.com"}, "endpoint", "unencrypted"},
	} {
		t.Run(test.name, func(t *testing.T) {
			hints := test.storage.Hints()
			var arguments []string
			for _, hint := range hints {
				arguments = append(arguments, hint.Argument)
				if !strings.HasSuffix(hint.Problem, ".") || !strings.HasSuffix(hint.Fix, ".") {
					t.Errorf("not sentences: %+v", hint)
				}
			}
			if got := strings.Join(arguments, " "); got != test.want {
				t.Fatalf("hints for %q, want %q", got, test.want)
			}
			if len(hints) > 0 && !strings.Contains(hints[0].Problem, test.says) {
				t.Errorf("got %q, want %q in it", hints[0].Problem, test.says)
			}
		})
	}
}

// The scheme that Doris puts in front of a bare host (recorded: repository_bad, "endpoint without scheme").
func TestEndpointURL(t *testing.T) {
	for _, test := range []struct{ version, endpoint, want string }{
		{"3.0.3", "minio:9000", "https://minio:9000"},
		{"3.1", "minio:9000", "http://minio:9000"},
		{"4.1.0", "minio:9000", "http://minio:9000"},
		{"4.1.0", "https://minio:9000", "https://minio:9000"},
		{"3.0.3", "http://minio:9000", "http://minio:9000"},
		{"4.1.0", "", ""},
	} {
		version, err := parseVersion(test.version)
		if err != nil {
			t.Fatal(err)
		}
		if got := (&S3Storage{Endpoint: test.endpoint}).URL(version); got != test.want {
			t.Errorf("%s on %s: %q, want %q", test.endpoint, test.version, got, test.want)
		}
	}
}
