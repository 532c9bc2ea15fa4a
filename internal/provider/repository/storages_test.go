// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"strings"
	"testing"
)

func TestStorageOf(t *testing.T) {
	for endpoint, want := range map[string][3]string{ // name, bucket, region
		"":                                      {"Amazon S3", "", ""},
		"https://s3.eu-central-1.amazonaws.com": {"Amazon S3", "", "eu-central-1"},
		"s3.us-gov-west-1.amazonaws.com":        {"Amazon S3", "", "us-gov-west-1"},
		"https://s3-eu-west-1.amazonaws.com":    {"Amazon S3", "", "eu-west-1"},
		"https://s3.dualstack.eu-west-1.amazonaws.com":                      {"Amazon S3", "", "eu-west-1"},
		"https://s3.cn-north-1.amazonaws.com.cn":                            {"Amazon S3", "", "cn-north-1"},
		"https://acme.s3.eu-central-1.amazonaws.com":                        {"Amazon S3", "acme", "eu-central-1"},
		"https://s3.amazonaws.com":                                          {"Amazon S3", "", ""},
		"https://oss-cn-beijing.aliyuncs.com":                               {"Alibaba Cloud OSS", "", "cn-beijing"},
		"https://oss-cn-hangzhou-internal.aliyuncs.com":                     {"Alibaba Cloud OSS", "", "cn-hangzhou"},
		"https://acme.oss-eu-central-1.aliyuncs.com":                        {"Alibaba Cloud OSS", "acme", "eu-central-1"},
		"https://cos.ap-guangzhou.myqcloud.com":                             {"Tencent Cloud COS", "", "ap-guangzhou"},
		"https://obs.cn-north-4.myhuaweicloud.com":                          {"Huawei Cloud OBS", "", "cn-north-4"},
		"https://storage.googleapis.com":                                    {"Google Cloud Storage", "", ""},
		"https://acme.storage.googleapis.com":                               {"Google Cloud Storage", "acme", ""},
		"https://s3.bj.bcebos.com":                                          {"Baidu Cloud BOS", "", "bj"},
		"https://tos-s3-cn-beijing.volces.com":                              {"Volcengine TOS", "", "cn-beijing"},
		"https://" + strings.Repeat("0a", 16) + ".r2.cloudflarestorage.com": {"Cloudflare R2", "", ""},
		"http://minio:9000":                                                 {"an S3 server of your own", "", ""},
		"http://[::1]:9000":                                                 {"an S3 server of your own", "", ""},
		"https://s3.eu-central-1.example.com":                               {"an S3 server of your own", "", ""},
	} {
		storage, bucket, region := storageOf(s3Settings{endpoint: endpoint})
		if got := [3]string{storage.name, bucket, region}; got != want {
			t.Errorf("%s is %q, want %q", endpoint, got, want)
		}
	}
}

func TestAdviseS3(t *testing.T) {
	const aws = "https://s3.eu-central-1.amazonaws.com"
	for name, test := range map[string]struct {
		settings s3Settings
		want     string // "argument: summary", joined; "" = nothing to say
	}{
		"AWS":                        {s3Settings{endpoint: aws, region: "eu-central-1", pathStyleKnown: true}, ""},
		"AWS by region":              {s3Settings{region: "eu-central-1", pathStyleKnown: true}, ""},
		"AWS with a role":            {s3Settings{region: "eu-central-1", roleARN: "arn:aws:iam::1:role/x"}, ""},
		"AWS, another region":        {s3Settings{endpoint: aws, region: "eu-west-1"}, "region: The region is not that of the endpoint"},
		"AWS, bucket in the host":    {s3Settings{endpoint: "https://acme.s3.eu-central-1.amazonaws.com", region: "eu-central-1"}, "endpoint: The endpoint holds a bucket"},
		"AWS global, other region":   {s3Settings{endpoint: "https://s3.amazonaws.com", region: "eu-west-1"}, "endpoint: The endpoint is not that of the region"},
		"AWS global, us-east-1":      {s3Settings{endpoint: "https://s3.amazonaws.com", region: "us-east-1"}, ""},
		"AWS in clear":               {s3Settings{endpoint: "http://s3.eu-central-1.amazonaws.com", region: "eu-central-1"}, "endpoint: The snapshots travel unencrypted"},
		"no scheme":                  {s3Settings{endpoint: "s3.eu-central-1.amazonaws.com", region: "eu-central-1"}, "endpoint: The endpoint has no scheme"},
		"MinIO":                      {s3Settings{endpoint: "http://minio:9000", region: "us-east-1", pathStyle: true, pathStyleKnown: true}, ""},
		"MinIO, host style":          {s3Settings{endpoint: "http://minio:9000", region: "us-east-1", pathStyleKnown: true, bucket: "b"}, "use_path_style: The server probably needs the bucket in the path"},
		"MinIO, style not known":     {s3Settings{endpoint: "http://minio:9000", region: "us-east-1"}, ""},
		"MinIO, no region":           {s3Settings{endpoint: "http://minio:9000", pathStyle: true, pathStyleKnown: true}, "region: The region is not set"},
		"MinIO with a role":          {s3Settings{endpoint: "http://minio:9000", region: "us-east-1", pathStyle: true, pathStyleKnown: true, roleARN: "arn"}, "role_arn: Only AWS has roles"},
		"OSS":                        {s3Settings{endpoint: "https://oss-cn-beijing.aliyuncs.com", region: "cn-beijing"}, ""},
		"OSS, region of the console": {s3Settings{endpoint: "https://oss-cn-beijing.aliyuncs.com", region: "oss-cn-beijing"}, ""},
		"OSS, path style":            {s3Settings{endpoint: "https://oss-cn-beijing.aliyuncs.com", region: "cn-beijing", pathStyle: true}, "use_path_style: The storage refuses the bucket in the path"},
		"COS":                        {s3Settings{endpoint: "https://cos.ap-guangzhou.myqcloud.com", region: "ap-guangzhou", bucket: "acme-1250000000"}, ""},
		"COS, no APPID":              {s3Settings{endpoint: "https://cos.ap-guangzhou.myqcloud.com", region: "ap-guangzhou", bucket: "acme"}, "location: The bucket has no APPID"},
		"OBS, other region":          {s3Settings{endpoint: "https://obs.cn-north-4.myhuaweicloud.com", region: "cn-north-1"}, "region: The region is not that of the endpoint"},
		"GCS":                        {s3Settings{endpoint: "https://storage.googleapis.com", region: "us-east1", accessKey: "GOOG1EXAMPLE"}, ""},
		"GCS, e-mail as key":         {s3Settings{endpoint: "https://storage.googleapis.com", region: "us-east1", accessKey: "doris@acme.iam.gserviceaccount.com"}, "access_key: Google Cloud Storage needs HMAC keys"},
		"anonymous":                  {s3Settings{region: "eu-central-1", anonymous: true}, ""},
		"anonymous, old":             {s3Settings{region: "eu-central-1", anonymous: true, needsKeys: true}, "access_key: This Doris probably needs keys"},
		"nothing known":              {s3Settings{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, a := range adviseS3(test.settings) {
				got = append(got, a.argument+": "+a.summary)
				if a.detail == "" {
					t.Errorf("%s has no detail", a.summary)
				}
			}
			if strings.Join(got, "; ") != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
