// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Repository is one repository in a store.
type Repository struct {
	Layout
	Store Store
}

// Labels lists the labels that have a folder, complete or not, in the order of the files.
func (r *Repository) Labels(ctx context.Context) ([]string, error) {
	folders, err := r.Store.Folders(ctx, r.Snapshots())
	if err != nil {
		return nil, err
	}
	var labels []string
	for _, folder := range folders {
		labels = append(labels, strings.TrimPrefix(base(folder), SnapshotPrefix))
	}
	return labels, nil
}

// Timestamps lists the timestamps of the info files of a label; a file with a malformed name reads "Invalid: <file>"
// (DORIS.md "Rows of SHOW SNAPSHOT").
func (r *Repository) Timestamps(ctx context.Context, label string) ([]string, error) {
	files, err := r.Store.List(ctx, r.Info(label, ""))
	if err != nil {
		return nil, err
	}
	var timestamps []string
	for _, file := range files {
		name, _, ok := SplitChecksum(base(file))
		if !ok {
			timestamps = append(timestamps, "Invalid: "+base(file))
			continue
		}
		timestamps = append(timestamps, strings.TrimPrefix(name, infoPrefix))
	}
	return timestamps, nil
}

// ErrFiles is why Download did not find its one file; its text is Doris's.
type ErrFiles struct{ Text string }

func (e *ErrFiles) Error() string { return e.Text }

// ErrContent is a file that is whole and cannot be understood.
type ErrContent struct{ Cause error }

func (e *ErrContent) Error() string { return e.Cause.Error() }

// Download reads the one file whose name is path.<md5 of content> (recorded: restore_bad, label_twins).
func (r *Repository) Download(ctx context.Context, path string) ([]byte, error) {
	files, err := r.Store.List(ctx, path)
	if err != nil {
		return nil, err
	}
	if len(files) != 1 {
		return nil, &ErrFiles{fmt.Sprintf("Expected one file with path: %s. get: %d", path, len(files))}
	}
	name, checksum, ok := SplitChecksum(base(files[0]))
	if !ok {
		return nil, &ErrFiles{"file name should contains checksum: " + path + strings.TrimPrefix(base(files[0]), base(path))}
	}
	if name != base(path) {
		return nil, &ErrFiles{"File does not exist: " + path}
	}
	content, err := r.Store.Get(ctx, files[0])
	if err != nil {
		return nil, err
	}
	if local := Checksum(content); local != checksum {
		return nil, &ErrFiles{fmt.Sprintf("md5sum does not equal. local: %s, remote: %s", local, checksum)}
	}
	return content, nil
}

// Upload writes a file as path.<md5 of content>.
func (r *Repository) Upload(ctx context.Context, path string, content []byte) error {
	return r.Store.Put(ctx, WithChecksum(path, content), content)
}

// DownloadInfo reads the info file of a label and timestamp.
func (r *Repository) DownloadInfo(ctx context.Context, label, timestamp string) (*Info, error) {
	content, err := r.Download(ctx, r.Info(label, timestamp))
	if err != nil {
		return nil, err
	}
	info, err := DecodeInfo(content)
	if err != nil {
		return nil, &ErrContent{err}
	}
	return info, nil
}

// DownloadMeta reads the meta file of a label.
func (r *Repository) DownloadMeta(ctx context.Context, label string) (*Meta, error) {
	content, err := r.Download(ctx, r.Meta(label))
	if err != nil {
		return nil, err
	}
	meta, err := DecodeMeta(content)
	if err != nil {
		return nil, &ErrContent{err}
	}
	return meta, nil
}

// RepoInfoFile reads __repo_info; ok is false when there is none.
func (r *Repository) RepoInfoFile(ctx context.Context) (info RepoInfo, ok bool, err error) {
	content, err := r.Store.Get(ctx, r.RepoInfo())
	var failed *Failure
	if errors.As(err, &failed) && failed.Kind == NotFound {
		return info, false, nil
	}
	if err != nil {
		return info, false, err
	}
	info, err = DecodeRepoInfo(content)
	return info, true, err
}
