// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
)

// s3Signature is the Authorization header of an S3 request (AWS Signature Version 4).
type s3Signature struct {
	accessKey string
	scope     []string // date, region, service, "aws4_request"
	headers   []string // signed ones, sorted
	value     string
}

func readSignature(r *http.Request) (s3Signature, bool) {
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
	if !ok {
		return s3Signature{}, false
	}
	var s s3Signature
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "Credential":
			// The key itself may hold slashes; the scope is the last four parts.
			parts := strings.Split(value, "/")
			if len(parts) < 5 {
				return s, false
			}
			s.accessKey, s.scope = strings.Join(parts[:len(parts)-4], "/"), parts[len(parts)-4:]
		case "SignedHeaders":
			s.headers = strings.Split(value, ";")
		case "Signature":
			s.value = value
		}
	}
	return s, s.scope != nil && s.value != ""
}

// compute signs the request again with the secret key.
func (s s3Signature) compute(r *http.Request, secretKey string) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	query := strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20")
	var headers strings.Builder
	for _, name := range s.headers {
		headers.WriteString(name + ":" + signedHeader(r, name) + "\n")
	}
	canonical := strings.Join([]string{
		r.Method, path, query, headers.String(), strings.Join(s.headers, ";"),
		r.Header.Get("X-Amz-Content-Sha256"),
	}, "\n")
	hashed := sha256.Sum256([]byte(canonical))
	text := strings.Join([]string{
		"AWS4-HMAC-SHA256", r.Header.Get("X-Amz-Date"), strings.Join(s.scope, "/"),
		hex.EncodeToString(hashed[:]),
	}, "\n")
	key := []byte("AWS4" + secretKey)
	for _, part := range s.scope {
		key = mac(key, part)
	}
	return hex.EncodeToString(mac(key, text))
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// signedHeader is a header's value as it was signed; Go keeps Host and Content-Length apart from the others.
func signedHeader(r *http.Request, name string) string {
	switch name {
	case "host":
		return r.Host
	case "content-length":
		return strconv.FormatInt(r.ContentLength, 10)
	}
	values := r.Header.Values(name)
	for i, value := range values {
		values[i] = strings.Join(strings.Fields(value), " ")
	}
	return strings.Join(values, ",")
}
