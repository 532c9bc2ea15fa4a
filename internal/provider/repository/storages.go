// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package repository

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// s3Storage is a storage behind the group s3, known by its endpoint, with what its operators get wrong.
type s3Storage struct {
	name        string
	host        *regexp.Regexp // of the endpoint; the group "region", where there is one, is the region in the host name
	onlyVirtual bool           // refuses the bucket in the path
	advice      func(s s3Settings) []advice
}

// s3Settings is the group s3 as far as it is known at plan; "" = null or unknown.
type s3Settings struct {
	endpoint, region, accessKey, roleARN string
	anonymous                            bool // neither keys nor a role
	needsKeys                            bool // this line of Doris has no other way in
	pathStyle                            bool
	pathStyleKnown                       bool
	bucket                               string
}

// advice is a warning about one argument of the group s3, or of the location.
type advice struct {
	argument, summary, detail string
}

// s3Storages lists the storages that are recognised, most specific first. What is not in it is taken for a server of
// one's own (MinIO, Ceph and the like).
var s3Storages = []s3Storage{
	{name: "Amazon S3", host: regexp.MustCompile(`^(?:(?P<bucket>.+)\.)?s3(?:-fips)?(?:\.dualstack)?[.-](?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$`)},
	{name: "Amazon S3", host: regexp.MustCompile(`^(?:(?P<bucket>.+)\.)?s3\.amazonaws\.com$`), advice: globalAWS},
	{name: "Alibaba Cloud OSS", host: regexp.MustCompile(`^(?:(?P<bucket>.+)\.)?(?:s3\.)?oss-(?P<region>[a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$`), onlyVirtual: true},
	{name: "Tencent Cloud COS", host: regexp.MustCompile(`^(?:(?P<bucket>.+)\.)?cos\.(?P<region>[a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn)$`), onlyVirtual: true, advice: cosBucket},
	{name: "Huawei Cloud OBS", host: regexp.MustCompile(`^(?:(?P<bucket>.+)\.)?obs\.(?P<region>[a-z0-9-]+)\.myhuaweicloud\.(?:com|eu)$`), onlyVirtual: true},
	{name: "Google Cloud Storage", host: regexp.MustCompile(`^(?:(?P<bucket>.+)\.)?storage\.googleapis\.com$`), advice: hmacKeys},
	{name: "Baidu Cloud BOS", host: regexp.MustCompile(`^(?:(?P<bucket>.+)\.)?(?:s3\.)?(?P<region>[a-z]+)\.bcebos\.com$`)},
	{name: "Volcengine TOS", host: regexp.MustCompile(`^(?:(?P<bucket>.+)\.)?tos-s3-(?P<region>[a-z0-9-]+)\.i?volces\.com$`), onlyVirtual: true},
	{name: "Cloudflare R2", host: regexp.MustCompile(`^[0-9a-f]{32}(?:\.[a-z]+)?\.r2\.cloudflarestorage\.com$`)},
}

// ownServer is what no other storage claims: MinIO, Ceph, SeaweedFS, an appliance.
var ownServer = s3Storage{name: "an S3 server of your own", advice: ownServerAdvice}

// azureHost is the endpoint of Azure Blob Storage, which does not speak S3.
var azureHost = regexp.MustCompile(`\.(?:blob|dfs)\.(?:core\.windows\.net|core\.chinacloudapi\.cn|core\.usgovcloudapi\.net|storage\.azure\.net)$`)

// hostOf is the host of an endpoint without its port, in lower case.
func hostOf(endpoint string) string {
	if !strings.Contains(endpoint, "://") {
		endpoint = "//" + endpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// storageOf recognises a storage by its endpoint; only a region is Amazon S3. bucket and region are those in the host.
func storageOf(s s3Settings) (storage s3Storage, bucket, region string) {
	if s.endpoint == "" {
		return s3Storages[0], "", ""
	}
	host := hostOf(s.endpoint)
	for _, candidate := range s3Storages {
		match := candidate.host.FindStringSubmatch(host)
		if match == nil {
			continue
		}
		if i := candidate.host.SubexpIndex("bucket"); i > 0 {
			bucket = strings.TrimSuffix(strings.TrimSuffix("."+match[i], ".s3"), ".")
			bucket = strings.TrimPrefix(bucket, ".") // "s3" in front of a region is no bucket
		}
		if i := candidate.host.SubexpIndex("region"); i > 0 {
			region = match[i]
		}
		return candidate, bucket, region
	}
	return ownServer, "", ""
}

// adviseS3 says what an operator of this storage probably gets wrong.
func adviseS3(s s3Settings) []advice {
	if s.endpoint == "" && s.region == "" {
		return nil // not known yet
	}
	storage, bucket, region := storageOf(s)
	var list []advice
	add := func(argument, summary, format string, args ...any) {
		list = append(list, advice{argument, summary, fmt.Sprintf(format, args...)})
	}
	if bucket != "" {
		add("endpoint", "The endpoint holds a bucket", "s3.endpoint %q names the bucket %q in its host. Doris puts the bucket of location in front of the host itself and would look for a bucket inside a bucket. Write %q.",
			s.endpoint, bucket, strings.Replace(s.endpoint, bucket+".", "", 1))
	}
	if region != "" && s.region != "" && !sameRegion(s.region, region) {
		add("region", "The region is not that of the endpoint", "s3.endpoint is %s in %s, but s3.region is %q. Requests signed for another region are refused. Set region = %q.",
			storage.name, region, s.region, region)
	}
	if storage.onlyVirtual && s.pathStyle {
		add("use_path_style", "The storage refuses the bucket in the path", "%s wants the bucket in the host name and refuses use_path_style = true. Remove it.", storage.name)
	}
	if strings.HasPrefix(strings.ToLower(s.endpoint), "http://") && storage.name != ownServer.name {
		add("endpoint", "The snapshots travel unencrypted", "s3.endpoint %q is %s over plain http. Write https://.", s.endpoint, storage.name)
	}
	if s.roleARN != "" && storage.name != "Amazon S3" {
		add("role_arn", "Only AWS has roles", "s3.role_arn is an AWS role, but s3.endpoint is %s. Use keys.", storage.name)
	}
	if s.endpoint != "" && !strings.Contains(s.endpoint, "://") {
		add("endpoint", "The endpoint has no scheme", "s3.endpoint is %q. Doris up to 3.0 then speaks https, Doris 3.1 and newer http. Write http:// or https:// in front of it.", s.endpoint)
	}
	if s.anonymous && s.needsKeys {
		add("access_key", "This Doris probably needs keys", "The group s3 has neither keys nor a role. Doris before 3.1 then looks for credentials that its nodes do not have, and refuses with \"profile file cannot be null\". Set access_key and secret_key_wo.")
	}
	if storage.advice != nil {
		list = append(list, storage.advice(s)...)
	}
	return list
}

// sameRegion lets the prefix pass that some consoles show: oss-cn-beijing is cn-beijing.
func sameRegion(a, b string) bool {
	return strings.EqualFold(strings.TrimPrefix(strings.ToLower(a), "oss-"), b)
}

func globalAWS(s s3Settings) []advice {
	if s.region == "" || s.region == "us-east-1" {
		return nil
	}
	return []advice{{"endpoint", "The endpoint is not that of the region", fmt.Sprintf(
		"s3.endpoint %q serves us-east-1 and redirects for other regions, which Doris does not follow. Remove it, or write https://s3.%s.amazonaws.com.", s.endpoint, s.region)}}
}

var appID = regexp.MustCompile(`-\d{9,}$`)

func cosBucket(s s3Settings) []advice {
	if s.bucket == "" || appID.MatchString(s.bucket) {
		return nil
	}
	return []advice{{"location", "The bucket has no APPID", fmt.Sprintf(
		"Buckets of Tencent Cloud COS are named with the account's APPID at the end, such as %s-1250000000; location names the bucket %q.", s.bucket, s.bucket)}}
}

func hmacKeys(s s3Settings) []advice {
	if s.accessKey == "" || strings.HasPrefix(s.accessKey, "GOOG") {
		return nil
	}
	return []advice{{"access_key", "Google Cloud Storage needs HMAC keys", fmt.Sprintf(
		"s3.access_key %q is not an HMAC access id, which begins with GOOG. Doris reaches Google Cloud Storage through its S3 interface: create an HMAC key of the service account (Settings > Interoperability) and use its access id and secret.", s.accessKey)}}
}

func ownServerAdvice(s s3Settings) []advice {
	var list []advice
	if s.pathStyleKnown && !s.pathStyle {
		host := hostOf(s.endpoint)
		detail := fmt.Sprintf("s3.endpoint %q is taken for an S3 server of your own, such as MinIO or Ceph. With use_path_style = false Doris asks the host %s.%s, which most of them do not serve. Set use_path_style = true, unless your server has such names.",
			s.endpoint, orText(s.bucket, "bucket"), host)
		if net.ParseIP(host) != nil {
			detail = fmt.Sprintf("s3.endpoint %q is an address, and %s.%s is no host name. Set use_path_style = true.", s.endpoint, orText(s.bucket, "bucket"), host)
		}
		list = append(list, advice{"use_path_style", "The server probably needs the bucket in the path", detail})
	}
	if s.region == "" {
		list = append(list, advice{"region", "The region is not set", fmt.Sprintf(
			"s3.endpoint %q is taken for an S3 server of your own. Signatures need a region all the same, and Doris 3.0 is refused without one. Set region = \"us-east-1\", unless your server is configured with another.", s.endpoint)})
	}
	return list
}

func orText(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
