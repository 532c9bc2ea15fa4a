// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"errors"
	"io"
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
	PathStyle   Kind = "path style"   // the storage wants the bucket in the host name
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
	Storage   string // S3, Azure or HDFS
	Code      string // of the storage, such as NoSuchBucket; "" when it did not answer
	Message   string // the storage's own words, without secrets
	Key       string // of the object, where one was refused
	Keys      int    // how many were refused in one answer
}

// Kinds of storages. The empty one is S3: it was the only one for long.
const (
	S3    = ""
	Azure = "Azure"
	HDFS  = "HDFS"
)

// rights are the permissions that an operation needs, for users to grant.
var rights = map[string]map[string]string{
	S3: {"list": "s3:ListBucket", "read": "s3:GetObject", "write": "s3:PutObject", "delete": "s3:DeleteObject"},
	Azure: {
		"list":   "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
		"read":   "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
		"write":  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
		"delete": "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
	},
	HDFS: {
		"list": "read and execute on the folder", "read": "read on the file",
		"write": "write and execute on the folder", "delete": "write and execute on the folder",
	},
}

// Rights are the permissions that the operation needs, for users to grant.
func (e *Error) Rights() []string {
	right := rights[e.Storage][e.Operation]
	if right == "" {
		return nil
	}
	return []string{right}
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

// keyed names the object in an error of this package.
func keyed(err error, key string) error {
	var e *Error
	if errors.As(err, &e) {
		e.Key, e.Keys = key, 1
	}
	return err
}

func (b *Bucket) badContent(message string) *Error {
	return &Error{Kind: BadContent, Operation: "read", Bucket: b.name, Storage: b.kind, Message: message}
}

// stopped is the error of a request that the context ended.
func stopped(ctx context.Context, operation, bucket string) *Error {
	message := "interrupted"
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		message = "the time was over"
	}
	return &Error{Kind: Stopped, Operation: operation, Bucket: bucket, Message: message}
}

// explained says in our words why the content of a file broke off.
type explained struct {
	io.ReadCloser
	explain func(error) error
}

// Read gives io.EOF as it is.
func (e explained) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = e.explain(err)
	}
	return n, err
}
