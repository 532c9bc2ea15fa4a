// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// Dialect is whose S3 an endpoint speaks. Doris treats them differently (reference 2.5).
type Dialect string

// The dialects that Doris tells apart by the host of the endpoint. OtherS3 is MinIO, Ceph and everything else.
const (
	AWS     Dialect = "AWS S3"
	OSS     Dialect = "Alibaba Cloud OSS"
	COS     Dialect = "Tencent Cloud COS"
	OBS     Dialect = "Huawei Cloud OBS"
	GCS     Dialect = "Google Cloud Storage"
	OtherS3 Dialect = "S3-compatible storage"
)

// dialects are recognised by the end of the host.
var dialects = []struct {
	suffix  string
	dialect Dialect
}{
	{"amazonaws.com", AWS},
	{"amazonaws.com.cn", AWS},
	{"aliyuncs.com", OSS},
	{"myqcloud.com", COS},
	{"myhuaweicloud.com", OBS},
	{"storage.googleapis.com", GCS},
}

// Dialect tells it from the endpoint; without one it is AWS.
func (s *S3Storage) Dialect() Dialect {
	if s.Endpoint == "" {
		return AWS
	}
	host := s.host()
	for _, d := range dialects {
		if host == d.suffix || strings.HasSuffix(host, "."+d.suffix) {
			return d.dialect
		}
	}
	return OtherS3
}

// URL is the endpoint as this line of Doris completes it: https:// in front of a bare host before 3.1, http:// from then on
// (recorded: repository_bad, "endpoint without scheme"; fs/obj/S3ObjStorage.java).
func (s *S3Storage) URL(v Version) string {
	switch {
	case s.Endpoint == "" || strings.Contains(s.Endpoint, "://"):
		return s.Endpoint
	case v.Has(GuessedStorage):
		return "http://" + s.Endpoint
	}
	return "https://" + s.Endpoint
}

// host is the host of the endpoint, which may be given with or without scheme and port.
func (s *S3Storage) host() string {
	endpoint := s.Endpoint
	if !strings.Contains(endpoint, "://") {
		endpoint = "//" + endpoint
	}
	parsed, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return strings.ToLower(parsed.Hostname())
}

// StorageHint is what operators of a storage get wrong most: a warning for the plan, not an error.
type StorageHint struct {
	Argument string // "use_path_style", "region", "endpoint", "access_key" in the group s3
	Problem  string // what will go wrong, one sentence
	Fix      string // what to write instead, one sentence
}

// awsRegion is the region in the host of an endpoint of AWS.
var awsRegion = regexp.MustCompile(`^s3[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com`)

// Hints lists what is likely to be wrong with these values (reference 2.5; the region: reference 9, website issue 1792).
func (s *S3Storage) Hints() []StorageHint {
	var hints []StorageHint
	add := func(argument, problem, fix string) { hints = append(hints, StorageHint{argument, problem, fix}) }
	dialect := s.Dialect()
	switch dialect {
	case OtherS3:
		if !s.UsePathStyle {
			if net.ParseIP(s.host()) != nil {
				add("use_path_style", "Without use_path_style Doris looks for the bucket at <bucket>."+s.host()+", which is no name.", "Set use_path_style = true.")
			} else {
				add("use_path_style", "Without use_path_style Doris looks for the bucket at <bucket>."+s.host()+", a name that MinIO and most others do not serve.", "Set use_path_style = true unless such names resolve.")
			}
		}
		if s.Region == "" {
			add("region", "Some releases of Doris do not sign requests correctly without a region.", `Set region = "us-east-1", the region of MinIO unless it was changed.`)
		}
	case OSS, COS:
		if s.UsePathStyle { // OSS never took it, COS does not for buckets made since 2024
			add("use_path_style", string(dialect)+" does not take requests that have the bucket in the path.", "Remove use_path_style.")
		}
	case OBS:
	case GCS:
		if s.AccessKey != "" && !strings.HasPrefix(s.AccessKey, "GOOG") {
			add("access_key", "Google Cloud Storage takes HMAC keys here, whose access key begins with GOOG.", "Create an HMAC key for a service account and use its access key and secret.")
		}
	case AWS:
		if parts := awsRegion.FindStringSubmatch(s.host()); parts != nil && s.Region != "" && parts[1] != s.Region {
			add("region", fmt.Sprintf("The endpoint is that of region %s, but region is %s: AWS refuses the signature.", parts[1], s.Region), fmt.Sprintf("Set region = %q, or leave endpoint out.", parts[1]))
		}
	}
	if s.Endpoint != "" && !strings.Contains(s.Endpoint, "://") {
		add("endpoint", "Doris adds http:// to an endpoint without a scheme, so data and requests travel unencrypted.", `Write the scheme: endpoint = "https://`+s.Endpoint+`".`)
	}
	return hints
}
