// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// azureKinds maps the codes of Azure Blob Storage.
var azureKinds = map[string]Kind{
	"ContainerNotFound":                  NoBucket,
	"ContainerBeingDeleted":              NoBucket,
	"ContainerDisabled":                  NoBucket,
	"BlobNotFound":                       NoObject,
	"ResourceNotFound":                   NoObject,
	"AuthenticationFailed":               WrongKeys,
	"InvalidAuthenticationInfo":          WrongKeys,
	"NoAuthenticationInformation":        WrongKeys,
	"KeyBasedAuthenticationNotPermitted": WrongKeys,
	"AuthorizationFailure":               Denied,
	"AuthorizationPermissionMismatch":    Denied,
	"AuthorizationProtocolMismatch":      Denied,
	"AuthorizationResourceTypeMismatch":  Denied,
	"AuthorizationServiceMismatch":       Denied,
	"AuthorizationSourceIPMismatch":      Denied,
	"InsufficientAccountPermissions":     Denied,
	"AccountIsDisabled":                  Denied,
	"BlobImmutableDueToPolicy":           Locked,
	"ContainerImmutableDueToPolicy":      Locked,
	"LeaseIdMissing":                     Locked,
	"SnapshotsPresent":                   Locked,
	"ServerBusy":                         Throttled,
	"OperationTimedOut":                  Throttled,
	"InternalError":                      Throttled,
	"AccountBeingCreated":                Throttled,
	"SystemInUse":                        Throttled,
	"AccountRequiresHttps":               Denied,
	"InvalidResourceName":                NoBucket,
	"FilesystemNotFound":                 NoBucket,
	"PublicAccessNotPermitted":           WrongKeys,
}

// notAzure is the error of an answer that is none of Azure's.
func (s *azureStorage) notAzure() *Error {
	return &Error{Kind: NotS3, Operation: "list", Bucket: s.name, Storage: Azure, Message: "the answer is not that of Azure Blob Storage"}
}

// explainWork is explain for requests that the context may end.
func (s *azureStorage) explainWork(ctx context.Context, operation string, err error) error {
	if err == nil || ctx.Err() == nil {
		return s.explain(operation, err)
	}
	e := stopped(ctx, operation, s.name)
	e.Storage = Azure
	return e
}

// explain turns an error of the client into ours, without secrets.
func (s *azureStorage) explain(operation string, err error) error {
	if err == nil {
		return nil
	}
	e := &Error{Kind: Other, Operation: operation, Bucket: s.name, Storage: Azure}
	var answer *azcore.ResponseError
	var refused *azidentity.AuthenticationFailedError
	switch {
	case errors.As(err, &refused), strings.Contains(err.Error(), "failed to acquire a token"), strings.Contains(err.Error(), "CredentialUnavailable"):
		e.Kind, e.Message = NoKeys, "no credentials were found on this machine, or none that Azure takes"
	case errors.As(err, &answer):
		s.answered(e, answer)
	case strings.Contains(err.Error(), "authenticated requests are not permitted for non TLS"):
		e.Kind, e.Message = NoKeys, "Azure's own credentials are sent over https alone; over http an account key is needed"
	case strings.Contains(err.Error(), "unmarshall"), strings.Contains(err.Error(), "XML syntax"):
		e.Kind, e.Message = NotS3, "the answer is not that of Azure Blob Storage"
	default:
		e.Kind, e.Message = Unreachable, strings.Replace(plainReason(err), "AWS_CA_BUNDLE", "SSL_CERT_FILE", 1)
	}
	if s.secret != "" {
		e.Message = strings.ReplaceAll(e.Message, s.secret, "***")
	}
	return e
}

// answered reads what the storage answered.
func (s *azureStorage) answered(e *Error, answer *azcore.ResponseError) {
	e.Code, e.Message = answer.ErrorCode, azureMessage(answer)
	kind, known := azureKinds[answer.ErrorCode]
	date := strings.Contains(strings.ToLower(e.Message), "date header")
	switch {
	case date && (answer.StatusCode == 403 || answer.StatusCode == 400): // AuthenticationFailed, of a clock that is off
		e.Kind = ClockSkew
	case strings.Contains(e.Message, "failed to authenticate"): // Azurite gives it the code AuthorizationFailure
		e.Kind = WrongKeys
	case known && kind == NoObject && e.Operation == "list":
		e.Kind = NoBucket
	case known:
		e.Kind = kind
	case answer.StatusCode == 503 || answer.StatusCode == 500 || answer.StatusCode == 429 || answer.StatusCode == 502 || answer.StatusCode == 504:
		e.Kind = Throttled
	case answer.StatusCode == 404 && e.Operation != "list" && answer.ErrorCode == "":
		e.Kind = NoObject // an answer to HEAD has no body
	case answer.ErrorCode == "" && e.Operation == "list" && answer.StatusCode != 403:
		e.Kind = NotS3
	case answer.StatusCode == 403:
		e.Kind = Denied
	case answer.StatusCode == 409 && e.Operation == "delete":
		e.Kind = Locked
	}
	if e.Code == "" {
		e.Code = fmt.Sprintf("HTTP %d", answer.StatusCode)
	}
}

// azureWords is the message in an answer's body; what stands behind the first line are numbers of the request.
var azureWords = regexp.MustCompile(`(?s)<Message>(.*?)(?:\nRequestId:.*)?</Message>`)

// azureDetail says more, such as that a date header is too old.
var azureDetail = regexp.MustCompile(`(?s)<AuthenticationErrorDetail>(.*?)</AuthenticationErrorDetail>`)

func azureMessage(answer *azcore.ResponseError) string {
	if answer.RawResponse == nil || answer.RawResponse.Body == nil {
		return "no further words"
	}
	body, err := io.ReadAll(io.LimitReader(answer.RawResponse.Body, 1<<16))
	found := azureWords.FindSubmatch(body)
	if err != nil || found == nil {
		return "no further words"
	}
	message := strings.TrimSpace(string(found[1]))
	if detail := azureDetail.FindSubmatch(body); detail != nil && strings.Contains(strings.ToLower(string(detail[1])), "date") {
		message += " " + strings.TrimSpace(string(detail[1]))
	}
	return message
}

// lacksAzureBatches reports that a storage does not know batches, or not with these rights. What else may be wrong shows
// again with single deletions.
func lacksAzureBatches(err error) bool {
	var answer *azcore.ResponseError
	if !errors.As(err, &answer) {
		return false
	}
	switch answer.StatusCode {
	case 400, 404, 405, 411, 501:
		return answer.ErrorCode != "ContainerNotFound"
	}
	return false
}
