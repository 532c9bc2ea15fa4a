// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"strings"
	"syscall"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// failure turns an error of the client library into a *Failure; nil stays nil.
func failure(err error) error {
	if err == nil {
		return nil
	}
	f := &Failure{Message: err.Error()}
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		f.Status = response.HTTPStatusCode()
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		f.Code, f.Message = api.ErrorCode(), api.ErrorMessage()
		f.Kind = apiKind(f.Code)
		return f
	}
	f.Kind = transportKind(err)
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		f.Host = dns.Name
	}
	return f
}

func apiKind(code string) Kind {
	switch code {
	case "NoSuchKey", "NotFound":
		return NotFound
	case "NoSuchBucket":
		return NoBucket
	case "InvalidAccessKeyId", "XAdminUserNotFound":
		return BadKey
	case "SignatureDoesNotMatch":
		return BadSignature
	}
	return API
}

func transportKind(err error) Kind {
	var dns *net.DNSError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &dns):
		return UnknownHost
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused
	case errors.As(err, &record), strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return NotTLS
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return Timeout
	}
	return API
}
