// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
)

// The words of the S3 server in the recordings, which the clients of Doris repeat.
const (
	badKeyText       = "No user exists with the provided access key ID."
	badSignatureText = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
	noBucketText     = "The specified bucket does not exist."
)

// errNoKeys is the failure of a legacy S3 client without keys.
var errNoKeys = errors.New("profile file cannot be null")

// keyless is the store of a legacy S3 client without keys.
type keyless struct{}

func (keyless) Get(context.Context, string) ([]byte, error)       { return nil, errNoKeys }
func (keyless) Put(context.Context, string, []byte) error         { return errNoKeys }
func (keyless) List(context.Context, string) ([]string, error)    { return nil, errNoKeys }
func (keyless) Folders(context.Context, string) ([]string, error) { return nil, errNoKeys }

// failureText is a failed look at a path in the words of the line's S3 client (recorded: repository_bad). Texts that are
// Doris's own, such as "Expected one file with path", stay as they are.
func (h *Handler) failureText(err error, path string) string {
	if files, ok := errors.AsType[*bucket.ErrFiles](err); ok {
		return files.Text
	}
	if content, ok := errors.AsType[*bucket.ErrContent](err); ok {
		return "Failed to create job info from file: info. msg: " + content.Error()
	}
	var f *bucket.Failure
	if !errors.As(err, &f) {
		return "errors while get file status " + err.Error()
	}
	if h.profile.GuessesStorage {
		return "Errors while getting file status " + sdk2Text(f)
	}
	return "errors while get file status " + sdk1Text(f, path)
}

// sdk2Text is a failure in the words of the AWS SDK 2 for Java.
func sdk2Text(f *bucket.Failure) string {
	switch f.Kind {
	case bucket.Refused:
		return "java.net.ConnectException: Connection refused"
	case bucket.UnknownHost:
		return "java.net.UnknownHostException: " + f.Host
	case bucket.Timeout:
		return "java.net.SocketTimeoutException: Read timed out"
	case bucket.NoBucket:
		return "software.amazon.awssdk.services.s3.model.NoSuchBucketException: " + sdk2Message(f)
	default:
		return "software.amazon.awssdk.services.s3.model.S3Exception: " + sdk2Message(f)
	}
}

func sdk2Message(f *bucket.Failure) string {
	return fmt.Sprintf("%s (Service: S3, Status Code: %d, Request ID: 0, Extended Request ID: 0)", serverText(f), f.Status)
}

func serverText(f *bucket.Failure) string {
	switch f.Kind {
	case bucket.BadKey:
		return badKeyText
	case bucket.BadSignature:
		return badSignatureText
	case bucket.NoBucket:
		return noBucketText
	default:
		return f.Message
	}
}

// sdk1Text is a failure in the words of Hadoop with the AWS SDK 1 for Java.
func sdk1Text(f *bucket.Failure, path string) string {
	at := "getFileStatus on " + path + ": "
	const request = "Unable to execute HTTP request: "
	switch f.Kind {
	case bucket.Refused:
		return at + "com.amazonaws.SdkClientException: " + request + "Connection refused: " + request + "Connection refused"
	case bucket.UnknownHost:
		return at + "com.amazonaws.SdkClientException: " + request + f.Host + ": " + request + f.Host
	case bucket.NotTLS:
		const ssl = request + "Unsupported or unrecognized SSL message"
		return at + "com.amazonaws.SdkClientException: " + ssl + ": " + ssl
	case bucket.NoBucket:
		return fmt.Sprintf("`%s': %scom.amazonaws.services.s3.model.AmazonS3Exception: %s (Service: Amazon S3; Status Code: 404; "+
			"Error Code: NoSuchBucket; Request ID: 0), S3 Extended Request ID: 0", path, at, noBucketText)
	default:
		return fmt.Sprintf("%s: %scom.amazonaws.services.s3.model.AmazonS3Exception: Forbidden (Service: Amazon S3; Status Code: %d; "+
			"Error Code: %d Forbidden; Request ID: 0), S3 Extended Request ID: 0", path, at, f.Status, f.Status)
	}
}

// putFailure is a failed write.
func (h *Handler) putFailure(err error) string {
	var f *bucket.Failure
	if !errors.As(err, &f) {
		return "put object failed: " + err.Error()
	}
	return "put object failed: " + sdk2Message(f)
}

// legacyUnknownKey: the legacy client takes the answer to an unknown access key for "not found" and fails at the write only
// (recorded: repository_bad, 3.0).
func (h *Handler) legacyUnknownKey(err error) bool {
	var f *bucket.Failure
	return !h.profile.GuessesStorage && errors.As(err, &f) && f.Kind == bucket.BadKey
}

// statementFailure is failureText for a statement. On the lines that hang on a dead endpoint it waits first, until the
// client goes away or for DeadEndpointWait (recorded: repository_bad, 3.0).
func (h *Handler) statementFailure(ctx context.Context, err error, path string) string {
	var f *bucket.Failure
	if h.profile.HangsOnDeadEndpoint && errors.As(err, &f) && f.Kind == bucket.Refused {
		timer := time.NewTimer(h.options.DeadEndpointWait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		case <-h.ctx.Done():
		}
	}
	return h.failureText(err, path)
}
