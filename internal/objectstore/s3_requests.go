// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Work on files is longer than a look: an answer may take a minute (a batch of deletes), a download as long as the
// context allows, and what a storage refuses because it is busy is asked again.
const (
	workAnswer   = time.Minute
	workAttempts = 6
	workPause    = 20 * time.Second // the longest pause between two attempts
)

// worker sends requests that are repeated when the storage is busy or the connection breaks. Each of them may be
// repeated: they read, or they delete. It trusts whom looks trusts: the certificates of AWS_CA_BUNDLE are in looks. pause
// is that between two attempts; 0 = growing, at most workPause.
func worker(looks aws.HTTPClient, pause time.Duration) func(*s3.Options) {
	client, ok := looks.(*awshttp.BuildableClient)
	if !ok {
		client = awshttp.NewBuildableClient()
	}
	client = client.WithTimeout(0).WithTransportOptions(func(t *http.Transport) {
		t.ResponseHeaderTimeout = workAnswer
	})
	retryer := retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = workAttempts
		o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(forGood)}, o.Retryables...)
		o.MaxBackoff = workPause
		if pause > 0 {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return pause, nil })
		}
	})
	return func(o *s3.Options) { o.HTTPClient, o.Retryer = client, retryer }
}

// forGood keeps from asking again what will be answered alike: a certificate that is not trusted, https where http is spoken.
func forGood(err error) aws.Ternary {
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) || strings.Contains(err.Error(), plainAnswer) {
		return aws.FalseTernary
	}
	return aws.UnknownTernary
}

// withContentMD5 adds the header that S3 servers older than the newer checksums demand of a batch of deletes.
func withContentMD5(o *s3.Options) {
	o.APIOptions = append(o.APIOptions, smithyhttp.AddContentChecksumMiddleware)
}

const acceptEncoding = "Accept-Encoding"

// unsignedEncoding keeps Accept-Encoding out of the signature: Google's storage changes it on the way and then refuses
// the signature. It is taken off before the request is signed and put back after.
func unsignedEncoding(stack *middleware.Stack) error {
	var value string
	change := func(id string, do func(http.Header)) middleware.FinalizeMiddleware {
		return middleware.FinalizeMiddlewareFunc(id, func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			request, ok := in.Request.(*smithyhttp.Request)
			if !ok {
				return middleware.FinalizeOutput{}, middleware.Metadata{}, fmt.Errorf("unknown request %T", in.Request)
			}
			do(request.Header)
			return next.HandleFinalize(ctx, in)
		})
	}
	err := stack.Finalize.Insert(change("TakeAcceptEncoding", func(h http.Header) {
		value = h.Get(acceptEncoding)
		h.Del(acceptEncoding)
	}), "Signing", middleware.Before)
	if err != nil {
		return err
	}
	return stack.Finalize.Insert(change("GiveAcceptEncoding", func(h http.Header) {
		if value != "" {
			h.Set(acceptEncoding, value)
		}
	}), "Signing", middleware.After)
}
