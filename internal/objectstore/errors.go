// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
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
	NotS3       Kind = "not S3"      // something answers, and it does not speak S3: a console, a proxy, another port
	NoBucket    Kind = "no bucket"
	WrongRegion Kind = "wrong region" // the bucket lies elsewhere: other region, other endpoint
	WrongKeys   Kind = "wrong keys"   // unknown access key, or a signature that does not fit
	Denied      Kind = "denied"       // the keys are right, the right is missing; or only this machine is refused
	ClockSkew   Kind = "clock skew"   // this machine's clock is off
	BadSetup    Kind = "bad setup"    // what AWS tools find on this machine (environment, files) cannot be used; nothing was sent
	NoKeys      Kind = "no keys"      // no credentials were found
	NoObject    Kind = "no object"    // the file is not there
	Locked      Kind = "locked"       // a retention rule of the bucket forbids the deletion
	Throttled   Kind = "throttled"    // the storage stayed too busy
	Busy        Kind = "busy"         // somebody writes while files are deleted
	BadName     Kind = "bad name"     // no folder can have it; nothing was sent
	BadContent  Kind = "bad content"
	Stopped     Kind = "stopped" // the context ended
)

// Error is what a storage answered.
type Error struct {
	Kind      Kind
	Operation string // open, list, read, write, delete, name
	Bucket    string
	Code      string // of the storage, such as NoSuchBucket; "" when it did not answer
	Message   string // the storage's own words, without secrets
	Key       string // of the object, where one was refused
	Keys      int    // how many were refused in one answer
}

// Rights are the permissions of S3 that the operation needs, for users to grant.
func (e *Error) Rights() []string {
	switch e.Operation {
	case "list":
		return []string{"s3:ListBucket"}
	case "read":
		return []string{"s3:GetObject"}
	case "write":
		return []string{"s3:PutObject"}
	case "delete":
		return []string{"s3:DeleteObject"}
	}
	return nil
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
	"NoSuchKey":                    NoObject,
	"NotFound":                     NoObject,
	"ObjectLocked":                 Locked,
	"FileImmutable":                Locked,
	"ObjectImmutable":              Locked,
	"ObjectUnderRetention":         Locked,
	"RetentionPolicyNotMet":        Locked,
	"InvalidAccessKeyId":           WrongKeys,
	"XAdminUserNotFound":           WrongKeys, // Versity S3 Gateway (its words are recorded: repository_bad)
	"SignatureDoesNotMatch":        WrongKeys,
	"InvalidToken":                 WrongKeys,
	"ExpiredToken":                 WrongKeys,
	"AuthorizationHeaderMalformed": WrongRegion,
	"PermanentRedirect":            WrongRegion,
	"TemporaryRedirect":            WrongRegion,
	"MovedPermanently":             WrongRegion,
	"Moved Permanently":            WrongRegion,
	"AccessDenied":                 Denied,
	"AllAccessDisabled":            Denied,
	"Forbidden":                    Denied,
	"RequestTimeTooSkewed":         ClockSkew,
	"RequestExpired":               ClockSkew,
}

// notS3Codes are what the client makes of an answer to a listing that has no code of S3: of S3 itself NoSuchBucket would come.
var notS3Codes = map[string]bool{"NotFound": true, "BadRequest": true, "MethodNotAllowed": true}

// notS3 is the error of a success that is no listing.
func (b *Bucket) notS3() *Error {
	return &Error{Kind: NotS3, Operation: "list", Bucket: b.name, Message: "the answer is not a listing of S3"}
}

// isListing reports whether an answer was one of S3: other servers answer anything with a page of theirs, which the client
// reads as an empty listing.
func isListing(p *page) bool {
	return p.Name != nil || p.IsTruncated != nil || p.KeyCount != nil || len(p.Contents) > 0 || len(p.CommonPrefixes) > 0
}

// busyCodes are answers to be tried again later.
var busyCodes = map[string]bool{
	"SlowDown": true, "SlowDownRead": true, "SlowDownWrite": true, "ServiceUnavailable": true, "InternalError": true, "TooManyRequests": true,
	"RequestTimeout": true, "OperationAborted": true, "Throttling": true,
}

// lacksBatches reports that a storage does not know the request for several deletes, or not in this form. What else may
// be wrong shows again with single ones.
func lacksBatches(err error) bool {
	var response *awshttp.ResponseError
	if !errors.As(err, &response) {
		return false
	}
	switch response.HTTPStatusCode() {
	case 400, 405, 411, 501:
		return true
	}
	return false
}

// keyed names the object in an error of this package.
func keyed(err error, key string) error {
	var e *Error
	if errors.As(err, &e) {
		e.Key, e.Keys = key, 1
	}
	return err
}

func (b *Bucket) badContent(message string) *Error {
	return &Error{Kind: BadContent, Operation: "read", Bucket: b.name, Message: message}
}

// explainWork is explain for requests that the context may end.
func (b *Bucket) explainWork(ctx context.Context, operation string, err error) error {
	if ctx.Err() == nil {
		return b.explain(operation, err)
	}
	message := "interrupted"
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		message = "the time was over"
	}
	return &Error{Kind: Stopped, Operation: operation, Bucket: b.name, Message: message}
}

// answered is the error of a code that a storage gave; status 0 = not known.
func (b *Bucket) answered(operation, code, message string, status int) *Error {
	e := &Error{Kind: kinds[code], Operation: operation, Bucket: b.name, Code: code, Message: message}
	lower := strings.ToLower(message)
	switch {
	case operation == "delete" && (strings.Contains(lower, "worm") || strings.Contains(lower, "object lock") || strings.Contains(lower, "retention")):
		e.Kind = Locked
	case code == "SignatureDoesNotMatch" && strings.Contains(lower, "region"): // Versity S3 Gateway
		e.Kind = WrongRegion
	case operation == "list" && notS3Codes[code]:
		e.Kind = NotS3
	case e.Kind == "" && status == 301:
		e.Kind = WrongRegion
	case e.Kind == "" && status >= 500 && status != 501:
		e.Kind = Throttled
	case e.Kind == "" && busyCodes[code]:
		e.Kind = Throttled
	case e.Kind == "" && status == 403:
		e.Kind = Denied
	case e.Kind == "":
		e.Kind = Other
	}
	if e.Message == "" {
		e.Message = "no further words"
	}
	e.Message = b.scrub(e.Message)
	return e
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
		status := 0
		if errors.As(err, &response) {
			status = response.HTTPStatusCode()
		}
		return b.answered(operation, api.ErrorCode(), api.ErrorMessage(), status)
	case errors.As(err, &response) && response.HTTPStatusCode() > 0:
		answer.Code, answer.Message = fmt.Sprintf("HTTP %d", response.HTTPStatusCode()), "the answer is not that of an S3 server"
	case strings.Contains(err.Error(), invalidSetup):
		_, answer.Message, _ = strings.Cut(err.Error(), invalidSetup)
		answer.Kind = BadSetup
	case strings.Contains(err.Error(), "credential"):
		answer.Kind, answer.Message = NoKeys, "no credentials were found on this machine"
	case operation == "open": // LoadDefaultConfig names the variable, the profile or the file
		answer.Kind, answer.Message = BadSetup, err.Error()
	default:
		answer.Kind, answer.Message = Unreachable, plainReason(err)
	}
	answer.Message = b.scrub(answer.Message)
	return answer
}

// invalidSetup is how the client begins what it says of settings that exclude each other, such as AWS_USE_FIPS_ENDPOINT and an
// endpoint of one's own.
const invalidSetup = "endpoint rule error, "

// plainAnswer is what Go's HTTP client says of a server that answers https with plain http.
const plainAnswer = "server gave HTTP response to HTTPS client"

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
		return "its certificate is not trusted here (AWS_CA_BUNDLE names a file with further ones)"
	case strings.Contains(err.Error(), plainAnswer):
		return "it speaks plain http, and https was asked of it"
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
