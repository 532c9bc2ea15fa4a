// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// s3Signature is the Authorization header of an S3 request (AWS Signature Version 4).
type s3Signature struct {
	accessKey string
	region    string
	service   string
	headers   []string // signed ones
	value     string
}

func readSignature(r *http.Request) (s3Signature, bool) {
	var s s3Signature
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
	if !ok {
		return s, false
	}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "Credential":
			// The key itself may hold slashes; date, region, service and "aws4_request" are the last four parts.
			parts := strings.Split(value, "/")
			if len(parts) < 5 {
				return s, false
			}
			last := len(parts) - 4
			s.accessKey, s.region, s.service = strings.Join(parts[:last], "/"), parts[last+1], parts[last+2]
		case "SignedHeaders":
			s.headers = strings.Split(value, ";")
		case "Signature":
			s.value = value
		}
	}
	return s, s.service != "" && s.value != ""
}

// fits signs the request again with the secret key and compares.
func (s s3Signature) fits(r *http.Request, secretKey string) bool {
	signedAt, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		return false
	}
	again := r.Clone(r.Context())
	again.Header, again.ContentLength = http.Header{}, 0
	for _, name := range s.headers {
		switch name {
		case "host": // Go keeps it and Content-Length apart from the others
		case "content-length":
			again.ContentLength = r.ContentLength
		default:
			again.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		}
	}
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }) // as S3 wants it
	keys := aws.Credentials{AccessKeyID: s.accessKey, SecretAccessKey: secretKey}
	if signer.SignHTTP(r.Context(), keys, again, r.Header.Get("X-Amz-Content-Sha256"), s.service, s.region, signedAt) != nil {
		return false
	}
	computed, ok := readSignature(again)
	return ok && computed.value == s.value
}
