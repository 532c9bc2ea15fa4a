// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// Memory is a Store without anything behind it: broker repositories of the stand-in live here, and
// those of Azure and HDFS that name no storage of this machine.
type Memory struct {
	mu    sync.Mutex
	files map[string][]byte
}

// NewMemory makes an empty store.
func NewMemory() *Memory { return &Memory{files: map[string][]byte{}} }

// Get reads a file.
func (m *Memory) Get(_ context.Context, path string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	content, ok := m.files[path]
	if !ok {
		return nil, &Failure{Kind: NotFound, Message: "no such file: " + path}
	}
	return slices.Clone(content), nil
}

// Put writes a file.
func (m *Memory) Put(_ context.Context, path string, content []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[path] = slices.Clone(content)
	return nil
}

// List lists the files under a prefix.
func (m *Memory) List(_ context.Context, prefix string) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var paths []string
	for path := range m.files {
		if strings.HasPrefix(path, prefix) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths, nil
}

// Folders lists the folders under a prefix.
func (m *Memory) Folders(ctx context.Context, prefix string) ([]string, error) {
	paths, err := m.List(ctx, prefix)
	var folders []string
	for _, path := range paths {
		name, _, below := strings.Cut(path[len(prefix):], "/")
		if !below {
			continue
		}
		folder := prefix + name
		if len(folders) == 0 || folders[len(folders)-1] != folder {
			folders = append(folders, folder)
		}
	}
	return folders, err
}
