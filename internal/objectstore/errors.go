// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"errors"
	"fmt"
	"net"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// Kind classifies what a storage answered.
type Kind string

// Kinds of errors that callers tell apart.
const (
	Other       Kind = "other"
	Unreachable Kind = "unreachable" // no answer from this machine; says nothing about Doris's nodes
	NoBucket    Kind = "no bucket"
	WrongKeys   Kind = "wrong keys" // unknown access key, or a signature that does not fit
	Denied      Kind = "denied"     // the keys are right, the right is missing; or only this machine is refused
	ClockSkew   Kind = "clock skew" // this machine's clock is off
	NoKeys      Kind = "no keys"    // no credentials were found
)

// Error is what a storage answered.
type Error struct {
	Kind      Kind
	Operation string // open, list, write, delete
	Bucket    string
	Code      string // of the storage, such as NoSuchBucket; "" when it did not answer
	Message   string // the storage's own words, without secrets
}

// Error reads `NoSuchBucket: The specified bucket does not exist`.
func (e *Error) Error() string {
	if e.Code == "" {
		return e.Message
	}
	return e.Code + ": " + e.Message
}

// KindOf is the kind of an error of this package; Other for any other.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Other
}

// kinds maps the codes of S3 and of servers that speak it.
var kinds = map[string]Kind{
	"NoSuchBucket":                 NoBucket,
	"InvalidAccessKeyId":           WrongKeys,
	"SignatureDoesNotMatch":        WrongKeys,
	"InvalidToken":                 WrongKeys,
	"ExpiredToken":                 WrongKeys,
	"AuthorizationHeaderMalformed": WrongKeys,
	"AccessDenied":                 Denied,
	"AllAccessDisabled":            Denied,
	"Forbidden":                    Denied,
	"RequestTimeTooSkewed":         ClockSkew,
	"RequestExpired":               ClockSkew,
}

// explain turns an error of the client into ours, without secrets.
func (b *Bucket) explain(operation string, err error) error {
	if err == nil {
		return nil
	}
	answer := &Error{Kind: Other, Operation: operation, Bucket: b.name}
	var api smithy.APIError
	var response *awshttp.ResponseError
	switch {
	case errors.As(err, &api):
		answer.Code, answer.Message = api.ErrorCode(), api.ErrorMessage()
		answer.Kind = kinds[answer.Code]
		if answer.Kind == "" {
			answer.Kind = Other
		}
		if answer.Message == "" {
			answer.Message = "no further words"
		}
		if answer.Kind == Other && errors.As(err, &response) && response.HTTPStatusCode() == 403 {
			answer.Kind = Denied
		}
	case errors.As(err, &response) && response.HTTPStatusCode() > 0:
		answer.Code, answer.Message = fmt.Sprintf("HTTP %d", response.HTTPStatusCode()), "the answer is not that of an S3 server"
	case strings.Contains(err.Error(), "credential"):
		answer.Kind, answer.Message = NoKeys, "no credentials were found on this machine"
	default:
		answer.Kind, answer.Message = Unreachable, plainReason(err)
	}
	answer.Message = b.scrub(answer.Message)
	return answer
}

// plainReason says in plain words why there was no answer.
func plainReason(err error) string {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &dns):
		return "unknown host " + dns.Name
	case errors.As(err, &op) && op.Timeout(), strings.Contains(err.Error(), "deadline exceeded"), strings.Contains(err.Error(), "Client.Timeout"):
		return "no answer within " + answerTimeout.String()
	case strings.Contains(err.Error(), "connection refused"):
		return "connection refused"
	case strings.Contains(err.Error(), "certificate"):
		return "its certificate is not trusted here"
	}
	return "no usable answer"
}

func (b *Bucket) scrub(text string) string {
	for _, secret := range b.secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "***")
		}
	}
	return text
}
