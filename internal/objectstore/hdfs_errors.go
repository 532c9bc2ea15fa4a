// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"syscall"

	"github.com/colinmarc/hdfs/v2"
)

// explain turns an error of the client into ours.
func (s *hdfsStorage) explain(ctx context.Context, operation, key string, err error) error {
	if ctx.Err() != nil {
		e := stopped(ctx, operation, s.name)
		e.Storage = HDFS
		return e
	}
	e := &Error{Kind: Other, Operation: operation, Bucket: s.name, Storage: HDFS}
	var kerberos *kerberosError
	var answer hdfs.Error
	switch {
	case errors.As(err, &kerberos):
		e.Kind, e.Message = kerberos.kind, kerberos.message
	case errors.As(err, &answer):
		e.Code, e.Message = exceptionName(answer.Exception()), firstLine(answer.Message())
		e.Kind = hdfsKind(e.Code, e.Message)
	case errors.Is(err, os.ErrNotExist):
		e.Kind, e.Message = NoObject, absolute(key)+" is not there"
	case errors.Is(err, os.ErrPermission):
		e.Kind, e.Code = Denied, "AccessControlException"
		e.Message = "permission denied: user " + s.user() + ", " + operation + " " + absolute(key)
	case errors.Is(err, syscall.ENOTEMPTY):
		e.Kind, e.Message = Busy, absolute(key)+" is not empty"
	case errors.Is(err, io.EOF):
		e.Kind, e.Message = Unreachable, "the name node closed the connection"
	default:
		e.Kind, e.Message = hdfsSilence(err)
	}
	return e
}

func (s *hdfsStorage) user() string {
	if s.access.KerberosPrincipal != "" {
		return s.access.KerberosPrincipal
	}
	return s.access.Username
}

// hdfsKinds maps exceptions of Hadoop.
var hdfsKinds = map[string]Kind{
	"FileNotFoundException":       NoObject,
	"AccessControlException":      Denied,
	"AuthorizationException":      Denied,
	"SnapshotException":           Locked,
	"SafeModeException":           Throttled,
	"RetriableException":          Throttled,
	"StandbyException":            Throttled,
	"QuotaExceededException":      Denied,
	"NSQuotaExceededException":    Denied,
	"DSQuotaExceededException":    Denied,
	"InvalidPathException":        BadName,
	"UnresolvedPathException":     NoObject,
	"SaslException":               WrongKeys,
	"ServerTooBusyException":      Throttled,
	"NotReplicatedYetException":   Throttled,
	"ParentNotDirectoryException": NoObject,
}

func hdfsKind(exception, message string) Kind {
	switch {
	case strings.Contains(message, "authentication is not enabled"): // an AccessControlException
		return WrongKeys
	case strings.Contains(message, "clock skew") || strings.Contains(message, "Clock skew"):
		return ClockSkew
	case hdfsKinds[exception] != "":
		return hdfsKinds[exception]
	}
	return Other
}

// hdfsSilence is the kind of an error without an answer, and why there was none.
func hdfsSilence(err error) (Kind, string) {
	text := strings.TrimPrefix(err.Error(), "no available namenodes: ")
	switch {
	case strings.Contains(text, "StandbyException"):
		return Unreachable, "every name node that is known is a standby one"
	case strings.Contains(text, "authentication is not enabled"), strings.Contains(text, "kerberos authentication not supported"):
		return WrongKeys, firstLine(text)
	case strings.Contains(text, "SASL handshake") && strings.Contains(strings.ToLower(text), "clock skew"):
		return ClockSkew, firstLine(text)
	case strings.Contains(text, "SASL handshake"):
		return WrongKeys, "the name node and this machine do not agree on Kerberos: " + firstLine(text)
	case strings.HasSuffix(text, "EOF"), strings.Contains(text, "proto:"), strings.Contains(text, "unexpected sequence number"):
		return NotS3, "the answer is not that of a name node"
	}
	return Unreachable, plainReason(err)
}

// exceptionName is the last part of the name of a class.
func exceptionName(class string) string { return class[strings.LastIndexByte(class, '.')+1:] }

// remoteFront is what the client puts in front of what the name node said.
var remoteFront = regexp.MustCompile(`^.*?ERROR_\w+ \([\w.$]+\):? ?`)

// firstLine leaves out the stack of Java that name nodes send.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(remoteFront.ReplaceAllString(line, ""))
}
