// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"context"
	"fmt"
)

// Store holds files by path, such as s3://bucket/path/file. There are three: S3, Real on a storage
// that a test has started, and Memory for what the stand-in only pretends to have.
type Store interface {
	// Get reads a file; a Failure of kind NotFound when there is none.
	Get(ctx context.Context, path string) ([]byte, error)
	// Put writes a file.
	Put(ctx context.Context, path string, content []byte) error
	// List lists the paths of the files that begin with prefix, sorted.
	List(ctx context.Context, prefix string) ([]string, error)
	// Folders lists the folders whose path begins with prefix, without what is below them, in the order of the files.
	Folders(ctx context.Context, prefix string) ([]string, error)
}

// Kind says why a request failed.
type Kind int

// The kinds of failure. API is every answer of the server that is none of the others.
const (
	API Kind = iota
	NotFound
	NoBucket
	BadKey       // the access key is unknown
	BadSignature // the secret key does not fit
	Refused      // nothing listens
	UnknownHost
	NotTLS // a server without TLS was asked with TLS
	Timeout
	BadPath // the path is no s3:// path
)

// Failure is a failed request in words that do not depend on the client library.
type Failure struct {
	Kind    Kind
	Status  int    // HTTP status, 0 without an answer
	Code    string // S3's error code
	Message string
	Host    string // of UnknownHost
}

// Error is a short text for logs and TaskErrMsg.
func (f *Failure) Error() string {
	if f.Code != "" {
		return fmt.Sprintf("%d %s: %s", f.Status, f.Code, f.Message)
	}
	return f.Message
}
