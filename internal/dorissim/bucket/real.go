// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// Real is a Store on a real Azure Blob Storage or HDFS, which a test has started on this machine.
type Real struct {
	open func(name string) (*objectstore.Bucket, error) // of the host of a path

	mu     sync.Mutex
	opened map[string]*objectstore.Bucket
}

// NewAzure is a Store in Azure Blob Storage; the host of a path is the container.
func NewAzure(endpoint, account, key string) *Real {
	return &Real{open: func(container string) (*objectstore.Bucket, error) {
		return objectstore.OpenAzure(objectstore.AzureAccess{Endpoint: endpoint, AccountName: account, AccountKey: key}, container)
	}}
}

// NewHDFS is a Store in HDFS.
func NewHDFS(access objectstore.HDFSAccess) *Real {
	return &Real{open: func(name string) (*objectstore.Bucket, error) { return objectstore.OpenHDFS(access, name) }}
}

// at takes a path apart: what stands in front of keys, the key, and the storage.
func (r *Real) at(path string) (front, key string, storage *objectstore.Bucket, err error) {
	scheme, rest, ok := strings.Cut(path, "://")
	host, key, _ := strings.Cut(rest, "/")
	if !ok || host == "" {
		return "", "", nil, &Failure{Kind: BadPath, Message: "Invalid path: " + path}
	}
	storage, err = r.of(host)
	return scheme + "://" + host + "/", strings.TrimLeft(key, "/"), storage, realFailure(err)
}

func (r *Real) of(host string) (*objectstore.Bucket, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.opened[host] != nil {
		return r.opened[host], nil
	}
	storage, err := r.open(host)
	if err != nil {
		return nil, err
	}
	if r.opened == nil {
		r.opened = map[string]*objectstore.Bucket{}
	}
	r.opened[host] = storage
	return storage, nil
}

// Get reads a file.
func (r *Real) Get(ctx context.Context, path string) ([]byte, error) {
	_, key, storage, err := r.at(path)
	if err != nil {
		return nil, err
	}
	content, err := storage.Get(ctx, key)
	return content, realFailure(err)
}

// Put writes a file.
func (r *Real) Put(ctx context.Context, path string, content []byte) error {
	_, key, storage, err := r.at(path)
	if err != nil {
		return err
	}
	return realFailure(storage.Put(ctx, key, content))
}

// List lists the files under a prefix.
func (r *Real) List(ctx context.Context, prefix string) ([]string, error) {
	front, key, storage, err := r.at(prefix)
	if err != nil {
		return nil, err
	}
	files, err := storage.Files(ctx, key)
	var paths []string
	for _, file := range files {
		paths = append(paths, front+file.Key)
	}
	slices.Sort(paths)
	return paths, realFailure(err)
}

// Folders lists the folders under a prefix.
func (r *Real) Folders(ctx context.Context, prefix string) ([]string, error) {
	front, key, storage, err := r.at(prefix)
	if err != nil {
		return nil, err
	}
	keys, err := storage.FoldersFrom(ctx, key)
	slices.Sort(keys) // with the slash at the end: a-b/ comes before a/
	var paths []string
	for _, key := range keys {
		paths = append(paths, front+strings.TrimRight(key, "/"))
	}
	return paths, realFailure(err)
}

// realFailure keeps the storage's own words.
func realFailure(err error) error {
	if err == nil {
		return nil
	}
	if objectstore.KindOf(err) == objectstore.NoObject {
		return &Failure{Kind: NotFound, Message: err.Error()}
	}
	return errors.New(err.Error())
}
