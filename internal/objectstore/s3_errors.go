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
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

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
	"SecondLevelDomainForbidden":   PathStyle, // Alibaba Cloud OSS
	"PathStyleDomainForbidden":     PathStyle, // Tencent Cloud COS
	"VirtualHostDomainRequired":    PathStyle, // Huawei Cloud OBS
	"AccessDenied":                 Denied,
	"AllAccessDisabled":            Denied,
	"Forbidden":                    Denied,
	"RequestTimeTooSkewed":         ClockSkew,
	"RequestExpired":               ClockSkew,
}

// notS3Codes are what the client makes of an answer to a listing that has no code of S3: of S3 itself NoSuchBucket would come.
var notS3Codes = map[string]bool{"NotFound": true, "BadRequest": true, "MethodNotAllowed": true}

// notS3 is the error of a success that is no listing.
func (s *s3Storage) notS3() *Error {
	return &Error{Kind: NotS3, Operation: "list", Bucket: s.name, Message: "the answer is not a listing of S3"}
}

// isListing reports whether an answer was one of S3: other servers answer anything with a page of theirs, which the client
// reads as an empty listing.
func isListing(p *s3.ListObjectsV2Output) bool {
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

// explainWork is explain for requests that the context may end.
func (s *s3Storage) explainWork(ctx context.Context, operation string, err error) error {
	if err == nil || ctx.Err() == nil {
		return s.explain(operation, err)
	}
	return stopped(ctx, operation, s.name)
}

// answered is the error of a code that a storage gave; status 0 = not known.
func (s *s3Storage) answered(operation, code, message string, status int) *Error {
	e := &Error{Kind: kinds[code], Operation: operation, Bucket: s.name, Code: code, Message: message}
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
	e.Message = s.scrub(e.Message)
	return e
}

// explain turns an error of the client into ours, without secrets.
func (s *s3Storage) explain(operation string, err error) error {
	if err == nil {
		return nil
	}
	answer := &Error{Kind: Other, Operation: operation, Bucket: s.name}
	var api smithy.APIError
	var response *awshttp.ResponseError
	switch {
	case errors.As(err, &api):
		status := 0
		if errors.As(err, &response) {
			status = response.HTTPStatusCode()
		}
		return s.answered(operation, api.ErrorCode(), api.ErrorMessage(), status)
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
	answer.Message = s.scrub(answer.Message)
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

func (s *s3Storage) scrub(text string) string {
	for _, secret := range s.secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "***")
		}
	}
	return text
}
