// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"errors"
	"io"
	"time"
)

// storage is what this package asks of one bucket, one container or one file system. Keys have slashes and begin with
// none. Every error but errNoBatches and those of a callback is an *Error.
type storage interface {
	// list gives what begins with prefix, page by page, and holds no page longer than each takes. With flat only the files
	// of the folder itself are listed, and the folders in it.
	list(ctx context.Context, prefix string, flat bool, each func(*page) error) error
	// look asks for one name under a prefix and returns the storage's clock, zero when it does not tell.
	look(ctx context.Context, prefix string) (time.Time, error)
	stat(ctx context.Context, key string) (object, error)
	// open reads a file; size is -1 when the storage does not tell.
	open(ctx context.Context, key string) (content io.ReadCloser, size int64, err error)
	write(ctx context.Context, key string, content io.ReadSeeker) error
	// probe writes a small file under a prefix and deletes it again; nothing else is left behind or taken away.
	probe(ctx context.Context, prefix string) error
	// deleteOne deletes a file; kept tells that the storage keeps an old version of it.
	deleteOne(ctx context.Context, key string) (kept bool, err error)
	// deleteBatch deletes at most batchSize files and tells of each what became of it. errNoBatches: it must be done one by
	// one. Keys without an answer are asked again.
	deleteBatch(ctx context.Context, keys []string) ([]deletedFile, error)
	// tidy removes the folders below a prefix that are empty, where a storage has such.
	tidy(ctx context.Context, prefix string) error
	// keepsVersions reports whether what is deleted is kept, as far as this machine may know.
	keepsVersions(ctx context.Context) bool
}

// object is one file.
type object struct {
	key      string
	size     int64
	modified time.Time
	// sum is what is most likely the MD5 of the content, in lower case; "" when the storage does not tell.
	sum string
	// noSum tells, in a stat alone, that sum is that of something else than the content, because it is encrypted.
	noSum bool
}

// page is one page of a listing.
type page struct {
	objects []object
	folders []string // flat listings only; keys with a slash at their end
}

// deletedFile is what became of one file of a batch.
type deletedFile struct {
	key  string
	kept bool   // an old version stays
	err  *Error // NoObject = it was gone; Throttled = ask again; others = refused
}

// errNoBatches: the storage cannot delete several files with one request.
var errNoBatches = errors.New("the storage has no request for several deletions")
