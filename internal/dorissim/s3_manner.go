// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"fmt"
	"net"
	"net/http"
	"strings"
)

// S3Manner is how a storage that speaks S3 differs from Amazon's: what it refuses, and in which words.
type S3Manner struct {
	name string
	// host is that of its endpoint, where the bucket stands in front of the host and nowhere else.
	host string
	// passed is what the way to the storage makes of a request before the signature is checked.
	passed func(http.Header)
	// refuses is what it answers to a request that Amazon's takes; nil = it takes it.
	refuses func(*http.Request) *s3Denied
	// pathStyle is what it answers to a bucket in the path.
	pathStyle *s3Denied
	// body is the form of its error answers; %[1]s the code, %[2]s the message, %[3]s the host.
	body string
}

// Name is the manner in words.
func (m *S3Manner) Name() string { return m.name }

// Host is that of the endpoint of a storage that is reached by names alone; "" = any.
func (m *S3Manner) Host() string { return m.host }

// S3Google is Google Cloud Storage with HMAC keys. Its front end changes Accept-Encoding, so a signature over it does not
// match (aws/aws-sdk-go-v2#1816); it knows no checksums of S3 but Content-MD5, no trailers, and has no request for several
// deletions (milvus-io/milvus-storage#480).
var S3Google = &S3Manner{
	name: "Google Cloud Storage",
	passed: func(h http.Header) {
		if value := h.Get("Accept-Encoding"); value != "" {
			h.Set("Accept-Encoding", value+",gzip(gfe)")
		}
	},
	refuses: func(r *http.Request) *s3Denied {
		if header := foreignChecksum(r.Header); header != "" && r.Method == http.MethodPut {
			return &s3Denied{http.StatusBadRequest, "ExcessHeaderValues", "Multiple values for the header " + header + " are not allowed."}
		}
		if r.Method == http.MethodPost && r.URL.Query().Has("delete") {
			return &s3Denied{http.StatusNotImplemented, "NotImplemented", "A header or query you provided requested a function that is not implemented."}
		}
		return nil
	},
	body: `<?xml version='1.0' encoding='UTF-8'?><Error><Code>%[1]s</Code><Message>%[2]s</Message></Error>`,
}

// S3Alibaba is Alibaba Cloud OSS: the bucket stands in the host name (apache/doris uses it so as well), and bodies in chunks
// with trailers are refused (milvus-io/milvus-storage#500).
var S3Alibaba = &S3Manner{
	name:      "Alibaba Cloud OSS",
	host:      "oss-cn-beijing.aliyuncs.com",
	refuses:   refuseChunks,
	pathStyle: &s3Denied{http.StatusForbidden, "SecondLevelDomainForbidden", "Please use virtual hosted style to access."},
	body: `<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error>\n  <Code>%[1]s</Code>\n  <Message>%[2]s</Message>\n" +
		"  <RequestId>611B82741FB4B93836325EEC</RequestId>\n  <HostId>%[3]s</HostId>\n  <EC>0048-00000101</EC>\n</Error>\n",
}

// S3Tencent is Tencent Cloud COS: buckets made since 2024 stand in the host name alone, and several deletions want
// Content-MD5 (milvus-io/milvus-storage#500).
var S3Tencent = &S3Manner{
	name: "Tencent Cloud COS",
	host: "cos.ap-guangzhou.myqcloud.com",
	refuses: func(r *http.Request) *s3Denied {
		if r.Method == http.MethodPost && r.URL.Query().Has("delete") && r.Header.Get("Content-Md5") == "" {
			return &s3Denied{http.StatusBadRequest, "MissingContentMD5", "Content-MD5 is required."}
		}
		return refuseChunks(r)
	},
	pathStyle: &s3Denied{http.StatusForbidden, "PathStyleDomainForbidden", "The bucket you are attempting to access must be addressed using COS virtual-styled domain."},
	body: `<?xml version='1.0' encoding='utf-8' ?>` + "\n<Error>\n\t<Code>%[1]s</Code>\n\t<Message>%[2]s</Message>\n" +
		"\t<Resource>%[3]s</Resource>\n\t<RequestId>NjBlN2UyYzlfZDhiNDBiMDlfMTI4N18x</RequestId>\n\t<TraceId>OGVmYzZiMmQzYjA2OWNhODk0NTRkMTBi</TraceId>\n</Error>\n",
}

// S3Cloudflare is Cloudflare R2, which keeps no versions and does not let anybody ask.
var S3Cloudflare = &S3Manner{
	name: "Cloudflare R2",
	refuses: func(r *http.Request) *s3Denied {
		if r.URL.Query().Has("versioning") {
			return &s3Denied{http.StatusNotImplemented, "NotImplemented", "GetBucketVersioning not implemented"}
		}
		return nil
	},
}

// foreignChecksum names a header that only Amazon's newer checksums bring.
func foreignChecksum(h http.Header) string {
	for name := range h {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-amz-checksum-") || lower == "x-amz-sdk-checksum-algorithm" || lower == "x-amz-trailer" {
			return lower
		}
	}
	return ""
}

// refuseChunks refuses bodies in chunks of Amazon's form.
func refuseChunks(r *http.Request) *s3Denied {
	if strings.Contains(r.Header.Get("Content-Encoding"), "aws-chunked") || strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return &s3Denied{http.StatusBadRequest, "InvalidArgument", "aws-chunked encoding is not supported with the specified x-amz-content-sha256 value."}
	}
	return nil
}

// Behave gives the server the manner of another storage. A storage that wants the bucket in the host name is asked under
// Host(), with a port or without: connections must be led to the server by who asks.
func (s *S3) Behave(manner *S3Manner) { s.manner.Store(manner) }

// inManner is what the manner makes of a request that the keys are not checked of yet: a bucket in the host name is moved
// into the path, as Amazon's would read it.
func (m *S3Manner) inManner(r *http.Request) *s3Denied {
	if m == nil {
		return nil
	}
	if m.passed != nil {
		m.passed(r.Header)
	}
	if m.host == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	bucket, virtual := strings.CutSuffix(host, "."+m.host)
	if !virtual {
		return m.pathStyle
	}
	r.URL.Path = "/" + bucket + r.URL.Path
	if r.URL.RawPath != "" {
		r.URL.RawPath = "/" + bucket + r.URL.RawPath
	}
	return nil
}

// refused is what the manner refuses of a request with good keys.
func (m *S3Manner) refused(r *http.Request) *s3Denied {
	if m == nil || m.refuses == nil {
		return nil
	}
	return m.refuses(r)
}

// write answers in the form of the manner.
func (m *S3Manner) write(w http.ResponseWriter, r *http.Request, denied *s3Denied) {
	if m == nil || m.body == "" {
		denied.write(w)
		return
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(denied.status)
	_, _ = fmt.Fprintf(w, m.body, denied.code, denied.message, r.Host)
}
