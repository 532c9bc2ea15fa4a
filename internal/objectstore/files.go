// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package objectstore

import (
	"bytes"
	"context"
)

// File is a file as a listing shows it.
type File struct {
	Key  string
	Size int64
}

// Files lists what begins with prefix, sorted as the storage does. For who writes repositories: the stand-in for Doris.
func (b *Bucket) Files(ctx context.Context, prefix string) ([]File, error) {
	var files []File
	err := b.work.list(ctx, prefix, false, func(p *page) error {
		for _, one := range p.objects {
			files = append(files, File{Key: one.key, Size: one.size})
		}
		return nil
	})
	return files, err
}

// Get reads a file.
func (b *Bucket) Get(ctx context.Context, key string) ([]byte, error) { return b.read(ctx, key) }

// Put writes a file.
func (b *Bucket) Put(ctx context.Context, key string, content []byte) error {
	return b.work.write(ctx, key, bytes.NewReader(content))
}

// Remove deletes a file; one that is not there is an error of kind NoObject where the storage tells.
func (b *Bucket) Remove(ctx context.Context, key string) error {
	_, err := b.work.deleteOne(ctx, key)
	return err
}

// FoldersFrom lists the keys of the folders that begin with prefix, which may end within a name. Keys have a slash at their
// end.
func (b *Bucket) FoldersFrom(ctx context.Context, prefix string) ([]string, error) {
	var keys []string
	err := b.work.list(ctx, prefix, true, func(p *page) error {
		keys = append(keys, p.folders...)
		return nil
	})
	return keys, err
}
