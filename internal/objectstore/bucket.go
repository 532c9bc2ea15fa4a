// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"context"
	"sort"
	"strings"
	"sync"
	"time"
)

// Bucket is one bucket, or what a storage has in its place.
type Bucket struct {
	name  string
	kind  string  // S3, Azure or HDFS
	looks storage // answers soon or not at all: an unreachable storage must not hold up a plan
	work  storage // asks again when the storage is busy: for requests that handle files

	versions  sync.Mutex
	versioned *bool // what Versioned found
}

// Name is the name of the bucket.
func (b *Bucket) Name() string { return b.name }

// Kind is S3, Azure or HDFS.
func (b *Bucket) Kind() string { return b.kind }

// Versioned reports whether the bucket keeps old versions, as far as this machine may know: without the right to ask
// (s3:GetBucketVersioning), and on storages without versions, it says no.
// It is asked once.
func (b *Bucket) Versioned(ctx context.Context) bool {
	b.versions.Lock()
	defer b.versions.Unlock()
	if b.versioned == nil {
		versioned := b.looks.keepsVersions(ctx)
		if ctx.Err() != nil {
			return versioned
		}
		b.versioned = &versioned
	}
	return *b.versioned
}

// Folders lists the names directly under a prefix that have something below them, sorted. "" is the bucket's root; other
// prefixes need no slash at their end.
func (b *Bucket) Folders(ctx context.Context, prefix string) ([]string, error) {
	prefix = folder(prefix)
	var names []string
	err := b.looks.list(ctx, prefix, true, func(p *page) error {
		for _, one := range p.folders {
			names = append(names, strings.TrimSuffix(strings.TrimPrefix(one, prefix), "/"))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	return names, nil
}

// Readable asks for one name under a prefix: whether the bucket is there, the keys are right and listing is allowed. It
// returns the storage's clock, zero when it does not tell.
func (b *Bucket) Readable(ctx context.Context, prefix string) (time.Time, error) {
	return b.looks.look(ctx, folder(prefix))
}

// probeName is written and deleted at once. Doris looks only at names that begin with __ss_ or __repo.
const probeName = ".terraform-provider-doris-probe"

// Writable writes a small object under a prefix and deletes it again.
func (b *Bucket) Writable(ctx context.Context, prefix string) error {
	return b.looks.probe(ctx, folder(prefix))
}

// writeAndDelete is the probe of storages that know no folders.
func writeAndDelete(ctx context.Context, s storage, prefix string) error {
	key := prefix + probeName
	if err := s.write(ctx, key, strings.NewReader("")); err != nil {
		return err
	}
	_, err := s.deleteOne(ctx, key)
	return err
}

func folder(prefix string) string {
	prefix = strings.Trim(prefix, "/")
	if prefix == "" {
		return ""
	}
	return prefix + "/"
}
